"""The SQL and the Python of a rule select the same figures, for random revisions, preferences and points in time."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.analysis.fact_queries.figures import load_realizations, load_targets
from api.analysis.fact_queries.reference_data import load_region_chains
from api.analysis.fact_queries.scope import FigureScope
from api.analysis.rules.facts import FigureFact
from api.analysis.rules.in_force import find_targets_in_force
from api.analysis.rules.preferred import sort_by_preference
from api.database.revision_reads import ParameterBinder, SqlCondition
from api.resources.figures.period import Period
from api.resources.figures.point_in_time import PointInTime, counts_condition
from api.resources.realizations.preferred_condition import preferred_condition
from api.resources.targets.in_force_condition import in_force_condition
from tests.support import databases
from tests.support.databases import DatabaseUrls

Row = dict[str, Any]

PROGRAM = "random"
SQL_RULES: dict[str, SqlCondition] = {"target": in_force_condition, "realization": preferred_condition}
SCOPE = FigureScope(programs=[PROGRAM])
DAYS = [date(2021, month, 1) for month in (1, 2, 3, 4)]
TIMES = [datetime(2024, 1, day, tzinfo=UTC) for day in (1, 2, 3, 4)]
MICROSECOND = timedelta(microseconds=1)
# Two keys of a stock, because 2022 and 2022-12 end on the same day, and three of a flow.
PERIODS = ("2022", "2022-12", "2023")
# The same for realizations, which are not about a day after their statement.
PAST_PERIODS = ("2020", "2020-12", "2021-01-01")
# Two institutions have one rank at first; `later` is published at the third time, `missing` never.
INSTITUTIONS = ("first", "second", "later", "missing")
INSTITUTION_ROWS = [
    {"code": "first", "rank": 1, "revision": 1, "recorded_at": TIMES[0] - MICROSECOND, "replaced_at": TIMES[2]},
    {"code": "first", "rank": 3, "revision": 2, "recorded_at": TIMES[2], "replaced_at": None},
    {"code": "second", "rank": 1, "revision": 1, "recorded_at": TIMES[0] - MICROSECOND, "replaced_at": None},
    {"code": "later", "rank": 2, "revision": 1, "recorded_at": TIMES[2], "replaced_at": None},
]
# A region with three codes, of which the last one is published at the third time, and another region.
REGIONS = ("88.01", "89.01", "90.01", "88.02")
REGION_ROWS = [
    {"code": "88.01", "valid_to": "2019-12-31", "recorded_at": TIMES[0] - MICROSECOND},
    {"code": "89.01", "valid_from": "2020-01-01", "replaces": "88.01", "recorded_at": TIMES[0] - MICROSECOND},
    {"code": "90.01", "valid_from": "2022-12-31", "replaces": "89.01", "recorded_at": TIMES[2]},
    {"code": "88.02", "recorded_at": TIMES[0] - MICROSECOND},
]
IDS = [UUID(int=number) for number in range(1, 7)]
POINTS = st.lists(
    st.builds(PointInTime, st.sampled_from(DAYS), st.none() | st.sampled_from(TIMES)),
    min_size=3,
    max_size=3,
)


@st.composite
def figures(draw: st.DrawFn, possible_periods: tuple[str, ...]) -> list[Row]:
    """Revisions of six figures, with at most two periods and two days of statements, so that most of them compete."""
    nature = draw(st.sampled_from(("stock", "flow")))
    periods = draw(st.lists(st.sampled_from(possible_periods), min_size=1, max_size=2, unique=True))
    days = draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=2))
    regions = draw(st.lists(st.sampled_from(REGIONS), min_size=1, max_size=3))
    found = [row for each in IDS for row in draw(revisions(each, nature, periods, days))]
    return [{**row, "region": draw(st.sampled_from(regions))} for row in found]


@st.composite
def revisions(draw: st.DrawFn, figure: UUID, nature: str, periods: list[str], days: list[date]) -> list[Row]:
    """One revision of a figure, or two; the second one may withdraw the first."""
    times = sorted(draw(st.sets(st.sampled_from(TIMES), min_size=1, max_size=2)))
    found = []
    for number, time in enumerate(times, 1):
        is_withdrawn = number == 2 and draw(st.booleans())
        found.append(
            {
                "id": figure,
                "program": PROGRAM,
                "indicator": "random",
                "nature": nature,
                "period": draw(st.sampled_from(periods)),
                "breakdown": "",
                "value": 1,
                "qualifier": "exact",
                "resolution": 1,
                "institution": draw(st.sampled_from(INSTITUTIONS)),
                "citations": [{"source": "any", "locator": "p", "quote": None, "note": None}],
                **draw(statement(days)),
                **_revision(number, "withdrawn" if is_withdrawn else "published"),
                "recorded_at": time,
                "replaced_at": times[number] if number < len(times) else None,
            }
        )
    return found


@st.composite
def statement(draw: st.DrawFn, days: list[date]) -> Row:
    """A day, or bounds, and perhaps the day of a retraction."""
    earliest, latest = sorted([draw(st.sampled_from(days)), draw(st.sampled_from(days))])
    is_dated, is_retracted = draw(st.booleans()), draw(st.integers(0, 4)) == 0
    return {
        "stated_on": latest if is_dated else None,
        "stated_not_before": None if is_dated else earliest,
        "stated_not_after": None if is_dated else latest,
        "retracted_on": draw(st.sampled_from([day for day in DAYS if day >= latest])) if is_retracted else None,
    }


def _revision(number: int, status: str) -> Row:
    reason = "reason" if status == "withdrawn" else None
    return {"revision": number, "status": status, "public": True, "reason": reason, "recorded_by": "system"}


@st.composite
def targets(draw: st.DrawFn) -> list[Row]:
    """Targets of two plans and of none, of which a few supersede another one."""
    others = st.sampled_from([*(None for _ in range(9)), *IDS])
    plans = st.sampled_from([None, None, "plan-a", "plan-b"])
    return [
        {**row, "supersedes": None if (other := draw(others)) == row["id"] else other, "plan": draw(plans)}
        for row in draw(figures(PERIODS))
    ]


@st.composite
def realizations(draw: st.DrawFn) -> list[Row]:
    qualities = draw(st.lists(st.sampled_from(("final", "provisional", "estimate")), min_size=1, max_size=2))
    return [
        {
            **row,
            "quality": draw(st.sampled_from(qualities)),
            "day_known": not _may_be_of_unknown_day(row) or draw(KNOWN),
        }
        for row in draw(figures(PAST_PERIODS))
    ]


KNOWN = st.sampled_from([True, True, False])


def _may_be_of_unknown_day(row: Row) -> bool:
    period = Period.parse(row["period"])
    return row["nature"] == "stock" and period.first < period.last


@st.composite
def preferences(draw: st.DrawFn, rows: list[Row]) -> list[Row]:
    """Preferences for some of the realizations, each for the key that one of them has in some revision."""
    found = []
    for figure in draw(st.sets(st.sampled_from(IDS), max_size=3)):
        own = [row for row in rows if row["id"] == figure]
        key = draw(st.sampled_from(own) | st.sampled_from(rows))
        period = Period.parse(key["period"])
        times = sorted(draw(st.sets(st.sampled_from(TIMES[:2]), min_size=1, max_size=2)))
        found += [
            {
                **{name: key[name] for name in ("indicator", "nature", "region", "breakdown")},
                "first_day": period.last if key["nature"] == "stock" and key["day_known"] else period.first,
                "last_day": period.last,
                "realization": figure,
                "revision": number,
                "active": number == 1,
                "reason": "reason",
                "recorded_by": "system",
                "recorded_at": time,
                "replaced_at": times[number] if number < len(times) else None,
            }
            for number, time in enumerate(times, 1)
        ]
    return found


class RandomRecords:
    """A connection of the owner without triggers; each block of records is rolled back."""

    def __init__(self, url: str) -> None:
        self.runner = asyncio.Runner()
        self.connection = self.runner.run(
            asyncpg.connect(url, server_settings={"session_replication_role": "replica", "jit": "off"})
        )
        office = {"name": "Instansi", "kind": "ministry", **_revision(1, "published")}
        self.runner.run(self.insert("institution", [{**office, **row} for row in INSTITUTION_ROWS]))
        regency = {"name": "Kabupaten", "level": "regency", **_revision(1, "published")}
        rows = [{**regency, "parent": row["code"][:2], **row} for row in REGION_ROWS]
        self.runner.run(self.insert("region", rows))

    def close(self) -> None:
        self.runner.run(self.connection.close())
        self.runner.close()

    async def insert(self, table: str, rows: list[Row]) -> None:
        columns = ", ".join(dict.fromkeys(column for row in rows for column in row))
        if rows:
            await self.connection.execute(
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, $1)",
                json.dumps(rows, default=str),
            )

    async def select(self, table: str, point: PointInTime, rule: SqlCondition | None = None) -> set[UUID]:
        bind = ParameterBinder()
        where = counts_condition("t", point, bind)
        if rule is not None:
            where += f" AND {rule(point, bind)}"
        sql = f"SELECT t.id FROM {table} t WHERE t.program = {bind(PROGRAM)} AND {where}"
        return {row["id"] for row in await self.connection.fetch(sql, *bind.values)}

    async def select_chains(self, known_at: datetime | None) -> dict[str, tuple[str, ...]]:
        chains = json.loads(await self.connection.fetchval("SELECT region_chains($1)", known_at))
        return {code: tuple(codes.split(",")) for code, codes in chains.items()}

    async def compare(self, table: str, rows: list[Row], manual: list[Row], points: list[PointInTime]) -> None:
        transaction = self.connection.transaction()
        await transaction.start()
        try:
            await self.insert(table, rows)
            await self.insert("preference", manual)
            for point in points:
                chains = await load_region_chains(self.connection, point.known_at)
                assert await self.select_chains(point.known_at) == chains.codes
                facts, selected = await self.apply_python_rule(table, point)
                assert await self.select(table, point) == {fact.id for fact in facts if fact.is_known(point.as_of)}
                assert await self.select(table, point, SQL_RULES[table]) == selected
        finally:
            await transaction.rollback()

    async def apply_python_rule(self, table: str, point: PointInTime) -> tuple[Sequence[FigureFact], set[UUID]]:
        """Return all facts at that time, and the ids of those that the rule selects."""
        if table == "target":
            targets = await load_targets(self.connection, SCOPE, point.known_at)
            return targets, {fact.id for fact in find_targets_in_force(targets, point.as_of).values()}
        realizations = await load_realizations(self.connection, SCOPE, point.known_at)
        return realizations, {first.id for first, *_ in sort_by_preference(realizations, point.as_of).values()}


@pytest.fixture(scope="module")
def records(postgres: DatabaseUrls) -> Iterator[RandomRecords]:
    with databases.copy(postgres) as urls:
        random_records = RandomRecords(urls.owner)
        yield random_records
        random_records.close()


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(rows=targets(), points=POINTS)
def test_sql_and_python_select_the_same_targets_in_force(
    records: RandomRecords, rows: list[Row], points: list[PointInTime]
) -> None:
    records.runner.run(records.compare("target", rows, [], points))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), rows=realizations(), points=POINTS)
def test_sql_and_python_select_the_same_preferred_realizations(
    records: RandomRecords, data: st.DataObject, rows: list[Row], points: list[PointInTime]
) -> None:
    records.runner.run(records.compare("realization", rows, data.draw(preferences(rows)), points))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(codes=st.permutations([f"70.0{number}" for number in range(1, 8)]), linked=st.sets(st.integers(0, 6)))
def test_sql_and_python_list_the_same_codes_of_renumbered_regions(
    records: RandomRecords, codes: list[str], linked: set[int]
) -> None:
    """The pairs are random, so there are also circles, which the database rejects; they have no first code."""
    pairs = [(code, replaced) for number, (code, replaced) in enumerate(zip(sorted(codes), codes, strict=True))
             if number in linked and code != replaced]  # fmt: skip
    rows = [
        {"name": "Kabupaten", "level": "regency", "parent": "70", "code": code, "replaces": replaced,
         "valid_from": date(2020, 1, 1), "recorded_at": TIMES[0], **_revision(1, "published")}
        for code, replaced in pairs
    ]  # fmt: skip

    async def compare() -> None:
        transaction = records.connection.transaction()
        await transaction.start()
        try:
            await records.insert("region", rows)
            chains = await load_region_chains(records.connection, None)
            assert await records.select_chains(None) == chains.codes
            assert all(len(set(chain)) == len(chain) > 1 for chain in chains.codes.values())
        finally:
            await transaction.rollback()

    records.runner.run(compare())
