"""Claims that do not follow from the numbers that they are about."""

from collections.abc import Iterator
from datetime import date

from api.rules.claims import Bases, Judgement, judge
from api.rules.facts import Claim, Facts, Source


def inconsistent(facts: Facts, *kinds: str) -> Iterator[tuple[Claim, Judgement]]:
    """The claims of these kinds that were known and do not hold, each with how it was judged."""
    asked = [claim for claim in facts.claims if claim.kind in kinds and is_known(claim, facts)]
    if not asked:
        return
    bases = Bases.of(facts)
    for claim in asked:
        judgement = judge(claim, bases.figures, bases)
        if judgement.verdict == "inconsistent":
            yield claim, judgement


def is_known(claim: Claim, facts: Facts) -> bool:
    """A claim is as old as its source, on the latest day that it can be of; one without any day was always there."""
    source = facts.sources.get(claim.source)
    latest = None if source is None else latest_day(source)
    return facts.as_of is None or latest is None or latest <= facts.as_of


def latest_day(source: Source) -> date | None:
    return source.published_on or source.not_after
