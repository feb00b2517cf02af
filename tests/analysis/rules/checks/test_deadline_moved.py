"""`deadline_moved`: a target supersedes a target of another period or with another `due_on`."""

from datetime import date

from api.analysis.rules.checks.deadline_moved import find
from tests.analysis.rules.build_claims import uuid
from tests.analysis.rules.checks.build_facts import numbers, run, target

BEFORE = target(1, 30_000_000, "2023-12-31", period="2023")
AFTER = target(2, 30_000_000, "2024-12-31", period="2024", stated="2021-06-11", supersedes=uuid(1))


def test_superseding_a_target_of_another_year_moves_the_deadline() -> None:
    (finding,) = run(find, AFTER, BEFORE)
    assert (finding.stated, finding.computed, finding.severity) == ("2024", "2023", "info")
    assert numbers(finding) == [2, 1]
    assert "2023" in finding.text.id and "30 million" in finding.text.en


def test_superseding_within_a_period_does_not_move_the_deadline() -> None:
    same = target(2, 31_000_000, "2023-12-31", period="2023-12-31", supersedes=uuid(1))
    assert run(find, BEFORE, same) == []
    assert run(find, BEFORE, target(3, 1, "2024-12-31")) == []


def test_another_due_day_moves_the_deadline_also_between_plans() -> None:
    later = target(2, 30_000_000, "2023-12-31", period="2023", due_on=date(2024, 6, 30), plan="b", supersedes=uuid(1))
    (finding,) = run(find, BEFORE, later)
    assert (finding.stated, finding.computed) == ("2023 (2024-06-30)", "2023")


def test_a_flow_with_another_first_day_is_another_period() -> None:
    flow = target(1, 1, "2020-12-31", first="2020-01-01")
    assert len(run(find, flow, target(2, 1, "2020-12-31", first="2020-05-14", supersedes=uuid(1)))) == 1


def test_the_finding_exists_from_the_stated_date_on() -> None:
    assert run(find, BEFORE, AFTER, as_of="2021-06-10") == []
    assert len(run(find, BEFORE, AFTER, as_of="2021-06-11")) == 1
