"""The reads and writes for which figures have indexes, and which index each of them uses.

All run in one transaction that is rolled back, with the statements of the service. PostgreSQL counts the scans of each
index in the transaction, also those of functions and triggers.
"""

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from api.analysis.onboarding_counts.groups import FIRST_POSITION, CountGroup
from api.analysis.onboarding_counts.index_scan import build_index_scan_sql
from api.database.revision_reads import (
    ParameterBinder,
    RevisionTable,
    Selection,
    build_list_sql,
    find_record,
    published_condition,
)
from api.resources.figures.indexed_sorts import INDEXED_SORTS
from api.resources.figures.period import Period
from api.resources.figures.point_in_time import PointInTime
from api.resources.realizations.queries import REALIZATION_TABLE
from api.resources.targets.in_force_condition import in_force_condition
from api.resources.targets.queries import TARGET_TABLE

Run = Callable[[asyncpg.Connection], Awaitable[object]]
FIGURE_TABLES: tuple[RevisionTable[Any], ...] = (TARGET_TABLE, REALIZATION_TABLE)
PUBLIC, EDITOR, OWNER = "capaian_reader", "capaian_service", "none"
PAGE = 101
TODAY = PointInTime(date(2030, 1, 1), None)
# Not among the last figures: then the planner itself reads the end of each index on the time, which counts as a scan.
DAYS_AGO = datetime.now(UTC) - timedelta(days=3)
VALUES: dict[str, object] = {
    "id": (UUID("00000000-0000-7000-8000-000000000007"),),
    "program": ("program-3",),
    "indicator": ("indicator-33",),
    "region": ("32.73",),
    "within": ("32",),
    "period": (Period.parse("2019"),),
    "period_from": date(2020, 1, 1),
    "period_to": date(2020, 1, 1),
    "institution": ("office-7",),
    "breakdown": ("catalog:local",),
    "as_of": date(2018, 1, 1),
    "recorded_from": DAYS_AGO,
}
COPY_FIGURES = """
INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE status = 'published' LIMIT {count}
"""
WRITABLE_COLUMNS = (
    "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND attgenerated = '' "
    "AND NOT attisdropped ORDER BY attnum"
)
ADD_INSTITUTION = """
INSERT INTO institution (code, name, kind, rank, revision, status, public, reason, recorded_by, recorded_at)
    VALUES ('office-of-nothing', 'Instansi', 'ministry', 1, $1, $2, true, $3, $4, $5)
"""
SET_CALLER = """
SELECT set_config('capaian.principal', 'ani', true), set_config('capaian.scopes', 'read:drafts write publish', true),
    set_config('role', $1, true)
"""
COUNT_SCANS = """
SELECT relname AS name, pg_stat_get_xact_numscans(indexrelid) AS scans FROM pg_index
    JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = ANY('{target,realization}'::regclass[]) ORDER BY relname
"""


class IndexUse(NamedTuple):
    """A read or write in plain words, the role that executes it, and how."""

    name: str
    role: str
    run: Run


def list_uses() -> Iterator[IndexUse]:
    """Yield the documented pairs of filter and sort order, and what else the service reads by an index."""
    for table in FIGURE_TABLES:
        for sort in (None, *(sort for sort in table.orders if sort != "value")):
            yield _list_use(table, sort=sort)
        for name, sorts in INDEXED_SORTS.items():
            for sort in (sort for sort in sorts if not sort.startswith("-")):
                yield _list_use(table, {name: VALUES[name]}, sort or None)
        yield _list_use(table, {"source": ("source-17",)})
        yield IndexUse("one record", PUBLIC, _find_record(table))
        yield IndexUse("`q`: notes", PUBLIC, _search(table))
        yield _list_use(table, statuses=("draft",))
        yield _list_use(table, sort="recorded_at", statuses=("submitted",))
        yield _list_use(table, sort="recorded_at", statuses=("published", "draft"))
        yield _list_use(table, {"indicator": ("indicator-33",)}, statuses=("draft",))
        yield IndexUse("identity of a new figure", OWNER, _add_draft(table))
    yield _list_use(TARGET_TABLE, {"plan": ("source-17",)})
    yield IndexUse("target in force", PUBLIC, _list_in_force)
    yield _list_use(REALIZATION_TABLE, {"preferred": TODAY})
    for nature in ("stock", "flow"):
        yield IndexUse(f"onboarding counts of a {nature}", PUBLIC, _count(nature))
    yield IndexUse("reviews", EDITOR, lambda c: c.fetch("SELECT * FROM list_reviews($1, '', '', 101)", DAYS_AGO))
    yield IndexUse("withdrawal of an institution", OWNER, _withdraw_institution)
    yield IndexUse("new unit of an indicator", OWNER, lambda c: c.fetch("SELECT has_figures('', 'indicator-33')"))


def _list_use(
    table: RevisionTable[Any],
    filters: dict[str, object] | None = None,
    sort: str | None = None,
    statuses: tuple[str, ...] = ("published",),
) -> IndexUse:
    sql, values = build_list_sql(table, Selection(None, statuses, filters or {}, sort), PAGE)
    names = [f"`{name}`" for name in filters or {}]
    is_public = statuses == ("published",)
    names += [] if is_public else [f"`status={','.join(statuses)}`"]
    ordered = f" by `{sort}`" if sort else ""
    role = PUBLIC if is_public else EDITOR
    return IndexUse((" and ".join(names) or "no filter") + ordered, role, lambda c: c.fetch(sql, *values))


def _find_record(table: RevisionTable[Any]) -> Run:
    return lambda connection: find_record(connection, table, UUID(int=7), None)


def _search(table: RevisionTable[Any]) -> Run:
    return lambda connection: table.resolvers["q"](connection, ("catatan",), None)


async def _copy_figures(connection: asyncpg.Connection, table: str, count: int, **changes: str) -> None:
    """Add drafts with the content of published figures, and `changes`, SQL by column."""
    columns = [row[0] for row in await connection.fetch(WRITABLE_COLUMNS, table)]
    draft = {"id": "gen_random_uuid()", "status": "'draft'", "public": "false", "recorded_by": "'budi'"} | changes
    values = ", ".join(draft.get(column, column) for column in columns)
    await connection.execute(COPY_FIGURES.format(table=table, columns=", ".join(columns), values=values, count=count))


def _add_draft(table: RevisionTable[Any]) -> Run:
    return lambda connection: _copy_figures(connection, table.name, 1, stated_on="stated_on + 1", recorded_at="now()")


async def _list_in_force(connection: asyncpg.Connection) -> object:
    bind = ParameterBinder()
    where = f"{published_condition('t', None, bind)} AND t.program = 'program-3' AND {in_force_condition(TODAY, bind)}"
    return await connection.fetch(f"SELECT t.id FROM target t WHERE {where} LIMIT {PAGE}", *bind.values)


def _count(nature: str) -> Run:
    group = CountGroup("program-13", "indicator-33", nature, "regency")
    sql, values = build_index_scan_sql(group, FIRST_POSITION, None, PAGE, by_region=True)
    return lambda connection: connection.fetch(sql, *values)


async def _withdraw_institution(connection: asyncpg.Connection) -> None:
    await connection.execute(ADD_INSTITUTION, 2, "withdrawn", "Dibubarkan.", "budi", datetime.now(UTC))


async def find_index_uses(connection: asyncpg.Connection) -> dict[str, list[str]]:
    """Return the uses of each index of targets and realizations; none for an unused one.

    `connection` is a superuser in a transaction, which the caller rolls back.
    """
    await _add_work(connection)
    uses: dict[str, list[str]] = {name: [] for name in await _count_scans(connection)}
    for use in list_uses():
        before = await _count_scans(connection)
        await connection.execute(SET_CALLER, use.role)
        await use.run(connection)
        await connection.execute("SET LOCAL role = none")
        after = await _count_scans(connection)
        for name, names in uses.items():
            if after[name] > before[name] and use.name not in names:
                names.append(use.name)
    return uses


async def _add_work(connection: asyncpg.Connection) -> None:
    """Add drafts and submitted figures. Without them any index of such figures is as good as another."""
    await connection.execute("SET LOCAL jit = off; SET LOCAL session_replication_role = replica")
    for table, status in product(FIGURE_TABLES, ("draft", "submitted")):
        await _copy_figures(connection, table.name, 1_000, status=f"'{status}'")
    await connection.execute(ADD_INSTITUTION, 1, "published", None, "system", datetime(2026, 1, 1, tzinfo=UTC))
    await connection.execute("SET LOCAL session_replication_role = origin; ANALYZE target, realization")


async def _count_scans(connection: asyncpg.Connection) -> dict[str, int]:
    return {row["name"]: row["scans"] for row in await connection.fetch(COUNT_SCANS)}
