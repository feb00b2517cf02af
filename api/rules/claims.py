"""Rule 6: claims are computed anew from the figures that they are about."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from api.rules.claimed import sentences
from api.rules.claimed.agreement import Stated, compared
from api.rules.claimed.bases import Bases
from api.rules.claimed.compared_with import base_of
from api.rules.claimed.judgement import Judgement, Match, Reason, Undecidable
from api.rules.claimed.matches import matches_of
from api.rules.claimed.named import require_one_unit, subjects_of
from api.rules.claimed.quotient import Quotient
from api.rules.claimed.sum import judge_sum
from api.rules.claimed.weekday import judge_weekday
from api.rules.facts import Claim, Realization, Target

__all__ = ["QUOTIENTS", "Bases", "Judgement", "Match", "Reason", "judge"]

QUOTIENTS = frozenset({"ratio", "excess", "growth"})  # the kinds that have a base


def judge(claim: Claim, figures: Mapping[UUID, Target | Realization], others: Bases) -> Judgement:
    """Whether what a source says about numbers follows from the numbers.

    `figures` are those that the claim may name, by id: `others.figures`, where all facts are at hand.
    `others = Bases.of(facts)` holds what else a claim can be compared with, and the day from which is judged.

    `consistent`: the stated value, with its own rounding or with its digits cut off, meets the interval that the
    rounding of the figures allows. `unverifiable`: a figure is missing, or not known by `others.as_of`, or the base
    may be zero, or nobody can tell which base is meant; the reason says so. `inconsistent` otherwise; then `matches`
    are the other bases that reproduce what is stated, each with what comes of it.
    """
    try:
        if claim.kind == "weekday":
            return judge_weekday(claim)
        subjects = subjects_of(claim, figures, others)
        if claim.kind == "sum":
            return judge_sum(claim, subjects)
        if claim.kind in QUOTIENTS:
            return _judge_quotient(claim, subjects, base_of(claim, subjects, figures, others), others)
        raise sentences.nothing_stated()
    except Undecidable as undecidable:
        return Judgement(verdict="unverifiable", reasons=(undecidable.reason,))


def _judge_quotient(
    claim: Claim, subjects: list[Target | Realization], base: Target | Realization, others: Bases
) -> Judgement:
    require_one_unit([*subjects, base], others)
    stated, quotient = Stated.by(claim), Quotient.claimed(claim.kind, subjects)
    allowed = quotient.allowed(base)
    judgement = replace(compared(stated, quotient.exact(base), allowed), compared_with=base.id)
    if judgement.verdict == "consistent":
        return judgement
    return replace(judgement, matches=matches_of(stated, quotient, base.id, others))
