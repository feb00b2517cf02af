"""Every SQL statement of reads and of the seed loader runs on the migrated database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.analysis.claims.queries import CLAIM_TABLE
from api.database.revision_reads import (
    ParameterBinder,
    RevisionTable,
    Selection,
    build_find_sql,
    build_list_sql,
    build_revisions_sql,
    where_clause,
)
from api.resources.figures.period import Period
from api.resources.figures.point_in_time import PointInTime
from api.resources.figures.search import WordMatches
from api.resources.indicators.queries import INDICATOR_TABLE
from api.resources.institutions.queries import INSTITUTION_TABLE
from api.resources.programs.queries import PROGRAM_TABLE
from api.resources.realizations.queries import REALIZATION_TABLE
from api.resources.regions.queries import REGION_TABLE
from api.resources.seed.files import RECORD_TYPES, encode_seed_records
from api.resources.seed.load import CONTENT_COLUMNS, SYSTEM_PRINCIPAL, build_load_sql
from api.resources.sources.queries import SOURCE_TABLE
from api.resources.targets.queries import TARGET_TABLE
from api.resources.units.queries import UNIT_TABLE
from tests.schema.conftest import Session, publish

REVISION_TABLES: tuple[RevisionTable[Any], ...] = (
    *(
        UNIT_TABLE,
        INSTITUTION_TABLE,
        REGION_TABLE,
        PROGRAM_TABLE,
        INDICATOR_TABLE,
        SOURCE_TABLE,
        TARGET_TABLE,
        REALIZATION_TABLE,
        CLAIM_TABLE,
    ),
)
EARLIER = datetime(2026, 1, 1, tzinfo=UTC)
ID = UUID("01a1fb67-1800-7000-8000-000000000205")
# By filter: one value, several values, and special values.
VALUES: dict[str, list[object]] = {
    "id": [(ID,), (ID, ID)],
    "region": [("ID",), ("32", "32.73")],
    "within": [("ID",), ("32",), ("32.73",), ("32", "33.01"), ("ID", "32")],
    "level": [("country",), ("province",), ("country", "city")],
    "period": [(Period.parse("2022"),), (Period.parse("2020-05-14/2020-12-31"), Period.parse("2022-Q1"))],
    "breakdown": [("",), ("catalog:local",), ("", "catalog:local")],
    "preferred": [PointInTime(date(2030, 1, 1), None), PointInTime(date(2022, 1, 1), EARLIER)],
    "as_of": [date(2022, 1, 1)],
    "period_from": [date(2022, 1, 1)],
    "period_to": [date(2022, 1, 1)],
    "published_from": [date(2022, 1, 1)],
    "published_to": [date(2022, 1, 1)],
    "valid_on": [date(2022, 1, 1)],
    "recorded_from": [EARLIER],
    "q": [("100", "kata"), ("é",)],
}
WORD = WordMatches("'a':*", ("one",), ("two", "three"), ("four",), ("five",), (ID,))
# Figures are searched by what matches the words.
MATCHES: list[object] = [(WORD, WORD._replace(ids=None)), (WordMatches("'b':*"),)]
SEVERAL: list[object] = [("one",), ("one", "two")]
every_table = pytest.mark.parametrize("table", REVISION_TABLES, ids=lambda table: table.name)


def build_selections(table: RevisionTable[Any]) -> list[Selection]:
    published = ("published",)
    values = VALUES | dict.fromkeys(table.resolvers.keys() & {"q"}, MATCHES)
    filters = [{name: value} for name in table.conditions for value in values.get(name, SEVERAL)] + [
        {name: values.get(name, SEVERAL)[0] for name in table.conditions}
    ]
    sorts = [None, *(sign + name for name in table.orders for sign in ("", "-"))]
    return [
        *(Selection(None, published, each) for each in filters),
        *(Selection(EARLIER, ("published", "withdrawn"), each) for each in filters),
        *(Selection(None, published, {}, sort, after) for sort in sorts for after in (None, build_cursor(table, sort))),
    ]


def build_cursor(table: RevisionTable[Any], sort: str | None) -> tuple[object, ...]:
    examples = {"uuid": ID, "date": date(2022, 1, 1), "timestamptz": EARLIER, "float8": 1.5, "text": "a"}
    return tuple(examples[kind] for kind in table.sort_column_types(sort))


def list_result_columns(session: Session, sql: str) -> tuple[str, ...]:
    return tuple(column.name for column in session.prepare(sql).get_attributes())


@every_table
@pytest.mark.parametrize("role", ["reader", "writer"])
def test_every_list_query_runs_and_has_the_columns_of_the_model(
    request: pytest.FixtureRequest, table: RevisionTable[Any], role: str
) -> None:
    session: Session = request.getfixturevalue(role)
    for selection in build_selections(table):
        sql, values = build_list_sql(table, selection, 3)
        extra = ("extra",) if table.extra_column is not None and table.extra_column.filter in selection.filters else ()
        expected = (*table.columns, *table.cursor_columns(selection.sort), *extra)
        assert list_result_columns(session, sql) == expected
        session.rows(sql, *values)


@every_table
def test_every_count_is_the_length_of_the_list(reader: Session, table: RevisionTable[Any]) -> None:
    for selection in build_selections(table):
        bind = ParameterBinder()
        where = where_clause(table, selection, bind)
        count = reader.value(f"SELECT count(*) FROM {table.name} t WHERE {where}", *bind.values)
        if selection.after is None:
            sql, values = build_list_sql(table, selection, 1_000_000)
            assert len(reader.rows(sql, *values)) == count


@every_table
def test_one_record_and_its_revisions_have_the_columns_of_the_model(reader: Session, table: RevisionTable[Any]) -> None:
    key = reader.value(f"SELECT {table.key} FROM {table.name} LIMIT 1")
    for known_at in (None, datetime.now(UTC) + timedelta(hours=1)):
        bind = ParameterBinder()
        sql = build_find_sql(table, known_at, bind, key)
        assert list_result_columns(reader, sql) == table.columns
        assert len(reader.rows(sql, *bind.values)) == 1
    assert list_result_columns(reader, build_revisions_sql(table)) == (*table.columns, "entered_by")
    assert len(reader.rows(build_revisions_sql(table), key, 2, 10)) == 1


@every_table
def test_every_page_continues_after_the_previous_one(reader: Session, table: RevisionTable[Any]) -> None:
    for sort in (None, *(sign + name for name in table.orders for sign in ("", "-"))):
        whole, values = build_list_sql(table, Selection(None, ("published",), {}, sort), 1_000_000)
        names = (*table.columns, *table.cursor_columns(sort))
        expected, paged, after = reader.rows(whole, *values), list[tuple[Any, ...]](), None
        while True:
            sql, values = build_list_sql(table, Selection(None, ("published",), {}, sort, after), 101)
            page = reader.rows(sql, *values)
            paged += page
            if not page:
                break
            after = tuple(page[-1][names.index(column)] for column in table.sort_columns(sort))
        assert [row[0] for row in paged] == [row[0] for row in expected]


@pytest.mark.parametrize("table", RECORD_TYPES)
def test_a_second_load_of_the_seed_data_changes_nothing(writer: Session, table: str) -> None:
    columns = [name for (name,) in writer.rows(CONTENT_COLUMNS, table)]
    sql = build_load_sql(table, columns)
    assert len(list_result_columns(writer, sql)) == 4
    ((created, changed, unchanged, skipped),) = writer.rows(sql, encode_seed_records(table), SYSTEM_PRINCIPAL)
    assert (created, changed) == (0, 0)
    assert unchanged > 0
    assert skipped == 0


def test_a_stock_matches_every_period_with_the_same_last_day(writer: Session, reader: Session) -> None:
    """Only this filter compares the days of periods."""
    created = {
        (nature, period): publish(writer, "target", nature=nature, period=period, region="32.73")
        for nature in ("stock", "flow")
        for period in ("2033", "2033-12", "2033-12-31", "2033-05-14/2033-12-31")
    }

    def found(*texts: str) -> set[tuple[str, str]]:
        filters = {"period": tuple(Period.parse(text) for text in texts), "region": ("32.73",)}
        sql, values = build_list_sql(TARGET_TABLE, Selection(None, ("published",), filters), 100)
        ids = {str(row[0]) for row in reader.rows(sql, *values)}
        return {key for key, target in created.items() if target in ids}

    stocks = {key for key in created if key[0] == "stock"}
    assert found("2033") == stocks | {("flow", "2033")}
    assert found("2033-12-31") == stocks | {("flow", "2033-12-31")}
    interval = "2033-05-14/2033-12-31"
    assert found(interval) == {("stock", interval), ("flow", interval)}
    assert found(interval, "2033-12") == stocks | {("flow", interval), ("flow", "2033-12")}
    assert found("2032") == set()
