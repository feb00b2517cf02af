"""Rules across the columns of one row: when a figure was stated, and how a source is dated.

A row that names its entity may leave columns out, whose content is then unknown here: it is at fault only where no
content of theirs could make it right. The database has the last word.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import product
from typing import Any, NamedTuple

from api.faults import Fault
from api.figures.entry import faults_of
from api.figures.period import EARLIEST, LATEST
from api.imports.cells.choices import CHOICES
from api.imports.rows.figure_columns import DAYS as STATED_DAYS
from api.imports.rows.source_columns import DAYS as PUBLISHED_DAYS
from api.postgres.rules import breaking

MOST_KEPT = 20_000


class Agreement:
    """One rule over some columns. What it says of the same cells it says again, without asking anew."""

    def __init__(self, possible: dict[str, tuple[str | None, ...]], rule: Callable[..., list[Fault]]) -> None:
        self.columns = tuple(possible)
        self._possible = tuple(possible.values())
        self._rule = rule
        self._told: dict[tuple[Any, ...], Sequence[Fault]] = {}

    def faults(self, said: dict[str, Any], *, is_partial: bool) -> Sequence[Fault]:
        """`is_partial`: a column that is not said is unknown, not empty."""
        absent = _UNKNOWN if is_partial else None
        key = tuple([said.get(name, absent) for name in self.columns])
        found = self._told.get(key)
        if found is None:
            if len(self._told) >= MOST_KEPT:
                self._told.clear()
            found = self._told[key] = self._asked(key)
        return found

    def _asked(self, key: tuple[Any, ...]) -> Sequence[Fault]:
        choices = [
            possible if part is _UNKNOWN else (part,) for part, possible in zip(key, self._possible, strict=True)
        ]
        worlds = [self._rule(*world) for world in product(*choices)]
        if not all(worlds):
            return []
        return [fault for fault in worlds[0] if all(fault in world for world in worlds)] or worlds[0]


class _Stated(NamedTuple):
    """A figure of which only the days are in question."""

    stated_on: str | None
    stated_not_before: str | None
    stated_not_after: str | None
    retracted_on: str | None
    period: str = "2000"
    value: Decimal = Decimal(1)
    resolution: Decimal = Decimal(1)
    citations: tuple[()] = ()


def _stated(on: str | None, not_before: str | None, not_after: str | None, retracted: str | None) -> list[Fault]:
    """Days as ISO 8601 writes them are ordered like days."""
    return faults_of(_Stated(on, not_before, not_after, retracted))


def _dated(on: str | None, not_before: str | None, not_after: str | None, basis: str) -> list[Fault]:
    bounds = 2 - (not_before, not_after).count(None)
    fits = {
        "stated": on is not None and bounds == 0,
        "inferred": bounds == (0 if on is not None else 2),
        "unknown": on is None,
    }
    faults = [] if fits[basis] else breaking("source_date_basis_agrees_with_its_dates").faults
    if not_before is not None and not_after is not None and not_before > not_after:
        faults = [*faults, *breaking("source_bounds_are_in_order").faults]
    return faults


_UNKNOWN: Any = object()
# Of all days, none, the first and the last are enough to tell whether any would do.
_DAYS = (None, EARLIEST.isoformat(), LATEST.isoformat())
STATED = Agreement(dict.fromkeys(STATED_DAYS, _DAYS), _stated)
DATED = Agreement(dict.fromkeys(PUBLISHED_DAYS, _DAYS) | {"date_basis": (*CHOICES["date_basis"],)}, _dated)
