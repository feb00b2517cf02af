"""A page of progress: read series by series, judged by the rules, and cut where it is full."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from api.facts.figures import realizations_in, targets_in
from api.facts.names import indicators
from api.facts.scope import Scope
from api.figures.period import LATEST, Period
from api.postgres.pool import Connection
from api.progress.model import Progress
from api.progress.queries import Group, groups_from, other_units, preferences_for
from api.progress.query import ProgressQuery
from api.progress.reasons import reasons_of, what_else_is_reported
from api.progress.rows import row_of
from api.rules import progress as rules
from api.rules.facts import Realization, Series, Target
from api.rules.in_force import targets_in_force
from api.rules.preferred import realizations_by_preference
from api.rules.progress import Reports, progress_of

AT_ONCE = 200  # groups whose figures are read together, at most
AT_LEAST = 10  # for a page of few rows, of which targets no longer in force may leave none
AT_MOST = 1000  # groups looked at for one page: filters on what is computed may let few of them through


class Place(NamedTuple):
    """Where a page ended, in reading order."""

    program: str
    indicator: str
    nature: str
    region: str
    breakdown: str
    last: date
    first: date

    @property
    def group(self) -> Group:
        return Group(*self[:4])


PLACE_TYPES = (*("text",) * 5, "date", "date")


@dataclass(frozen=True, slots=True)
class Judged:
    """A row before it is told, with what its reasons are made of."""

    progress: rules.Progress
    unit: str
    reports: Reports

    @property
    def place(self) -> Place:
        target = self.progress.target
        return Place(*target.series, target.last, target.first)


async def page_of(
    connection: Connection, query: ProgressQuery, programs: tuple[str, ...] | None, after: Place | None, today: date
) -> tuple[list[Progress], Place | None]:
    """At most `limit` rows, and the place to go on from when there may be more.

    A page ends early, even without a row, after 1,000 groups of series, so that no filter makes it read everything.
    """
    conditions = query.conditions() | ({} if programs is None else {"program": programs})
    found: list[Judged] = []
    start, last, seen = after.group if after else None, None, 0
    while len(found) <= query.limit and seen < AT_MOST:
        count = min(AT_ONCE, max(AT_LEAST, query.limit + 1 - len(found)))
        # One more than is judged now tells whether and where it goes on.
        ahead = await groups_from(connection, conditions, query.known_at, start, count + 1)
        groups, onward = ahead[:count], ahead[count] if len(ahead) > count else None
        judged = await _judge(connection, query, groups, query.as_of or today)
        found += [row for row in judged if (after is None or row.place > after) and is_wanted(row.progress, query)]
        start, last, seen = onward, groups[-1] if groups else None, seen + len(groups)
        if start is None:
            break
    end = None
    if len(found) > query.limit:
        end = found[query.limit - 1].place
    elif start is not None and last is not None:
        end = Place(*last, max(query.breakdowns), LATEST, LATEST)
    return await _told(connection, query, found[: query.limit]), end


def is_wanted(progress: rules.Progress, query: ProgressQuery) -> bool:
    """What was asked of the target in force, and of what came of it; the database could ask it only of any target."""
    target = progress.target
    return (
        (query.period is None or any(_is_of(target, period) for period in query.period))
        and (query.period_from is None or target.first >= query.period_from)
        and (query.period_to is None or target.last <= query.period_to)
        and (query.institution is None or target.institution in query.institution)
        and (query.verdict is None or progress.verdict in query.verdict)
    )


def _is_of(target: Target, period: Period) -> bool:
    by_last_day = target.series.nature == "stock" and not period.is_interval
    return period.last == target.last and (by_last_day or period.first == target.first)


async def _judge(connection: Connection, query: ProgressQuery, groups: Sequence[Group], day: date) -> list[Judged]:
    """All rows of these groups, in reading order; nothing but the figures of their series is read."""
    codes = sorted({group.indicator for group in groups})
    counted = await indicators(connection, query.known_at, lambda bind: f"t.code = ANY({bind(codes)}::text[])")
    series = [Series(*group, part) for group in groups for part in sorted(query.breakdowns)]
    natures = [[each._replace(nature=nature) for each in series] for nature in ("stock", "flow")]
    targets = await targets_in(connection, Scope(series=series), query.known_at)
    realizations = await realizations_in(connection, Scope(series=list({*natures[0], *natures[1]})), query.known_at)
    in_force: dict[Series, list[Target]] = defaultdict(list)
    for target in targets_in_force(targets, query.as_of).values():
        in_force[target.series].append(target)
    ranked: dict[Series, list[list[Realization]]] = defaultdict(list)
    for key, several in realizations_by_preference(realizations, query.as_of).items():
        ranked[key.series].append(several)
    judged = []
    for each, stocks, flows in zip(series, *natures, strict=True):
        reports, indicator = Reports(ranked[stocks], ranked[flows]), counted[each.indicator]
        judged += [
            Judged(progress_of(target, indicator.direction, reports, day), indicator.unit, reports)
            for target in sorted(in_force[each], key=lambda target: (target.last, target.first))
        ]
    return judged


async def _told(connection: Connection, query: ProgressQuery, rows: Sequence[Judged]) -> list[Progress]:
    """With who preferred what, and with the other units where nothing else is beside a target."""
    realized = [row.progress.realized for row in rows if row.progress.realized is not None]
    preferred = [one.parts[0].id for one in realized if not one.is_derived and one.parts[0].preferred_at is not None]
    preferences = await preferences_for(connection, preferred, query.known_at)
    alone = [
        row.progress.target
        for row in rows
        if row.progress.realized is None and what_else_is_reported(row.progress, row.reports) is None
    ]
    units = await other_units(connection, alone, query.as_of, query.known_at)
    told = []
    for row in rows:
        one = row.progress.realized
        preference = None if one is None or one.is_derived else preferences.get(one.parts[0].id)
        reasons = reasons_of(row.progress, row.reports, preference, units.get(row.progress.target.id, ()))
        told.append(row_of(row.progress, row.unit, preference, reasons))
    return told
