"""The vocabulary of the catalog: prefixes, European authority tables, and values in JSON-LD."""

from datetime import date, datetime

from api.errors import Text
from api.types import JsonObject

# Part of the document, so that a reader loads nothing else.
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AUTHORITY_URL = "http://publications.europa.eu/resource/authority"
_MEDIA_TYPES_URL = "https://www.iana.org/assignments/media-types"
# Formats in the authority table; the other formats have only their media type.
_FILE_TYPES = {
    "text/csv": "CSV",
    "application/json": "JSON",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}
# Reporting intervals of indicators (ISO 8601) and their names in the authority table.
_FREQUENCIES = {
    "P1D": "DAILY",
    "P7D": "WEEKLY",
    "P1W": "WEEKLY",
    "P1M": "MONTHLY",
    "P3M": "QUARTERLY",
    "P6M": "ANNUAL_2",
    "P12M": "ANNUAL",
    "P1Y": "ANNUAL",
}


def build_reference(url: str) -> JsonObject:
    return {"@id": url}


def build_authority_reference(table: str, name: str) -> JsonObject:
    return build_reference(f"{_AUTHORITY_URL}/{table}/{name}")


def build_media_type(name: str) -> JsonObject:
    return build_reference(f"{_MEDIA_TYPES_URL}/{name.partition(';')[0]}")


def build_file_type(name: str) -> JsonObject:
    """Return the file type, nothing if the authority table does not have it."""
    file_type = _FILE_TYPES.get(name)
    return {"dct:format": build_authority_reference("file-type", file_type)} if file_type is not None else {}


def build_frequency(intervals: frozenset[str]) -> JsonObject:
    """Return the common reporting interval of all indicators, irregular if they have several or an unknown one."""
    names = {_FREQUENCIES.get(interval) for interval in intervals}
    (name,) = names if len(names) == 1 else (None,)
    return build_authority_reference("frequency", name or "IRREG")


def build_language_values(text: Text) -> list[JsonObject]:
    return [{"@language": "id", "@value": text.id}, {"@language": "en", "@value": text.en}]


def build_date_value(value: date) -> JsonObject:
    """Return a date or, for a datetime, a time."""
    if isinstance(value, datetime):
        return {"@type": "xsd:dateTime", "@value": value.isoformat().replace("+00:00", "Z")}
    return {"@type": "xsd:date", "@value": value.isoformat()}
