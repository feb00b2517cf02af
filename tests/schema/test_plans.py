"""Plans: among 100,000 targets a page is read from an index, whatever it is filtered and sorted by."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest

from api.figures.period import Period
from api.figures.quick import QUICK
from api.postgres.chain import Binder, Chain, Selection, list_sql, matching
from api.realizations.preferred import Preferred
from api.realizations.queries import REALIZATIONS
from api.targets.queries import TARGETS
from tests.schema.conftest import Session, first, following, publish, refused
from tests.schema.filled import REALIZATIONS as REALIZATION_COUNT
from tests.schema.filled import RIVALS
from tests.schema.filled import TARGETS as TARGET_COUNT
from tests.support.databases import Addresses

PAGE = 101
FEW = TARGET_COUNT // 10  # a page costs less than a tenth of the table, and mostly nothing but itself
NOW = datetime.now(UTC)
PUBLISHED = ("published",)

# Each alone is promised to cost few rows; of `values`, the first is also combined with the other filters.
FILTERS: dict[str, list[object]] = {
    "id": [(UUID("00000000-0000-7000-8000-000000000007"),)],
    "program": [("program-3",), ("program-3", "program-4")],
    "indicator": [("indicator-33",), ("indicator-33", "indicator-34")],
    "nature": [("flow",), ("stock",)],
    "region": [("32.73",), ("ID",), ("32", "33")],
    "within": [("32",), ("ID",), ("32.73",), ("32", "33.01")],
    "level": [("province",), ("country",), ("regency",), ("regency", "city")],
    "period": [(Period.parse("2019"),), (Period.parse("2019-Q1"), Period.parse("2020-07"))],
    "period_from": [date(2020, 1, 1), date(2024, 7, 1)],
    "period_to": [date(2020, 1, 1), date(2010, 6, 30)],
    "institution": [("office-7",), ("office-7", "office-8")],
    "source": [("source-17",), ("source-17", "source-18")],
    "breakdown": [("",), ("catalog:local",), ("catalog:nothing",)],
    "as_of": [date(2018, 1, 1), date(2010, 1, 9), date(2030, 1, 1)],
    "recorded_since": [NOW - timedelta(hours=1), NOW - timedelta(days=3), NOW + timedelta(hours=1)],
}
OF_REALIZATIONS: dict[str, list[object]] = {
    "quality": [("estimate",), ("final", "provisional")],
    "preferred": [Preferred(None, None), Preferred(date(2018, 1, 1), NOW + timedelta(hours=1))],
}
ALONE = [
    *((TARGETS, name, value) for name, values in FILTERS.items() for value in values),
    *((REALIZATIONS, name, value) for name, values in OF_REALIZATIONS.items() for value in values),
]
# A plan made without knowing the value takes "since" for a third of the table, and walks all of it to find little.
KNOWN_VALUES_ONLY = {"recorded_since"}
# Nor does it know how many lie within a region: among 100,000 it sorts them, among millions it walks along an index.
AMONG_MANY_ONLY = {("within", "generic")}
# Before version 18 the server reads several values of an index's first column in no order, and may walk another index.
ONE_VALUE_BEFORE_18 = {"indicator", "region"}
SORTS = [None, *(sign + name for name in ("period", "stated_on", "recorded_at") for sign in ("", "-"))]


@pytest.fixture(scope="module")
def public(filled: Addresses) -> Iterator[Session]:
    session = Session(filled.service, "capaian_reader")
    yield session
    session.close()


def literal(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return f"ARRAY[{', '.join(map(literal, value))}]"
    return f"'{value}'"


def plan(session: Session, mode: str, sql: str, values: list[object], *, run: bool = True) -> list[dict[str, Any]]:
    """The nodes of the statement's plan, made for these values or, `generic`, for any."""
    types = ", ".join(
        kind.name.removesuffix("[]") + "[]" * (kind.kind == "array") for kind in session.prepare(sql).get_parameters()
    )
    arguments = ", ".join(map(literal, values))
    session.run(f"SET plan_cache_mode = force_{mode}_plan; DEALLOCATE ALL")
    session.run(f"PREPARE asked {f'({types})' if types else ''} AS {sql}")
    asked = f"EXECUTE asked {f'({arguments})' if types else ''}"
    explained = session.value(f"EXPLAIN (FORMAT JSON{', ANALYZE, TIMING OFF' if run else ''}) {asked}")
    return list(nodes(json.loads(explained)[0]["Plan"]))


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from nodes(below)


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
    chain: Chain[Any], filters: dict[str, object], sort: str | None = None, **more: Any
) -> tuple[str, list[object]]:
    return list_sql(chain, Selection(more.pop("known_at", None), PUBLISHED, filters, sort, **more), PAGE)


def place_of(row: tuple[object, ...], sort: str | None) -> tuple[object, ...]:
    """Of a selected target: where a page that ends with it ends."""
    order = TARGETS.order(sort)
    selected = (*TARGETS.columns, *TARGETS.beside(sort))
    return tuple(row[selected.index(column)] for column in order)


both_modes = pytest.mark.parametrize("mode", ["custom", "generic"])


@both_modes
def test_a_sequential_scan_would_be_seen(public: Session, mode: str) -> None:
    found = plan(
        public, mode, "SELECT t.id FROM target t WHERE t.speaker = $1::text ORDER BY t.period LIMIT 101", ["x"]
    )
    assert reads_whole_table(found)
    assert rows_read(found) >= TARGET_COUNT


@both_modes
@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_reads_its_page_and_the_next_one_from_an_index(public: Session, mode: str, sort: str | None) -> None:
    for known_at in (None, NOW + timedelta(hours=1)):
        sql, values = page(TARGETS, {}, sort, known_at=known_at)
        found = plan(public, mode, sql, values)
        assert not reads_whole_table(found)
        assert rows_read(found) <= PAGE
        sql, values = page(TARGETS, {}, sort, known_at=known_at, after=place_of(public.rows(sql, *values)[-1], sort))
        found = plan(public, mode, sql, values)
        assert not reads_whole_table(found)
        assert rows_read(found) <= PAGE


@both_modes
@pytest.mark.parametrize("sort", ["value", "-value"])
def test_the_values_of_one_indicator_are_read_in_order(public: Session, mode: str, sort: str) -> None:
    found = plan(public, mode, *page(TARGETS, {"indicator": ("indicator-33",)}, sort))
    assert rows_read(found) <= PAGE


@both_modes
@pytest.mark.parametrize(("chain", "name", "value"), ALONE)
def test_every_filter_alone_reads_few_rows(
    public: Session, mode: str, chain: Chain[Any], name: str, value: object
) -> None:
    found = plan(public, mode, *page(chain, {name: value}))
    assert not reads_whole_table(found)
    if name in KNOWN_VALUES_ONLY and mode == "generic":
        return
    old = public.connection.get_server_version().major < 18
    if old and name in ONE_VALUE_BEFORE_18 and isinstance(value, tuple) and len(value) > 1:
        return
    assert rows_read(found) < FEW


@both_modes
@pytest.mark.parametrize(("name", "order"), [(name, order) for name, orders in QUICK.items() for order in orders])
def test_every_pair_that_is_said_to_be_quick_reads_its_page_and_little_else(
    public: Session, mode: str, name: str, order: str
) -> None:
    if (name, mode) in AMONG_MANY_ONLY:
        return
    # The index of breakdowns is of the parts: nearly all figures are about the whole.
    value = ("catalog:local",) if name == "breakdown" else FILTERS[name][0]
    found = plan(public, mode, *page(TARGETS, {name: value}, order or None))
    assert not reads_whole_table(found)
    assert rows_read(found) <= 2 * PAGE  # of a period also those that end with it and began on another day


def test_one_plan_is_kept_for_all_far_pages(public: Session) -> None:
    """To make one for each page takes as long as half a page."""
    order = ", ".join(f"t.{column}" for column in TARGETS.order(None))
    middle = f"SELECT {order} FROM target t WHERE t.status = 'published' ORDER BY {order} OFFSET {TARGET_COUNT // 2}"
    sql, values = page(TARGETS, {}, after=public.rows(f"{middle} LIMIT 1")[0])
    plan(public, "custom", sql, values, run=False)  # which prepares it
    public.run("SET plan_cache_mode = auto")
    for _ in range(10):
        public.run(f"EXECUTE asked ({', '.join(map(literal, values))})")
    assert public.value("SELECT generic_plans FROM pg_prepared_statements WHERE name = 'asked'") > 0


@pytest.mark.parametrize(("one", "other"), list(combinations(FILTERS, 2)))
def test_every_pair_of_filters_reads_few_rows(public: Session, one: str, other: str) -> None:
    found = plan(public, "custom", *page(TARGETS, {one: FILTERS[one][0], other: FILTERS[other][0]}))
    assert not reads_whole_table(found)
    assert rows_read(found) < FEW


@both_modes
def test_no_filter_under_any_sort_reads_the_whole_table(public: Session, mode: str) -> None:
    for sort in SORTS:
        for chain, name, value in ALONE:
            found = plan(public, mode, *page(chain, {name: value}, sort), run=False)
            assert not reads_whole_table(found), (name, value, sort)


@both_modes
def test_the_preferred_of_many_rivals_is_found_without_comparing_each_with_each(public: Session, mode: str) -> None:
    asked = {"preferred": Preferred(date(2030, 1, 1), None), "indicator": ("indicator-0",), "region": ("ID",)}
    bind = Binder()
    where = matching(REALIZATIONS, Selection(None, PUBLISHED, asked), bind)
    sql = f"SELECT count(*) FROM realization t WHERE {where} AND t.period = '2024' AND t.nature = 'stock'"
    assert public.value(sql, *bind.values) == 1
    assert rows_read(plan(public, mode, sql, bind.values)) < 20 * RIVALS


def test_the_preferred_of_the_whole_table_costs_a_few_rows_each(public: Session) -> None:
    bind = Binder()
    where = matching(REALIZATIONS, Selection(None, PUBLISHED, {"preferred": Preferred(None, None)}), bind)
    found = plan(public, "custom", f"SELECT count(*) FROM realization t WHERE {where}", bind.values)
    assert rows_read(found) < 10 * REALIZATION_COUNT


@pytest.fixture(scope="module")
def overruled(filled: Addresses, public: Session) -> Session:
    """The public, after people preferred every eighth realization, one after the other."""
    owner = Session(filled.owner)
    owner.run(
        "SET jit = off; INSERT INTO preference (realization, revision, stands, reason, recorded_by, recorded_at) "
        "SELECT id, 1, true, 'Diaudit.', 'budi', now() - row_number() OVER (ORDER BY id) * interval '1 second' "
        "FROM realization WHERE status = 'published' AND replaced_at IS NULL AND hashtext(id::text) % 8 = 0; "
        "ANALYZE preference"
    )
    owner.close()
    return public


@both_modes
@pytest.mark.parametrize("asked", OF_REALIZATIONS["preferred"])
def test_a_page_of_preferred_realizations_reads_few_rows_however_many_were_overruled(
    overruled: Session, mode: str, asked: Preferred
) -> None:
    assert overruled.value("SELECT count(*) FROM preference") > REALIZATION_COUNT / 10
    # A plan made for any past moment reads the table, with preferences and without: it expects to find next to nothing.
    sql, values = page(REALIZATIONS, {"preferred": asked}, known_at=asked.known_at if mode == "custom" else None)
    assert any(row[-1] is not None for row in overruled.rows(sql, *values))
    found = plan(overruled, mode, sql, values)
    assert not reads_whole_table(found)
    assert rows_read(found) < FEW


@both_modes
def test_of_many_overruled_rivals_the_last_preferred_is_found_at_once(overruled: Session, mode: str) -> None:
    asked = {"preferred": Preferred(date(2030, 1, 1), None), "indicator": ("indicator-0",), "region": ("ID",)}
    bind = Binder()
    where = matching(REALIZATIONS, Selection(None, PUBLISHED, asked), bind)
    rivals = f"FROM realization t WHERE {where} AND t.period = '2024' AND t.nature = 'stock'"
    newest = (
        "SELECT realization FROM preference WHERE indicator = 'indicator-0' AND region = 'ID' AND nature = 'stock' "
        "AND last_day = '2024-12-31' AND breakdown = '' ORDER BY recorded_at DESC LIMIT 1"
    )
    assert overruled.value(f"SELECT t.id {rivals}", *bind.values) == overruled.value(newest)
    assert rows_read(plan(overruled, mode, f"SELECT count(*) {rivals}", bind.values)) < 20 * RIVALS


def test_the_preferred_of_the_whole_table_costs_a_few_rows_each_where_many_were_overruled(overruled: Session) -> None:
    bind = Binder()
    where = matching(REALIZATIONS, Selection(None, PUBLISHED, {"preferred": Preferred(None, None)}), bind)
    found = plan(overruled, "custom", f"SELECT count(*) FROM realization t WHERE {where}", bind.values)
    assert rows_read(found) < 10 * REALIZATION_COUNT


@pytest.fixture
def sessions(filled: Addresses) -> Iterator[tuple[Session, Session]]:
    both = Session(filled.service, "capaian_service"), Session(filled.service, "capaian_service")
    yield both
    for session in both:
        session.close()


def test_entering_and_taking_back_reads_no_figure_it_need_not(sessions: tuple[Session, Session]) -> None:
    """One session prepares, so that the other one's statistics hold nothing but the entry itself."""
    preparing, writer = sessions
    read = (
        "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables "
        "WHERE relname IN ('target', 'realization')"
    )
    nouns = ("institution", "indicator", "source", "program", "unit", "target", "realization")
    unused = {noun: publish(preparing, noun) for noun in nouns} | {"region": publish(preparing, "region", code="97")}
    for noun, key in unused.items():
        withdrawal = following(preparing, noun, key, "withdrawn publicly")
        before = writer.value(read)
        writer.enter(noun, withdrawal)
        assert writer.value(read) - before < 10, noun
    for noun in ("target", "realization"):
        before = writer.value(read)
        writer.enter(noun, first(noun))
        assert writer.value(read) - before < 10, noun
    used = {"institution": "office-7", "indicator": "indicator-33", "region": "32.73", "source": "source-17"}
    for noun, key in used.items():
        assert refused(writer, noun, following(preparing, noun, key, "withdrawn publicly")) == f"{noun}_is_still_named"
