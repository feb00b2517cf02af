"""`target_revised`: a target for a key does not agree with the one stated before it for that key."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from api.faults import Text
from api.rules.facts import Facts, Key, Target
from api.rules.findings.finding import Finding, subjects_of
from api.rules.findings.wording import amount, day, place, unit_of


def find(facts: Facts) -> Iterator[Finding]:
    """One a step: each target is held against the one that stood for its key on the last day before it.

    Of several stated that day the highest authority's stood, then the newest recorded. `stated` is the new number,
    `computed` and `allowed` are of the old one.
    """
    of_key: dict[Key, list[Target]] = defaultdict(list)
    for target in facts.targets:
        if target.is_known(facts.as_of):
            of_key[target.key].append(target)
    for several in of_key.values():
        for before, after in _steps(several):
            if not before.interval.overlaps(after.interval):
                yield _finding(before, after, unit_of(facts, after.series.indicator))


def _steps(several: Sequence[Target]) -> Iterator[tuple[Target, Target]]:
    before: Target | None = None
    ordered = sorted(several, key=lambda each: (each.stated_latest, -each.rank, each.recorded_at, -each.id.int))
    for _, of_one_day in groupby(ordered, key=lambda each: each.stated_latest):
        stated = list(of_one_day)
        if before is not None:
            yield from ((before, after) for after in stated)
        before = stated[-1]


def _finding(before: Target, after: Target, unit: str) -> Finding:
    old, new = amount(before.value, unit), amount(after.value, unit)
    then, now, about = day(before.stated_latest), day(after.stated_latest), place(after)
    return Finding(
        code="target_revised",
        severity="info",
        program=after.series.program,
        indicator=after.series.indicator,
        about=(str(before.id), str(after.id)),
        subjects=subjects_of((after, before)),
        stated=after.value,
        computed=before.value,
        allowed=before.interval,
        text=Text(
            f"{about}: target {new.id}, dinyatakan {now.id}, berbeda dari {old.id} yang dinyatakan {then.id}.",
            f"{about}: the target of {new.en}, stated {now.en}, differs from the {old.en} stated {then.en}.",
        ),
    )
