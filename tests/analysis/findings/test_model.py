"""Findings in JSON and CSV: intervals without a limit, and with excluded ends."""

from decimal import Decimal
from fractions import Fraction
from math import inf

import msgspec
import pytest

from api.analysis.findings.model import to_csv_row, to_response_model
from api.analysis.rules.checks.finding import FindingResult
from api.analysis.rules.interval import Interval
from api.errors import Text


@pytest.mark.parametrize(
    ("allowed", "written", "columns"),
    [
        (None, None, (None, None)),
        (Interval(Fraction(30), inf), {"min": 30, "max": None, "max_excluded": False}, (30, None)),
        (
            Interval(-inf, Fraction(5), has_low=False, has_high=True),
            {"min": None, "max": 5, "max_excluded": False},
            (None, 5),
        ),
        (
            Interval(Fraction(0), Fraction(1), has_low=False),
            {"min": 0, "max": 1, "min_excluded": True, "max_excluded": True},
            (0, 1),
        ),
        (Interval(-inf, inf, has_low=False), {"min": None, "max": None, "max_excluded": False}, (None, None)),
    ],
)
def test_an_infinite_end_is_null(allowed: Interval | None, written: object, columns: tuple[object, object]) -> None:
    result = FindingResult(
        code="sum_mismatch", severity="error", program="p", identity=("a",), subjects=(), stated=Decimal(1),
        computed=Decimal(2), allowed=allowed, text=Text("A.", "A."),
    )  # fmt: skip
    finding = to_response_model(result)
    assert msgspec.to_builtins(finding, builtin_types=(Decimal,))["allowed"] == written
    row = to_csv_row(finding)
    assert (row.allowed_min, row.allowed_max) == columns
