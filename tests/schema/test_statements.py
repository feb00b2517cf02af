"""Statements: every piece of SQL that a read or the loader may send is one the migrated database takes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.claims.queries import CLAIMS
from api.figures.period import Period
from api.indicators.queries import INDICATORS
from api.institutions.queries import INSTITUTIONS
from api.postgres.chain import Binder, Chain, Selection, find_sql, list_sql, matching, revisions_sql
from api.programs.queries import PROGRAMS
from api.realizations.preferred import Preferred
from api.realizations.queries import REALIZATIONS
from api.regions.queries import REGIONS
from api.shipped.files import FILES, as_json
from api.shipped.load import CONTENT_COLUMNS, SYSTEM, load_sql
from api.sources.queries import SOURCES
from api.targets.queries import TARGETS
from api.units.queries import UNITS
from tests.schema.conftest import Session, publish

CHAINS: tuple[Chain[Any], ...] = (
    *(UNITS, INSTITUTIONS, REGIONS, PROGRAMS, INDICATORS, SOURCES, TARGETS, REALIZATIONS, CLAIMS),
)
EARLIER = datetime(2026, 1, 1, tzinfo=UTC)
ID = UUID("01a1fb67-1800-7000-8000-000000000205")
# One value, several, and the special ones of each filter, by the filter's name.
VALUES: dict[str, list[object]] = {
    "id": [(ID,), (ID, ID)],
    "region": [("ID",), ("32", "32.73")],
    "within": [("ID",), ("32",), ("32.73",), ("32", "33.01"), ("ID", "32")],
    "level": [("country",), ("province",), ("country", "city")],
    "period": [(Period.parse("2022"),), (Period.parse("2020-05-14/2020-12-31"), Period.parse("2022-Q1"))],
    "breakdown": [("",), ("catalog:local",), ("", "catalog:local")],
    "preferred": [Preferred(None, None), Preferred(date(2022, 1, 1), EARLIER)],
    "as_of": [date(2022, 1, 1)],
    "period_from": [date(2022, 1, 1)],
    "period_to": [date(2022, 1, 1)],
    "published_from": [date(2022, 1, 1)],
    "published_to": [date(2022, 1, 1)],
    "valid_on": [date(2022, 1, 1)],
    "recorded_since": [EARLIER],
    "q": ["100%_\\"],
}
SEVERAL: list[object] = [("one",), ("one", "two")]
every_chain = pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.table)


def selections(chain: Chain[Any]) -> list[Selection]:
    published = ("published",)
    filters = [{name: value} for name in chain.conditions for value in VALUES.get(name, SEVERAL)] + [
        {name: VALUES.get(name, SEVERAL)[0] for name in chain.conditions}
    ]
    sorts = [None, *(sign + name for name in chain.orders for sign in ("", "-"))]
    return [
        *(Selection(None, published, each) for each in filters),
        *(Selection(EARLIER, ("published", "withdrawn"), each) for each in filters),
        *(Selection(None, published, {}, sort, after) for sort in sorts for after in (None, a_cursor(chain, sort))),
    ]


def a_cursor(chain: Chain[Any], sort: str | None) -> tuple[object, ...]:
    examples = {"uuid": ID, "date": date(2022, 1, 1), "timestamptz": EARLIER, "float8": 1.5, "text": "a"}
    return tuple(examples[kind] for kind in chain.order_types(sort))


def answered(session: Session, sql: str) -> tuple[str, ...]:
    return tuple(column.name for column in session.prepare(sql).get_attributes())


@every_chain
@pytest.mark.parametrize("role", ["reader", "writer"])
def test_every_list_is_prepared_run_and_answers_the_models_fields(
    request: pytest.FixtureRequest, chain: Chain[Any], role: str
) -> None:
    session: Session = request.getfixturevalue(role)
    for selection in selections(chain):
        sql, values = list_sql(chain, selection, 3)
        aside = ("aside",) if chain.aside is not None and chain.aside.filter in selection.filters else ()
        expected = (*chain.columns, *chain.beside(selection.sort), *aside)
        assert answered(session, sql) == expected
        session.rows(sql, *values)


@every_chain
def test_every_count_counts_what_the_list_holds(reader: Session, chain: Chain[Any]) -> None:
    for selection in selections(chain):
        bind = Binder()
        where = matching(chain, selection, bind)
        count = reader.value(f"SELECT count(*) FROM {chain.table} t WHERE {where}", *bind.values)
        if selection.after is None:
            sql, values = list_sql(chain, selection, 1_000_000)
            assert len(reader.rows(sql, *values)) == count


@every_chain
def test_one_entity_and_its_revisions_answer_the_models_fields(reader: Session, chain: Chain[Any]) -> None:
    key = reader.value(f"SELECT {chain.key} FROM {chain.table} LIMIT 1")
    for known_at in (None, datetime.now(UTC) + timedelta(hours=1)):
        bind = Binder()
        sql = find_sql(chain, known_at, bind, key)
        assert answered(reader, sql) == chain.columns
        assert len(reader.rows(sql, *bind.values)) == 1
    assert answered(reader, revisions_sql(chain)) == chain.columns
    assert len(reader.rows(revisions_sql(chain), key, 2, 10)) == 1


@every_chain
def test_every_page_goes_on_where_the_last_one_ended(reader: Session, chain: Chain[Any]) -> None:
    for sort in (None, *(sign + name for name in chain.orders for sign in ("", "-"))):
        whole, values = list_sql(chain, Selection(None, ("published",), {}, sort), 1_000_000)
        names = (*chain.columns, *chain.beside(sort))
        expected, paged, after = reader.rows(whole, *values), list[tuple[Any, ...]](), None
        while True:
            sql, values = list_sql(chain, Selection(None, ("published",), {}, sort, after), 101)
            page = reader.rows(sql, *values)
            paged += page
            if not page:
                break
            after = tuple(page[-1][names.index(column)] for column in chain.order(sort))
        assert [row[0] for row in paged] == [row[0] for row in expected]


@pytest.mark.parametrize("noun", FILES)
def test_what_ships_is_entered_once(writer: Session, noun: str) -> None:
    columns = [name for (name,) in writer.rows(CONTENT_COLUMNS, noun)]
    sql = load_sql(noun, columns)
    assert len(answered(writer, sql)) == 4
    ((created, changed, unchanged, left),) = writer.rows(sql, as_json(noun), SYSTEM)
    assert (created, changed) == (0, 0)
    assert unchanged > 0
    assert left == 0


def test_a_stock_is_found_by_any_period_that_ends_with_its_day(writer: Session, reader: Session) -> None:
    """The one filter that reads periods by their meaning."""
    made = {
        (nature, period): publish(writer, "target", nature=nature, period=period, region="32.73")
        for nature in ("stock", "flow")
        for period in ("2033", "2033-12", "2033-12-31", "2033-05-14/2033-12-31")
    }

    def found(*texts: str) -> set[tuple[str, str]]:
        filters = {"period": tuple(Period.parse(text) for text in texts), "region": ("32.73",)}
        sql, values = list_sql(TARGETS, Selection(None, ("published",), filters), 100)
        ids = {str(row[0]) for row in reader.rows(sql, *values)}
        return {key for key, target in made.items() if target in ids}

    stocks = {key for key in made if key[0] == "stock"}
    assert found("2033") == stocks | {("flow", "2033")}
    assert found("2033-12-31") == stocks | {("flow", "2033-12-31")}
    interval = "2033-05-14/2033-12-31"
    assert found(interval) == {("stock", interval), ("flow", interval)}
    assert found(interval, "2033-12") == stocks | {("flow", interval), ("flow", "2033-12")}
    assert found("2032") == set()
