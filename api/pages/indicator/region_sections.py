"""The numbers of the provinces in the last period of an indicator."""

from collections.abc import Mapping

import msgspec

from api.analysis.onboarding_counts.groups import CountGroup
from api.analysis.onboarding_counts.last_periods import load_last_period_of_each
from api.analysis.onboarding_counts.parameters import NATURES
from api.analysis.onboarding_counts.queries import RegionTree, load_regions_known_at
from api.analysis.rules.facts import IndicatorFact
from api.database.pool import Connection
from api.pages.country_progress import COUNTRY
from api.pages.formatting import NATURES as NATURE_TEXTS
from api.pages.formatting import format_period
from api.pages.language import Language, build_path, choose_text
from api.pages.point_parameters import PointParameters, build_record_path, join_query
from api.pages.region_values.named_periods import name_periods
from api.pages.region_values.ranking import Ranking, build_ranking
from api.pages.region_values.region_counts import PROVINCE, CountSelection, RegionCounts, load_region_counts
from api.resources.figures.period import Period
from api.resources.figures.point_in_time import PointInTime


class RegionSection(msgspec.Struct, frozen=True, kw_only=True):
    """The ranking of one nature in its last period. `path` leads to other periods and to regencies."""

    nature: str
    period: str
    ranking: Ranking
    path: str
    request: str


async def load_region_sections(
    connection: Connection, indicator: IndicatorFact, unit: str, point: PointParameters, language: Language
) -> list[RegionSection]:
    """Load a section for stocks and one for flows, if the provinces have them. Rates have no counts."""
    time = PointInTime(point.day, point.known_at)
    last_periods = await load_last_period_of_each(connection, [indicator], NATURES, PROVINCE, time)
    if not last_periods:
        return []
    regions = await load_regions_known_at(connection, point.known_at)
    return [
        _build_section(await load_region_counts(connection, selection, regions, point), regions, unit, point, language)
        for selection in _list_selections(last_periods)
    ]


def _list_selections(last_periods: Mapping[CountGroup, Period]) -> list[CountSelection]:
    """Return the selections, that of stocks first."""
    groups = sorted(last_periods, key=lambda group: not group.is_stock)
    return [CountSelection(group, COUNTRY, name_periods(group, [last_periods[group]])[0]) for group in groups]


def _build_section(
    counts: RegionCounts, regions: RegionTree, unit: str, point: PointParameters, language: Language
) -> RegionSection:
    group, _, period = counts.selection
    query = point.build_query(indicator=group.indicator, nature=group.nature, period=period.text)
    return RegionSection(
        nature=choose_text(NATURE_TEXTS[group.nature], language),
        period=format_period(period.text, language),
        ranking=build_ranking(
            counts, regions.names, unit, language, lambda code: build_record_path("regions", code, point, language)
        ),
        path=join_query(build_path("/onboarding", language), query),
        request=f"/v1/onboarding-counts?{counts.selection.list_api_queries(point)[0]}",
    )
