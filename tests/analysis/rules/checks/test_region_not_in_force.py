"""`region_not_in_force`: a realization is about days on which the code of its region was not in force."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from api.analysis.rules.checks.finding import FindingResult
from api.analysis.rules.checks.region_not_in_force import find
from api.analysis.rules.facts import RealizationFact, RegionFact
from tests.analysis.rules.checks.build_facts import PROVINCES, realization, run, target

# Merauke was 91.01 until 24 July 2022, and is 93.01 since then; Papua Tengah (94) exists since that day.
REGIONS = [
    *PROVINCES,
    RegionFact("91.01", "regency", "91", None, date(2022, 7, 24)),
    RegionFact("93.01", "regency", "93", date(2022, 7, 25), None),
    RegionFact("94", "province", "ID", date(2022, 7, 25), None),
]


def check(region: str, first: str | None, last: str, **more: Any) -> list[FindingResult]:
    return run(find, realization(1, 5, last, region=region, first=first, **more), regions=REGIONS)


def test_a_number_of_a_region_before_it_existed_is_a_finding() -> None:
    (finding,) = check("93.01", None, "2015-12-31")
    assert (finding.severity, finding.stated, finding.computed) == ("warning", "2015-12-31", "2022-07-25")
    assert [(subject.type, subject.id[-2:]) for subject in finding.subjects] == [
        ("realization", "01"),
        ("region", "01"),
    ]
    assert "93.01 is in force only from 25 July 2022 on" in finding.text.en
    assert "93.01 baru berlaku mulai 25 Juli 2022" in finding.text.id
    assert len(check("94", "2021-01-01", "2021-12-31")) == 1


def test_a_number_of_a_region_after_its_end_is_a_finding() -> None:
    (finding,) = check("91.01", None, "2022-07-25")
    assert finding.computed == "2022-07-24"
    assert "91.01 was in force only until 24 July 2022" in finding.text.en
    assert "91.01 hanya berlaku sampai 24 Juli 2022" in finding.text.id


@pytest.mark.parametrize(
    ("region", "first", "last"),
    [
        ("91.01", "2022-01-01", "2022-12-31"),  # a flow of a year in which the code was in force for some days
        ("93.01", "2022-01-01", "2022-07-25"),
        ("91.01", None, "2022-07-24"),
        ("93.01", None, "2022-07-25"),
        ("94", None, "2030-12-31"),
        ("32", None, "1990-12-31"),
        ("99", None, "1990-12-31"),  # not a published region
    ],
)
def test_a_number_of_some_day_of_the_region_is_consistent(region: str, first: str | None, last: str) -> None:
    assert check(region, first, last) == []


def test_a_stock_counts_on_its_day_and_one_of_an_unknown_day_on_each_possible_day() -> None:
    known = replace(realization(1, 5, "2022-12-31", region="91.01"), first=date(2022, 1, 1))
    assert len(run(find, known, regions=REGIONS)) == 1
    unknown = replace(known, day_known=False, stated_latest=date(2023, 1, 31))
    assert run(find, unknown, regions=REGIONS) == []
    before = replace(realization(1, 5, "2022-12-31", region="93.01", stated="2022-07-24"), first=date(2022, 1, 1))
    assert len(run(find, replace(before, day_known=False), regions=REGIONS)) == 1  # stated before the region began
    after = replace(unknown, first=date(2022, 7, 25))
    assert len(run(find, after, regions=REGIONS)) == 1


def test_every_known_realization_has_a_finding_of_its_own() -> None:
    def build(number: int, stated: str) -> RealizationFact:
        return realization(number, number, "2015-12-31", region="93.01", stated=stated)

    both = build(1, "2016-01-31"), build(2, "2017-01-31")
    assert len(run(find, *both, regions=REGIONS, as_of="2016-12-31")) == 1
    assert len({finding.id for finding in run(find, *both, regions=REGIONS)}) == 2


def test_targets_are_never_a_finding() -> None:
    assert run(find, target(1, 5, "2015-12-31", region="93.01"), regions=REGIONS) == []
