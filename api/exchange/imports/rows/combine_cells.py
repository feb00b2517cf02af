"""Combination of the cells of a row: value and unit, region codes, citation; and the rules across columns."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, NamedTuple

from api.database.constraint_messages import constraint_violation
from api.errors import ErrorDetail
from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.field_parsers import CHOICES
from api.exchange.imports.cells.period_end import PeriodEnd
from api.exchange.imports.rows.combine_amounts import combine_amount
from api.exchange.imports.rows.combine_regions import combine_region
from api.exchange.imports.rows.figure_columns import CITATION_COLUMNS, FIGURE_DATE_COLUMNS
from api.exchange.imports.rows.source_columns import SOURCE_DATE_COLUMNS
from api.http.request.field_errors import MISSING
from api.resources.figures.period import MAX_DATE, MIN_DATE
from api.resources.figures.validation import CITATION_NEEDS_LOCATOR, validate_stated_days

MAX_CACHED = 20_000


def combine_figure_cells(content: dict[str, Any], invalid: frozenset[str]) -> tuple[dict[str, str], list[ErrorDetail]]:
    """Replace the columns of the file in `content` by the columns of the table.

    `invalid` are the columns whose cells could not be parsed; rules about them are skipped. Returns the values that
    must match the indicator, and the errors across columns.
    """
    errors: list[ErrorDetail] = []
    is_partial = _combine_id(content, errors)
    must_match_indicator = {}
    if "program" in content and (program := content.pop("program")) is not None:
        must_match_indicator["program"] = program
    if (unit := combine_amount(content, errors)) is not None:
        must_match_indicator["unit"] = unit
    if (period := content.get("period")).__class__ is PeriodEnd:
        content["period"] = _decide_period(period, content.get("nature"), errors, has_nature="nature" not in invalid)
    if "region" in content or "region_bps_code" in content:
        combine_region(content, invalid, errors)
    if "source" in content or (invalid and not invalid.isdisjoint(CITATION_COLUMNS)):
        _combine_citation(content, invalid, errors)
    if not invalid or invalid.isdisjoint(STATED_DATES_RULE.columns):
        errors += STATED_DATES_RULE.validate(content, is_partial=is_partial)
    return must_match_indicator, errors


def combine_source_cells(content: dict[str, Any], invalid: frozenset[str]) -> tuple[dict[str, str], list[ErrorDetail]]:
    """Check the dates of a source. A missing column is unknown, because the source may already exist."""
    content.pop("url", None)
    if not invalid.isdisjoint(SOURCE_DATES_RULE.columns):
        return {}, []
    return {}, [*SOURCE_DATES_RULE.validate(content, is_partial=True)]


def _combine_id(content: dict[str, Any], errors: list[ErrorDetail]) -> bool:
    """Return True if the row has an id, so that the figure may exist and columns may be missing."""
    if "id" not in content:
        return False
    if content["id"] is None:
        del content["id"]
        return False
    if content.get("supersedes") == content["id"]:
        errors += constraint_violation("target_does_not_supersede_itself").errors
    return True


def _decide_period(period: PeriodEnd, nature: str | None, errors: list[ErrorDetail], *, has_nature: bool) -> str:
    """Return the period of which the cell states the end. Without a valid nature it remains only in a rejected row."""
    try:
        return period.decide(nature).text
    except CellError as error:
        if has_nature:
            errors.append(ErrorDetail(error.code, error.detail, pointer="/period"))
        return period.named.text


def _combine_citation(content: dict[str, Any], invalid: frozenset[str], errors: list[ErrorDetail]) -> None:
    """Set `citations` from the columns source, locator and quote."""
    source, locator, quote = content.pop("source", None), content.pop("locator", None), content.pop("quote", None)
    if source is not None:
        content["citations"] = [{"source": source, "locator": locator, "quote": quote, "note": None}]
        if locator is None and quote is None and invalid.isdisjoint(CITATION_COLUMNS):
            errors.append(ErrorDetail("citation_needs_locator", CITATION_NEEDS_LOCATOR, pointer="/source"))
    else:
        content["citations"] = []
        if (locator is not None or quote is not None) and "source" not in invalid:
            errors.append(ErrorDetail("missing_field", MISSING, pointer="/source"))


class CrossColumnRule:
    """One rule over some columns, with a cache of its results.

    `possible` maps each column to the values that an unknown one may have.
    """

    def __init__(self, possible: dict[str, tuple[str | None, ...]], rule: Callable[..., list[ErrorDetail]]) -> None:
        self.columns = tuple(possible)
        self._possible = tuple(possible.values())
        self._rule = rule
        self._cache: dict[tuple[Any, ...], Sequence[ErrorDetail]] = {}

    def validate(self, content: dict[str, Any], *, is_partial: bool) -> Sequence[ErrorDetail]:
        """Return the errors of a row. With `is_partial` a missing column is unknown, otherwise it is empty."""
        absent = _UNKNOWN if is_partial else None
        key = tuple([content.get(name, absent) for name in self.columns])
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) >= MAX_CACHED:
                self._cache.clear()
            found = self._cache[key] = self._compute(key)
        return found

    def _compute(self, key: tuple[Any, ...]) -> Sequence[ErrorDetail]:
        choices = [
            possible if part is _UNKNOWN else (part,) for part, possible in zip(key, self._possible, strict=True)
        ]
        outcomes = [self._rule(*values) for values in product(*choices)]
        if not all(outcomes):
            return []
        return [error for error in outcomes[0] if all(error in outcome for outcome in outcomes)] or outcomes[0]


class _StatedDates(NamedTuple):
    """The dates of a figure."""

    stated_on: str | None
    stated_not_before: str | None
    stated_not_after: str | None
    retracted_on: str | None


def _validate_stated_dates(
    on: str | None, not_before: str | None, not_after: str | None, retracted: str | None
) -> list[ErrorDetail]:
    """Check the dates of a figure. ISO 8601 dates sort like dates, so they need not be parsed."""
    return validate_stated_days(_StatedDates(on, not_before, not_after, retracted))


def _validate_source_dates(
    on: str | None, not_before: str | None, not_after: str | None, basis: str
) -> list[ErrorDetail]:
    bounds = 2 - (not_before, not_after).count(None)
    fits = {
        "stated": on is not None and bounds == 0,
        "inferred": bounds == (0 if on is not None else 2),
        "unknown": on is None,
    }
    errors = [] if fits[basis] else constraint_violation("source_date_basis_agrees_with_its_dates").errors
    if not_before is not None and not_after is not None and not_before > not_after:
        errors = [*errors, *constraint_violation("source_bounds_are_in_order").errors]
    return errors


_UNKNOWN: Any = object()
# No date, the first and the last date: if none of them satisfies a rule about order, no date does.
_DAYS = (None, MIN_DATE.isoformat(), MAX_DATE.isoformat())
STATED_DATES_RULE = CrossColumnRule(dict.fromkeys(FIGURE_DATE_COLUMNS, _DAYS), _validate_stated_dates)
SOURCE_DATES_RULE = CrossColumnRule(
    dict.fromkeys(SOURCE_DATE_COLUMNS, _DAYS) | {"date_basis": (*CHOICES["date_basis"],)}, _validate_source_dates
)


COMBINERS: dict[str, Callable[[dict[str, Any], frozenset[str]], tuple[dict[str, str], list[ErrorDetail]]]] = {
    "targets": combine_figure_cells,
    "realizations": combine_figure_cells,
    "sources": combine_source_cells,
}
