"""`deadline_moved`: a target supersedes a target of another period or with another `due_on`, of any plan."""

from collections.abc import Iterator

from api.analysis.rules.checks.finding import FindingResult, build_subjects
from api.analysis.rules.checks.formatting import find_unit, format_amount, format_figure_key
from api.analysis.rules.facts import Facts, TargetFact
from api.errors import Text


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per target. `stated` is its deadline, `computed` that of the superseded target.

    A deadline is a period, followed by `due_on` if the target has one.
    """
    targets = {target.id: target for target in facts.targets}
    for after in facts.targets:
        before = targets.get(after.supersedes) if after.supersedes is not None else None
        if before is None or not after.is_known(facts.as_of):
            continue
        if (before.key.first, before.key.last, before.due_on) == (after.key.first, after.key.last, after.due_on):
            continue
        unit = find_unit(facts, after.series.indicator)
        old, new = format_amount(before.value, unit), format_amount(after.value, unit)
        label = format_figure_key(after)
        yield FindingResult(
            code="deadline_moved",
            severity="info",
            program=after.series.program,
            indicator=after.series.indicator,
            identity=(str(before.id), str(after.id)),
            subjects=build_subjects((after, before)),
            stated=_format_deadline(after),
            computed=_format_deadline(before),
            text=Text(
                f"{label}: target {new.id} menggantikan target {old.id} untuk {_format_deadline(before)}.",
                f"{label}: the target of {new.en} supersedes the target of {old.en} for {_format_deadline(before)}.",
            ),
        )


def _format_deadline(target: TargetFact) -> str:
    return target.period if target.due_on is None else f"{target.period} ({target.due_on.isoformat()})"
