"""`no_realization`: the end of a target has passed and no realization was ever reported."""

from collections import defaultdict
from collections.abc import Iterator

from api.analysis.rules.checks.finding import FindingResult, build_subjects, key_to_identity
from api.analysis.rules.checks.formatting import find_unit, format_amount, format_figure_key
from api.analysis.rules.facts import Facts, FigureKey, TargetFact
from api.analysis.rules.in_force import find_targets_in_force, target_precedence
from api.errors import Text


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per key whose series has no realization, after the last end of its targets in all plans."""
    reported = {each.series for each in facts.realizations if each.is_known(facts.as_of)}
    by_key: dict[FigureKey, list[TargetFact]] = defaultdict(list)
    for (key, _), in_force in find_targets_in_force(facts.targets, facts.as_of).items():
        by_key[key].append(in_force)
    for key, targets in by_key.items():
        if key.series in reported or max(target.end for target in targets) >= facts.reference_day:
            continue
        target, *others = sorted(targets, key=target_precedence, reverse=True)
        amount, label = format_amount(target.value, find_unit(facts, key.series.indicator)), format_figure_key(target)
        yield FindingResult(
            code="no_realization",
            severity="warning",
            program=key.series.program,
            indicator=key.series.indicator,
            identity=key_to_identity(key),
            subjects=build_subjects((target, *others)),
            stated=target.value,
            text=Text(
                f"{label}: belum pernah ada realisasi yang dilaporkan untuk target {amount.id}.",
                f"{label}: no realization was ever reported for the target of {amount.en}.",
            ),
        )
