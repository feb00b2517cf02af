"""The table of periods in docs/imports.md is what the parser does."""

import re
from pathlib import Path

from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.period_end import PeriodEnd
from api.exchange.imports.cells.periods import parse_period

TEXT = (Path(__file__).parents[2] / "docs" / "imports.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", TEXT.partition("| period | stock |")[2], re.MULTILINE)


def read_period(text: str, nature: str) -> str:
    try:
        period = parse_period(text)
        return (period.decide(nature) if isinstance(period, PeriodEnd) else period).text
    except CellError as error:
        return f"error: {error.code}"


def test_each_period_is_read_as_documented() -> None:
    rows = [row for row in ROWS if "`" in row[0]]
    assert len(rows) >= 11
    for cells, stock, *others in rows:
        documented = [stock, *(stock if other == "the same" else other for other in others)]
        expected = ["error: ambiguous_period" if "error" in value else value for value in documented]
        for text in re.findall("`([^`]+)`", cells):
            assert [read_period(text, nature) for nature in ("stock", "flow", "rate")] == expected, text


def test_the_periods_that_are_errors_are_documented() -> None:
    (sentence,) = re.findall(r"^Errors are (.+)$", TEXT, re.MULTILINE)
    for text in re.findall("`([^`]+)`", sentence):
        assert read_period(text, "stock") in ("error: ambiguous_period", "error: two_digit_year")
