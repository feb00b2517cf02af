"""Examples of SDMX: the first lines of messages about a figure of the seed data."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from api.exchange.sdmx.data.availability import Availability, build_content_constraint
from api.exchange.sdmx.data.csv_writer import SdmxCsv2Writer
from api.exchange.sdmx.data.generic_xml_writer import GenericXmlWriter
from api.exchange.sdmx.data.json_writer import JsonDataWriter
from api.exchange.sdmx.data.specific_xml_writer import StructureSpecificXmlWriter
from api.exchange.sdmx.data.writer import DataMessage, ObservationWriter
from api.exchange.sdmx.message_header import MessageHeader
from api.exchange.sdmx.query.data_parameters import SdmxV1DataParameters
from api.exchange.sdmx.query.data_query import build_v1_query
from api.exchange.sdmx.structure import json_writer, xml_writer
from api.exchange.sdmx.structure.artefacts import Artefact
from api.exchange.sdmx.structure.dataflows import STATEMENT_FLOW, STATEMENT_STRUCTURE
from api.exchange.sdmx.structure.message import StructureMessage
from api.license import PublisherInfo
from api.openapi.examples.records import build_example_record
from api.resources.realizations.model import Realization

_TIMESTAMP = datetime(2026, 11, 21, tzinfo=UTC)
_PUBLISHER = PublisherInfo()
_FLOW_ARTEFACT = Artefact("dataflow", STATEMENT_FLOW.id)
_FLOW = StructureMessage(_PUBLISHER, _TIMESTAMP, (_FLOW_ARTEFACT,), frozenset([_FLOW_ARTEFACT]))
_SCHEMA = StructureMessage(_PUBLISHER, _TIMESTAMP, (Artefact("datastructure", STATEMENT_STRUCTURE.id),))
_NO_STRUCTURES = StructureMessage(_PUBLISHER, _TIMESTAMP, ())


def _build_observation(columns: tuple[str, ...]) -> tuple[str | None, ...]:
    figure: Any = build_example_record(Realization)
    values = {
        "FIGURE_TYPE": "realization",
        "INDICATOR": figure.indicator,
        "NATURE": figure.nature,
        "REF_AREA": figure.region,
        "BREAKDOWN": "_T",
        "SOURCE": figure.citations[0].source,
        "FIGURE": str(figure.id),
        "TIME_PERIOD": figure.period,
        "OBS_VALUE": str(figure.value),
        "UNIT_MEASURE": "umkm",
        "UNIT_MULT": "0",
        "OBS_STATUS": "A",
        "QUALIFIER": figure.qualifier,
        "RESOLUTION": str(figure.resolution),
        "STATED_BY": figure.institution,
        "STATED_ON": str(figure.stated_on),
        "KNOWN_FROM": "2026-11-21T00:00:00.000000Z",
    }
    return tuple(values.get(column) for column in columns)


def _build_data(write: Callable[[DataMessage], ObservationWriter]) -> str:
    query = build_v1_query(STATEMENT_FLOW, "all", SdmxV1DataParameters(detail="dataonly"))
    header = MessageHeader(_PUBLISHER.sdmx_agency, "4c2d5ab5fb0f0c6a2c2f0f4ed6c1ab7a", _TIMESTAMP)
    writer = write(DataMessage(query, header))
    observations = [_build_observation(query.columns)]
    return (writer.write_header() + writer.write_observations(observations) + writer.write_end()).decode()


def _build_availability() -> object:
    values = {"FIGURE_TYPE": ["realization"], "INDICATOR": ["umkm-onboarded"], "NATURE": ["stock"], "REF_AREA": ["ID"]}
    found = Availability(1, 1, {**values, "BREAKDOWN": ["_T"]}, "2021-05-01", "2021-05-31")
    constraint = build_content_constraint(_PUBLISHER.sdmx_agency, STATEMENT_FLOW, found)
    return json.loads(json_writer.write_structure_json(_NO_STRUCTURES, {"dataConstraints": [constraint]}))


def _build_schema() -> object:
    links = [{"rel": "structure", "urn": "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=CAPAIAN:CL_UNIT(2.0.0)"}]
    return json.loads(json_writer.write_structure_json(_SCHEMA, links=links))


_STRUCTURE_JSON = json.loads(json_writer.write_structure_json(_FLOW))
_STRUCTURE_XML = xml_writer.write_structure_xml(_FLOW).decode()
_CSV, _GENERIC_XML = _build_data(SdmxCsv2Writer), _build_data(GenericXmlWriter)
_DATA_JSON = json.loads(_build_data(JsonDataWriter))
_PARTS = ("of_all_kinds", "by_kind", "by_agency", "by_name", "by_version")
_STRUCTURES = [f"read_sdmx_{edition}_structures_{part}" for edition in ("v1", "v2") for part in _PARTS]
_DATA = [
    *("read_latest_sdmx_v2_data", "read_sdmx_v2_data", "read_sdmx_v2_series"),
    *("read_sdmx_v1_data", "read_sdmx_v1_series", "read_sdmx_v1_series_by_provider"),
]
_AVAILABILITY = [f"read_{name}_availability" for name in ("latest_sdmx", "sdmx", "sdmx_series", "sdmx_component")]
_SDMX = "application/vnd.sdmx."
# Of structures and data, by media type.
_STRUCTURE_EXAMPLES: dict[str, object] = {
    f"{_SDMX}structure+json": _STRUCTURE_JSON,
    f"{_SDMX}structure+xml": _STRUCTURE_XML,
}
_DATA_EXAMPLES: dict[str, object] = {
    f"{_SDMX}data+csv": _CSV,
    f"{_SDMX}data+json": _DATA_JSON,
    f"{_SDMX}genericdata+xml": _GENERIC_XML,
    f"{_SDMX}structurespecificdata+xml": _build_data(StructureSpecificXmlWriter),
}
# By operation: in its default format.
SDMX_EXAMPLES: dict[str, object] = {
    **{name: _STRUCTURE_XML if "v1" in name else _STRUCTURE_JSON for name in _STRUCTURES},
    **{name: _GENERIC_XML if "v1" in name else _CSV for name in _DATA},
    **dict.fromkeys(_AVAILABILITY, _build_availability()),
    **dict.fromkeys(("read_sdmx_schema", "read_latest_sdmx_schema"), _build_schema()),
}
# By operation and media type.
SDMX_ALTERNATIVE_EXAMPLES: dict[tuple[str, str], object] = {
    **{(name, media_type): one for name in _STRUCTURES for media_type, one in _STRUCTURE_EXAMPLES.items()},
    **{(name, media_type): one for name in _DATA for media_type, one in _DATA_EXAMPLES.items()},
}
SDMX_PARAMETER_EXAMPLES = {
    "c[INDICATOR]": "umkm-onboarded,umkm-population",
    "c[NATURE]": "stock",
    "c[REF_AREA]": "ID",
    "c[BREAKDOWN]": "_T",
    "c[PLAN]": "_Z",
    "c[FIGURE_TYPE]": "realization",
    "c[SOURCE]": "borneo24-2021-06-11",
    "c[FIGURE]": "01a1fb67-1800-7000-8000-000000000205",
    "c[TIME_PERIOD]": "ge:2020+le:2024",
    "updatedAfter": "2021-01-01T00:00:00Z",
    "firstNObservations": "1",
    "lastNObservations": "1",
    "dimensionAtObservation": "AllDimensions",
    "includeHistory": "true",
    "attributes": "none",
    "measures": "none",
    "asOf": "2026-12-01T00:00:00Z",
    "offset": "0",
    "startPeriod": "2020",
    "endPeriod": "2024",
    "sdmx_v1_data_detail": "dataonly",
    "sdmx_structure_detail": "allstubs",
    "references": "all",
    "sdmx_availability_mode": "exact",
}
