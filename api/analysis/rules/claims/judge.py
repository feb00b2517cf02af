"""Rule 6: recompute a claim from its figures."""

from collections.abc import Sequence
from dataclasses import replace

from api.analysis.rules.claims import messages
from api.analysis.rules.claims.bases import CandidateBases
from api.analysis.rules.claims.claim_figures import (
    build_subject,
    find_figure_of_key,
    get_claim_figures,
    require_one_unit,
)
from api.analysis.rules.claims.comparison import KINDS_WITH_BASE, QUOTIENT_KINDS, Comparison, imply_figure, to_factor
from api.analysis.rules.claims.find_base import find_base
from api.analysis.rules.claims.judgment import ClaimMatch, Judgment, ReasonText, UnverifiableClaimError
from api.analysis.rules.claims.matches import find_matches
from api.analysis.rules.claims.stated_number import StatedNumber, compare
from api.analysis.rules.claims.subject import ClaimSubject, Comparable, TargetOrRealization, is_open
from api.analysis.rules.claims.sum import judge_sum
from api.analysis.rules.claims.weekday import judge_weekday
from api.analysis.rules.facts import ClaimFact, ClaimKey

__all__ = ["KINDS_WITH_BASE", "QUOTIENT_KINDS", "CandidateBases", "ClaimMatch", "Judgment", "ReasonText", "judge_claim"]


def judge_claim(claim: ClaimFact, loaded: CandidateBases) -> Judgment:
    """Return whether a claim follows from its figures.

    Its named figures must be stated by `loaded.as_of`. Everything else is looked up among the figures that were known
    on the last day on which its source can have been written, so that no later figure changes the verdict.

    `consistent`: the stated value, rounded or truncated, overlaps the interval that the figures allow. `unverifiable`:
    a figure is missing or not known, the base may be zero, or the base is undetermined; the reason states which.
    `inconsistent` otherwise; `matches` are other figures that result in the stated value.
    """
    bases = loaded.known_to(claim.source)
    try:
        if claim.kind == "weekday":
            return judge_weekday(claim)
        if claim.figure_key is not None:
            return _judge_key(claim, claim.figure_key, bases)
        return _judge_figures(claim, get_claim_figures(claim, bases), bases)
    except UnverifiableClaimError as error:
        return Judgment(verdict="unverifiable", figures=claim.figures, reasons=(error.reason,))


def _judge_figures(claim: ClaimFact, figures: Sequence[TargetOrRealization], bases: CandidateBases) -> Judgment:
    """Judge a claim of known figures."""
    if claim.kind not in {*KINDS_WITH_BASE, "sum"}:
        raise messages.no_stated_value()
    used = list(figures)
    stated = StatedNumber.from_claim(claim, bases.find_unit(figures[0]))
    if claim.kind == "sum":
        judgment = judge_sum(stated, figures)
    else:
        used.append(_find_usable_base(claim, figures, bases))
        judgment = _compare_with_base(claim, stated, figures, used[-1], bases)
    reasons = (*judgment.reasons, messages.qualifier_matters()) if any(map(is_open, used)) else judgment.reasons
    return replace(judgment, figures=tuple(figure.id for figure in figures), reasons=reasons)


def _find_usable_base(claim: ClaimFact, subjects: Sequence[Comparable], bases: CandidateBases) -> TargetOrRealization:
    """Return the base. It has the unit of the figures, except that a ratio can name one of another unit."""
    base = find_base(claim, subjects, bases)
    if claim.kind != "ratio" or claim.base_figure is None:
        require_one_unit([*subjects, base], bases)
    return base


def _compare_with_base(
    claim: ClaimFact,
    stated: StatedNumber,
    figures: Sequence[TargetOrRealization],
    base: TargetOrRealization,
    bases: CandidateBases,
) -> Judgment:
    comparison = Comparison(claim.kind, figures)
    allowed = comparison.compute_interval(base)
    judgment = replace(compare(stated, comparison.compute(base), allowed), compared_with=base.id)
    if judgment.verdict == "consistent":
        return judgment
    reasons = judgment.reasons
    if claim.kind == "difference" and (-stated.interval).agrees_with(allowed):
        reasons = (*reasons, messages.opposite_sign())
    return replace(judgment, reasons=reasons, matches=find_matches(claim, stated, comparison, base, bases))


def _judge_key(claim: ClaimFact, key: ClaimKey, bases: CandidateBases) -> Judgment:
    """Judge a claim by the figure of its key once there is one; until then return the number that it implies."""
    subject = build_subject(key, bases)
    figure = find_figure_of_key(subject, bases)
    if figure is not None:
        return _judge_figures(claim, [figure], bases)
    not_stated = messages.figure_not_stated()
    try:
        return replace(_imply(claim, subject, bases), reasons=(not_stated,))
    except UnverifiableClaimError as error:
        return Judgment(verdict="unverifiable", reasons=(not_stated, error.reason))


def _imply(claim: ClaimFact, subject: ClaimSubject, bases: CandidateBases) -> Judgment:
    stated = StatedNumber.from_claim(claim, bases.find_unit(subject))
    base = _find_usable_base(claim, [subject], bases)
    implied = imply_figure(claim.kind, to_factor(claim.kind, stated.interval), base.interval)
    return Judgment(verdict="unverifiable", implied=implied, compared_with=base.id)
