"""The rules of a target before it is stored, and the records that it refers to."""

from typing import Any

from api.database.constraint_messages import constraint_violation
from api.errors import ErrorDetail
from api.http.request.partial_input import Rule
from api.http.writes.references import refer
from api.resources.figures.period import Period
from api.resources.figures.validation import FIGURE_RULES, STORED_REFERENCES


def _validate_due_day(target: Any) -> list[ErrorDetail]:
    if target.due_on is None or (end := _find_last_day(target.period)) is None or target.due_on >= end:
        return []
    return constraint_violation("due_before_period").errors


def _find_last_day(period: str) -> object:
    try:
        return Period.parse(period).last
    except ValueError:
        return None  # a rule of all figures reports it


TARGET_RULES: tuple[Rule, ...] = (*FIGURE_RULES, _validate_due_day)
TARGET_REFERENCES = (
    *STORED_REFERENCES,
    refer("source", "plan", "target_belongs_to_an_existing_plan"),
    refer("target", "supersedes", "target_supersedes_an_existing_target"),
)
