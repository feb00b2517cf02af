"""`weekday_mismatch`: a weekday claim names the wrong day."""

from collections.abc import Iterator

from api.faults import Text
from api.rules.claimed.weekday import WEEKDAYS, judge_weekday
from api.rules.facts import Claim, Facts
from api.rules.findings.claimed import is_known
from api.rules.findings.finding import Finding, Subject
from api.rules.findings.wording import day


def find(facts: Facts) -> Iterator[Finding]:
    """One a claim; `stated` and `computed` are weekdays.

    The claim is about no figure: its program is the one that cites the source most, and null where none does.
    """
    for claim in facts.claims:
        if claim.stated_date is None or claim.stated_weekday is None or not is_wrong(claim):
            continue
        if not is_known(claim, facts):
            continue
        right = list(WEEKDAYS)[claim.stated_date.weekday()]
        when, named, was = day(claim.stated_date), WEEKDAYS[claim.stated_weekday], WEEKDAYS[right]
        yield Finding(
            code="weekday_mismatch",
            severity="warning",
            program=facts.citing.get(claim.source),
            about=(str(claim.id),),
            subjects=(Subject("claim", str(claim.id)), Subject("source", claim.source)),
            stated=claim.stated_weekday,
            computed=right,
            text=Text(
                f"{claim.source}: {when.id} disebut hari {named.id}, padahal hari {was.id}.",
                f"{claim.source}: {when.en} is called a {named.en}, but was a {was.en}.",
            ),
        )


def is_wrong(claim: Claim) -> bool:
    return claim.kind == "weekday" and judge_weekday(claim).verdict == "inconsistent"
