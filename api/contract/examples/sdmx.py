"""Examples of SDMX: the first lines of its messages, written as the service writes them of a figure that ships."""

import json
from datetime import UTC, datetime
from typing import Any

from api.contract.examples.entities import entity_of
from api.realizations.model import Realization
from api.sdmx import structure_json, structure_xml
from api.sdmx.artefacts import Artefact
from api.sdmx.asked import asked_in_the_old_way, asked_of
from api.sdmx.availability import Available, constraint_of
from api.sdmx.data_csv import NewCsv
from api.sdmx.data_xml import GenericXml
from api.sdmx.flows import CLAIM, STATEMENTS
from api.sdmx.message import Message
from api.sdmx.query import SdmxDataQuery, SdmxOldDataQuery

_MOMENT = datetime(2026, 11, 21, tzinfo=UTC)
_FLOW = Message(
    _MOMENT, (CLAIM,), (), has_concepts=False, codelists=(), stubs=frozenset([Artefact("dataflow", CLAIM.id)]), codes={}
)
_SCHEMA = Message(_MOMENT, (), (STATEMENTS,), has_concepts=False, codelists=(), stubs=frozenset(), codes={})


def _observation(columns: tuple[str, ...]) -> tuple[str | None, ...]:
    figure: Any = entity_of(Realization)
    told = {
        "KIND": "realization",
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
    return tuple(told.get(column) for column in columns)


def _csv() -> str:
    asked = asked_of(CLAIM, "*", SdmxDataQuery())
    writer = NewCsv(asked, _MOMENT)
    return (writer.begin() + writer.lines([_observation(asked.columns)]) + writer.end()).decode()


def _xml() -> str:
    asked = asked_in_the_old_way(CLAIM, "all", SdmxOldDataQuery(detail="dataonly"))
    writer = GenericXml(asked, _MOMENT)
    return (writer.begin() + writer.lines([_observation(asked.columns)]) + writer.end()).decode()


def _availability() -> object:
    values = {"KIND": ["realization"], "INDICATOR": ["umkm-onboarded"], "NATURE": ["stock"], "REF_AREA": ["ID"]}
    found = Available(1, 1, {**values, "BREAKDOWN": ["_T"]}, "2021-05-01", "2021-05-31")
    return {"meta": structure_json.meta(_MOMENT), "data": {"dataConstraints": [constraint_of(CLAIM, found)]}}


def _schema() -> object:
    links = [{"rel": "structure", "urn": "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=CAPAIAN:CL_UNIT(1.0.0)"}]
    return {"meta": {**structure_json.meta(_MOMENT), "links": links}, "data": structure_json.data_of(_SCHEMA)}


_PARTS = ("of_a_kind", "by_agency", "by_name", "by_version")
OF_SDMX: dict[str, object] = {
    **dict.fromkeys((f"read_sdmx_v2_structures_{part}" for part in _PARTS), json.loads(structure_json.write(_FLOW))),
    **dict.fromkeys((f"read_sdmx_v1_structures_{part}" for part in _PARTS), structure_xml.write(_FLOW).decode()),
    **dict.fromkeys(("read_sdmx_v2_data", "read_sdmx_v2_series"), _csv()),
    **dict.fromkeys(("read_sdmx_v1_data", "read_sdmx_v1_series", "read_sdmx_v1_series_of_a_provider"), _xml()),
    **dict.fromkeys(("read_sdmx_availability", "read_sdmx_availability_of_series"), _availability()),
    "read_sdmx_schema": _schema(),
}
_STRUCTURES, _DATA = "application/vnd.sdmx.structure+{}", "application/vnd.sdmx.{}"
# By operation and media type.
OTHERS_OF_SDMX: dict[tuple[str, str], object] = {
    **{(name, _STRUCTURES.format("xml")): structure_xml.write(_FLOW).decode() for name in OF_SDMX if "v2_st" in name},
    **{
        (name, _STRUCTURES.format("json")): json.loads(structure_json.write(_FLOW))
        for name in OF_SDMX
        if "v1_st" in name
    },
    **{(name, _DATA.format("genericdata+xml")): _xml() for name in ("read_sdmx_v2_data", "read_sdmx_v2_series")},
    **{
        (name, _DATA.format("data+csv")): _csv()
        for name in ("read_sdmx_v1_data", "read_sdmx_v1_series", "read_sdmx_v1_series_of_a_provider")
    },
}
PARAMETERS_OF_SDMX = {
    "c[INDICATOR]": "umkm-onboarded,umkm-population",
    "c[NATURE]": "stock",
    "c[REF_AREA]": "ID",
    "c[BREAKDOWN]": "_T",
    "c[KIND]": "realization",
    "c[SOURCE]": "antara-2021-01-11",
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
    "offset": "1",
    "startPeriod": "2020",
    "endPeriod": "2024",
    "sdmx_old_data_detail": "dataonly",
    "sdmx_structure_detail": "allstubs",
    "references": "all",
    "sdmx_availability_mode": "exact",
}
