"""The latest figures of a region by program: targets with their verdicts, and reports without a target."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Final
from uuid import UUID

import msgspec

from api.analysis.fact_queries.figures import load_realizations
from api.analysis.fact_queries.reference_data import load_indicators
from api.analysis.fact_queries.scope import FigureScope
from api.analysis.progress.pages import load_progress_page
from api.analysis.progress.parameters import ProgressParameters
from api.analysis.rules.facts import RealizationFact, Series
from api.analysis.rules.preferred import sort_by_preference
from api.database.pool import Connection
from api.pages.country_progress import ShownTarget
from api.pages.formatting import format_period, split_amount
from api.pages.language import Language
from api.pages.measures import Measure, MeasureNames, build_measures, choose_targets
from api.pages.names import load_names
from api.pages.point_parameters import PointParameters, build_record_path

MAX_ROWS: Final = 1000


class LatestReport(msgspec.Struct, frozen=True, kw_only=True):
    """The last report of an indicator without a target."""

    name: str
    path: str
    value: str
    unit: str
    period: str


class RegionProgram(msgspec.Struct, frozen=True, kw_only=True):
    """The latest figures of a program in a region."""

    name: str
    path: str
    measures: list[Measure]
    reports: list[LatestReport]


class RegionFacts(msgspec.Struct, frozen=True):
    """The target to show of each series with a target in force, and the last report of each other one."""

    series: Sequence[Series]
    targets: Sequence[ShownTarget]
    reports: Sequence[RealizationFact]

    def list_ids(self) -> list[UUID]:
        """Return the ids of the figures."""
        reported = [each.row.realization for each in self.targets if each.row.realization is not None]
        own = [one.id for one in reported if one.id is not None] + [part.id for one in reported for part in one.parts]
        return [*(each.row.target.id for each in self.targets), *own, *(report.id for report in self.reports)]


async def load_region_facts(
    connection: Connection, codes: Sequence[str], series: Sequence[Series], point: PointParameters
) -> RegionFacts:
    """Load the latest figures of these series. `codes` are all codes of the region."""
    if not series:
        return RegionFacts((), (), ())
    query = ProgressParameters(
        region=tuple(codes),
        indicator=tuple(sorted({each.indicator for each in series})),
        limit=MAX_ROWS,
        as_of=point.as_of,
        known_at=point.known_at,
    )
    found, _ = await load_progress_page(connection, query, None, None, point.day)
    shown = {each[:3] for each in series}
    targets = choose_targets([row for row in found if (row.program, row.indicator, row.nature) in shown])
    with_target = {(each.row.program, each.row.indicator, each.row.nature) for each in targets}
    alone = [each for each in series if each[:3] not in with_target]
    realizations = await load_realizations(connection, FigureScope(series=alone), point.known_at)
    return RegionFacts(series, targets, list(_find_last(realizations, point)))


def _find_last(realizations: Iterable[RealizationFact], point: PointParameters) -> Iterable[RealizationFact]:
    """Yield the preferred realization of the last day of each series."""
    last: dict[Series, RealizationFact] = {}
    preferred = [several[0] for several in sort_by_preference(realizations, point.day).values()]
    for each in sorted(preferred, key=attrgetter("reference_day")):
        last[each.series] = each
    return last.values()


async def build_region_programs(
    connection: Connection, facts: RegionFacts, point: PointParameters, language: Language
) -> list[RegionProgram]:
    """Build the figures of each program, in the order of their codes."""
    wanted = sorted({each.indicator for each in facts.series})
    indicators = await load_indicators(connection, point.known_at, lambda bind: f"t.code = ANY({bind(wanted)}::text[])")
    units = {code: indicator.unit for code, indicator in indicators.items()}
    names = MeasureNames(
        await load_names(connection, "indicator", wanted, point.known_at, language),
        await load_names(connection, "unit", units.values(), point.known_at, language),
    )
    programs = sorted({each.program for each in facts.series})
    program_names = await load_names(connection, "program", programs, point.known_at, language)
    return [
        RegionProgram(
            name=program_names.get(code, code),
            path=build_record_path("programs", code, point, language),
            measures=build_measures(
                [each for each in facts.targets if each.row.program == code], names, point, language
            ),
            reports=[
                _build_report(report, names, units, point, language)
                for report in facts.reports
                if report.series.program == code
            ],
        )
        for code in programs
    ]


def _build_report(
    report: RealizationFact, names: MeasureNames, units: Mapping[str, str], point: PointParameters, language: Language
) -> LatestReport:
    indicator = report.series.indicator
    code = units.get(indicator, "")
    value, unit = split_amount(report.value, report.value_to, report.qualifier, names.units.get(code, code), language)
    return LatestReport(
        name=names.indicators.get(indicator, indicator),
        path=build_record_path("indicators", indicator, point, language),
        value=value,
        unit=unit,
        period=format_period(report.period, language),
    )
