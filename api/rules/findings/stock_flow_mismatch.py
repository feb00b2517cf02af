"""`stock_flow_mismatch`: what was added between two days is not what was reported as added."""

from collections.abc import Iterator
from datetime import date, timedelta

from api.faults import Text
from api.rules.facts import Facts, Key, Realization
from api.rules.findings.finding import Finding, key_text, subjects_of
from api.rules.findings.wording import amount, place, unit_of
from api.rules.preferred import realizations_by_preference


def find(facts: Facts) -> Iterator[Finding]:
    """One a flow that has a stock on the day before its first and one on its last; preferred realizations count."""
    by_preference = realizations_by_preference(facts.realizations, facts.as_of)
    for key, (flow, *_) in by_preference.items():
        if key.series.nature != "flow" or key.first == date.min:
            continue
        before = by_preference.get(_stock_on(key, key.first - timedelta(days=1)))
        after = by_preference.get(_stock_on(key, key.last))
        if before and after and not (after[0].interval - before[0].interval).overlaps(flow.interval):
            yield _finding(flow, before[0], after[0], unit_of(facts, key.series.indicator))


def _stock_on(key: Key, day: date) -> Key:
    return Key(key.series._replace(nature="stock"), day, day)


def _finding(flow: Realization, before: Realization, after: Realization, unit: str) -> Finding:
    stated, added, about = amount(flow.value, unit), amount(after.value - before.value, unit), place(flow)
    old, new = amount(before.value, unit), amount(after.value, unit)
    return Finding(
        code="stock_flow_mismatch",
        severity="error",
        program=flow.series.program,
        indicator=flow.series.indicator,
        about=key_text(flow.key),
        subjects=subjects_of((flow, before, after)),
        stated=flow.value,
        computed=after.value - before.value,
        allowed=after.interval - before.interval,
        text=Text(
            f"{about}: penambahan dilaporkan {stated.id}, tetapi dari {old.id} ke {new.id} bertambah {added.id}.",
            f"{about}: {stated.en} reported as added, but from {old.en} to {new.en} is {added.en}.",
        ),
    )
