"""`ratio_mismatch`: a ratio, excess or growth that a source claims does not follow from its figures."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from api.faults import Text
from api.rules.claims import Judgement, Match
from api.rules.facts import Claim, Facts, Figure
from api.rules.findings.claimed import inconsistent
from api.rules.findings.finding import Finding, Subject, subjects_of
from api.rules.findings.wording import both, listed, number, place

Figures = Mapping[UUID, Figure]


def find(facts: Facts) -> Iterator[Finding]:
    """One a claim. The subjects are the claim, its figures, its base, and the bases that would reproduce it."""
    figures = {figure.id: figure for figure in (*facts.targets, *facts.realizations)}
    for claim, judgement in inconsistent(facts, "ratio", "excess", "growth"):
        first = figures[claim.subjects[0]]
        compared = judgement.compared_with or claim.base_figure
        named = (*claim.subjects, compared, *(match.figure for match in judgement.matches))
        yield Finding(
            code="ratio_mismatch",
            severity="error",
            program=first.series.program,
            indicator=first.series.indicator,
            about=(str(claim.id),),
            subjects=(
                Subject("claim", str(claim.id)),
                *subjects_of(figures[each] for each in dict.fromkeys(named) if each is not None and each in figures),
            ),
            stated=claim.stated_value,
            computed=judgement.computed,
            allowed=judgement.allowed,
            text=_text(claim, judgement, place(first), figures),
        )


def _text(claim: Claim, judgement: Judgement, about: str, figures: Figures) -> Text:
    if claim.stated_value is None or judgement.computed is None:
        raise ValueError(claim)  # a claim of numbers that was found inconsistent has both
    stated, computed = number(claim.stated_value), number(judgement.computed)
    others = listed(_match(match, figures) for match in judgement.matches)
    instead = Text(f" Yang cocok: {others.id}.", f" What fits: {others.en}.") if judgement.matches else Text("", "")
    return Text(
        f"{about}: {claim.source} menyebut {stated.id} persen, tetapi dari angkanya diperoleh {computed.id} persen."
        f"{instead.id}",
        f"{about}: {claim.source} says {stated.en} percent, but its figures make {computed.en} percent.{instead.en}",
    )


def _match(match: Match, figures: Figures) -> Text:
    base = figures.get(match.figure)
    made = number(match.computed)
    percent = Text(f"{made.id} persen", f"{made.en} percent")
    if base is None:
        return percent
    of = number(base.value)
    return both(Text(f"{percent.id} dari {of.id}", f"{percent.en} of {of.en}"), f", {place(base)}")
