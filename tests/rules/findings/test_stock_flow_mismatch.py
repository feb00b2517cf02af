"""`stock_flow_mismatch`: what was added between two days is not what was reported as added."""

from typing import Any

from api.rules.findings.stock_flow_mismatch import find
from tests.rules.findings.making import found, numbers, realization, target


def reported(before: int, added: int, after: int, **more: Any) -> list[Any]:
    return [
        realization(1, before, "2020-12-31", **more),
        realization(2, added, "2021-12-31", first="2021-01-01", **more),
        realization(3, after, "2021-12-31", **more),
    ]


def test_a_flow_that_is_not_the_difference_of_its_stocks_is_found() -> None:
    (finding,) = found(find, *reported(100, 30, 150))
    assert (finding.stated, finding.computed) == (30, 50)
    assert finding.allowed == (49, 51)
    assert numbers(finding) == [2, 1, 3]
    assert "bertambah 50" in finding.text.id and "is 50" in finding.text.en


def test_a_flow_that_is_the_difference_by_rounding_is_consistent() -> None:
    assert found(find, *reported(100, 50, 150)) == []
    assert found(find, *reported(11_700_000, 2_100_000, 13_700_000, resolution=100_000)) == []
    assert len(found(find, *reported(11_700_000, 2_200_000, 13_700_000, resolution=100_000))) == 1


def test_only_the_flow_of_exactly_that_stretch_counts() -> None:
    before, flow, after = reported(100, 30, 150)
    assert found(find, realization(1, 100, "2021-01-01"), flow, after) == []
    assert found(find, before, realization(2, 30, "2021-12-31", first="2021-01-02"), after) == []
    assert found(find, before, flow, realization(3, 150, "2021-12-30")) == []
    assert found(find, before, flow, realization(3, 150, "2021-12-31", region="32")) == []
    assert found(find, before, target(2, 30, "2021-12-31", first="2021-01-01"), after) == []


def test_the_preferred_realizations_count() -> None:
    assert found(find, *reported(100, 50, 150), realization(4, 999, "2021-12-31", quality="estimate")) == []


def test_what_is_not_known_yet_mismatches_nothing() -> None:
    before, flow, _ = reported(100, 30, 150)
    late = realization(3, 150, "2021-12-31", stated="2022-02-01")
    assert found(find, before, flow, late, as_of="2022-01-31") == []
    assert len(found(find, before, flow, late, as_of="2022-02-01")) == 1
