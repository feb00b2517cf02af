"""The base that a claim compares with: the figure it names, else the one that its kind of base leads to."""

from collections.abc import Mapping
from itertools import chain
from uuid import UUID

from api.rules.claimed import sentences
from api.rules.claimed.bases import Bases, Counted
from api.rules.claimed.named import Stated, usable
from api.rules.facts import Claim, Figure, Realization, Target

LIKE = 3  # days by which months, quarters and years differ among themselves


def base_of(claim: Claim, subjects: list[Stated], figures: Mapping[UUID, Stated], others: Bases) -> Stated:
    """Raises Undecidable where it cannot be used, or cannot be told."""
    if claim.base_figure is not None:
        return usable(claim.base_figure, figures, others)
    if len(subjects) != 1 or claim.base not in LOOKED_UP:
        raise sentences.base_not_named()
    found = LOOKED_UP[claim.base](subjects[0], others)
    if found is None:
        raise sentences.no_such_base(claim.base)
    return found


def target_of(subject: Stated, others: Bases) -> Target | None:
    """The promise in force for the very key; a promise does not answer for itself."""
    found = others.in_force.get(subject.key)
    return None if found is None or found.id == subject.id else found


def population_of(subject: Stated, others: Bases) -> Realization | None:
    """The newest that was preferred, on the subject's day or before it."""
    wholes = (others.preferred.get(whole, ()) for whole in others.wholes_of(subject.series))
    return next((whole for whole in chain.from_iterable(wholes) if is_population(whole, subject)), None)


def previous_of(subject: Stated, others: Bases) -> Realization | None:
    """The newest that was preferred of those before it, as long as it is."""
    series = others.preferred.get(Counted.of(subject.series), ())
    return next((earlier for earlier in series if is_previous(earlier, subject)), None)


def is_population(whole: Figure, subject: Figure) -> bool:
    return whole.series.nature == "stock" and whole.last <= subject.last


def is_previous(earlier: Figure, subject: Figure) -> bool:
    """Of one series: a stock on an earlier day, or a flow that ends before the other begins and is as long."""
    if earlier.series != subject.series:
        return False
    if subject.series.nature == "stock":
        return earlier.last < subject.last
    lengths = [(figure.last - figure.first).days for figure in (earlier, subject)]
    return earlier.last < subject.first and abs(lengths[0] - lengths[1]) <= LIKE


LOOKED_UP = {"target": target_of, "population": population_of, "previous": previous_of}
