"""The formats of messages by media type, the default of each version of SDMX-REST first."""

from collections.abc import Callable
from typing import NamedTuple

from api.exchange.sdmx.data import csv_writer, xml_writer
from api.exchange.sdmx.data.writer import ObservationWriter
from api.exchange.sdmx.structure import json_writer
from api.exchange.sdmx.structure import xml_writer as structure_xml_writer
from api.exchange.sdmx.structure.message import StructureMessage

_SDMX = "application/vnd.sdmx."
STRUCTURE_JSON = f"{_SDMX}structure+json;version=2.0.0"
STRUCTURE_XML = f"{_SDMX}structure+xml;version=2.1"
DATA_CSV_2 = f"{_SDMX}data+csv;version=2.0.0"
DATA_CSV_1 = f"{_SDMX}data+csv;version=1.0.0"
GENERIC_XML = f"{_SDMX}genericdata+xml;version=2.1"

STRUCTURE_WRITERS: dict[str, Callable[[StructureMessage], bytes]] = {
    STRUCTURE_JSON: json_writer.write_structure_json,
    STRUCTURE_XML: structure_xml_writer.write_structure_xml,
}
DATA_WRITERS: dict[str, Callable[..., ObservationWriter]] = {
    DATA_CSV_2: csv_writer.SdmxCsv2Writer,
    DATA_CSV_1: csv_writer.SdmxCsv1Writer,
    GENERIC_XML: xml_writer.GenericXmlWriter,
}


class SdmxRestVersion(NamedTuple):
    """A version of SDMX-REST with its media types; the first of each is the default."""

    version: str
    path: str
    structures: tuple[str, ...]
    data: tuple[str, ...]


SDMX_REST_2 = SdmxRestVersion(
    "SDMX-REST 2", "/sdmx/v2", (STRUCTURE_JSON, STRUCTURE_XML), (DATA_CSV_2, DATA_CSV_1, GENERIC_XML)
)
SDMX_REST_1 = SdmxRestVersion(
    "SDMX-REST 1.5", "/sdmx/v1", (STRUCTURE_XML, STRUCTURE_JSON), (GENERIC_XML, DATA_CSV_2, DATA_CSV_1)
)


def list_base_media_types(media_types: tuple[str, ...]) -> tuple[str, ...]:
    """Return the media types without their parameters, each once."""
    return tuple(dict.fromkeys(media_type.partition(";")[0] for media_type in media_types))
