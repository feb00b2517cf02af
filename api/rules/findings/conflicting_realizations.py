"""`conflicting_realizations`: two published realizations of one key do not agree."""

from collections.abc import Iterator, Sequence

from api.faults import Text
from api.rules.facts import Facts, Realization
from api.rules.findings.finding import Finding, key_text, subjects_of
from api.rules.findings.wording import amount, number, place, unit_of
from api.rules.preferred import realizations_by_preference


def find(facts: Facts) -> Iterator[Finding]:
    """One a key, naming all that some other one contradicts, the preferred one first.

    `computed` and `allowed` are of the preferred one, `stated` is the number farthest from it.
    """
    for key, several in realizations_by_preference(facts.realizations, facts.as_of).items():
        apart = _contradicted(several)
        if not apart:
            continue
        preferred = several[0]
        yield Finding(
            code="conflicting_realizations",
            severity="error",
            program=key.series.program,
            indicator=key.series.indicator,
            about=key_text(key),
            subjects=subjects_of(apart),
            stated=max((each.value for each in apart), key=lambda value: abs(value - preferred.value)),
            computed=preferred.value,
            allowed=preferred.interval,
            text=_text(apart, unit_of(facts, key.series.indicator)),
        )


def _contradicted(several: Sequence[Realization]) -> list[Realization]:
    """Those whose interval lies wholly beside another's: found by the outermost, not by comparing all with all."""
    if len(several) < 2:
        return []
    ends_first = min(each.interval.high for each in several)
    begins_last = max(each.interval.low for each in several)
    return [each for each in several if each.interval.low >= ends_first or each.interval.high <= begins_last]


def _text(apart: Sequence[Realization], unit: str) -> Text:
    ordered = sorted(apart, key=lambda each: each.value)
    low, high = number(ordered[0].value), amount(ordered[-1].value, unit)
    about = place(apart[0])
    return Text(
        f"{about}: {len(apart)} realisasi saling bertentangan, dari {low.id} sampai {high.id}.",
        f"{about}: {len(apart)} realizations contradict each other, from {low.en} to {high.en}.",
    )
