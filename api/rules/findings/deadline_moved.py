"""`deadline_moved`: a target supersedes one of another period."""

from collections.abc import Iterator

from api.faults import Text
from api.rules.facts import Facts
from api.rules.findings.finding import Finding, subjects_of
from api.rules.findings.wording import amount, place, unit_of


def find(facts: Facts) -> Iterator[Finding]:
    """One for each such target; `stated` is its period, `computed` the period before."""
    targets = {target.id: target for target in facts.targets}
    for after in facts.targets:
        before = targets.get(after.supersedes) if after.supersedes is not None else None
        if before is None or before.key == after.key or not after.is_known(facts.as_of):
            continue
        unit = unit_of(facts, after.series.indicator)
        old, new = amount(before.value, unit), amount(after.value, unit)
        about = place(after)
        yield Finding(
            code="deadline_moved",
            severity="info",
            program=after.series.program,
            indicator=after.series.indicator,
            about=(str(before.id), str(after.id)),
            subjects=subjects_of((after, before)),
            stated=after.period,
            computed=before.period,
            text=Text(
                f"{about}: target {new.id} menggantikan target {old.id} untuk {before.period}.",
                f"{about}: the target of {new.en} takes the place of the {old.en} promised for {before.period}.",
            ),
        )
