"""Claims that do not follow from their figures."""

from collections.abc import Iterator
from datetime import date

from api.analysis.rules.checks.formatting import format_number
from api.analysis.rules.claims.judge import CandidateBases, Judgment, judge_claim
from api.analysis.rules.claims.messages import format_exact_interval, format_qualified
from api.analysis.rules.facts import ClaimFact, Facts, SourceFact
from api.errors import Text


def find_inconsistent_claims(facts: Facts, *kinds: str) -> Iterator[tuple[ClaimFact, Judgment]]:
    """Yield the known claims of these kinds whose verdict is `inconsistent`, each with its result."""
    claims = [claim for claim in facts.claims if claim.kind in kinds and is_known(claim, facts)]
    if not claims:
        return
    bases = CandidateBases.from_facts(facts)
    for claim in claims:
        judgment = judge_claim(claim, bases)
        if judgment.verdict == "inconsistent":
            yield claim, judgment


def is_known(claim: ClaimFact, facts: Facts) -> bool:
    """Return True if the source of a claim was published by `as_of`.

    The latest possible day counts. Claims of sources without a date are always known.
    """
    source = facts.sources.get(claim.source)
    latest = None if source is None else latest_publication_date(source)
    return latest is None or latest <= facts.as_of


def format_claimed(claim: ClaimFact) -> Text:
    """Return the stated value of a claim with its qualifier: "at least 45 million"."""
    if claim.stated_value is None:
        raise ValueError(claim)  # inconsistent claims about figures have one
    upper = None if claim.stated_value_to is None else format_number(claim.stated_value_to)
    return format_qualified(claim.qualifier, format_number(claim.stated_value), upper)


def format_computed(judgment: Judgment) -> Text:
    """Return the computed value; if a figure is a range, the interval that the figures allow."""
    if judgment.computed is not None:
        return format_number(judgment.computed)
    if judgment.allowed is None:
        raise ValueError(judgment)  # inconsistent claims about figures have one
    return format_exact_interval(judgment.allowed)


def latest_publication_date(source: SourceFact) -> date | None:
    return source.published_on or source.not_after
