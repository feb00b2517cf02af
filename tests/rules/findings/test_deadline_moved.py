"""`deadline_moved`: a target supersedes one of another period."""

from api.rules.findings.deadline_moved import find
from tests.rules.claiming import uuid
from tests.rules.findings.making import found, numbers, target

BEFORE = target(1, 30_000_000, "2023-12-31", period="2023")
AFTER = target(2, 30_000_000, "2024-12-31", period="2024", stated="2021-06-11", supersedes=uuid(1))


def test_a_promise_for_a_later_year_in_place_of_an_earlier_one_moves_the_deadline() -> None:
    (finding,) = found(find, AFTER, BEFORE)
    assert (finding.stated, finding.computed, finding.severity) == ("2024", "2023", "info")
    assert numbers(finding) == [2, 1]
    assert "2023" in finding.text.id and "30 million" in finding.text.en


def test_superseding_within_a_period_moves_nothing() -> None:
    same = target(2, 31_000_000, "2023-12-31", period="2023-12-31", supersedes=uuid(1))
    assert found(find, BEFORE, same) == []
    assert found(find, BEFORE, target(3, 1, "2024-12-31")) == []


def test_a_flow_with_another_first_day_is_another_period() -> None:
    flow = target(1, 1, "2020-12-31", first="2020-01-01")
    assert len(found(find, flow, target(2, 1, "2020-12-31", first="2020-05-14", supersedes=uuid(1)))) == 1


def test_a_deadline_has_moved_from_the_day_on_which_that_was_stated() -> None:
    assert found(find, BEFORE, AFTER, as_of="2021-06-10") == []
    assert len(found(find, BEFORE, AFTER, as_of="2021-06-11")) == 1
