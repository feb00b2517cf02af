"""`stock_flow_mismatch`: a flow is not the difference between the stocks at its begin and end."""

from collections.abc import Iterator
from datetime import date, timedelta

from api.analysis.rules.checks.finding import FindingResult, build_subjects, key_to_identity
from api.analysis.rules.checks.formatting import find_unit, format_amount, format_figure_key, format_stated
from api.analysis.rules.facts import Facts, FigureKey, RealizationFact
from api.analysis.rules.preferred import sort_by_preference
from api.errors import Text


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per preferred flow.

    It is compared with the preferred stocks on the day before its first day and on its last day, if both exist.
    """
    by_preference = sort_by_preference(facts.realizations, facts.as_of)
    for key, (flow, *_) in by_preference.items():
        if key.series.nature != "flow" or key.first == date.min:
            continue
        before = by_preference.get(_stock_key(key, key.first - timedelta(days=1)))
        after = by_preference.get(_stock_key(key, key.last))
        if before and after and not (after[0].interval - before[0].interval).agrees_with(flow.interval):
            yield _build_finding(flow, before[0], after[0], find_unit(facts, key.series.indicator))


def _stock_key(key: FigureKey, day: date) -> FigureKey:
    return FigureKey(key.series._replace(nature="stock"), day, day)


def _build_finding(flow: RealizationFact, before: RealizationFact, after: RealizationFact, unit: str) -> FindingResult:
    stated, added = format_stated(flow, unit), format_amount(after.value - before.value, unit)
    old, new = format_stated(before, unit), format_stated(after, unit)
    label = format_figure_key(flow)
    return FindingResult(
        code="stock_flow_mismatch",
        severity="error",
        program=flow.series.program,
        indicator=flow.series.indicator,
        identity=key_to_identity(flow.key),
        subjects=build_subjects((flow, before, after)),
        stated=flow.value,
        computed=after.value - before.value,
        allowed=after.interval - before.interval,
        text=Text(
            f"{label}: penambahan dilaporkan {stated.id}, tetapi dari {old.id} ke {new.id} bertambah {added.id}.",
            f"{label}: a flow of {stated.en} was reported, but the change from {old.en} to {new.en} is {added.en}.",
        ),
    )
