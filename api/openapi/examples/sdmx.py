"""Examples of SDMX: the first lines of messages about a figure of the seed data."""

import json
from datetime import UTC, datetime
from typing import Any

from api.exchange.sdmx.data.availability import Availability, build_content_constraint
from api.exchange.sdmx.data.csv_writer import SdmxCsv2Writer
from api.exchange.sdmx.data.xml_writer import GenericXmlWriter
from api.exchange.sdmx.query.data_parameters import SdmxV1DataParameters, SdmxV2DataParameters
from api.exchange.sdmx.query.data_query import build_v1_query, build_v2_query
from api.exchange.sdmx.structure import json_writer, xml_writer
from api.exchange.sdmx.structure.artefacts import Artefact
from api.exchange.sdmx.structure.dataflows import STATEMENT_FLOW, STATEMENT_STRUCTURE
from api.exchange.sdmx.structure.message import StructureMessage
from api.openapi.examples.records import build_example_record
from api.resources.realizations.model import Realization

_TIMESTAMP = datetime(2026, 11, 21, tzinfo=UTC)
_FLOW = StructureMessage(
    _TIMESTAMP,
    (STATEMENT_FLOW,),
    (),
    has_concepts=False,
    codelists=(),
    stubs=frozenset([Artefact("dataflow", STATEMENT_FLOW.id)]),
    codes={},
)
_SCHEMA = StructureMessage(
    _TIMESTAMP, (), (STATEMENT_STRUCTURE,), has_concepts=False, codelists=(), stubs=frozenset(), codes={}
)


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


def _build_csv() -> str:
    query = build_v2_query(STATEMENT_FLOW, "*", SdmxV2DataParameters())
    writer = SdmxCsv2Writer(query, _TIMESTAMP)
    return (
        writer.write_header() + writer.write_observations([_build_observation(query.columns)]) + writer.write_end()
    ).decode()


def _build_xml() -> str:
    query = build_v1_query(STATEMENT_FLOW, "all", SdmxV1DataParameters(detail="dataonly"))
    writer = GenericXmlWriter(query, _TIMESTAMP)
    return (
        writer.write_header() + writer.write_observations([_build_observation(query.columns)]) + writer.write_end()
    ).decode()


def _build_availability() -> object:
    values = {"FIGURE_TYPE": ["realization"], "INDICATOR": ["umkm-onboarded"], "NATURE": ["stock"], "REF_AREA": ["ID"]}
    found = Availability(1, 1, {**values, "BREAKDOWN": ["_T"]}, "2021-05-01", "2021-05-31")
    return {
        "meta": json_writer.build_meta(_TIMESTAMP),
        "data": {"dataConstraints": [build_content_constraint(STATEMENT_FLOW, found)]},
    }


def _build_schema() -> object:
    links = [{"rel": "structure", "urn": "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=CAPAIAN:CL_UNIT(2.0.0)"}]
    return {
        "meta": {**json_writer.build_meta(_TIMESTAMP), "links": links},
        "data": json_writer.build_data(_SCHEMA),
    }


_PARTS = ("by_kind", "by_agency", "by_name", "by_version")
SDMX_EXAMPLES: dict[str, object] = {
    **dict.fromkeys(
        (f"read_sdmx_v2_structures_{part}" for part in _PARTS), json.loads(json_writer.write_structure_json(_FLOW))
    ),
    **dict.fromkeys(
        (f"read_sdmx_v1_structures_{part}" for part in _PARTS), xml_writer.write_structure_xml(_FLOW).decode()
    ),
    **dict.fromkeys(("read_sdmx_v2_data", "read_sdmx_v2_series"), _build_csv()),
    **dict.fromkeys(("read_sdmx_v1_data", "read_sdmx_v1_series", "read_sdmx_v1_series_by_provider"), _build_xml()),
    **dict.fromkeys(("read_sdmx_availability", "read_sdmx_series_availability"), _build_availability()),
    "read_sdmx_schema": _build_schema(),
}
_STRUCTURES, _DATA = "application/vnd.sdmx.structure+{}", "application/vnd.sdmx.{}"
# By operation and media type.
SDMX_ALTERNATIVE_EXAMPLES: dict[tuple[str, str], object] = {
    **{
        (name, _STRUCTURES.format("xml")): xml_writer.write_structure_xml(_FLOW).decode()
        for name in SDMX_EXAMPLES
        if "v2_st" in name
    },
    **{
        (name, _STRUCTURES.format("json")): json.loads(json_writer.write_structure_json(_FLOW))
        for name in SDMX_EXAMPLES
        if "v1_st" in name
    },
    **{(name, _DATA.format("genericdata+xml")): _build_xml() for name in ("read_sdmx_v2_data", "read_sdmx_v2_series")},
    **{
        (name, _DATA.format("data+csv")): _build_csv()
        for name in ("read_sdmx_v1_data", "read_sdmx_v1_series", "read_sdmx_v1_series_by_provider")
    },
}
SDMX_PARAMETER_EXAMPLES = {
    "c[INDICATOR]": "umkm-onboarded,umkm-population",
    "c[NATURE]": "stock",
    "c[REF_AREA]": "ID",
    "c[BREAKDOWN]": "_T",
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
