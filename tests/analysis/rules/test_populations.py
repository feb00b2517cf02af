"""The populations of many figures are those of each figure alone, found in linear time."""

import time
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from api.analysis.rules.claims.bases import CandidateBases
from api.analysis.rules.claims.find_base import find_population_base
from api.analysis.rules.facts import RealizationFact
from api.analysis.rules.populations import find_populations
from tests.analysis.rules.checks.build_facts import build, realization

FIRST_DAY = date(2020, 1, 1)
DAYS = st.integers(0, 12).map(lambda days: str(FIRST_DAY + timedelta(days)))
PARTS = st.sampled_from(["", "catalog:a"])


@st.composite
def reports(draw: st.DrawFn, first_number: int, indicator: str) -> list[RealizationFact]:
    found = []
    for number in range(first_number, first_number + draw(st.integers(0, 8))):
        last, flow = draw(DAYS), draw(st.integers(0, 4)) == 0
        more: dict[str, Any] = {"first": "2019-12-01"} if flow else {}
        built = realization(number, 1, last, indicator=indicator, breakdown=draw(PARTS), **more)
        if not flow and draw(st.integers(0, 3)) == 0:
            built = replace(built, first=FIRST_DAY - timedelta(draw(st.integers(0, 5))), day_known=False)
        found.append(built)
    return found


@given(reports(1, "onboarded"), reports(100, "population"))
def test_many_figures_have_the_populations_that_each_has_alone(
    figures: list[RealizationFact], populations: list[RealizationFact]
) -> None:
    facts = build(*figures, *populations)
    bases = CandidateBases.from_facts(facts)
    expected = {each.id: found.id for each in figures if (found := find_population_base(each, bases)) is not None}
    assert {figure.id: found.id for figure, found in find_populations(facts, figures)} == expected


def test_ten_thousand_figures_of_as_many_populations_take_less_than_two_seconds() -> None:
    days = [str(FIRST_DAY + timedelta(number)) for number in range(10_000)]
    figures = [realization(number, 1, day) for number, day in enumerate(days, 1)]
    populations = [realization(20_000 + number, 2, day, indicator="population") for number, day in enumerate(days)]
    facts = build(*figures, *populations)
    start = time.process_time()
    assert len(list(find_populations(facts, figures))) == len(figures)
    assert time.process_time() - start < 2
