"""Values of a JSON object, once they are of the right type, under the rules that the database has for them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from api.faults import Text
from api.figures.breakdown import text_of
from api.figures.entry import NOT_A_PERIOD
from api.figures.period import EARLIEST, LATEST, Period
from api.http.writable import OUT_OF_REACH
from api.imports.cells.dates import within_reach
from api.imports.cells.numbers import ONE, Stated, require_amount
from api.imports.cells.texts import require_authors, require_cited, require_one_line
from api.imports.cells.unreadable import Unreadable
from api.imports.rows.figure_columns import require_positive
from api.imports.rows.source_columns import require_language, require_sha256


def ruled(name: str, value: Any) -> Any:
    """What a cell of the same content would say. Raises Unreadable."""
    match value:
        case Decimal() if name == "resolution":
            return require_positive(Stated(require_amount(value), ONE))
        case Decimal():
            return Stated(require_amount(value), ONE)
        case datetime():
            return within_reach(value).isoformat()
        case date():
            return _day(value)
        case UUID():
            return str(value)
        case dict():
            return text_of(require_one_line(value))
        case list() if name == "authors":
            return require_authors(value)
        case list():
            return require_cited(value)
        case str() if name in _RULES:
            return _RULES[name](value)
        case _:
            return require_one_line(value, name)


def _day(day: date) -> str:
    if not EARLIEST <= day <= LATEST:
        raise Unreadable("not-a-date", OUT_OF_REACH)
    return day.isoformat()


def _period(text: str) -> str:
    try:
        canonical = Period.parse(text).text
    except ValueError as error:
        raise Unreadable("not-a-period", NOT_A_PERIOD) from error
    if canonical != text:
        told = Text(f"harus ditulis {canonical}", f"must be written {canonical}")
        raise Unreadable("period-is-canonical", told)
    return text


_RULES = {"period": _period, "language": require_language, "content_sha256": require_sha256}
