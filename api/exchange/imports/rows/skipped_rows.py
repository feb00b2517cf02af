"""RowSkipper: recognize totals, notes and rows without data, which the mapping skips."""

from collections.abc import Callable, Sequence

from api.exchange.imports.cells.cell import CellValue, format_cell


class RowSkipper:
    """Compares the first cell with content with patterns, and a value with the texts that mean "no data"."""

    def __init__(self, patterns: Sequence[str], blanks: frozenset[str]) -> None:
        self._patterns = [compile_pattern(pattern) for pattern in patterns]
        self._blanks = blanks

    def is_skipped(self, cells: Sequence[CellValue]) -> bool:
        if not self._patterns:
            return False
        first = next((text for cell in cells if (text := format_cell(cell).strip())), "")
        return any(matches(first) for matches in self._patterns)

    def has_blank(self, cells: Sequence[CellValue], position: int | None) -> bool:
        """Return whether the value at this position is one of the texts that mean "no data"."""
        if not self._blanks or position is None or position >= len(cells):
            return False
        return format_cell(cells[position]).strip().casefold() in self._blanks


def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """Return a test for a pattern, in which `*` stands for any text. It is no regular expression, for linear time."""
    first, *others = _normalize(pattern).split("*")

    def matches(text: str) -> bool:
        text = _normalize(text)
        if not others:
            return text == first
        if not text.startswith(first) or not text.endswith(others[-1]):
            return False
        start, end = len(first), len(text) - len(others[-1])
        for part in others[:-1]:
            found = text.find(part, start, end)
            if found < 0:
                return False
            start = found + len(part)
        return start <= end

    return matches


def _normalize(text: str) -> str:
    return " ".join(text.casefold().split())
