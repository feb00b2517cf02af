"""The formats of messages, by the media types under which clients know them, the usual one of each edition first."""

from collections.abc import Callable
from typing import NamedTuple

from api.sdmx import data_csv, data_xml, structure_json, structure_xml
from api.sdmx.message import Message
from api.sdmx.writing import Writer

_SDMX = "application/vnd.sdmx."
JSON = f"{_SDMX}structure+json;version=2.0.0"
XML = f"{_SDMX}structure+xml;version=2.1"
CSV = f"{_SDMX}data+csv;version=2.0.0"
OLD_CSV = f"{_SDMX}data+csv;version=1.0.0"
GENERIC = f"{_SDMX}genericdata+xml;version=2.1"

STRUCTURE_WRITERS: dict[str, Callable[[Message], bytes]] = {JSON: structure_json.write, XML: structure_xml.write}
DATA_WRITERS: dict[str, Callable[..., Writer]] = {
    CSV: data_csv.NewCsv,
    OLD_CSV: data_csv.OldCsv,
    GENERIC: data_xml.GenericXml,
}


class Edition(NamedTuple):
    """An edition of the standard, and what it answers with unless another format is asked for."""

    version: str
    path: str
    structures: tuple[str, ...]
    data: tuple[str, ...]


NEW = Edition("SDMX-REST 2", "/sdmx/v2", (JSON, XML), (CSV, OLD_CSV, GENERIC))
OLD = Edition("SDMX-REST 1.5", "/sdmx/v1", (XML, JSON), (GENERIC, CSV, OLD_CSV))


def names_of(media_types: tuple[str, ...]) -> tuple[str, ...]:
    """Without their versions, each once."""
    return tuple(dict.fromkeys(media_type.partition(";")[0] for media_type in media_types))
