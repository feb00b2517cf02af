"""The parts of a whole by one key of its breakdown, such as the figures of each catalog."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, TypeVar

from api.analysis.rules.facts import Facts, FigureFact, FigureKey, Series
from api.resources.figures.breakdown import breakdown_to_map, format_breakdown

PartT = TypeVar("PartT", bound=FigureFact)
# The codes that figures have for a partition, by indicator, nature, region and partition.
PartitionCodes = Mapping[tuple[str, str, str, str], set[str]]


class KnownParts(NamedTuple):
    """The figures of the parts of a whole, the number of expected ones, and whether all of them are there.

    `partition` is the key that the parts differ in, None for regions.
    """

    reported: Sequence[FigureFact]
    expected: int
    is_complete: bool
    partition: str | None = None


def find_partition_codes(facts: Facts) -> PartitionCodes:
    """Return the codes of all figures that are known by `as_of`, of any period and kind."""
    found: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    if not any(indicator.partitions for indicator in facts.indicators.values()):
        return found
    wholes = _WholesBySeries(facts)
    figures: tuple[Sequence[FigureFact], ...] = (facts.targets, facts.realizations)
    for figure in chain.from_iterable(figures):
        series = figure.series
        for partition, code, _ in wholes[series]:
            if figure.is_known(facts.as_of):
                found[series.indicator, series.nature, series.region, partition].add(code)
    return found


def find_partition_parts(
    facts: Facts, figures: Mapping[FigureKey, PartT], codes: PartitionCodes
) -> Iterator[tuple[FigureKey, KnownParts]]:
    """Yield each key with the parts of each of its partitions, if any has a figure.

    A single part makes no complete whole, because another one can be missing.
    """
    if not codes:
        return
    wholes = _WholesBySeries(facts)
    parts: dict[tuple[FigureKey, str], list[PartT]] = defaultdict(list)
    for key, figure in figures.items():
        for partition, _, series in wholes[key.series]:
            whole = FigureKey(series, key.first, key.last)
            if whole in figures:
                parts[whole, partition].append(figure)
    for (whole, partition), reported in parts.items():
        series = whole.series
        expected = len(codes[series.indicator, series.nature, series.region, partition])
        ordered = sorted(reported, key=lambda part: part.series.breakdown)
        yield whole, KnownParts(ordered, expected, 2 <= expected == len(ordered), partition)


class _WholesBySeries(dict[Series, Sequence[tuple[str, str, Series]]]):
    """By series, each partition of its breakdown, with its code and the series of the whole."""

    def __init__(self, facts: Facts) -> None:
        self._indicators = facts.indicators

    def __missing__(self, series: Series) -> Sequence[tuple[str, str, Series]]:
        self[series] = tuple(self._list_wholes(series))
        return self[series]

    def _list_wholes(self, series: Series) -> Iterator[tuple[str, str, Series]]:
        indicator = self._indicators.get(series.indicator)
        if indicator is None or not indicator.additive:
            return
        breakdown = breakdown_to_map(series.breakdown)
        for partition in indicator.partitions:
            if partition in breakdown:
                rest = {name: code for name, code in breakdown.items() if name != partition}
                yield partition, breakdown[partition], series._replace(breakdown=format_breakdown(rest))
