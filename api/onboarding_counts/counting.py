"""Counting: the realizations on some keys become rows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from api.facts.figures import realizations_in
from api.figures.breakdown import map_of
from api.onboarding_counts.lanes import Lane, Place
from api.onboarding_counts.model import CountedRealization, CountedRegion, OnboardingCount, address_of
from api.onboarding_counts.queries import OnPlaces, Regions
from api.postgres.pool import Connection
from api.rules.facts import Indicator, Key, Realization, Series
from api.rules.preferred import realizations_by_preference
from api.rules.summing import Count, count, regions_below

Preferred = Mapping[Key, Realization]


async def counts_at(
    connection: Connection,
    lane: Lane,
    places: Sequence[Place],
    *,
    indicator: Indicator,
    regions: Regions,
    as_of: date | None,
    known_at: datetime | None,
) -> list[OnboardingCount | None]:
    """For each place its row, or None where nothing was known."""
    scope = OnPlaces(lane=lane, places=places, known_at=known_at)
    realizations = await realizations_in(connection, scope, known_at)
    preferred = {key: several[0] for key, several in realizations_by_preference(realizations, as_of).items()}
    return [_row(lane, place, preferred, indicator, regions) for place in places]


def _row(
    lane: Lane, place: Place, preferred: Preferred, indicator: Indicator, regions: Regions
) -> OnboardingCount | None:
    if place.region not in regions.by_code:
        return None

    def of(region: str, breakdown: str) -> Realization | None:
        series = Series(lane.program, lane.indicator, lane.nature, region, breakdown)
        return preferred.get(Key(series, place.first, place.last))

    below = regions_below(place.region, regions.below.get(place.region, ()), place.last) if _has_parts(lane) else ()
    own = None if lane.own_breakdown is None else of(place.region, lane.own_breakdown)
    parts = {code: part for code in below if (part := of(code, lane.breakdown)) is not None}
    counted = count(of(place.region, lane.breakdown), own, parts, frozenset(below), additive=indicator.additive)
    return None if counted is None else _told(lane, place, counted, indicator, regions)


def _has_parts(lane: Lane) -> bool:
    return bool(lane.levels_below)


def _told(lane: Lane, place: Place, counted: Count, indicator: Indicator, regions: Regions) -> OnboardingCount:
    reported = counted.reported
    level: Any = lane.level
    nature: Any = lane.nature
    return OnboardingCount(
        program=lane.program,
        indicator=lane.indicator,
        unit=indicator.unit,
        nature=nature,
        region=CountedRegion(place.region, regions.names[place.region]),
        level=level,
        breakdown=map_of(lane.breakdown),
        period=(reported or min(counted.parts, key=lambda part: (part.first, part.id))).period,
        reported=None if reported is None else reported.value,
        summed=counted.summed,
        regions_reported=len(counted.regions),
        regions_total=counted.regions_total,
        as_at=counted.as_at,
        agrees=counted.agrees,
        realizations=_behind(counted),
    )


def _behind(counted: Count) -> list[CountedRealization]:
    behind: list[tuple[Any, Realization | None]] = [
        ("reported", counted.reported),
        ("own", counted.own),
        *(("region", part) for part in counted.regions),
    ]
    return [
        CountedRealization(
            figure.id, figure.series.region, counts_as, figure.value, figure.stated_on, address_of(figure.id)
        )
        for counts_as, figure in behind
        if figure is not None
    ]
