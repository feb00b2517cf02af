"""`plans_differ`: two plans promise different targets for one key."""

from typing import Any

from api.analysis.rules.checks.plans_differ import find
from tests.analysis.rules.build_claims import INDICATORS
from tests.analysis.rules.checks.build_facts import numbers, run, target

FALLING = {"onboarded": INDICATORS["onboarded"]._replace(direction="decrease")}


def test_a_regulation_and_an_annual_plan_with_other_numbers_are_a_finding() -> None:
    regulation = target(1, 14, "2024-12-31", qualifier="at_most", plan="perpres", stated="2021-08-05")
    annual = target(2, "20.1", "2024-12-31", resolution="0.1", plan="rkp", stated="2023-09-01")
    (finding,) = run(find, regulation, annual, **FALLING)
    assert (finding.severity, finding.stated, numbers(finding)) == ("info", 14, [2, 1])
    assert "perpres" in finding.text.id and "rkp" in finding.text.en


def test_a_target_without_a_plan_is_compared_with_those_of_plans() -> None:
    assert len(run(find, target(1, 10, "2024-12-31"), target(2, 20, "2024-12-31", plan="rkp"))) == 1


def differ(**more: Any) -> bool:
    other = {"value": 20, "last": "2024-12-31", **more}
    return bool(
        run(find, target(1, 20, "2024-12-31"), target(2, other.pop("value"), other.pop("last"), plan="b", **other))
    )


def test_plans_agree_if_they_promise_the_same_number_on_the_same_side() -> None:
    assert not differ(qualifier="at_least")
    assert differ(qualifier="at_most")
    assert not differ(value=21, resolution=2)
    assert differ(value=21)
    assert not differ(value=21, last="2023-12-31")


def test_only_the_target_in_force_of_each_plan_is_compared() -> None:
    replaced = target(1, 10, "2024-12-31", plan="a", stated="2020-01-01")
    assert run(find, replaced, target(2, 20, "2024-12-31", plan="a"), target(3, 20, "2024-12-31", plan="b")) == []
