"""The list: filters, pages, CSV, and what never changes any more."""

import csv
import io
from typing import Any

import httpx
import pytest

from tests.findings.asking import codes, findings


def paged(client: httpx.Client, limit: int, **asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    path: str | None = str(httpx.URL("/v1/findings", params={"limit": limit, **asked}))
    while path:
        answer = client.get(path)
        page = answer.json()
        assert len(page["data"]) <= limit
        assert page["meta"]["has_more"] == (page["meta"]["next_cursor"] is not None)
        found += page["data"]
        path = answer.links["next"]["url"] if page["meta"]["has_more"] else None
    return found


@pytest.mark.parametrize("limit", [1, 2, 5, 12, 13, 14])
def test_pages_make_the_whole_list_in_its_order(client: httpx.Client, limit: int) -> None:
    whole = findings(client)
    assert paged(client, limit) == whole
    order = [(each["program"], each["indicator"] or "", each["code"], each["id"]) for each in whole]
    assert order == sorted(order)
    assert len({each["id"] for each in whole}) == len(whole)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"code": "target_revised,deadline_moved"}, "code"),
        ({"severity": "error"}, "severity"),
        ({"program": "koperasi-digital,qris"}, "program"),
        ({"indicator": "umkm-onboarded"}, "indicator"),
    ],
)
def test_a_filter_keeps_what_it_asks_for_and_nothing_else(
    client: httpx.Client, asked: dict[str, str], field: str
) -> None:
    (values,) = asked.values()
    expected = [finding for finding in findings(client) if finding[field] in values.split(",")]
    assert expected
    assert findings(client, **asked) == paged(client, 1, **asked) == expected


def test_filters_narrow_each_other(client: httpx.Client) -> None:
    assert codes(client, program="umkm-digital", severity="info", code="deadline_moved") == ["deadline_moved"]
    assert findings(client, program="qris", severity="info") == []
    assert findings(client, program="no-such-program") == []


@pytest.mark.parametrize(
    "query",
    ["code=nonsense", "severity=fatal", "program=A", "as_of=2021", "limit=0", "cursor=AAAAAAAAAAAA", "sort=code"],
)
def test_a_parameter_that_is_wrong_is_refused(client: httpx.Client, query: str) -> None:
    answer = client.get(f"/v1/findings?{query}")
    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [query.partition("=")[0]]


def test_a_cursor_is_good_for_its_filters_alone(client: httpx.Client) -> None:
    cursor = client.get("/v1/findings?limit=1").json()["meta"]["next_cursor"]
    assert client.get(f"/v1/findings?limit=3&cursor={cursor}").status_code == 200
    assert client.get(f"/v1/findings?limit=1&severity=error&cursor={cursor}").status_code == 400


def test_the_csv_has_the_same_findings(client: httpx.Client) -> None:
    answer = client.get("/v1/findings.csv?severity=error,info")
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    found = findings(client, severity="error,info")
    assert [line["id"] for line in lines] == [finding["id"] for finding in found]
    for line, finding in zip(lines, found, strict=True):
        assert line["text_en"] == finding["text"]["en"]
        assert line["subjects"].split() == [subject["address"] for subject in finding["subjects"]]
        assert line["stated"] == str(finding["stated"])
    assert client.get("/v1/findings.csv?columns=code,id&limit=1").text.splitlines()[0] == "code,id"


def test_the_past_never_changes_and_says_so(client: httpx.Client) -> None:
    answer = client.get("/v1/findings?as_of=2021-06-11&known_at=2020-01-01T00:00:00Z")
    assert "immutable" in answer.headers["cache-control"]
    assert 'rel="cite-as"' in answer.headers["link"]
    today = client.get("/v1/findings?as_of=2021-06-11")
    assert "immutable" not in today.headers["cache-control"]
    assert today.headers["capaian-rules"]


def test_whoever_has_the_answer_already_is_told_so(client: httpx.Client) -> None:
    tag = client.get("/v1/findings").headers["etag"]
    assert client.get("/v1/findings", headers={"If-None-Match": tag}).status_code == 304
