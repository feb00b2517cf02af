"""The vocabulary of the catalog: prefixes, European authority tables, and values in JSON-LD.

A reference states the class of its resource, as the shapes of DCAT-AP require: a portal needs no copy of the tables.
"""

from datetime import date, datetime

from api.errors import Text
from api.types import JsonObject

# Part of the document, so that a reader loads nothing else.
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AUTHORITY_URL = "http://publications.europa.eu/resource/authority"
_AUTHORITY_CLASSES = {
    "access-right": "dct:RightsStatement",
    "country": "dct:Location",
    "file-type": "dct:MediaTypeOrExtent",
    "frequency": "dct:Frequency",
    "language": "dct:LinguisticSystem",
}
_MEDIA_TYPES_URL = "https://www.iana.org/assignments/media-types"
# Formats in the authority table; the other formats have only their media type.
_FILE_TYPES = {
    "text/csv": "CSV",
    "application/json": "JSON",
    "application/vnd.apache.parquet": "PARQUET",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.sdmx.data+csv": "SDMX",
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


def build_reference(url: str, class_: str | None = None) -> JsonObject:
    return {"@id": url} if class_ is None else {"@id": url, "@type": class_}


def build_page_reference(url: str) -> JsonObject:
    return build_reference(url, "foaf:Document")


def build_authority_reference(table: str, name: str) -> JsonObject:
    return build_reference(f"{_AUTHORITY_URL}/{table}/{name}", _AUTHORITY_CLASSES[table])


def build_authority_concept(table: str, name: str, label: Text) -> JsonObject:
    """Build a reference to an entry that is a concept, with its label."""
    url = f"{_AUTHORITY_URL}/{table}/{name}"
    return build_reference(url, "skos:Concept") | {"skos:prefLabel": build_language_values(label)}


def build_concept_scheme(table: str, title: Text) -> JsonObject:
    """Build a reference to a whole authority table."""
    return build_reference(f"{_AUTHORITY_URL}/{table}", "skos:ConceptScheme") | {
        "dct:title": build_language_values(title)
    }


def build_format(media_type: str) -> JsonObject:
    """Return the media type, and the file type if the authority table has it."""
    name = media_type.partition(";")[0]
    properties = {"dcat:mediaType": build_reference(f"{_MEDIA_TYPES_URL}/{name}", "dct:MediaType")}
    if name in _FILE_TYPES:
        properties["dct:format"] = build_authority_reference("file-type", _FILE_TYPES[name])
    return properties


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
