"""`weekday_mismatch`: a claim states the wrong weekday of a date."""

from collections.abc import Iterator

from api.analysis.rules.checks.claim_judgments import is_known
from api.analysis.rules.checks.finding import FindingResult, FindingSubject
from api.analysis.rules.checks.formatting import format_date
from api.analysis.rules.claims.weekday import WEEKDAYS, judge_weekday
from api.analysis.rules.facts import ClaimFact, Facts
from api.errors import Text


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per claim; `stated` and `computed` are weekdays.

    These claims have no figures. Their program is the one that cites the source most, None if no figure cites it.
    """
    for claim in facts.claims:
        if claim.stated_date is None or claim.stated_weekday is None or not is_wrong_weekday(claim):
            continue
        if not is_known(claim, facts):
            continue
        actual = list(WEEKDAYS)[claim.stated_date.weekday()]
        day, stated_name, actual_name = format_date(claim.stated_date), WEEKDAYS[claim.stated_weekday], WEEKDAYS[actual]
        yield FindingResult(
            code="weekday_mismatch",
            severity="warning",
            program=facts.citing.get(claim.source),
            identity=(str(claim.id),),
            subjects=(FindingSubject("claim", str(claim.id)), FindingSubject("source", claim.source)),
            stated=claim.stated_weekday,
            computed=actual,
            text=Text(
                f"{claim.source}: {day.id} disebut hari {stated_name.id}, padahal hari {actual_name.id}.",
                f"{claim.source}: {day.en} is called a {stated_name.en}, but was a {actual_name.en}.",
            ),
        )


def is_wrong_weekday(claim: ClaimFact) -> bool:
    return claim.kind == "weekday" and judge_weekday(claim).verdict == "inconsistent"
