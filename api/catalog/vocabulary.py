"""The words of the catalog: prefixes, the European authority tables, and how JSON-LD writes a value."""

from datetime import date, datetime
from typing import Any

from api.faults import Text

JsonObject = dict[str, Any]

# Written out in the document, so that whoever reads it fetches nothing.
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
# What the tables of the authority have a name for; the other formats are told by their media type.
_FILE_TYPES = {
    "text/csv": "CSV",
    "application/json": "JSON",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
}
# How often something is expected, as indicators write it (ISO 8601) and as the authority calls it.
_RHYTHMS = {
    "P1D": "DAILY",
    "P7D": "WEEKLY",
    "P1W": "WEEKLY",
    "P1M": "MONTHLY",
    "P3M": "QUARTERLY",
    "P6M": "ANNUAL_2",
    "P12M": "ANNUAL",
    "P1Y": "ANNUAL",
}


def thing(address: str) -> JsonObject:
    return {"@id": address}


def authority(table: str, name: str) -> JsonObject:
    return thing(f"{_AUTHORITY}/{table}/{name}")


def media_type(name: str) -> JsonObject:
    return thing(f"{_MEDIA_TYPES}/{name.partition(';')[0]}")


def file_type(name: str) -> JsonObject:
    """Empty for what the authority has no name for."""
    known = _FILE_TYPES.get(name)
    return {"dct:format": authority("file-type", known)} if known is not None else {}


def rhythm(expected: frozenset[str]) -> JsonObject:
    """The one with which all indicators are expected; else it is irregular."""
    names = {_RHYTHMS.get(duration) for duration in expected}
    (name,) = names if len(names) == 1 else (None,)
    return authority("frequency", name or "IRREG")


def said(text: Text) -> list[JsonObject]:
    return [{"@language": "id", "@value": text.id}, {"@language": "en", "@value": text.en}]


def on(value: date) -> JsonObject:
    """A day, or a moment where it is one."""
    if isinstance(value, datetime):
        return {"@type": "xsd:dateTime", "@value": value.isoformat().replace("+00:00", "Z")}
    return {"@type": "xsd:date", "@value": value.isoformat()}
