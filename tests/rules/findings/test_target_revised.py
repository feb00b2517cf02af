"""`target_revised`: a target for a key does not agree with the one stated before it for that key."""

from api.rules.findings.target_revised import find
from tests.rules.findings.making import found, numbers, target


def test_another_number_for_the_same_key_is_a_revision() -> None:
    (finding,) = found(
        find,
        target(1, 18_600_000, "2022-12-31", resolution=100_000, stated="2020-12-21"),
        target(2, 20_000_000, "2022-12-31", stated="2022-03-28"),
    )
    assert (finding.stated, finding.computed) == (20_000_000, 18_600_000)
    assert finding.allowed == (18_550_000, 18_650_000)
    assert numbers(finding) == [2, 1]
    assert "18,6 juta" in finding.text.id and "18.6 million" in finding.text.en


def test_the_same_number_again_or_one_that_rounds_to_it_is_consistent() -> None:
    assert (
        found(
            find,
            target(1, 18_600_000, "2022-12-31", resolution=100_000, stated="2020-12-21"),
            target(2, 18_649_999, "2022-12-31", stated="2021-03-28"),
            target(3, 18_600_000, "2022-12-31", resolution=100_000, stated="2022-03-28"),
            target(4, 1, "2023-12-31", stated="2022-03-28"),
            target(5, 2, "2022-12-31", first="2022-01-01", stated="2022-03-28"),
        )
        == []
    )


def test_each_step_is_held_against_the_one_before_it() -> None:
    up_and_down = [target(year, year % 2, "2030-12-31", stated=f"20{year}-01-01") for year in (20, 21, 22, 23)]
    assert [numbers(finding) for finding in found(find, *reversed(up_and_down))] == [[21, 20], [22, 21], [23, 22]]


def test_of_several_stated_on_one_day_the_higher_authority_is_revised() -> None:
    (finding,) = found(
        find,
        target(1, 10, "2022-12-31", stated="2020-01-01", rank=1),
        target(2, 20, "2022-12-31", stated="2020-01-01", rank=5),
        target(3, 20, "2022-12-31", stated="2021-01-01"),
    )
    assert numbers(finding) == [3, 1]


def test_a_revision_is_found_from_the_day_it_was_stated() -> None:
    both = target(1, 10, "2022-12-31", stated="2020-01-01"), target(2, 20, "2022-12-31", stated="2021-01-01")
    assert found(find, *both, as_of="2020-12-31") == []
    assert len(found(find, *both, as_of="2021-01-01")) == 1
