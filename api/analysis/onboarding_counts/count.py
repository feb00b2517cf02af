"""Build rows of counts from the realizations on some keys."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from api.analysis.fact_queries.figures import load_realizations
from api.analysis.onboarding_counts.groups import CountGroup, CountPosition
from api.analysis.onboarding_counts.model import CountedRealization, OnboardingCount
from api.analysis.onboarding_counts.queries import PositionScope, RegionTree
from api.analysis.onboarding_counts.selection import CountFilter
from api.analysis.rules.facts import FigureKey, IndicatorFact, RealizationFact, Series
from api.analysis.rules.preferred import sort_by_preference
from api.analysis.rules.region_sums import RegionCount, count_region, find_child_regions
from api.database.pool import Connection
from api.http.reads.reference import build_record_url
from api.resources.figures.breakdown import breakdown_to_map

PreferredByKey = Mapping[FigureKey, RealizationFact]


async def load_counts(
    connection: Connection,
    group: CountGroup,
    positions: Sequence[CountPosition],
    *,
    indicator: IndicatorFact,
    regions: RegionTree,
    selection: CountFilter,
) -> list[OnboardingCount | None]:
    """Return for each position its row, or None if no realization is known."""
    scope = PositionScope(group=group, positions=positions, regions=regions, known_at=selection.known_at)
    realizations = await load_realizations(connection, scope, selection.known_at)
    preferred = {key: several[0] for key, several in sort_by_preference(realizations, selection.as_of).items()}
    rows: list[OnboardingCount | None] = []
    for position in positions:
        counted = _count(group, position, preferred, indicator, regions)
        row = None if counted is None else _to_model(group, position, counted, indicator, regions)
        if row is not None and counted is not None and selection.has_realizations:
            row = msgspec.structs.replace(row, realizations=_list_counted_realizations(counted))
        rows.append(row)
    return rows


def _count(
    group: CountGroup, position: CountPosition, preferred: PreferredByKey, indicator: IndicatorFact, regions: RegionTree
) -> RegionCount | None:
    if position.region not in regions.by_code:
        return None
    if regions.chains.find_code_on(position.region, position.last) != position.region:
        return None  # the row has the code that was in force

    def of(region: str, breakdown: str) -> RealizationFact | None:
        first_code = regions.chains.find_first_code(region)
        series = Series(group.program, group.indicator, group.nature, first_code, breakdown)
        return preferred.get(FigureKey(series, position.first, position.last))

    below = (
        find_child_regions(position.region, regions.children.get(position.region, ()), position.last)
        if _has_parts(group)
        else ()
    )
    own = None if group.own_breakdown is None else of(position.region, group.own_breakdown)
    parts = {code: part for code in below if (part := of(code, group.breakdown)) is not None}
    return count_region(of(position.region, group.breakdown), own, parts, frozenset(below), additive=indicator.additive)


def _has_parts(group: CountGroup) -> bool:
    return bool(group.levels_below)


def _to_model(
    group: CountGroup, position: CountPosition, counted: RegionCount, indicator: IndicatorFact, regions: RegionTree
) -> OnboardingCount:
    reported = counted.reported
    level: Any = group.level
    nature: Any = group.nature
    return OnboardingCount(
        program=group.program,
        indicator=group.indicator,
        unit=indicator.unit,
        nature=nature,
        region=position.region,
        also_regions=regions.chains.find_other_codes(position.region),
        region_name=regions.names[position.region],
        level=level,
        breakdown=breakdown_to_map(group.breakdown),
        period=(reported or min(counted.parts, key=lambda part: (part.first, part.id))).period,
        day_known=not group.is_stock or position.first == position.last,
        reported=None if reported is None else reported.value,
        summed=counted.summed,
        regions_reported=len(counted.regions) if counted.regions_total else None,
        regions_total=counted.regions_total or None,
        latest_stated_on=counted.latest_stated_on,
        agrees=counted.agrees,
    )


def _list_counted_realizations(counted: RegionCount) -> list[CountedRealization]:
    counted_as: list[tuple[Any, RealizationFact | None]] = [
        ("reported", counted.reported),
        ("own", counted.own),
        *(("region", part) for part in counted.regions),
    ]
    return [
        CountedRealization(
            "realization",
            figure.id,
            build_record_url("realization", figure.id),
            figure.region,
            counts_as,
            figure.value,
            figure.stated_on,
        )
        for counts_as, figure in counted_as
        if figure is not None
    ]
