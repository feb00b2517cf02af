"""The figures that a claim names, if they can be used."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from api.rules.claimed import sentences
from api.rules.claimed.bases import Bases
from api.rules.claimed.span import Span
from api.rules.facts import Claim, Figure, Realization, Target

Stated = Target | Realization


def subjects_of(claim: Claim, figures: Mapping[UUID, Stated], others: Bases) -> list[Stated]:
    """Raises Undecidable where there are none, or one cannot be used, or their units differ."""
    if not claim.subjects:
        raise sentences.nothing_stated()
    found = [usable(subject, figures, others) for subject in claim.subjects]
    require_one_unit(found, others)
    return found


def usable(identity: UUID, figures: Mapping[UUID, Stated], others: Bases) -> Stated:
    figure = figures.get(identity)
    if figure is None:
        raise sentences.missing()
    if not figure.is_known(others.as_of):
        raise sentences.not_known()
    return figure


def require_one_unit(figures: Sequence[Figure], others: Bases) -> None:
    if len({others.unit_of(figure) for figure in figures} - {None}) > 1:
        raise sentences.different_units()


def span_of(figure: Figure) -> Span:
    return Span.rounded(figure.value, figure.resolution)
