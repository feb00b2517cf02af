"""Parse filters of components such as `c[REF_AREA]=32,sw:32_`: alternatives of one or more terms each."""

import re
from typing import NamedTuple

from api.errors import Text
from api.exchange.sdmx.query import periods
from api.http.request.parameter_types import ParameterType, text_matching
from api.resources.figures.period import Period

VALUE_PATTERN = r"[A-Za-z0-9_@$-]{1,150}"  # what the standard allows in an id
MAX_TERMS = 200
_OPERATORS = frozenset(("eq", "ne", "lt", "le", "gt", "ge", "sw", "ew", "co", "nc"))
# The operator "and" is a plus that begins no time zone; a plus that the client did not encode arrives as a space.
_AND = re.compile(r"[+ ](?![0-9]{2}:[0-9]{2}(?:[+ ]|$))")


class FilterTerm(NamedTuple):
    """One comparison of a component with a value."""

    operator: str
    value: str


class ComponentFilter(NamedTuple):
    """The filter of one component: one of the alternatives must match, with all of its terms."""

    alternatives: tuple[tuple[FilterTerm, ...], ...]

    @property
    def equal_values(self) -> tuple[str, ...] | None:
        """Return the values if every alternative is one term `eq`, otherwise None."""
        if all(len(terms) == 1 and terms[0].operator == "eq" for terms in self.alternatives):
            return tuple(dict.fromkeys(terms[0].value for terms in self.alternatives))
        return None


def build_equality_filter(values: tuple[str, ...]) -> ComponentFilter:
    return ComponentFilter(tuple((FilterTerm("eq", value),) for value in values))


def _parse_filter(text: str) -> ComponentFilter:
    return ComponentFilter(
        tuple(tuple(_parse_term(term) for term in _AND.split(alternative)) for alternative in text.split(","))
    )


def _parse_term(text: str) -> FilterTerm:
    operator, separator, value = text.partition(":")
    return FilterTerm(operator, value) if separator and operator in _OPERATORS else FilterTerm("eq", text)


def _parse_time_filter(text: str) -> ComponentFilter:
    parsed = _parse_filter(text)
    for terms in parsed.alternatives:
        for term in terms:
            periods.parse_sdmx_period(term.value)
    return parsed


def _list_pattern(term: str) -> str:
    return rf"{term}(?:[,+ ]{term}){{0,{MAX_TERMS - 1}}}"


CODE_FILTER: ParameterType = text_matching(
    "not_a_filter",
    _list_pattern(rf"(?:(?:eq|ne|sw|ew|co|nc):)?{VALUE_PATTERN}"),
    Text(
        "harus kode, bila perlu dengan awalan eq:, ne:, sw:, ew:, co:, atau nc:; koma berarti atau, + berarti dan",
        "must be codes, optionally with the prefix eq:, ne:, sw:, ew:, co: or nc:; a comma means or, a + means and",
    ),
    _parse_filter,
    document_pattern="[A-Za-z0-9_@$:,+ -]+",
)
TIME_FILTER: ParameterType = text_matching(
    "not_a_filter",
    _list_pattern(rf"(?:(?:eq|ne|lt|le|gt|ge):)?{periods.SDMX_PERIOD_PATTERN}"),
    Text(
        f"{periods.INVALID_SDMX_PERIOD.id}, bila perlu dengan awalan eq:, ne:, lt:, le:, gt:, atau ge:; koma berarti "
        "atau, + berarti dan",
        f"{periods.INVALID_SDMX_PERIOD.en}, optionally with the prefix eq:, ne:, lt:, le:, gt: or ge:; a comma means "
        "or, a + means and",
    ),
    _parse_time_filter,
    document_pattern="[a-z0-9AMPDQSTWZ:.,+ /-]+",
)


class PeriodRange(NamedTuple):
    """Matches periods that start with `first` or later and end with `last` or earlier."""

    first: Period | None
    last: Period | None


ANY_PERIOD = PeriodRange(None, None)
