"""The list of findings: filters, pages, CSV and immutable responses."""

import csv
import io
from typing import Any

import httpx
import pytest

from tests.analysis.findings.list_findings import list_codes, list_findings


def list_by_page(client: httpx.Client, limit: int, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    path: str | None = str(httpx.URL("/v1/findings", params={"limit": limit, **query}))
    while path:
        response = client.get(path)
        page = response.json()
        assert len(page["data"]) <= limit
        assert page["meta"]["has_more"] == (page["meta"]["next_cursor"] is not None)
        found += page["data"]
        path = response.links["next"]["url"] if page["meta"]["has_more"] else None
    return found


@pytest.mark.parametrize("limit", [1, 2, 5, 12, 13, 14])
def test_the_pages_together_are_the_sorted_list(client: httpx.Client, limit: int) -> None:
    whole = list_findings(client)
    assert list_by_page(client, limit) == whole
    order = [(each["program"], each["indicator"] or "", each["code"], each["id"]) for each in whole]
    assert order == sorted(order)
    assert len({each["id"] for each in whole}) == len(whole)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"code": "target_revised,deadline_moved"}, "code"),
        ({"severity": "error"}, "severity"),
        ({"program": "koperasi-digital,qris"}, "program"),
        ({"indicator": "umkm-onboarded"}, "indicator"),
    ],
)
def test_a_filter_selects_the_matching_findings(client: httpx.Client, query: dict[str, str], field: str) -> None:
    (values,) = query.values()
    expected = [finding for finding in list_findings(client) if finding[field] in values.split(",")]
    assert expected
    assert list_findings(client, **query) == list_by_page(client, 1, **query) == expected


def test_several_filters_are_combined(client: httpx.Client) -> None:
    assert list_codes(client, program="umkm-digital", severity="info", code="deadline_moved") == ["deadline_moved"]
    assert list_findings(client, program="qris", severity="info") == []
    assert list_findings(client, program="no-such-program") == []


@pytest.mark.parametrize(
    "query",
    ["code=nonsense", "severity=fatal", "program=A", "as_of=2021", "limit=0", "cursor=AAAAAAAAAAAA", "sort=code"],
)
def test_an_invalid_parameter_is_rejected(client: httpx.Client, query: str) -> None:
    response = client.get(f"/v1/findings?{query}")
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [query.partition("=")[0]]


def test_a_cursor_is_valid_only_for_its_filters(client: httpx.Client) -> None:
    cursor = client.get("/v1/findings?limit=1").json()["meta"]["next_cursor"]
    assert client.get(f"/v1/findings?limit=3&cursor={cursor}").status_code == 200
    assert client.get(f"/v1/findings?limit=1&severity=error&cursor={cursor}").status_code == 400


def test_the_csv_has_the_same_findings(client: httpx.Client) -> None:
    response = client.get("/v1/findings.csv?severity=error,info")
    lines = list(csv.DictReader(io.StringIO(response.text)))
    found = list_findings(client, severity="error,info")
    assert [line["id"] for line in lines] == [finding["id"] for finding in found]
    for line, finding in zip(lines, found, strict=True):
        assert line["text_en"] == finding["text_en"]
        assert line["subjects"].split() == [subject["url"] for subject in finding["subjects"]]
        assert line["stated"] == str(finding["stated"])
    assert client.get("/v1/findings.csv?columns=code,id&limit=1").text.splitlines()[0] == "code,id"


def test_a_response_about_the_past_is_immutable(client: httpx.Client) -> None:
    response = client.get("/v1/findings?as_of=2021-06-11&known_at=2020-01-01T00:00:00Z")
    assert "immutable" in response.headers["cache-control"]
    assert 'rel="cite-as"' in response.headers["link"]
    today = client.get("/v1/findings?as_of=2021-06-11")
    assert "immutable" not in today.headers["cache-control"]
    assert today.headers["capaian-rules-version"]


def test_an_unchanged_response_has_status_304(client: httpx.Client) -> None:
    etag = client.get("/v1/findings").headers["etag"]
    assert client.get("/v1/findings", headers={"If-None-Match": etag}).status_code == 304
