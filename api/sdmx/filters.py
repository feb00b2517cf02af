"""Filters of components, `c[REF_AREA]=32,sw:32_`: alternatives, each of one or several terms that all hold."""

import re
from typing import NamedTuple

from api.faults import Text
from api.figures.period import Period
from api.http.kinds import Kind, matching
from api.sdmx import periods

VALUE = r"[A-Za-z0-9_@$-]{1,150}"  # what the standard allows in an id
TERMS = 200


class Term(NamedTuple):
    """What is compared with, and how."""

    operator: str
    value: str


class Filter(NamedTuple):
    """Of one component; any of the alternatives, in which all terms hold."""

    alternatives: tuple[tuple[Term, ...], ...]

    @property
    def equal_to(self) -> tuple[str, ...] | None:
        """The values, where it does no more than name some."""
        if all(len(terms) == 1 and terms[0].operator == "eq" for terms in self.alternatives):
            return tuple(dict.fromkeys(terms[0].value for terms in self.alternatives))
        return None


def equal(values: tuple[str, ...]) -> Filter:
    return Filter(tuple((Term("eq", value),) for value in values))


def _read(text: str) -> Filter:
    # The sign for "and" is a plus; one that was not encoded arrives as a space.
    return Filter(
        tuple(tuple(_term(term) for term in re.split("[+ ]", alternative)) for alternative in text.split(","))
    )


def _term(text: str) -> Term:
    operator, _, value = text.rpartition(":")
    return Term(operator or "eq", value)


def _checked(text: str) -> Filter:
    asked = _read(text)
    for terms in asked.alternatives:
        for term in terms:
            periods.parse(term.value)
    return asked


def _several(term: str) -> str:
    return rf"{term}(?:[,+ ]{term}){{0,{TERMS - 1}}}"


CODES: Kind = matching(
    "not-a-filter",
    _several(rf"(?:(?:eq|ne|sw|ew|co|nc):)?{VALUE}"),
    Text(
        "harus kode, didahului eq, ne, sw, ew, co, atau nc bila perlu; koma berarti atau, + berarti dan",
        "must be codes, each behind eq, ne, sw, ew, co or nc where wanted; a comma means or, a + means and",
    ),
    _read,
)
TIMES: Kind = matching(
    "not-a-filter",
    _several(rf"(?:(?:eq|ne|lt|le|gt|ge):)?{periods.PATTERN}"),
    Text(
        f"{periods.REFUSAL.id}, didahului eq, ne, lt, le, gt, atau ge bila perlu; koma berarti atau, + berarti dan",
        f"{periods.REFUSAL.en}, each behind eq, ne, lt, le, gt or ge where wanted; a comma means or, a + means and",
    ),
    _checked,
)


class Within(NamedTuple):
    """Periods that begin on or after the first, and end with the last or before."""

    first: Period | None
    last: Period | None


EVER = Within(None, None)
