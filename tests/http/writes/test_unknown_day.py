"""Stocks of an unknown day in lists, progress, counts, findings and SDMX."""

import csv
import io
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from tests.http.writes.conftest import People, build_target, create_record

YEAR = "1948"
_regions: Iterator[str] = iter(("11", "12", "13", "14", "15", "16"))
_values = count(100)


def publish(people: People, collection: str, **content: Any) -> dict[str, Any]:
    content = build_target(**{"qualifier": "exact", "value": next(_values), **content})
    if collection == "realizations":
        content["quality"] = "final"
    created = create_record(people.writer, collection, **content)
    url = created.headers["location"]
    assert people.writer.post(f"{url}/submit").status_code == 200
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    record: dict[str, Any] = people.public.get(url).json()
    return record


def list_ids(people: People, path: str) -> set[str]:
    response = people.public.get(path)
    assert response.status_code == 200, response.text
    return {row["id"] for row in response.json()["data"]}


@pytest.fixture
def region() -> str:
    return next(_regions)


def test_lists_and_counts_have_a_row_for_the_period_of_an_unknown_day(people: People, region: str) -> None:
    known = publish(people, "realizations", region=region, period=YEAR)
    unknown = publish(people, "realizations", region=region, period=YEAR, day_known=False)
    query = f"indicator=umkm-onboarded&region={region}"
    for period in (YEAR, f"{YEAR}-01-01/{YEAR}-12-31"):
        assert list_ids(people, f"/v1/realizations?{query}&period={period}") == {known["id"], unknown["id"]}
    for period in (f"{YEAR}-12", f"{YEAR}-12-31"):
        assert list_ids(people, f"/v1/realizations?{query}&period={period}") == {known["id"]}
    # They have two keys, so both are preferred and each has a count.
    both = {known["id"], unknown["id"]}
    assert list_ids(people, f"/v1/realizations?{query}&preferred=true") == both
    for selection in (query, f"{query}&period={YEAR}", f"program=umkm-digital&period={YEAR}"):
        counts = people.public.get(f"/v1/onboarding-counts?{selection}").json()["data"]
        counted = {row["reported"] for row in counts if row["region"] == region and row["nature"] == "stock"}
        assert counted == {known["value"], unknown["value"]}


def test_counts_of_an_unknown_day_add_up_over_regions(people: People) -> None:
    parts = [
        publish(people, "realizations", region=code, period="1947", day_known=False) for code in ("17.01", "17.02")
    ]
    publish(people, "realizations", region="17.03", period="1947")
    rows = people.public.get("/v1/onboarding-counts?indicator=umkm-onboarded&region=17&period=1947").json()["data"]
    sums = {row["summed"]: row["regions_reported"] for row in rows}
    assert sums[sum(part["value"] for part in parts)] == 2
    assert sorted(sums.values()) == [1, 2]


def test_no_finding_compares_an_unknown_day_with_another(people: People, region: str) -> None:
    figures = [
        publish(people, "realizations", region=region, period=YEAR, day_known=False, value=value) for value in (900, 5)
    ]
    ids = {figure["id"] for figure in figures}
    findings = people.public.get("/v1/findings?indicator=umkm-onboarded&limit=1000").json()["data"]
    involved = [finding["code"] for finding in findings if ids & {subject["id"] for subject in finding["subjects"]}]
    assert "conflicting_realizations" not in involved
    assert "stock_decreased" not in involved


def test_progress_uses_an_unknown_day_and_gives_the_reason(people: People, region: str) -> None:
    publish(people, "targets", region=region, period=YEAR)
    number = publish(people, "realizations", region=region, period=YEAR, day_known=False)
    query = f"indicator=umkm-onboarded&region={region}&period={YEAR}"
    (row,) = people.public.get(f"/v1/progress?{query}").json()["data"]
    assert (row["verdict"], row["realization"]["id"]) == ("achieved", number["id"])
    assert "day_unknown" in [reason["code"] for reason in row["reasons"]]


def test_sdmx_has_an_unknown_day_as_a_statement_only(people: People, region: str) -> None:
    known = publish(people, "realizations", region=region, period=YEAR)
    unknown = publish(people, "realizations", region=region, period=YEAR, day_known=False)
    target = publish(people, "targets", region=region, period=YEAR)

    def read(flow: str, key: str) -> dict[str, dict[str, str]]:
        text = people.public.get(f"/sdmx/v2/data/dataflow/CAPAIAN/{flow}/2.0.0/{key}").text
        return {row["FIGURE"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}

    realizations = read("REALIZATION", f"umkm-onboarded.stock.{region}._T")
    assert (known["id"] in realizations, unknown["id"] in realizations) == (True, False)
    statements = read("STATEMENT", f"*.umkm-onboarded.stock.{region}._T.*.*")
    assert statements[unknown["id"]]["DAY_KNOWN"] == "false"
    assert statements[known["id"]]["DAY_KNOWN"] == "true"
    assert statements[target["id"]]["DAY_KNOWN"] == ""
    path = f"/sdmx/v2/availability/dataflow/CAPAIAN/REALIZATION/2.0.0/umkm-onboarded.stock.{region}._T"
    assert people.public.get(path).status_code == 200


def test_a_preference_applies_to_the_key_of_an_unknown_day(people: People, region: str) -> None:
    first = publish(people, "realizations", region=region, period=YEAR, day_known=False)
    second = publish(people, "realizations", region=region, period=YEAR, day_known=False)
    known = publish(people, "realizations", region=region, period=f"{YEAR}-12-31")
    preferred = f"/v1/realizations?indicator=umkm-onboarded&region={region}&preferred=true"
    assert list_ids(people, preferred) == {second["id"], known["id"]}
    prefer = people.publisher.put(f"/v1/realizations/{first['id']}/preference", {"reason": "Diaudit."})
    assert prefer.status_code == 201
    assert list_ids(people, preferred) == {first["id"], known["id"]}
