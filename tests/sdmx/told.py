"""What the lists of the wire answer, and what the flows should answer by it."""

import csv
import io
from typing import Any

import httpx

from api.figures.period import Period

Json = dict[str, Any]
V2 = "/sdmx/v2/data/dataflow/CAPAIAN/{}/1.0.0"


def listed(client: httpx.Client, noun: str, **parameters: str) -> list[Json]:
    answer = client.get(f"/v1/{noun}", params={"limit": "1000", **parameters})
    assert answer.status_code == 200, answer.text
    assert not answer.json()["meta"]["has_more"]
    found: list[Json] = answer.json()["data"]
    return found


def dimensions(figure: Json) -> tuple[str, ...]:
    """Its key, as the flows write it."""
    pairs = sorted(figure["breakdown"].items())
    breakdown = "__".join(f"{key}_{code}" for key, code in pairs) or "_T"
    return (figure["indicator"], figure["nature"], figure["region"].replace(".", "_"), breakdown, period(figure))


def period(figure: Json) -> str:
    first, slash, _ = figure["period"].partition("/")
    if not slash:
        return str(figure["period"])
    stretch = Period.parse(figure["period"])
    return f"{first}/P{(stretch.last - stretch.first).days + 1}D"


def rows(client: httpx.Client, flow: str, key: str = "*", **parameters: str) -> list[dict[str, str]]:
    """The observations, from CSV."""
    answer = client.get(f"{V2.format(flow)}/{key}", params=parameters)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def figures(client: httpx.Client, flow: str, key: str = "*", **parameters: str) -> set[str]:
    return {row["FIGURE"] for row in rows(client, flow, key, **parameters)}
