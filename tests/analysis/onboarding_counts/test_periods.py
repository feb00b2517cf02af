"""The latest period of each region, ranges of periods, sorted lists and the number of all rows."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support import databases
from tests.support.databases import DatabaseUrls

Row = dict[str, Any]
PATH = "/v1/onboarding-counts"
LEVELS = ["country", "province", "regency", "city"]
# Selections whose rows are compared with those of the whole list.
SELECTIONS: list[Row] = [
    {},
    {"indicator": "umkm-e-katalog"},
    {"indicator": "umkm-e-katalog", "nature": "flow"},
    {"level": "province"},
    {"within": "32,33"},
    {"region": "34"},
    {"breakdown": "catalog:local"},
    {"breakdown": "part:own"},
    {"as_of": "2022-02-01"},
    {"as_of": "2023-06-30", "level": "country,province"},
    {"period_from": "2021-10-01", "period_to": "2022-07-31"},
    {"known_at": "2000-01-01T00:00:00Z"},
]


def list_all(client: httpx.Client, *, limit: int = 1000, **query: object) -> list[Row]:
    rows: list[Row] = []
    url = f"{PATH}?{httpx.QueryParams({**query, 'limit': limit})}"
    while url:
        page = client.get(url)
        assert page.status_code == 200, page.text
        rows += page.json()["data"]
        url = page.links.get("next", {}).get("url", "")
    return rows


def days(row: Row) -> tuple[str, str]:
    """Return the last and the first day of the key of a row; the test data has years, months, quarters and days."""
    text = row["period"]
    year, part = text[:4], text[5:]
    first, last = {"": ("01-01", "12-31"), "Q4": ("10-01", "12-31"), "12": ("12-01", "12-31")}.get(part, (part, part))
    if len(part) == 2 and part not in ("Q4", "12"):
        first, last = f"{part}-01", f"{part}-31"
    return f"{year}-{last}", f"{year}-{last}" if row["nature"] == "stock" else f"{year}-{first}"


def reading_order(row: Row) -> tuple[Any, ...]:
    return (row["program"], row["indicator"], row["nature"], LEVELS.index(row["level"]), *days(row), row["region"])


def select_latest(rows: list[Row]) -> list[Row]:
    found: dict[tuple[Any, ...], Row] = {}
    for row in sorted(rows, key=days):
        found[row["program"], row["indicator"], row["nature"], min([row["region"], *row["also_regions"]])] = row
    return sorted(found.values(), key=reading_order)


@pytest.mark.parametrize("query", SELECTIONS, ids=str)
def test_the_latest_rows_are_the_last_ones_of_the_whole_list(counts: httpx.Client, query: Row) -> None:
    query = {"program": "e-katalog", **query}
    whole = list_all(counts, **query)
    assert list_all(counts, **query, period="latest") == select_latest(whole)
    if "known_at" not in query:
        assert whole


def test_the_latest_rows_are_those_of_the_day(counts: httpx.Client) -> None:
    def periods(**query: str) -> set[tuple[str, str]]:
        rows = list_all(counts, indicator="umkm-e-katalog", nature="stock", period="latest", **query)
        return {(row["region"], row["period"]) for row in rows}

    assert periods(region="34,51") == {("34", "2023"), ("51", "2024")}
    assert periods(region="34,51", as_of="2023-12-31") == {("34", "2021"), ("51", "2021")}
    assert periods(region="34,51", period_to="2022-12-31") == {("34", "2021"), ("51", "2021")}
    # No regency reported after 2021, so the latest row of the regency is older than that of its province.
    assert periods(within="32") == {("32", "2023"), ("32.01", "2021-12"), ("32.73", "2021")}


def test_of_flows_that_end_on_one_day_the_shortest_is_the_latest(counts: httpx.Client) -> None:
    (row,) = list_all(counts, indicator="umkm-e-katalog", nature="flow", region="34", period="latest")
    assert (row["period"], row["reported"], row["summed"]) == ("2021-Q4", 20, 9)


@pytest.mark.parametrize("query", [{}, {"period": "latest"}, {"within": "32,33"}, {"period": "2021,2021-Q4,2023"}])
@pytest.mark.parametrize("sort", ["period", "-period"])
def test_sorted_rows_are_those_of_the_list_and_each_is_on_one_page(counts: httpx.Client, query: Row, sort: str) -> None:
    query = {"program": "e-katalog", **query}
    expected = sorted(
        list_all(counts, **query), key=lambda row: (*days(row), *reading_order(row)), reverse=sort == "-period"
    )
    for limit in (1000, 17):
        assert list_all(counts, limit=limit, **query, sort=sort) == expected


@pytest.mark.parametrize("query", SELECTIONS, ids=str)
@pytest.mark.parametrize("more", [{}, {"period": "latest"}, {"period": "2021"}], ids=str)
def test_the_number_of_all_rows_is_that_of_the_pages(counts: httpx.Client, query: Row, more: Row) -> None:
    query = {**query, **more}
    meta = counts.get(PATH, params={**query, "limit": 1, "count": "exact"}).json()["meta"]
    assert meta["count"] == len(list_all(counts, **query))
    assert counts.get(PATH, params={**query, "limit": 1}).json()["meta"]["count"] is None


@pytest.mark.parametrize("regions", [{}, {"within": "32,34"}, {"level": "province"}], ids=str)
@pytest.mark.parametrize(
    ("first", "last"),
    [("2021-12-31", "2021-12-31"), ("2021-01-01", "2021-12-31"), ("2021-02-01", None), (None, "2022-07-24")],
)  # fmt: skip
def test_the_periods_are_within_the_range(
    counts: httpx.Client, regions: Row, first: str | None, last: str | None
) -> None:
    query = {"indicator": "umkm-e-katalog", **regions}
    bounds = {name: day for name, day in (("period_from", first), ("period_to", last)) if day is not None}
    expected = [
        row
        for row in list_all(counts, **query)
        if (first is None or days(row)[1] >= first) and (last is None or days(row)[0] <= last)
    ]
    assert expected
    for limit in (1000, 3):
        assert list_all(counts, limit=limit, **query, **bounds) == expected
    assert list_all(counts, **query, **bounds, period="2021") == [
        row for row in list_all(counts, **query, period="2021") if row in expected
    ]


@pytest.fixture
def slow_figures(count_database: DatabaseUrls) -> Iterator[None]:
    """Reading a realization takes a tenth of a second."""
    policy = "POLICY each_row_is_slow ON realization"
    databases.execute(
        count_database.owner, f"CREATE {policy} AS RESTRICTIVE FOR SELECT USING (pg_sleep(0.1) IS NOT NULL)"
    )
    yield
    databases.execute(count_database.owner, f"DROP {policy}")


@pytest.mark.usefixtures("slow_figures")
def test_a_request_that_reads_too_many_figures_returns_query_too_slow(counts: httpx.Client) -> None:
    query = {"period": "latest", "sort": "-period", "count": "exact"}
    response = counts.get(PATH, params=query)
    assert (response.status_code, response.json()["type"]) == (422, "/problems/query-too-slow")
    assert [error["parameter"] for error in response.json()["errors"]] == list(query)
