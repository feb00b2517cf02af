"""The counts that the page of onboarding shows: of one indicator, nature and period, in the country or a province."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import msgspec

from api.analysis.onboarding_counts.groups import CountGroup
from api.analysis.onboarding_counts.last_periods import load_last_periods
from api.analysis.onboarding_counts.queries import RegionTree, load_regions_known_at
from api.database.pool import Connection
from api.pages.country_progress import COUNTRY
from api.pages.figure_days import FigureDays
from api.pages.formatting import NATURES, format_period, format_value
from api.pages.language import Language, build_path, choose_text
from api.pages.names import load_names
from api.pages.onboarding.parameters import OnboardingPageParameters
from api.pages.onboarding.statement_days import load_days_of_period
from api.pages.point_parameters import Stop, build_record_path, join_query, list_recorded_stops, list_stated_stops
from api.pages.region_values.named_periods import name_periods
from api.pages.region_values.ranking import Ranking, build_ranking
from api.pages.region_values.region_counts import CountSelection, RegionCounts, load_region_counts
from api.resources.figures.period import Period
from api.resources.figures.point_in_time import PointInTime

MAX_PERIODS: Final = 12


class ShownIndicator(NamedTuple):
    """The name, the code of the unit, and the natures of an indicator that has counts."""

    name: str
    unit: str
    natures: Sequence[str]


class LoadedCounts(NamedTuple):
    """The counts with what their links need. `query` has the indicator, nature and period that are shown."""

    query: OnboardingPageParameters
    counts: RegionCounts
    shown: ShownIndicator
    periods: Sequence[Period]
    has_more_periods: bool
    days: FigureDays
    regions: RegionTree
    unit: str


class ShownCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows of the counts of a region, the country or a province, and of the regions below it.

    `reported` is the number of the whole region, `summed` that of `regions_reported` of the `regions_total` below it.
    """

    indicator: str
    indicator_path: str
    unit: str
    nature: str
    period: str
    region: str
    region_path: str
    is_country: bool
    reported: str | None
    summed: str | None
    regions_reported: int
    regions_total: int
    nature_stops: list[Stop]
    period_stops: list[Stop]
    has_more_periods: bool
    stated_stops: list[Stop]
    recorded_stops: list[Stop]
    ranking: Ranking


async def load_shown_counts(
    connection: Connection,
    group: CountGroup,
    shown: ShownIndicator,
    query: OnboardingPageParameters,
    language: Language,
) -> LoadedCounts:
    """Load the counts of the requested period, otherwise of the last one. Raise InvalidRequestError for a region."""
    regions = await load_regions_known_at(connection, query.known_at)
    found, has_more = await load_last_periods(connection, group, PointInTime(query.day, query.known_at), MAX_PERIODS)
    periods = name_periods(group, found)
    period = periods[0] if query.period is None else name_periods(group, [query.period])[0]
    selection = CountSelection(group, query.within or COUNTRY, period)
    counts = await load_region_counts(connection, selection, regions, query)
    units = await load_names(connection, "unit", [shown.unit], query.known_at, language)
    return LoadedCounts(
        msgspec.structs.replace(query, indicator=group.indicator, nature=group.nature, period=period),
        counts,
        shown,
        periods,
        has_more,
        await load_days_of_period(connection, group, period, query.known_at),
        regions,
        units.get(shown.unit, shown.unit),
    )


def build_shown_counts(loaded: LoadedCounts, language: Language) -> ShownCounts:
    query, counts, names = loaded.query, loaded.counts, loaded.regions.names
    selection, total = counts.selection, counts.total

    def build_region_path(code: str) -> str:
        """Return the path of the regencies of a province, or of the page of a regency."""
        if selection.is_country:
            return join_query(build_path("/onboarding", language), query.build_own_query(within=code))
        return build_record_path("regions", code, query, language)

    def write(value: Decimal | None) -> str | None:
        return None if value is None else format_value(value, None, "exact", language)

    return ShownCounts(
        indicator=loaded.shown.name,
        indicator_path=build_record_path("indicators", selection.group.indicator, query, language),
        unit=loaded.unit,
        nature=choose_text(NATURES[selection.group.nature], language),
        period=format_period(selection.period.text, language),
        region=names.get(selection.parent, selection.parent),
        region_path=build_record_path("regions", selection.parent, query, language),
        is_country=selection.is_country,
        reported=None if total is None else write(total.reported),
        summed=None if total is None else write(total.summed),
        regions_reported=0 if total is None else total.regions_reported or 0,
        regions_total=len(counts.codes),
        nature_stops=_list_nature_stops(loaded, language),
        period_stops=_list_period_stops(loaded, language),
        has_more_periods=loaded.has_more_periods,
        stated_stops=_add_own_query(list_stated_stops(loaded.days.stated, query, language), query),
        recorded_stops=_add_own_query(list_recorded_stops(loaded.days.recorded, query, language), query),
        ranking=build_ranking(counts, names, loaded.unit, language, build_region_path),
    )


def _list_nature_stops(loaded: LoadedCounts, language: Language) -> list[Stop]:
    """List the natures of the indicator if it has several; another one is shown in its own last period."""
    if len(loaded.shown.natures) < 2:
        return []
    query = loaded.query
    return [
        Stop(
            choose_text(NATURES[nature], language),
            query.build_own_query(nature=nature, period=None),
            nature == query.nature,
        )
        for nature in loaded.shown.natures
    ]


def _list_period_stops(loaded: LoadedCounts, language: Language) -> list[Stop]:
    """List the last periods and the shown one, the oldest first."""
    query = loaded.query
    periods = sorted({*loaded.periods, loaded.counts.selection.period}, key=lambda period: period[::-1])
    return [
        Stop(
            format_period(period.text, language),
            query.build_own_query(period=period.text),
            period == loaded.counts.selection.period,
        )
        for period in periods
    ]


def _add_own_query(stops: Sequence[Stop], query: OnboardingPageParameters) -> list[Stop]:
    """Return the stops with the indicator, the period and the province of the page in their links."""
    own = msgspec.structs.replace(query, as_of=None, known_at=None).build_own_query()
    return [stop._replace(query=f"{own}&{stop.query}" if stop.query else own) for stop in stops]
