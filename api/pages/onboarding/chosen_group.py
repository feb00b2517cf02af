"""The indicators that have counts of provinces, and the one that the page shows."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from api.analysis.fact_queries.reference_data import load_indicators
from api.analysis.onboarding_counts.groups import CountGroup
from api.analysis.onboarding_counts.last_periods import load_last_period_of_each
from api.analysis.onboarding_counts.parameters import NATURES
from api.analysis.onboarding_counts.queries import CountGroupFilter, load_indicators_from
from api.analysis.rules.facts import IndicatorFact
from api.database.pool import Connection
from api.pages.region_values.region_counts import PROVINCE
from api.resources.figures.breakdown import WHOLE
from api.resources.figures.period import Period
from api.resources.figures.point_in_time import PointInTime

MAX_INDICATORS: Final = 500  # the first ones by program and code, among which the page looks for counts


class CountChoices(NamedTuple):
    """The groups with counts of provinces and their last periods; `has_more`: some indicators were not examined."""

    indicators: Mapping[str, IndicatorFact]
    last_periods: Mapping[CountGroup, Period]
    has_more: bool


async def load_choices(connection: Connection, indicator: str | None, point: PointInTime) -> CountChoices:
    """Load the choices of a reader; `indicator` is among them if it has counts."""
    selection = CountGroupFilter(WHOLE, None, None, NATURES, (PROVINCE,))
    found = await load_indicators_from(connection, selection, point.known_at, None, MAX_INDICATORS + 1)
    examined = {each.code: each for each in found[:MAX_INDICATORS]}
    if indicator is not None and indicator not in examined:
        examined |= await load_indicators(connection, point.known_at, lambda bind: f"t.code = {bind(indicator)}")
    periods = await load_last_period_of_each(connection, list(examined.values()), NATURES, PROVINCE, point)
    return CountChoices(examined, periods, len(found) > MAX_INDICATORS)


def choose_group(
    last_periods: Mapping[CountGroup, Period], indicator: str | None, nature: str | None
) -> CountGroup | None:
    """Return the group with the newest period, of this indicator and nature if they are given; None without one."""
    groups: Sequence[CountGroup] = [
        group
        for group in sorted(last_periods)
        if indicator in (None, group.indicator) and nature in (None, group.nature)
    ]
    return max(groups, key=lambda group: (last_periods[group].last, group.is_stock), default=None)
