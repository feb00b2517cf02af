"""Renumbered regions: all codes of a chain are one region, which has one code on each day."""

from datetime import date

import pytest

from api.analysis.rules.facts import RegionFact
from api.analysis.rules.region_chains import RegionChains


def region(code: str, first: str | None, last: str | None, replaces: str | None = None) -> RegionFact:
    first_day, last_day = (None if day is None else date.fromisoformat(day) for day in (first, last))
    return RegionFact(code, "regency", code[:2], first_day, last_day, replaces)


MERAUKE = [
    region("91.01", None, "2022-07-24"),
    region("93.01", "2022-07-25", "2029-12-31", "91.01"),
    region("97.01", "2030-01-01", None, "93.01"),
]
CHAINS = RegionChains.from_regions([region("91.03", None, None), *reversed(MERAUKE)])
CODES = ("91.01", "93.01", "97.01")


@pytest.mark.parametrize("code", CODES)
def test_all_codes_belong_to_one_chain_with_the_oldest_first(code: str) -> None:
    assert CHAINS.list_codes(code) == CODES
    assert CHAINS.find_first_code(code) == "91.01"
    assert CHAINS.find_other_codes(code) == [other for other in CODES if other != code]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        ("1950-01-01", "91.01"),
        ("2022-07-24", "91.01"),
        ("2022-07-25", "93.01"),
        ("2029-12-31", "93.01"),
        ("2030-01-01", "97.01"),
    ],
)
def test_the_code_in_force_depends_on_the_day_only(code: str, day: str, in_force: str) -> None:
    assert CHAINS.find_code_on(code, date.fromisoformat(day)) == in_force


@pytest.mark.parametrize("code", ["91.03", "32.73", "unknown"])
def test_a_region_without_another_code_is_a_chain_of_one(code: str) -> None:
    assert CHAINS.list_codes(code) == (code,)
    assert CHAINS.find_other_codes(code) == []
    assert CHAINS.find_code_on(code, date(1950, 1, 1)) == code


def test_the_chains_follow_from_the_regions_that_replace_another_one() -> None:
    assert RegionChains.from_regions(MERAUKE[1:]) == CHAINS
