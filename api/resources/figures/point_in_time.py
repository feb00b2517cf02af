"""The point in time at which figures count, and the SQL of the figures that count then."""

from datetime import date, datetime
from typing import NamedTuple

from api.database.revision_reads import BindValue, published_condition
from api.http.reads.immutable import today_in_jakarta


class PointInTime(NamedTuple):
    """What was stated by `as_of`, as stored at `known_at` (now if None)."""

    as_of: date
    known_at: datetime | None

    @classmethod
    def from_request(cls, as_of: date | None, known_at: datetime | None) -> "PointInTime":
        """Build the point in time of a request; without `as_of` it is today in Jakarta."""
        return cls(as_of or today_in_jakarta(), known_at)


def stated_by_condition(alias: str, as_of: date, bind: BindValue) -> str:
    """Select figures that were stated by the day and not retracted by then.

    A figure without a known day counts from its latest possible day. A realization is not about a later day either,
    because the constraint `period_after_stated` lets none be about a day after its statement. This is the only SQL of
    the rule; `FigureFact.is_known` in api/analysis/rules/facts.py defines it, and tests compare the two.
    """
    day = bind(as_of)
    retracted = f"({alias}.retracted_on IS NULL OR {alias}.retracted_on > {day}::date)"
    return f"{alias}.stated_latest <= {day}::date AND {retracted}"


def counts_condition(alias: str, point: PointInTime, bind: BindValue) -> str:
    """Select the published revisions of the figures that count at this point in time."""
    return f"{published_condition(alias, point.known_at, bind)} AND {stated_by_condition(alias, point.as_of, bind)}"
