"""Every day between the first document and the last, against a slow reading of the lists of figures."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import httpx
import pytest

from tests.progress.conftest import Row, rows_of
from tests.support import services
from tests.wire.filters import days, latest

FIRST, LAST = date(2020, 5, 13), date(2022, 3, 29)
MILLIONTH = Fraction(1, 10**6)


@pytest.fixture(scope="module")
def plain(service: services.Service) -> Iterator[httpx.Client]:
    """Without a look at the contract: hundreds of answers alike."""
    with httpx.Client(base_url=service.url, timeout=20) as client:
        yield client


def key_of(row: Row) -> tuple[str, ...]:
    first, last = days(row["period"])
    return (row["indicator"], row["nature"], row["region"], last if row["nature"] == "stock" else f"{first}/{last}")


def known(rows: list[Row], day: str) -> list[Row]:
    return [row for row in rows if latest(row) <= day and (row["retracted_on"] is None or row["retracted_on"] > day)]


def in_force(targets: list[Row], day: str) -> dict[tuple[str, ...], Row]:
    """Nothing that ships is stated twice for one key on one day."""
    found: dict[tuple[str, ...], Row] = {}
    then = known(targets, day)
    for target in sorted(then, key=latest):
        if not any(other["supersedes"] == target["id"] for other in then):
            found[key_of(target)] = target
    return found


def preferred(realizations: list[Row], day: str) -> list[Row]:
    """All that ships is final; the dated goes before the undated."""
    best: dict[tuple[str, ...], Row] = {}
    for row in sorted(known(realizations, day), key=lambda row: (row["stated_on"] is not None, latest(row))):
        best[key_of(row)] = row
    return list(best.values())


def read_aloud(target: Row, reported: list[Row], day: str) -> dict[str, Any]:
    """Nothing that ships is to shrink, and no two flows follow each other."""
    first, last = days(target["period"])
    same = [row for row in reported if key_of(row)[:3] == key_of(target)[:3] and days(row["period"])[1] <= last]
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
    length, gone = [(date.fromisoformat(end) - date.fromisoformat(begin)).days for end in (last, reference)]
    expected = value + (Fraction(target["value"]) - value) * gone / length
    high = Fraction(newest["value"]) + Fraction(newest["resolution"]) / 2
    if high >= target["value"]:
        verdict = "achieved"
    elif day > last:
        in_time = reference >= (date.fromisoformat(last) - timedelta(days=30)).isoformat()
        verdict = "missed" if in_time else "not_reported"
    elif target["nature"] == "stock" and reference <= begin:
        verdict = "no_news"
    else:
        verdict = "on_track" if high >= expected else "behind"
    ratio = round(newest["value"] / target["value"], 4)
    return {"verdict": verdict, "realization": newest["id"], "ratio": ratio, "expected": expected}


def test_each_day_is_answered_as_the_rule_reads_aloud(plain: httpx.Client) -> None:
    targets, realizations = rows_of(plain.get("/v1/targets")), rows_of(plain.get("/v1/realizations"))
    seen: set[str] = set()
    for number in range((LAST - FIRST).days + 1):
        day = (FIRST + timedelta(days=number)).isoformat()
        rows = rows_of(plain.get("/v1/progress", params={"as_of": day}))
        promised, reported = in_force(targets, day), preferred(realizations, day)
        assert {row["target"]["id"] for row in rows} == {row["id"] for row in promised.values()}, day
        for row in rows:
            said = read_aloud(promised[key_of(row)], reported, day)
            realized = row["realization"] and row["realization"]["id"]
            assert (row["verdict"], realized, row["ratio"]) == (
                said["verdict"], said["realization"], said["ratio"],
            ), (day, row)  # fmt: skip
            if realized is not None:
                assert abs(Fraction(str(row["expected"])) - said["expected"]) < 100 * MILLIONTH, (day, row)
            seen.add(row["verdict"])
    assert seen == {"no_realization", "achieved", "on_track", "no_news"}
