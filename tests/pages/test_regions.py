"""The pages of indicators, regions and onboarding counts: rankings, the picture of the provinces, and their limits."""

import asyncio
import csv
import re
from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal

import asyncpg
import httpx
import pytest

from api.analysis.onboarding_counts.groups import CountGroup
from api.analysis.onboarding_counts.last_periods import load_last_periods
from api.pages.chart.tile_grid import PROVINCES
from api.pages.region.region_series import load_region_series
from api.pages.region_values.named_periods import name_periods
from api.pages.region_values.shades import classify, find_shade
from api.paths import SCHEMA
from api.resources.figures.period import Period
from api.resources.figures.point_in_time import PointInTime
from tests.pages.conftest import JSON, Tags
from tests.support.databases import DatabaseUrls

TODAY = PointInTime(date(2026, 1, 1), None)
COUNTS = "/en/onboarding?indicator=markup"


def read_ranking(page: str) -> list[tuple[str, str, str]]:
    """Return the rank, the name and the number of each row."""
    row = r'class="rank">(\d+)</span><a href="[^"]*">([^<]*)</a>.*?class="amount">([^<]*)</b>'
    return re.findall(row, page)


def test_provinces_are_ranked_by_what_they_reported_or_by_the_sum_of_their_regencies(http: httpx.Client) -> None:
    page = http.get(COUNTS).text
    assert read_ranking(page) == [("1", "DKI Jakarta", "7"), ("2", "Jawa Barat", "4")]
    rows = http.get("/v1/onboarding-counts?indicator=markup&period=2022&level=province", headers=JSON).json()["data"]
    assert [(row["region"], row["reported"], row["summed"]) for row in rows] == [("31", 7, None), ("32", None, 4)]
    assert "target 2; sum of 2 of 27 regencies and cities" in Tags(page).text
    assert "Without a number (36): Aceh, " in Tags(page).text


def test_each_tile_has_a_link_and_its_number_as_text(http: httpx.Client) -> None:
    page = http.get(COUNTS).text
    assert page.count('class="tile no-number"') == 2 * 36
    title = re.search(r'<a href="([^"]+)" aria-label="(DKI Jakarta: [^"]+)"', page)
    assert title is not None
    assert title[1].endswith("/en/onboarding?indicator=markup&amp;nature=stock&amp;period=2022&amp;within=31")
    assert title[2].startswith("DKI Jakarta: 7 ")
    assert "Papua Selatan: did not exist at the end of the period" in http.get(f"{COUNTS}&period=2021").text


def test_the_regencies_of_a_province_are_ranked_without_a_picture(http: httpx.Client) -> None:
    page = http.get(f"{COUNTS}&within=32").text
    assert read_ranking(page) == [("1", "Kabupaten Bogor", "3"), ("2", "Kota Bandung", "1")]
    assert 'class="tile' not in page
    assert "/en/regions/32.01" in Tags(page).links


def test_the_counts_are_those_of_a_period_and_day(http: httpx.Client) -> None:
    assert read_ranking(http.get(f"{COUNTS}&period=2021").text) == [("1", "Papua", "4")]
    assert "No number of a region was stated by that day." in Tags(http.get(f"{COUNTS}&as_of=2022-12-31").text).text
    links = Tags(http.get(COUNTS).text).links
    assert "/en/onboarding?indicator=markup&nature=stock&period=2022&as_of=2023-01-05" in links
    assert "/en/onboarding?indicator=markup&nature=stock&period=2021" in links


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        ("indicator=tidak-ada", 404, "Not found"),
        ("within=99", 400, "Region 99 does not exist"),
        ("within=32.01", 400, "must be the code of a province"),
        ("nature=rate", 400, "must be one of: flow, stock"),
    ],
)
def test_a_wrong_choice_is_explained(http: httpx.Client, query: str, status: int, text: str) -> None:
    response = http.get(f"/en/onboarding?{query}")
    assert (response.status_code, text in response.text) == (status, True)


def test_a_region_shows_the_figures_of_all_its_codes_and_links_to_them(http: httpx.Client) -> None:
    page = Tags(http.get("/en/regions/93.01").text)
    assert {"/en/regions/ID", "/en/regions/93", "/en/regions/91.01", "/en/indicators/markup"} <= set(page.links)
    assert "Code valid since25 July 2022" in page.text.replace("\n", "")
    assert "4 " in page.text.partition("Latest figures")[2]
    assert "Code valid until24 July 2022" in Tags(http.get("/en/regions/91.01").text).text.replace("\n", "")


def test_the_page_of_a_region_has_the_verdicts_of_the_api(http: httpx.Client) -> None:
    (row,) = http.get("/v1/progress?region=32&indicator=markup", headers=JSON).json()["data"]
    assert row["verdict"] == "no_realization"
    assert "Never reported" in Tags(http.get("/en/regions/32").text).text


def test_pages_of_indicators_and_regions_link_to_all_their_figures_as_tables(http: httpx.Client) -> None:
    for path in ("/en/indicators/umkm-onboarded?as_of=2021-12-31", "/en/regions/32?as_of=2021-12-31"):
        tables = [
            link for link in Tags(http.get(path).text).links if re.match("/en/browse/(targets|realizations)", link)
        ]
        assert len(tables) == 2
        assert [http.get(link).status_code for link in tables] == [200, 200]
        assert all("as_of=2021-12-31" in link for link in tables)


def test_the_page_of_an_indicator_has_a_row_of_progress_for_each_target_in_force(http: httpx.Client) -> None:
    page = http.get("/en/indicators/umkm-onboarded").text
    rows = http.get("/v1/progress?indicator=umkm-onboarded&region=ID", headers=JSON).json()["data"]
    assert page.count('class="card even"') == len(rows) > 3
    assert "should increase" in page
    assert "/en/programs/umkm-digital" in Tags(page).links
    assert read_ranking(http.get("/en/indicators/markup").text)[0] == ("1", "DKI Jakarta", "7")


def test_every_province_has_a_tile_of_its_own() -> None:
    with (SCHEMA / "reference" / "regions.csv").open() as file:
        letters = {row["code"]: row["iso_3166_2"] for row in csv.DictReader(file) if row["level"] == "province"}
    assert {code: f"ID-{tile[0]}" for code, tile in PROVINCES.items()} == letters
    assert len({tile[1:] for tile in PROVINCES.values()}) == len(PROVINCES) == 38


@pytest.mark.parametrize(
    ("values", "shades"),
    [
        ([], []),
        ([5], [3]),
        ([5, 5, 9], [1, 1, 5]),
        (range(10), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        ([-3, 0, 8], [1, 3, 5]),
    ],
)
def test_numbers_have_at_most_five_shades_and_equal_numbers_the_same(values: list[int], shades: list[int]) -> None:
    numbers = [Decimal(value) for value in values]
    classes = classify(numbers)
    assert [find_shade(number, classes) for number in numbers] == shades


def test_a_stock_is_named_by_the_year_or_month_that_ends_on_its_day() -> None:
    days = [date(2024, 12, 31), date(2024, 6, 30), date(2024, 6, 15)]
    found = name_periods(CountGroup("p", "i", "stock", "province"), [Period(day, day) for day in days])
    assert [period.text for period in found] == ["2024", "2024-06", "2024-06-15"]


def test_lists_of_series_and_periods_end_at_their_limits(stored: DatabaseUrls, http: httpx.Client) -> None:
    def load(read: Callable[[asyncpg.Connection], Awaitable[tuple[list[object], bool]]]) -> tuple[list[object], bool]:
        async def run() -> tuple[list[object], bool]:
            connection = await asyncpg.connect(stored.owner)
            try:
                return await read(connection)
            finally:
                await connection.close()

        return asyncio.run(run())

    series, has_more = load(lambda connection: load_region_series(connection, ("ID",), TODAY, 1000))
    assert not has_more
    assert load(lambda connection: load_region_series(connection, ("ID",), TODAY, 2)) == (series[:2], True)
    group = CountGroup("markup", "markup", "stock", "province")
    periods, has_more = load(lambda connection: load_last_periods(connection, group, TODAY, 2))
    assert ([period.last.year for period in periods], has_more) == ([2022, 2021], False)
    assert load(lambda connection: load_last_periods(connection, group, TODAY, 1)) == (periods[:1], True)
