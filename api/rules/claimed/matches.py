"""The other bases that the data holds, and which of them reproduce what is stated."""

from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

from api.rules.claimed.agreement import Stated
from api.rules.claimed.bases import Bases, Counted
from api.rules.claimed.compared_with import is_population, is_previous
from api.rules.claimed.judgement import BaseKind, Match, Undecidable
from api.rules.claimed.quotient import Quotient
from api.rules.facts import Figure

MOST = 20  # who finds more has found chance


def matches_of(stated: Stated, quotient: Quotient, used: UUID, others: Bases) -> tuple[Match, ...]:
    """The first of them: targets before populations before previous values, the latest period of each first."""
    found = (
        Match(base.id, kind, stated.shown(quotient.exact(base)))
        for kind, base in _candidates(quotient.subjects, used, others)
        if _reproduces(stated, quotient, base)
    )
    return tuple(islice(found, MOST))


def _candidates(subjects: Sequence[Figure], used: UUID, others: Bases) -> Iterator[tuple[BaseKind, Figure]]:
    """Each figure once, none that the claim is about or that was the base already, all of the unit of the subjects."""
    seen = {used, *(subject.id for subject in subjects)}
    unit = others.unit_of(subjects[0])
    for kind, figure in _all(subjects, others):
        if figure.id not in seen and others.unit_of(figure) == unit:
            seen.add(figure.id)
            yield kind, figure


def _all(subjects: Sequence[Figure], others: Bases) -> Iterator[tuple[BaseKind, Figure]]:
    """Also what is superseded or not preferred, and whatever its nature: that is what gets mixed up."""
    counted = dict.fromkeys(Counted.of(subject.series) for subject in subjects)
    for series in counted:
        yield from (("target", target) for target in others.targets.get(series, ()))
    for subject in subjects:
        for whole in others.wholes_of(subject.series):
            yield from (("population", r) for r in others.realizations.get(whole, ()) if is_population(r, subject))
    for subject in subjects:
        series = Counted.of(subject.series)
        yield from (("previous", r) for r in others.realizations.get(series, ()) if is_previous(r, subject))


def _reproduces(stated: Stated, quotient: Quotient, base: Figure) -> bool:
    try:
        return stated.agrees_with(quotient.allowed(base))
    except Undecidable:
        return False
