"""Query plans: among 100,000 targets every page is read from an index, for every filter and sort order."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest

from api.database.revision_reads import ParameterBinder, RevisionTable, Selection, build_list_sql, where_clause
from api.resources.figures.indexed_sorts import INDEXED_SORTS
from api.resources.figures.period import Period
from api.resources.figures.point_in_time import PointInTime
from api.resources.figures.region_chains import RenumberedRegions
from api.resources.figures.search import build_matches_sql, build_word_matches
from api.resources.institutions.queries import WithSuccessors
from api.resources.realizations.queries import REALIZATION_TABLE
from api.resources.targets.queries import TARGET_TABLE
from tests.schema.conftest import Session, first_revision, next_revision, publish, try_insert
from tests.schema.filled import REALIZATIONS as REALIZATION_COUNT
from tests.schema.filled import RIVALS
from tests.schema.filled import TARGETS as TARGET_COUNT
from tests.support.databases import DatabaseUrls

PAGE = 101
FEW = TARGET_COUNT // 10  # the maximum number of rows that a page with one filter reads
NOW = datetime.now(UTC)
PUBLISHED = ("published",)

# Each filter alone reads few rows. The first value of each is also combined with the other filters.
FILTERS: dict[str, list[object]] = {
    "id": [(UUID("00000000-0000-7000-8000-000000000007"),)],
    "program": [("program-3",), ("program-3", "program-4")],
    "indicator": [("indicator-33",), ("indicator-33", "indicator-34")],
    "nature": [("flow",), ("stock",)],
    "region": [
        ("32.73",),
        ("ID",),
        ("32", "33"),
        RenumberedRegions(("32.73",), None),
        RenumberedRegions(("93.01",), NOW),
    ],
    "within": [("32",), ("ID",), ("32.73",), ("32", "33.01"), RenumberedRegions(("93",), None)],
    "level": [("province",), ("country",), ("regency",), ("regency", "city")],
    "period": [(Period.parse("2019"),), (Period.parse("2019-Q1"), Period.parse("2020-07"))],
    "period_from": [date(2020, 1, 1), date(2024, 7, 1)],
    "period_to": [date(2020, 1, 1), date(2010, 6, 30)],
    "institution": [("office-7",), ("office-7", "office-8"), WithSuccessors(("office-7",), None)],
    "source": [("source-17",), ("source-17", "source-18")],
    "breakdown": [("",), ("catalog:local",), ("catalog:nothing",)],
    "as_of": [date(2018, 1, 1), date(2010, 1, 9), date(2030, 1, 1)],
    "recorded_from": [NOW - timedelta(hours=1), NOW - timedelta(days=3), NOW + timedelta(hours=1)],
}
OF_REALIZATIONS: dict[str, list[object]] = {
    "quality": [("estimate",), ("final", "provisional")],
    "preferred": [PointInTime(date(2030, 1, 1), None), PointInTime(date(2018, 1, 1), NOW + timedelta(hours=1))],
}
ALONE = [
    *((TARGET_TABLE, name, value) for name, values in FILTERS.items() for value in values),
    *((REALIZATION_TABLE, name, value) for name, values in OF_REALIZATIONS.items() for value in values),
]
# A generic plan estimates a third of the table for `recorded_from`, and scans the whole index.
KNOWN_VALUES_ONLY = {"recorded_from"}
# A generic plan does not know the number of rows within a region: it sorts 100,000 rows, and uses an index for more.
AMONG_MANY_ONLY = {("within", "generic")}
# PostgreSQL before 18 does not read several values of the first index column in order, and may use another index.
ONE_VALUE_BEFORE_18 = {"indicator", "region"}
SORTS = [None, *(sign + name for name in ("period", "stated_on", "recorded_at") for sign in ("", "-"))]


@pytest.fixture(scope="module")
def public(filled: DatabaseUrls) -> Iterator[Session]:
    session = Session(filled.service, "capaian_reader")
    yield session
    session.close()


def literal(value: object) -> str:
    if isinstance(value, (list, tuple)):
        sql_type = "::uuid[]" if value and isinstance(value[0], UUID) else ""
        return f"ARRAY[{', '.join(map(literal, value))}]{sql_type}"
    text = str(value).replace("'", "''")
    return f"'{text}'"


def plan(session: Session, mode: str, sql: str, values: list[object], *, run: bool = True) -> list[dict[str, Any]]:
    """Return the nodes of the plan; a `custom` plan is for these values, a `generic` one for any."""
    types = ", ".join(
        kind.name.removesuffix("[]") + "[]" * (kind.kind == "array") for kind in session.prepare(sql).get_parameters()
    )
    arguments = ", ".join(map(literal, values))
    session.run(f"SET plan_cache_mode = force_{mode}_plan; DEALLOCATE ALL")
    session.run(f"PREPARE listed {f'({types})' if types else ''} AS {sql}")
    execution = f"EXECUTE listed {f'({arguments})' if types else ''}"
    explained = session.value(f"EXPLAIN (FORMAT JSON{', ANALYZE, TIMING OFF' if run else ''}) {execution}")
    return list(nodes(json.loads(explained)[0]["Plan"]))


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from nodes(child)


def scans_of_figures(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [node for node in found if node.get("Relation Name") in ("target", "realization")]


def rows_read(found: list[dict[str, Any]]) -> float:
    return sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0))
        * node["Actual Loops"]
        for node in found
        if node.get("Relation Name") in ("target", "realization", "preference")
    )


def reads_whole_table(found: list[dict[str, Any]]) -> bool:
    return any(node["Node Type"] == "Seq Scan" for node in scans_of_figures(found))


def page(
    table: RevisionTable[Any], filters: dict[str, object], sort: str | None = None, **more: Any
) -> tuple[str, list[object]]:
    return build_list_sql(table, Selection(more.pop("known_at", None), PUBLISHED, filters, sort, **more), PAGE)


def cursor_values(row: tuple[object, ...], sort: str | None) -> tuple[object, ...]:
    """Return the sort values of a selected target, with which the next page starts."""
    order = TARGET_TABLE.sort_columns(sort)
    selected = (*TARGET_TABLE.columns, *TARGET_TABLE.cursor_columns(sort))
    return tuple(row[selected.index(column)] for column in order)


both_modes = pytest.mark.parametrize("mode", ["custom", "generic"])


@both_modes
def test_a_sequential_scan_is_detected(public: Session, mode: str) -> None:
    found = plan(
        public, mode, "SELECT t.id FROM target t WHERE t.speaker = $1::text ORDER BY t.period LIMIT 101", ["x"]
    )
    assert reads_whole_table(found)
    assert rows_read(found) >= TARGET_COUNT


@both_modes
@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_reads_its_page_and_the_next_one_from_an_index(public: Session, mode: str, sort: str | None) -> None:
    for known_at in (None, NOW + timedelta(hours=1)):
        sql, values = page(TARGET_TABLE, {}, sort, known_at=known_at)
        found = plan(public, mode, sql, values)
        assert not reads_whole_table(found)
        assert rows_read(found) <= PAGE
        sql, values = page(
            TARGET_TABLE, {}, sort, known_at=known_at, after=cursor_values(public.rows(sql, *values)[-1], sort)
        )
        found = plan(public, mode, sql, values)
        assert not reads_whole_table(found)
        assert rows_read(found) <= PAGE


@both_modes
@pytest.mark.parametrize("sort", ["value", "-value"])
def test_the_values_of_one_indicator_are_read_in_order_from_an_index(public: Session, mode: str, sort: str) -> None:
    found = plan(public, mode, *page(TARGET_TABLE, {"indicator": ("indicator-33",)}, sort))
    assert rows_read(found) <= PAGE


@both_modes
@pytest.mark.parametrize(("table", "name", "value"), ALONE)
def test_every_filter_alone_reads_few_rows(
    public: Session, mode: str, table: RevisionTable[Any], name: str, value: object
) -> None:
    found = plan(public, mode, *page(table, {name: value}))
    assert not reads_whole_table(found)
    if name in KNOWN_VALUES_ONLY and mode == "generic":
        return
    old = public.connection.get_server_version().major < 18
    if old and name in ONE_VALUE_BEFORE_18 and isinstance(value, tuple) and len(value) > 1:
        return
    assert rows_read(found) < FEW


@both_modes
@pytest.mark.parametrize(
    ("name", "order"), [(name, order) for name, orders in INDEXED_SORTS.items() for order in orders]
)
def test_every_pair_in_indexed_sorts_reads_few_rows_beyond_its_page(
    public: Session, mode: str, name: str, order: str
) -> None:
    if (name, mode) in AMONG_MANY_ONLY:
        return
    # The index of breakdowns has only the figures with a breakdown, which are few.
    value = ("catalog:local",) if name == "breakdown" else FILTERS[name][0]
    found = plan(public, mode, *page(TARGET_TABLE, {name: value}, order or None))
    assert not reads_whole_table(found)
    assert rows_read(found) <= 2 * PAGE  # a period also reads rows with the same last day and another first day


def test_far_pages_share_one_generic_plan(public: Session) -> None:
    """Planning each page would take as long as half a page."""
    order = ", ".join(f"t.{column}" for column in TARGET_TABLE.sort_columns(None))
    middle = f"SELECT {order} FROM target t WHERE t.status = 'published' ORDER BY {order} OFFSET {TARGET_COUNT // 2}"
    sql, values = page(TARGET_TABLE, {}, after=public.rows(f"{middle} LIMIT 1")[0])
    plan(public, "custom", sql, values, run=False)  # this prepares the statement
    public.run("SET plan_cache_mode = auto")
    for _ in range(10):
        public.run(f"EXECUTE listed ({', '.join(map(literal, values))})")
    assert public.value("SELECT generic_plans FROM pg_prepared_statements WHERE name = 'listed'") > 0


@pytest.mark.parametrize(("one", "other"), list(combinations(FILTERS, 2)))
def test_every_pair_of_filters_reads_few_rows(public: Session, one: str, other: str) -> None:
    found = plan(public, "custom", *page(TARGET_TABLE, {one: FILTERS[one][0], other: FILTERS[other][0]}))
    assert not reads_whole_table(found)
    assert rows_read(found) < FEW


@both_modes
def test_no_filter_with_any_sort_reads_the_whole_table(public: Session, mode: str) -> None:
    for sort in SORTS:
        for table, name, value in ALONE:
            found = plan(public, mode, *page(table, {name: value}, sort), run=False)
            assert not reads_whole_table(found), (name, value, sort)


def resolve_search(session: Session, *words: str) -> dict[str, object]:
    """Look up the words as a request does."""
    bind = ParameterBinder()
    names = ("query", "programs", "indicators", "institutions", "sources", "ids")
    rows: Any = session.rows(build_matches_sql("target", words, None, bind), *bind.values)
    return {"q": tuple(build_word_matches(dict(zip(names, row, strict=True))) for row in rows)}  # type: ignore[arg-type]


# Words of one indicator, institution and source; of one institution; of every figure; of no figure.
SEARCHES = [("33",), ("office", "7"), ("33", "office"), ("indikator",), ("indikator", "instansi"), ("33", "nothing")]


@both_modes
@pytest.mark.parametrize("words", SEARCHES)
def test_a_search_reads_few_figures(public: Session, mode: str, words: tuple[str, ...]) -> None:
    sql, values = page(TARGET_TABLE, resolve_search(public, *words))
    assert bool(public.rows(sql, *values)) == ("nothing" not in words)
    found = plan(public, mode, sql, values)
    assert not reads_whole_table(found)
    assert rows_read(found) < FEW


@both_modes
def test_the_preferred_of_many_realizations_of_one_key_is_found_in_linear_time(public: Session, mode: str) -> None:
    filters = {"preferred": PointInTime(date(2030, 1, 1), None), "indicator": ("indicator-0",), "region": ("ID",)}
    bind = ParameterBinder()
    where = where_clause(REALIZATION_TABLE, Selection(None, PUBLISHED, filters), bind)
    sql = f"SELECT count(*) FROM realization t WHERE {where} AND t.period = '2024' AND t.nature = 'stock'"
    assert public.value(sql, *bind.values) == 1
    assert rows_read(plan(public, mode, sql, bind.values)) < 20 * RIVALS


def test_all_preferred_realizations_are_found_with_few_rows_each(public: Session) -> None:
    bind = ParameterBinder()
    where = where_clause(
        REALIZATION_TABLE, Selection(None, PUBLISHED, {"preferred": PointInTime(date(2030, 1, 1), None)}), bind
    )
    found = plan(public, "custom", f"SELECT count(*) FROM realization t WHERE {where}", bind.values)
    assert rows_read(found) < 10 * REALIZATION_COUNT


@pytest.fixture(scope="module")
def with_preferences(filled: DatabaseUrls, public: Session) -> Session:
    """The session of the public, after every eighth realization was preferred manually."""
    owner = Session(filled.owner)
    owner.run(
        "SET jit = off; INSERT INTO preference (realization, revision, active, reason, recorded_by, recorded_at) "
        "SELECT id, 1, true, 'Diaudit.', 'budi', now() - row_number() OVER (ORDER BY id) * interval '1 second' "
        "FROM realization WHERE status = 'published' AND replaced_at IS NULL AND hashtext(id::text) % 8 = 0; "
        "ANALYZE preference"
    )
    owner.close()
    return public


@both_modes
@pytest.mark.parametrize("point", OF_REALIZATIONS["preferred"])
def test_a_page_of_preferred_realizations_reads_few_rows_with_many_preferences(
    with_preferences: Session, mode: str, point: PointInTime
) -> None:
    assert with_preferences.value("SELECT count(*) FROM preference") > REALIZATION_COUNT / 10
    # A generic plan for a past time reads the whole table, with and without preferences, as it estimates few rows.
    sql, values = page(REALIZATION_TABLE, {"preferred": point}, known_at=point.known_at if mode == "custom" else None)
    assert any(row[-1] is not None for row in with_preferences.rows(sql, *values))
    found = plan(with_preferences, mode, sql, values)
    assert not reads_whole_table(found)
    assert rows_read(found) < FEW


@both_modes
def test_the_last_of_many_preferences_of_one_key_is_found_with_few_rows(with_preferences: Session, mode: str) -> None:
    filters = {"preferred": PointInTime(date(2030, 1, 1), None), "indicator": ("indicator-0",), "region": ("ID",)}
    bind = ParameterBinder()
    where = where_clause(REALIZATION_TABLE, Selection(None, PUBLISHED, filters), bind)
    rivals = f"FROM realization t WHERE {where} AND t.period = '2024' AND t.nature = 'stock'"
    newest = (
        "SELECT realization FROM preference WHERE indicator = 'indicator-0' AND region = 'ID' AND nature = 'stock' "
        "AND last_day = '2024-12-31' AND breakdown = '' ORDER BY recorded_at DESC LIMIT 1"
    )
    assert with_preferences.value(f"SELECT t.id {rivals}", *bind.values) == with_preferences.value(newest)
    assert rows_read(plan(with_preferences, mode, f"SELECT count(*) {rivals}", bind.values)) < 20 * RIVALS


def test_all_preferred_are_found_with_few_rows_each_with_many_preferences(
    with_preferences: Session,
) -> None:
    bind = ParameterBinder()
    where = where_clause(
        REALIZATION_TABLE, Selection(None, PUBLISHED, {"preferred": PointInTime(date(2030, 1, 1), None)}), bind
    )
    found = plan(with_preferences, "custom", f"SELECT count(*) FROM realization t WHERE {where}", bind.values)
    assert rows_read(found) < 10 * REALIZATION_COUNT


@pytest.fixture
def sessions(filled: DatabaseUrls) -> Iterator[tuple[Session, Session]]:
    both = Session(filled.service, "capaian_service"), Session(filled.service, "capaian_service")
    yield both
    for session in both:
        session.close()


def test_an_insert_and_a_withdrawal_read_fewer_than_ten_figures(sessions: tuple[Session, Session]) -> None:
    """One session prepares, so that the statistics of the other contain only the insert."""
    preparing, writer = sessions
    rows_read_sql = (
        "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables "
        "WHERE relname IN ('target', 'realization')"
    )
    tables = ("institution", "indicator", "source", "program", "unit", "target", "realization")
    unused = {table: publish(preparing, table) for table in tables} | {
        "region": publish(preparing, "region", code="97")
    }
    for table, key in unused.items():
        withdrawal = next_revision(preparing, table, key, "withdrawn publicly")
        before = writer.value(rows_read_sql)
        writer.insert(table, withdrawal)
        assert writer.value(rows_read_sql) - before < 10, table
    for table in ("target", "realization"):
        before = writer.value(rows_read_sql)
        writer.insert(table, first_revision(table))
        assert writer.value(rows_read_sql) - before < 10, table
    used = {"institution": "office-7", "indicator": "indicator-33", "region": "32.73", "source": "source-17"}
    for table, key in used.items():
        assert (
            try_insert(writer, table, next_revision(preparing, table, key, "withdrawn publicly"))
            == f"{table}_is_still_named"
        )
