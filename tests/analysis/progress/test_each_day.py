"""Progress of the seed data as of many days, compared with a reference that reads the lists of figures."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import httpx
import pytest

from tests.analysis.progress.conftest import Row, get_rows
from tests.http.reads.filters import days, latest
from tests.support import services

FIRST, LAST = date(2020, 5, 13), date(2022, 3, 29)
MILLIONTH = Fraction(1, 10**6)


@pytest.fixture(scope="module")
def unchecked_client(service: services.Service) -> Iterator[httpx.Client]:
    """A client that does not validate its hundreds of similar responses."""
    with httpx.Client(base_url=service.url, timeout=20) as client:
        yield client


def build_key(row: Row) -> tuple[str, ...]:
    first, last = days(row["period"])
    return (row["indicator"], row["nature"], row["region"], last if row["nature"] == "stock" else f"{first}/{last}")


def known(rows: list[Row], day: str) -> list[Row]:
    return [row for row in rows if latest(row) <= day and (row["retracted_on"] is None or row["retracted_on"] > day)]


def in_force(targets: list[Row], day: str) -> dict[tuple[str, ...], Row]:
    """Return the targets in force by key. The seed data has no two targets of one key and day."""
    found: dict[tuple[str, ...], Row] = {}
    known_targets = known(targets, day)
    for target in sorted(known_targets, key=latest):
        if not any(other["supersedes"] == target["id"] for other in known_targets):
            found[build_key(target)] = target
    return found


def preferred(realizations: list[Row], day: str) -> list[Row]:
    """Return the preferred realizations. All seed data is final, so a dated one precedes an undated one."""
    best: dict[tuple[str, ...], Row] = {}
    for row in sorted(known(realizations, day), key=lambda row: (row["stated_on"] is not None, latest(row))):
        best[build_key(row)] = row
    return list(best.values())


def assess(target: Row, reported: list[Row], day: str) -> dict[str, Any]:
    """Return the progress of a target. No target of the seed data is a decrease, and no two flows are consecutive."""
    first, last = days(target["period"])
    same = [row for row in reported if build_key(row)[:3] == build_key(target)[:3] and days(row["period"])[1] <= last]
    if target["nature"] == "flow":
        same = [row for row in same if days(row["period"])[0] == first]
    if not same:
        return {"verdict": "no_realization", "realization": None, "ratio": None}
    newest = max(same, key=lambda row: days(row["period"])[1])
    reference = days(newest["period"])[1]
    begin, value = first, Fraction(0)
    if target["nature"] == "stock":
        before = [row for row in same if latest(row) <= latest(target)]
        chosen = max(before, key=lambda row: days(row["period"])[1]) if before else min(same, key=latest)
        begin, value = days(chosen["period"])[1], Fraction(chosen["value"])
    length, elapsed = [(date.fromisoformat(end) - date.fromisoformat(begin)).days for end in (last, reference)]
    expected = value + (Fraction(target["value"]) - value) * elapsed / length
    high = Fraction(newest["value"]) + Fraction(newest["resolution"]) / 2
    if high >= target["value"]:
        verdict = "achieved"
    elif day > last:
        in_time = reference >= (date.fromisoformat(last) - timedelta(days=30)).isoformat()
        verdict = "missed" if in_time else "not_reported"
    elif target["nature"] == "stock" and reference <= begin:
        verdict = "no_new_report"
    else:
        verdict = "on_track" if high >= expected else "behind"
    ratio = round(newest["value"] / target["value"], 4)
    return {"verdict": verdict, "realization": newest["id"], "ratio": ratio, "expected": expected}


def list_days(figures: list[Row]) -> list[str]:
    """Return the days around each date of a figure, on which progress may change, and one day of each week."""
    dates = {date.fromisoformat(day) for row in figures for day in (*days(row["period"]), latest(row))}
    near = {day + timedelta(days=offset) for day in dates for offset in (-1, 0, 1)}
    weekly = {FIRST + timedelta(days=number) for number in range(0, (LAST - FIRST).days + 1, 7)}
    return [day.isoformat() for day in sorted(near | weekly) if FIRST <= day <= LAST]


def test_progress_as_of_each_day_equals_the_reference(unchecked_client: httpx.Client) -> None:
    targets, realizations = (
        get_rows(unchecked_client.get("/v1/targets")),
        get_rows(unchecked_client.get("/v1/realizations")),
    )
    verdicts: set[str] = set()
    for day in list_days([*targets, *realizations]):
        rows = get_rows(unchecked_client.get("/v1/progress", params={"as_of": day}))
        targets_in_force, reported = in_force(targets, day), preferred(realizations, day)
        assert {row["target"]["id"] for row in rows} == {row["id"] for row in targets_in_force.values()}, day
        for row in rows:
            expected = assess(targets_in_force[build_key(row)], reported, day)
            realized = row["realization"] and row["realization"]["id"]
            assert (row["verdict"], realized, row["ratio"]) == (
                expected["verdict"], expected["realization"], expected["ratio"],
            ), (day, row)  # fmt: skip
            if realized is not None:
                assert abs(Fraction(str(row["expected"])) - expected["expected"]) < 100 * MILLIONTH, (day, row)
            verdicts.add(row["verdict"])
    assert verdicts == {"no_realization", "achieved", "on_track", "no_new_report"}
