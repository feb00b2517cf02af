"""`plans_differ`: two plans promise different targets for one key."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from api.analysis.rules.checks.finding import FindingResult, build_subjects, key_to_identity
from api.analysis.rules.checks.formatting import find_direction, find_unit, format_amount, format_figure_key
from api.analysis.rules.facts import Facts, FigureKey, TargetFact
from api.analysis.rules.in_force import find_targets_in_force, target_precedence
from api.analysis.rules.promises import promises_agree, stated_interval
from api.errors import Text


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per key with targets in force of two plans that differ; no plan counts as one.

    `computed` and `allowed` are of the last stated target, `stated` is the value farthest from it.
    """
    by_key: dict[FigureKey, list[TargetFact]] = defaultdict(list)
    for (key, _), target in find_targets_in_force(facts.targets, facts.as_of).items():
        by_key[key].append(target)
    for key, targets in by_key.items():
        newest, *others = sorted(targets, key=target_precedence, reverse=True)
        direction = find_direction(facts, key.series.indicator)
        if all(promises_agree(newest, other, direction) for other in others):
            continue
        yield _build_finding(key, newest, others, find_unit(facts, key.series.indicator))


def _build_finding(key: FigureKey, newest: TargetFact, others: Sequence[TargetFact], unit: str) -> FindingResult:
    farthest = max(others, key=lambda target: abs(target.value - newest.value))
    one, other = format_amount(newest.value, unit), format_amount(farthest.value, unit)
    label = format_figure_key(newest)
    return FindingResult(
        code="plans_differ",
        severity="info",
        program=key.series.program,
        indicator=key.series.indicator,
        identity=key_to_identity(key),
        subjects=build_subjects((newest, *others)),
        stated=farthest.value,
        computed=newest.value,
        allowed=stated_interval(newest),
        text=Text(
            f"{label}: target {other.id} ({_name_plan(farthest).id}) berbeda dari {one.id} ({_name_plan(newest).id}).",
            f"{label}: the target of {other.en} ({_name_plan(farthest).en}) differs from {one.en} "
            f"({_name_plan(newest).en}).",
        ),
    )


def _name_plan(target: TargetFact) -> Text:
    return Text("tanpa rencana", "no plan") if target.plan is None else Text(target.plan, target.plan)
