"""The formats of messages by media type, the default of each version of SDMX-REST first."""

from collections.abc import Callable
from typing import NamedTuple

from api.exchange.sdmx.data import csv_writer
from api.exchange.sdmx.data.generic_xml_writer import GenericXmlWriter
from api.exchange.sdmx.data.json_writer import JsonDataWriter
from api.exchange.sdmx.data.specific_xml_writer import StructureSpecificXmlWriter
from api.exchange.sdmx.data.writer import DataMessage, ObservationWriter
from api.exchange.sdmx.structure import json_writer
from api.exchange.sdmx.structure import xml_writer as structure_xml_writer
from api.exchange.sdmx.structure.message import StructureMessage

_SDMX = "application/vnd.sdmx."
STRUCTURE_JSON = f"{_SDMX}structure+json;version=2.0.0"
STRUCTURE_XML = f"{_SDMX}structure+xml;version=2.1"
DATA_CSV_2 = f"{_SDMX}data+csv;version=2.0.0"
DATA_CSV_1 = f"{_SDMX}data+csv;version=1.0.0"
DATA_JSON = f"{_SDMX}data+json;version=2.0.0"
GENERIC_XML = f"{_SDMX}genericdata+xml;version=2.1"
SPECIFIC_XML = f"{_SDMX}structurespecificdata+xml;version=2.1"

STRUCTURE_WRITERS: dict[str, Callable[[StructureMessage], bytes]] = {
    STRUCTURE_JSON: json_writer.write_structure_json,
    STRUCTURE_XML: structure_xml_writer.write_structure_xml,
}
DATA_WRITERS: dict[str, Callable[[DataMessage], ObservationWriter]] = {
    DATA_CSV_2: csv_writer.SdmxCsv2Writer,
    DATA_CSV_1: csv_writer.SdmxCsv1Writer,
    DATA_JSON: JsonDataWriter,
    GENERIC_XML: GenericXmlWriter,
    SPECIFIC_XML: StructureSpecificXmlWriter,
}


class SdmxRestVersion(NamedTuple):
    """A version of SDMX-REST with its media types; the first of each is the default."""

    version: str
    path: str
    structures: tuple[str, ...]
    data: tuple[str, ...]


SDMX_REST_2 = SdmxRestVersion(
    "SDMX-REST 2",
    "/sdmx/v2",
    (STRUCTURE_JSON, STRUCTURE_XML),
    (DATA_CSV_2, DATA_CSV_1, DATA_JSON, GENERIC_XML, SPECIFIC_XML),
)
SDMX_REST_1 = SdmxRestVersion(
    "SDMX-REST 1.5",
    "/sdmx/v1",
    (STRUCTURE_XML, STRUCTURE_JSON),
    (GENERIC_XML, SPECIFIC_XML, DATA_CSV_2, DATA_CSV_1, DATA_JSON),
)
