"""Load a page of progress: read series, assess them by the rules, stop when the page is full."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import msgspec

from api.analysis.fact_queries.figures import load_realizations, load_targets
from api.analysis.fact_queries.reference_data import load_indicators, load_region_chains
from api.analysis.fact_queries.scope import FigureScope
from api.analysis.progress.model import Progress
from api.analysis.progress.parameters import ProgressParameters
from api.analysis.progress.queries import SeriesGroup, find_other_units, load_groups, load_preferences
from api.analysis.progress.reasons import has_report, list_reasons
from api.analysis.progress.rows import build_progress_row
from api.analysis.rules import progress as rules
from api.analysis.rules.facts import IndicatorFact, RealizationFact, Series, TargetFact
from api.analysis.rules.in_force import find_targets_in_force
from api.analysis.rules.preferred import sort_by_preference
from api.analysis.rules.progress import assess_progress
from api.analysis.rules.realized import RealizationGroup
from api.database.pool import Connection
from api.resources.figures.period import MAX_DATE, Period
from api.resources.figures.point_in_time import PointInTime
from api.resources.institutions.queries import WithSuccessors, list_with_successors
from api.resources.targets.queries import NO_PLAN

MAX_GROUPS_PER_BATCH = 200  # maximum number of groups whose figures are read together
MIN_GROUPS_PER_BATCH = 10  # also for a small page, because superseded targets produce no row
MAX_GROUPS_PER_PAGE = 1000  # groups that one page examines: filters on computed values may reject most of them


class ProgressPosition(NamedTuple):
    """The position at which a page ended, in the order of the rows."""

    program: str
    indicator: str
    nature: str
    region: str
    breakdown: str
    last: date
    first: date
    plan: str  # "" without a plan, which comes first

    @property
    def group(self) -> SeriesGroup:
        return SeriesGroup(*self[:4])


POSITION_TYPES = (*("text",) * 5, "date", "date", "text")


@dataclass(frozen=True, slots=True)
class AssessedTarget:
    """A row before its texts are built, with the data for its reasons."""

    progress: rules.ProgressAssessment
    unit: str
    reports: RealizationGroup
    also_regions: list[str]

    @property
    def position(self) -> ProgressPosition:
        target = self.progress.target
        series = target.series._replace(region=target.region)
        return ProgressPosition(*series, target.last, target.first, target.plan or "")


class GroupFigures(NamedTuple):
    """The targets in force of one group and breakdown, and the reports that they are compared with."""

    in_force: Sequence[TargetFact]
    reports: RealizationGroup
    indicator: IndicatorFact
    also_regions: list[str]
    day: date

    def assess(self, target: TargetFact) -> AssessedTarget:
        progress = assess_progress(target, self.indicator, self.reports, self.day)
        return AssessedTarget(progress, self.indicator.unit, self.reports, self.also_regions)


async def load_progress_page(
    connection: Connection,
    query: ProgressParameters,
    programs: tuple[str, ...] | None,
    after: ProgressPosition | None,
    today: date,
) -> tuple[list[Progress], ProgressPosition | None]:
    """Return at most `limit` rows, and the position from which the next page continues if there may be more.

    A page ends early, even without a row, after 1,000 groups of series, so that no filter makes it read all of them.
    """
    if query.institution is not None and query.include_successors:
        institutions = await list_with_successors(connection, WithSuccessors(query.institution, query.known_at))
        query = msgspec.structs.replace(query, institution=institutions)
    conditions = query.conditions() | ({} if programs is None else {"program": programs})
    point = PointInTime(query.as_of or today, query.known_at)
    found: list[AssessedTarget] = []
    start, last, seen = after.group if after else None, None, 0
    while len(found) <= query.limit and seen < MAX_GROUPS_PER_PAGE:
        count = min(MAX_GROUPS_PER_BATCH, max(MIN_GROUPS_PER_BATCH, query.limit + 1 - len(found)))
        # One more group than is assessed now: the next page starts with it.
        ahead = await load_groups(connection, conditions, query.known_at, start, count + 1)
        groups, onward = ahead[:count], ahead[count] if len(ahead) > count else None
        assessed = await _assess_groups(connection, query, groups, point.as_of)
        found += [
            row for row in assessed if (after is None or row.position > after) and matches_filters(row.progress, query)
        ]
        start, last, seen = onward, groups[-1] if groups else None, seen + len(groups)
        if start is None:
            break
    end = None
    if len(found) > query.limit:
        end = found[query.limit - 1].position
    elif start is not None and last is not None:
        end = ProgressPosition(*last, max(query.breakdowns), MAX_DATE, MAX_DATE, "")
    return await build_rows(connection, found[: query.limit], point), end


def matches_filters(progress: rules.ProgressAssessment, query: ProgressParameters) -> bool:
    """Apply the filters to the target in force and the verdict; the SQL could apply them to any target only."""
    target = progress.target
    return (
        (query.period is None or any(_is_in_period(target, period) for period in query.period))
        and (query.period_from is None or target.first >= query.period_from)
        and (query.period_to is None or target.last <= query.period_to)
        and (query.plan is None or (target.plan or NO_PLAN) in query.plan)
        and (query.institution is None or target.institution in query.institution)
        and (query.verdict is None or progress.verdict in query.verdict)
    )


def _is_in_period(target: TargetFact, period: Period) -> bool:
    by_last_day = target.series.nature == "stock" and not period.is_interval
    return period.last == target.last and (by_last_day or period.first == target.first)


async def _assess_groups(
    connection: Connection, query: ProgressParameters, groups: Sequence[SeriesGroup], day: date
) -> list[AssessedTarget]:
    """Return all rows of these groups, in order."""
    loaded = await load_group_figures(connection, groups, query.breakdowns, PointInTime(day, query.known_at))
    return [each.assess(target) for each in loaded for target in each.in_force]


async def load_group_figures(
    connection: Connection, groups: Sequence[SeriesGroup], breakdowns: Sequence[str], point: PointInTime
) -> list[GroupFigures]:
    """Load the figures of each group and breakdown; read only the figures of their series.

    The group of one code of a renumbered region has the targets in force that were stated with this code; they are
    compared with the figures of all its codes.
    """
    day, known_at = point
    chains = await load_region_chains(connection, known_at)
    codes = sorted({group.indicator for group in groups})
    counted = await load_indicators(connection, known_at, lambda bind: f"t.code = ANY({bind(codes)}::text[])")
    parts = [(group, part) for group in groups for part in sorted(breakdowns)]
    series = [Series(*group._replace(region=chains.find_first_code(group.region)), part) for group, part in parts]
    natures = [[each._replace(nature=nature) for each in series] for nature in ("stock", "flow", "rate")]
    targets = await load_targets(connection, FigureScope(series=series), known_at)
    realizations = await load_realizations(
        connection, FigureScope(series=list({each for several in natures for each in several})), known_at
    )
    in_force: dict[Series, list[TargetFact]] = defaultdict(list)
    for target in find_targets_in_force(targets, day).values():
        in_force[target.series].append(target)
    ranked: dict[Series, list[list[RealizationFact]]] = defaultdict(list)
    for key, several in sort_by_preference(realizations, day).items():
        ranked[key.series].append(several)
    loaded = []
    for (group, _), each, stocks, flows, rates in zip(parts, series, *natures, strict=True):
        ordered = sorted(in_force[each], key=lambda target: (target.last, target.first, target.plan or ""))
        loaded.append(
            GroupFigures(
                in_force=[target for target in ordered if target.region == group.region],
                reports=RealizationGroup(ranked[stocks], ranked[flows], ranked[rates]),
                indicator=counted[each.indicator],
                also_regions=chains.find_other_codes(group.region),
                day=day,
            )
        )
    return loaded


async def build_rows(connection: Connection, rows: Sequence[AssessedTarget], point: PointInTime) -> list[Progress]:
    """Build the rows; load manual preferences, and the units of reported variants for targets without any report."""
    realized = [row.progress.realized for row in rows if row.progress.realized is not None]
    preferred = [one.parts[0].id for one in realized if not one.is_derived and one.parts[0].preferred_at is not None]
    preferences = await load_preferences(connection, preferred, point.known_at)
    alone = [row.progress.target for row in rows if not has_report(row.progress, row.reports)]
    units = await find_other_units(connection, alone, point)
    built = []
    for row in rows:
        one = row.progress.realized
        preference = None if one is None or one.is_derived else preferences.get(one.parts[0].id)
        reasons = list_reasons(row.progress, row.reports, preference, units.get(row.progress.target.id, ()))
        built.append(build_progress_row(row.progress, row.unit, row.also_regions, preference, reasons))
    return built
