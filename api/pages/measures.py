"""The progress of a program at a glance: for each indicator the target that it shows, the last report and a bar."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from api.analysis.progress.model import Progress
from api.pages.chart.progress_bar import draw_progress_bar
from api.pages.country_progress import ShownTarget
from api.pages.formatting import CURRENCY_SYMBOLS
from api.pages.headline import Headline, build_headline, find_end
from api.pages.language import Language
from api.pages.point_parameters import PointParameters, build_record_path


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One indicator: its headline and a bar, which is absent for a range. The unit is empty if numbers contain it."""

    name: str
    path: str
    unit: str
    headline: Headline
    bar: str | None


class MeasureNames(msgspec.Struct, frozen=True):
    """The names of indicators and units by code."""

    indicators: Mapping[str, str]
    units: Mapping[str, str]


def choose_targets(rows: Sequence[Progress]) -> list[ShownTarget]:
    """Choose the row to show of each program, indicator and nature: with a report, the last. Additions are last."""
    groups: dict[tuple[str, ...], list[Progress]] = defaultdict(list)
    for row in rows:
        groups[row.program, row.indicator, row.nature].append(row)
    chosen = []
    for group in sorted(groups.values(), key=lambda group: group[0].nature == "flow"):
        first = max(group, key=lambda row: (row.realization is not None, find_end(row)))
        chosen.append(ShownTarget(first, [row.target.value for row in group if row is not first]))
    return chosen


def build_measures(
    targets: Sequence[ShownTarget], names: MeasureNames, point: PointParameters, language: Language
) -> list[Measure]:
    """Build the measure of each target."""
    return [_build_measure(target, names, point, language) for target in targets]


def _build_measure(target: ShownTarget, names: MeasureNames, point: PointParameters, language: Language) -> Measure:
    row = target.row
    name = names.indicators.get(row.indicator, row.indicator)
    unit = names.units.get(row.unit, row.unit)
    return Measure(
        name=name,
        path=build_record_path("indicators", row.indicator, point, language),
        unit="" if unit in CURRENCY_SYMBOLS else unit,
        headline=build_headline(row, language, unit),
        bar=_draw_bar(target, name),
    )


def _draw_bar(target: ShownTarget, name: str) -> str | None:
    row = target.row
    if row.target.value_to is not None:
        return None
    reported = None if row.realization is None else float(row.realization.value)
    return draw_progress_bar(reported, float(row.target.value), [float(value) for value in target.others], name)
