"""The progress of programs for the whole country: of each indicator and nature, the target to show first."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from api.analysis.progress.model import Progress
from api.analysis.progress.pages import AssessedTarget, GroupFigures, build_rows, load_group_figures
from api.analysis.progress.queries import SeriesGroup
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, published_condition
from api.pages.point_parameters import PointParameters
from api.resources.figures.breakdown import WHOLE
from api.resources.figures.point_in_time import PointInTime
from api.resources.targets.in_force_condition import not_superseded_condition

COUNTRY: Final = "ID"
MAX_GROUPS_PER_READ: Final = 200
MAX_TARGETS: Final = 5000  # of one page


class ShownTarget(NamedTuple):
    """The target that a page shows of an indicator and nature, and the numbers of the other ones in force."""

    row: Progress
    others: Sequence[Decimal]


class CountryProgress(NamedTuple):
    """The shown targets by program, and how many more indicators and natures with targets each program has.

    With very many targets, the programs from `incomplete_from` on have none.
    """

    shown: dict[str, list[ShownTarget]]
    more: dict[str, int]
    incomplete_from: str | None


class _FoundGroups(NamedTuple):
    groups: list[SeriesGroup]
    more: dict[str, int]


async def load_country_progress(
    connection: Connection, programs: Sequence[str], point: PointParameters, limit: int
) -> CountryProgress:
    """Load the first `limit` indicators and natures of each program, additions last. Only these are assessed."""
    time = PointInTime(point.day, point.known_at)
    groups, more = await _find_groups(connection, programs, time, limit)
    chosen: list[tuple[AssessedTarget, GroupFigures]] = []
    incomplete_from, count = None, 0
    for start in range(0, len(groups), MAX_GROUPS_PER_READ):
        part = groups[start : start + MAX_GROUPS_PER_READ]
        if count >= MAX_TARGETS:
            incomplete_from = part[0].program
            break
        for figures in await load_group_figures(connection, part, (WHOLE,), time):
            if figures.in_force:
                chosen.append((choose_target(figures), figures))
                count += len(figures.in_force)
    rows = await build_rows(connection, [assessed for assessed, _ in chosen], time)
    shown: dict[str, list[ShownTarget]] = defaultdict(list)
    for row, (assessed, figures) in zip(rows, chosen, strict=True):
        if incomplete_from is None or row.program < incomplete_from:
            first = assessed.progress.target
            shown[row.program].append(ShownTarget(row, [each.value for each in figures.in_force if each is not first]))
    return CountryProgress(shown, more, incomplete_from)


def choose_target(figures: GroupFigures) -> AssessedTarget:
    """Assess the target in force that ends last and has a report, otherwise the one that ends last."""
    ordered = sorted(figures.in_force, key=lambda target: (target.end, target.last), reverse=True)
    assessed = map(figures.assess, ordered)
    last = next(assessed)
    if last.progress.realized is not None:
        return last
    return next((each for each in assessed if each.progress.realized is not None), last)


async def _find_groups(connection: Connection, programs: Sequence[str], point: PointInTime, limit: int) -> _FoundGroups:
    """Find the indicators and natures with a target in force, and count those of each program after the limit."""
    bind = ParameterBinder()
    columns = ", ".join(SeriesGroup._fields)
    sql = (
        f"SELECT {columns}, number, count(*) OVER (PARTITION BY program) AS count FROM ("
        f"SELECT {columns}, row_number() OVER (PARTITION BY program ORDER BY nature = 'flow', indicator, nature) "
        f"AS number FROM (SELECT DISTINCT {columns} FROM target t "
        f"WHERE t.program = ANY({bind(list(programs))}::text[]) AND t.region = '{COUNTRY}' AND t.breakdown = '{WHOLE}' "
        f"AND {published_condition('t', point.known_at, bind)} AND {not_superseded_condition('t', point, bind)}"
        ") AS groups) AS numbered ORDER BY program, number"
    )
    rows = await connection.fetch(sql, *bind.values)
    groups = [SeriesGroup(*row[: len(SeriesGroup._fields)]) for row in rows if row["number"] <= limit]
    return _FoundGroups(groups, {row["program"]: max(0, row["count"] - limit) for row in rows})
