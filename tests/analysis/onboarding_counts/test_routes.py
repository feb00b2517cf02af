"""Reported and summed counts by region and period, with the number of regions that reported."""

from typing import Any

import httpx
import pytest

from tests.http.recording import figure_id
from tests.support import databases
from tests.support.databases import DatabaseUrls

Row = dict[str, Any]
PATH = "/v1/onboarding-counts"
E_KATALOG = {"indicator": "umkm-e-katalog"}


def list_rows(client: httpx.Client, **query: object) -> list[Row]:
    response = client.get(PATH, params={**E_KATALOG, **query})
    assert response.status_code == 200, response.text
    found: list[Row] = response.json()["data"]
    return found


def get_only_row(client: httpx.Client, **query: object) -> Row:
    (row,) = list_rows(client, **query)
    return row


def test_the_country_has_its_own_figure_and_the_sum_of_the_provinces_that_reported(counts: httpx.Client) -> None:
    row = get_only_row(counts, region="ID", period="2021", nature="stock")
    assert (row["reported"], row["summed"]) == (36000, 32000)
    assert (row["regions_reported"], row["regions_total"]) == (32, 34)
    assert row["agrees"] is None  # two are missing
    assert (row["region"], row["region_name"]) == ("ID", "Indonesia")
    assert (row["unit"], row["latest_stated_on"]) == ("umkm", "2022-02-15")


def test_each_figure_of_a_row_is_listed_with_its_url(counts: httpx.Client) -> None:
    assert "realizations" not in get_only_row(counts, region="32", period="2021")
    row = get_only_row(counts, region="32", period="2021", include="realizations")
    assert [(each["region"], each["counts_as"], each["value"]) for each in row["realizations"]] == [
        ("32", "reported", 1000), ("32", "own", 200), ("32.01", "region", 300), ("32.73", "region", 400),
    ]  # fmt: skip
    for each in row["realizations"]:
        assert counts.get(each["url"]).json()["value"] == each["value"]


def test_the_offices_of_a_province_are_added_to_its_sum_but_not_to_its_own_figure(counts: httpx.Client) -> None:
    row = get_only_row(counts, region="32", period="2021")
    assert (row["reported"], row["summed"], row["regions_reported"]) == (1000, 900, 2)
    assert row["regions_total"] == 27
    assert row["latest_stated_on"] == "2022-03-01"
    # The sum of the country uses the own figure of the province.
    assert get_only_row(counts, region="ID", period="2021", nature="stock")["summed"] == 32000


def test_stocks_of_the_same_last_day_are_one_row(counts: httpx.Client) -> None:
    for period in ("2021", "2021-12", "2021-12-31", "2021-Q4,2021-S2"):
        assert get_only_row(counts, region="32", period=period)["period"] == "2021"


@pytest.mark.parametrize(
    ("day", "total", "reported", "summed"),
    [("2022-07-24", 34, 2, 20), ("2022-07-25", 37, 5, 50), ("2022-12-08", 38, 3, 30), ("2023-12-31", 38, 38, 380)],
)
def test_the_provinces_of_the_last_day_are_counted(
    counts: httpx.Client, day: str, total: int, reported: int, summed: int
) -> None:
    row = get_only_row(counts, region="ID", period=day)
    assert (row["regions_total"], row["regions_reported"], row["summed"]) == (total, reported, summed)


def test_a_region_whose_code_is_not_yet_valid_is_not_a_part_but_has_its_own_row(counts: httpx.Client) -> None:
    assert [row["region"] for row in list_rows(counts, period="2022-12-07")] == ["96"]


def test_a_total_that_differs_from_its_sum_does_not_agree(counts: httpx.Client) -> None:
    row = get_only_row(counts, region="ID", period="2023")
    assert (row["reported"], row["summed"], row["agrees"]) == (100, 380, False)


def test_a_breakdown_is_summed_from_its_parts_and_the_default_is_none(counts: httpx.Client) -> None:
    row = get_only_row(counts, region="33", breakdown="catalog:local")
    assert (row["reported"], row["summed"], row["regions_reported"]) == (7, 7, 1)
    assert row["breakdown"] == {"catalog": "local"}
    assert [row["summed"] for row in list_rows(counts, region="33")] == [None, None]
    assert list_rows(counts, region="33") == list_rows(counts, region="33", breakdown="none")


def test_the_breakdown_of_own_offices_has_no_sum(counts: httpx.Client) -> None:
    row = get_only_row(counts, region="32", breakdown="part:own")
    assert (row["reported"], row["summed"], row["regions_reported"], row["regions_total"]) == (200, None, None, None)


def test_a_region_without_regions_below_it_has_no_number_of_parts(counts: httpx.Client) -> None:
    row = get_only_row(counts, region="32.73", period="2021")
    assert (row["reported"], row["regions_reported"], row["regions_total"]) == (400, None, None)
    # A province below which no region reported still has the number of those that exist.
    row = get_only_row(counts, region="31", period="2021")
    assert (row["regions_reported"], row["regions_total"]) == (0, 6)


def test_flows_of_different_lengths_are_different_rows(counts: httpx.Client) -> None:
    found = {row["period"]: (row["reported"], row["summed"]) for row in list_rows(counts, region="34", nature="flow")}
    assert found == {"2021": (80, None), "2021-Q4": (20, 9)}


def test_a_retracted_or_withdrawn_figure_is_not_counted(counts: httpx.Client) -> None:
    assert [row["region"] for row in list_rows(counts, period="2024", level="province")] == ["51"]
    assert list_rows(counts, region="35", period="2024", as_of="2025-05-31")[0]["reported"] == 5
    assert list_rows(counts, region="35", period="2024", as_of="2025-06-01") == []


def test_the_preferred_realization_of_the_day_is_reported(counts: httpx.Client) -> None:
    assert get_only_row(counts, region="51", period="2024")["reported"] == 800
    assert get_only_row(counts, region="51", period="2024", as_of="2025-12-31")["reported"] == 800
    assert list_rows(counts, region="51", period="2024", as_of="2025-01-31") == []


def test_a_manual_preference_is_used(count_database: DatabaseUrls, counts: httpx.Client) -> None:
    databases.execute(
        count_database.service,
        "INSERT INTO preference (realization, revision, active, reason, recorded_by) SELECT "
        f"'{figure_id(1540)}', 1, true, 'Diaudit.', 'checker' FROM (SELECT set_config('capaian.principal', 'checker', "
        "true), set_config('capaian.scopes', 'publish', true)) AS acting",
        role="capaian_service",
    )
    assert get_only_row(counts, region="52", period="2025")["reported"] == 900
    assert get_only_row(counts, region="52", period="2025", as_of="2026-02-28")["reported"] == 800
    earlier = "recorded_at AT TIME ZONE 'UTC' - interval '1 us'"
    sql = f'SELECT to_char({earlier}, \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\') FROM preference'
    (known_at,) = databases.execute(count_database.owner, sql)
    assert get_only_row(counts, region="52", period="2025", known_at=known_at)["reported"] == 800


def test_an_indicator_that_is_not_additive_is_not_summed_and_has_a_note(counts: httpx.Client) -> None:
    response = counts.get(PATH, params={"indicator": "share-local", "level": "province"}).json()
    (row,) = response["data"]
    assert (row["reported"], row["summed"], row["regions_reported"], row["agrees"]) == (40, None, 1, None)
    assert "share-local" in response["meta"]["note"] and "share-local" in response["meta"]["note_en"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"level": "regency"}, "32.01"),
        ({"level": "city"}, "32.73 34.71"),
        ({"within": "32"}, "32 32.01 32.73"),
        ({"within": "32,34.71"}, "32 32.01 32.73 34.71"),
        ({"within": "32", "level": "province"}, "32"),
        ({"within": "32", "region": "32.73,34.71"}, "32.73"),
        ({"region": "32", "level": "city"}, ""),
        ({"program": "umkm-digital"}, ""),
    ],
)
def test_several_filters_are_combined(counts: httpx.Client, query: Row, codes: str) -> None:
    found = list_rows(counts, period="2021,2021-Q4", **query)
    assert {row["region"] for row in found} == set(codes.split())


def test_rows_are_sorted_and_each_is_on_one_page(counts: httpx.Client) -> None:
    whole = counts.get(PATH, params={"limit": 200}).json()
    assert whole["meta"]["has_more"] is False
    levels = ["country", "province", "regency", "city"]
    natures = [(row["program"], row["indicator"], row["nature"], levels.index(row["level"])) for row in whole["data"]]
    assert natures == sorted(natures)
    for query in ({}, {"within": "32,33"}, {"period": "2021,2023"}):
        expected = counts.get(PATH, params={**query, "limit": 200}).json()["data"]
        for limit in (7,) if not query else (1, 7):
            found, url = [], f"{PATH}?{httpx.QueryParams({**query, 'limit': limit})}"
            while url:
                page = counts.get(url)
                found += page.json()["data"]
                url = page.links.get("next", {}).get("url")
            assert found == expected


def test_csv_has_the_same_rows(counts: httpx.Client) -> None:
    query = {"region": "32", "period": "2021", **E_KATALOG}
    header, line = counts.get(f"{PATH}.csv", params=query).text.splitlines()
    fields = dict(zip(header.split(","), line.split(","), strict=True))
    row = get_only_row(counts, region="32", period="2021")
    assert (fields["reported"], fields["summed"], fields["region_name"]) == ("1000", "900", row["region_name"])
    assert "realizations" not in fields
    assert counts.get(f"{PATH}.csv", params={**query, "columns": "summed,region"}).text == "summed,region\r\n900,32\r\n"


def test_csv_has_the_ids_of_the_figures_if_their_column_is_requested(counts: httpx.Client) -> None:
    query = {"region": "32", "period": "2021", **E_KATALOG}
    row = get_only_row(counts, region="32", period="2021", include="realizations")
    ids = ";".join(each["id"] for each in row["realizations"])
    text = counts.get(f"{PATH}.csv", params={**query, "columns": "region,realizations"}).text
    assert text == f"region,realizations\r\n32,{ids}\r\n"
