"""The checks before a target is stored."""

from typing import Any

from api.database.constraint_messages import constraint_violation
from api.errors import ErrorDetail
from api.resources.figures.period import Period
from api.resources.figures.validation import validate_figure


def validate_target(target: Any) -> list[ErrorDetail]:
    found = validate_figure(target)
    if target.due_on is not None and (end := _find_last_day(target.period)) is not None and target.due_on < end:
        found += constraint_violation("due_before_period").errors
    return found


def _find_last_day(period: str) -> object:
    try:
        return Period.parse(period).last
    except ValueError:
        return None  # validate_figure reports it
