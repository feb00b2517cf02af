"""The figures of a claim."""

from collections.abc import Sequence
from uuid import UUID

from api.analysis.rules.claims import messages
from api.analysis.rules.claims.bases import CandidateBases, SeriesOfAnyNature
from api.analysis.rules.claims.subject import ClaimSubject, Comparable, TargetOrRealization
from api.analysis.rules.facts import ClaimFact, ClaimKey, RealizationFact


def get_claim_figures(claim: ClaimFact, bases: CandidateBases) -> list[TargetOrRealization]:
    """Return the named figures. Raise UnverifiableClaimError if one is missing or not known, or units differ."""
    if not claim.figures:
        raise messages.no_stated_value()
    found = [get_usable_figure(figure_id, bases) for figure_id in claim.figures]
    require_one_unit(found, bases)
    return found


def get_usable_figure(figure_id: UUID, bases: CandidateBases) -> TargetOrRealization:
    """Return a named figure: stated by the day of the judgment, and not retracted when the source was written."""
    figure = bases.figures.get(figure_id)
    if figure is None:
        raise messages.figure_not_found()
    retracted = figure.retracted_on is not None and figure.retracted_on <= bases.known_on
    if figure.stated_latest > bases.as_of or retracted:
        raise messages.figure_not_known()
    return figure


def build_subject(key: ClaimKey, bases: CandidateBases) -> ClaimSubject:
    indicator = bases.indicators.get(key.indicator)
    return ClaimSubject.from_key(key, "" if indicator is None else indicator.program)


def find_figure_of_key(subject: ClaimSubject, bases: CandidateBases) -> RealizationFact | None:
    """Return the preferred realization of a key when the source was written, otherwise the one known later."""
    series = SeriesOfAnyNature.from_series(subject.series)
    for known in (bases, bases.known_at_last()):
        if found := known.find_preferred(series, lambda figure: figure.key == subject.key):
            return found
    return None


def require_one_unit(figures: Sequence[Comparable], bases: CandidateBases) -> None:
    if len({bases.find_unit(figure) for figure in figures} - {None}) > 1:
        raise messages.different_units()
