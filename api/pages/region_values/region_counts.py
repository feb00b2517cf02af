"""Load the onboarding counts of the provinces, or of the regencies of one, with the targets for them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from api.analysis.fact_queries.figures import load_targets
from api.analysis.fact_queries.scope import FigureScope
from api.analysis.onboarding_counts.groups import LEVELS_BELOW, CountGroup
from api.analysis.onboarding_counts.model import OnboardingCount
from api.analysis.onboarding_counts.pages import load_count_page
from api.analysis.onboarding_counts.parameters import OnboardingCountParameters
from api.analysis.onboarding_counts.queries import RegionTree
from api.analysis.onboarding_counts.routes import build_filter
from api.analysis.rules.facts import Series, TargetFact
from api.analysis.rules.in_force import find_targets_in_force
from api.analysis.rules.region_sums import find_child_regions
from api.database.pool import Connection
from api.pages.country_progress import COUNTRY
from api.pages.point_parameters import PointParameters
from api.resources.figures.period import Period

PROVINCE: Final = "province"
MAX_ROWS: Final = 1000  # a province has less than 100 regencies and cities


class CountSelection(NamedTuple):
    """The counts of one group and period in the regions below `parent`, the country or a province."""

    group: CountGroup
    parent: str
    period: Period

    @property
    def is_country(self) -> bool:
        return self.parent == COUNTRY

    @property
    def parameters_below(self) -> dict[str, tuple[str, ...]]:
        """The parameters of counts and of figures that select the regions one level below `parent`."""
        if self.is_country:
            return {"level": LEVELS_BELOW["country"]}
        return {"level": LEVELS_BELOW[PROVINCE], "within": (self.parent,)}

    def list_api_queries(self, point: PointParameters) -> list[str]:
        """Return the query strings of the API: of the regions below `parent`, and of `parent` itself."""
        group = self.group
        shared = {
            "program": group.program,
            "indicator": group.indicator,
            "nature": group.nature,
            "period": self.period.text,
        }
        below = {name: ",".join(values) for name, values in self.parameters_below.items()}
        return [point.build_query(**shared, **below), point.build_query(**shared, region=self.parent)]


class RegionCounts(msgspec.Struct, frozen=True, kw_only=True):
    """The counts of a selection by region. `total` is the row of `parent`.

    `codes` are the regions of the last day of the period, with a count or without.
    """

    selection: CountSelection
    codes: Sequence[str]
    rows: Mapping[str, OnboardingCount]
    total: OnboardingCount | None
    targets: Mapping[str, Sequence[TargetFact]]


async def load_region_counts(
    connection: Connection, selection: CountSelection, regions: RegionTree, point: PointParameters
) -> RegionCounts:
    """Load the counts of a selection. Raise InvalidRequestError for a region that does not exist."""
    group, parent, period = selection
    query = OnboardingCountParameters(
        program=(group.program,),
        indicator=(group.indicator,),
        nature=(group.nature,),
        period=(period,),
        as_of=point.day,
        known_at=point.known_at,
        limit=MAX_ROWS,
    )

    async def load(**selected: Any) -> list[OnboardingCount]:
        chosen = build_filter(msgspec.structs.replace(query, **selected), regions)
        page = await load_count_page(connection, chosen, regions, None, MAX_ROWS)
        return sorted(page.rows, key=lambda row: row.day_known)  # of two rows of a region, that of a known day is last

    total = await load(region=(parent,))
    codes = sorted(find_child_regions(parent, regions.children.get(parent, ()), period.last))
    return RegionCounts(
        selection=selection,
        codes=codes,
        rows={row.region: row for row in await load(**selection.parameters_below)},
        total=total[-1] if total else None,
        targets=await _load_targets_in_force(connection, selection, codes, regions, point),
    )


async def _load_targets_in_force(
    connection: Connection,
    selection: CountSelection,
    codes: Sequence[str],
    regions: RegionTree,
    point: PointParameters,
) -> dict[str, list[TargetFact]]:
    """Return the targets in force for the period by region: one of each plan. A stock has only its last day."""
    group, _, period = selection
    by_first_code = {regions.chains.find_first_code(code): code for code in codes}
    series = [Series(group.program, group.indicator, group.nature, first, group.breakdown) for first in by_first_code]
    targets = await load_targets(connection, FigureScope(series=series), point.known_at)
    found: dict[str, list[TargetFact]] = defaultdict(list)
    for target in find_targets_in_force(targets, point.day).values():
        if target.last == period.last and (group.is_stock or target.first == period.first):
            found[by_first_code[target.series.region]].append(target)
    return found
