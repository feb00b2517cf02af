"""Progress has one row per key and plan, for stored plans over HTTP and for random targets."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.analysis.rules.facts import TargetFact
from api.analysis.rules.in_force import find_targets_in_force
from tests.analysis.rules.build_figures import STOCK, target

PLANS = (None, "a", "b")


@st.composite
def targets(draw: st.DrawFn) -> list[TargetFact]:
    """Targets of one key and three plans; some supersede an earlier one."""
    found: list[TargetFact] = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        earlier = [each.id for each in found]
        superseded = draw(st.sampled_from([None, None, *earlier]))
        more: dict[str, Any] = {"plan": draw(st.sampled_from(PLANS)), "supersedes": superseded}
        found.append(target(number, STOCK, "2024", number, date(2024, 1, number), **more))
    return found


@given(targets(), st.sampled_from(PLANS))
def test_removing_a_plan_changes_other_plans_only_if_it_superseded_their_targets(
    several: list[TargetFact], removed: str | None
) -> None:
    of_plan = {each.id: each for each in several}
    crosses = any(
        each.plan == removed and each.supersedes is not None and of_plan[each.supersedes].plan != removed
        for each in several
    )
    before = find_targets_in_force(several, date.max)
    after = find_targets_in_force([each for each in several if each.plan != removed], date.max)
    others = {key: chosen for key, chosen in before.items() if key.plan != removed}
    assert others == after or crosses


@given(targets())
def test_each_plan_has_at_most_one_target_in_force_and_it_is_of_this_plan(several: list[TargetFact]) -> None:
    in_force = find_targets_in_force(several, date.max)
    assert all(chosen.plan == key.plan for key, chosen in in_force.items())
