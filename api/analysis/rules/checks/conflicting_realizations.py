"""`conflicting_realizations`: two published realizations of one key do not agree."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from api.analysis.rules.checks.finding import FindingResult, build_subjects, key_to_identity
from api.analysis.rules.checks.formatting import find_unit, format_figure_key, format_stated
from api.analysis.rules.facts import Facts, FigureKey, RealizationFact
from api.analysis.rules.preferred import sort_by_preference
from api.errors import Text


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per key, with all realizations that contradict another one, sorted by preference.

    Stocks of an unknown day can be of different days, so they contradict nothing unless only one day is possible.
    `computed` and `allowed` are of the preferred realization, `stated` is the value farthest from it.
    """
    for key, same_key in _group_comparable(sort_by_preference(facts.realizations, facts.as_of)).items():
        conflicting = _find_conflicting(same_key)
        if not conflicting:
            continue
        preferred = same_key[0]
        yield FindingResult(
            code="conflicting_realizations",
            severity="error",
            program=key.series.program,
            indicator=key.series.indicator,
            identity=key_to_identity(key),
            subjects=build_subjects(conflicting),
            stated=max((each.value for each in conflicting), key=lambda value: abs(value - preferred.value)),
            computed=preferred.value,
            allowed=preferred.interval,
            text=_build_text(conflicting, find_unit(facts, key.series.indicator)),
        )


def _group_comparable(by_key: Mapping[FigureKey, Sequence[RealizationFact]]) -> dict[FigureKey, list[RealizationFact]]:
    """Return the realizations that are certainly about the same day or period, those of a known day first."""
    found: dict[FigureKey, list[RealizationFact]] = defaultdict(list)
    for key, same_key in by_key.items():
        for each in same_key:
            if each.day_known:
                found[key].append(each)
            elif each.reference_day == each.latest_day:
                found[FigureKey(key.series, each.latest_day, each.latest_day)].append(each)
    return {key: sorted(several, key=lambda each: not each.day_known) for key, several in found.items()}


def _find_conflicting(same_key: Sequence[RealizationFact]) -> list[RealizationFact]:
    """Return the realizations whose interval does not overlap that of another one.

    Comparison with the interval that ends first and the one that begins last is enough, so the time is linear.
    """
    if len(same_key) < 2:
        return []
    intervals = [each.interval for each in same_key]
    ends_first = min(intervals, key=lambda interval: (interval.high, interval.has_high))
    begins_last = max(intervals, key=lambda interval: (interval.low, not interval.has_low))
    return [
        each
        for each, interval in zip(same_key, intervals, strict=True)
        if not (interval.agrees_with(ends_first) and interval.agrees_with(begins_last))
    ]


def _build_text(conflicting: Sequence[RealizationFact], unit: str) -> Text:
    ordered = sorted(conflicting, key=lambda each: each.value)
    low, high = format_stated(ordered[0], ""), format_stated(ordered[-1], unit)
    label, count = format_figure_key(conflicting[0]), len(conflicting)
    return Text(
        f"{label}: {count} realisasi saling bertentangan, dari {low.id} sampai {high.id}.",
        f"{label}: {count} realizations contradict each other, from {low.en} to {high.en}.",
    )
