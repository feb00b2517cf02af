"""`target_revised`: a target does not agree with the previous target of the same key and plan."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from api.analysis.rules.checks.finding import FindingResult, build_subjects
from api.analysis.rules.checks.formatting import (
    find_direction,
    find_unit,
    format_amount,
    format_date,
    format_figure_key,
)
from api.analysis.rules.facts import Facts, TargetFact, TargetKey
from api.analysis.rules.in_force import target_precedence
from api.analysis.rules.promises import promises_agree, stated_interval
from api.errors import Text


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per pair of consecutive targets that do not agree.

    Of several targets stated on one day, the highest authority and then the last recorded one is the previous target.
    `stated` is the new value, `computed` and `allowed` are of the previous target.
    """
    by_key: dict[TargetKey, list[TargetFact]] = defaultdict(list)
    for target in facts.targets:
        if target.is_known(facts.as_of):
            by_key[target.target_key].append(target)
    for target_key, same_key in by_key.items():
        direction = find_direction(facts, target_key.key.series.indicator)
        for before, after in _list_revisions(same_key):
            if not promises_agree(before, after, direction):
                yield _build_finding(before, after, find_unit(facts, after.series.indicator))


def _list_revisions(same_key: Sequence[TargetFact]) -> Iterator[tuple[TargetFact, TargetFact]]:
    """Yield each target with its previous one."""
    before: TargetFact | None = None
    ordered = sorted(same_key, key=target_precedence)
    for _, group in groupby(ordered, key=lambda each: each.stated_latest):
        same_day = list(group)
        if before is not None:
            yield from ((before, after) for after in same_day)
        before = same_day[-1]


def _build_finding(before: TargetFact, after: TargetFact, unit: str) -> FindingResult:
    old, new = format_amount(before.value, unit), format_amount(after.value, unit)
    then, now, label = format_date(before.stated_latest), format_date(after.stated_latest), format_figure_key(after)
    return FindingResult(
        code="target_revised",
        severity="info",
        program=after.series.program,
        indicator=after.series.indicator,
        identity=(str(before.id), str(after.id)),
        subjects=build_subjects((after, before)),
        stated=after.value,
        computed=before.value,
        allowed=stated_interval(before),
        text=Text(
            f"{label}: target {new.id}, dinyatakan {now.id}, berbeda dari {old.id} yang dinyatakan {then.id}.",
            f"{label}: the target of {new.en}, stated {now.en}, differs from the {old.en} stated {then.en}.",
        ),
    )
