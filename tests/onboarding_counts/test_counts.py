"""What a catalog integrator gets: reported beside summed, by region and period, with how many reported."""

from typing import Any

import httpx
import pytest

from tests.support import databases
from tests.support.databases import Addresses
from tests.wire.recording import figure_id

Row = dict[str, Any]
PATH = "/v1/onboarding-counts"
E_KATALOG = {"indicator": "umkm-e-katalog"}


def rows(client: httpx.Client, **asked: object) -> list[Row]:
    answer = client.get(PATH, params={**E_KATALOG, **asked})
    assert answer.status_code == 200, answer.text
    found: list[Row] = answer.json()["data"]
    return found


def only(client: httpx.Client, **asked: object) -> Row:
    (row,) = rows(client, **asked)
    return row


def test_the_country_stands_beside_the_sum_of_the_provinces_that_reported(counts: httpx.Client) -> None:
    row = only(counts, region="ID", period="2021", nature="stock")
    assert (row["reported"], row["summed"]) == (36000, 32000)
    assert (row["regions_reported"], row["regions_total"]) == (32, 34)
    assert row["agrees"] is None  # two are missing
    assert row["region"] == {"code": "ID", "name": "Indonesia"}
    assert (row["unit"], row["as_at"]) == ("umkm", "2022-02-15")


def test_every_figure_behind_a_row_is_named_with_its_address(counts: httpx.Client) -> None:
    row = only(counts, region="32", period="2021")
    assert [(each["region"], each["counts_as"], each["value"]) for each in row["realizations"]] == [
        ("32", "reported", 1000), ("32", "own", 200), ("32.01", "region", 300), ("32.73", "region", 400),
    ]  # fmt: skip
    for each in row["realizations"]:
        assert counts.get(each["address"]).json()["value"] == each["value"]


def test_a_provinces_own_offices_join_the_sum_and_are_not_its_total(counts: httpx.Client) -> None:
    row = only(counts, region="32", period="2021")
    assert (row["reported"], row["summed"], row["regions_reported"]) == (1000, 900, 2)
    assert row["regions_total"] == 27
    assert row["as_at"] == "2022-03-01"
    # And they are not the country's part: the province's own figure is.
    assert only(counts, region="ID", period="2021", nature="stock")["summed"] == 32000


def test_stocks_of_one_last_day_are_one_row_however_their_periods_are_written(counts: httpx.Client) -> None:
    for period in ("2021", "2021-12", "2021-12-31", "2021-Q4,2021-S2"):
        assert only(counts, region="32", period=period)["period"] == "2021"


@pytest.mark.parametrize(
    ("day", "total", "reported", "summed"),
    [("2022-07-24", 34, 2, 20), ("2022-07-25", 37, 5, 50), ("2022-12-08", 38, 3, 30), ("2023-12-31", 38, 38, 380)],
)
def test_the_provinces_are_those_of_the_day(
    counts: httpx.Client, day: str, total: int, reported: int, summed: int
) -> None:
    row = only(counts, region="ID", period=day)
    assert (row["regions_total"], row["regions_reported"], row["summed"]) == (total, reported, summed)


def test_a_region_whose_code_is_not_valid_yet_is_no_part_and_still_has_its_own_row(counts: httpx.Client) -> None:
    assert [row["region"]["code"] for row in rows(counts, period="2022-12-07")] == ["96"]


def test_a_whole_that_its_parts_do_not_add_up_to_is_told(counts: httpx.Client) -> None:
    row = only(counts, region="ID", period="2023")
    assert (row["reported"], row["summed"], row["agrees"]) == (100, 380, False)


def test_a_breakdown_is_counted_with_its_own_parts_and_the_whole_by_default(counts: httpx.Client) -> None:
    row = only(counts, region="33", breakdown="catalog:local")
    assert (row["reported"], row["summed"], row["regions_reported"]) == (7, 7, 1)
    assert row["breakdown"] == {"catalog": "local"}
    assert [row["summed"] for row in rows(counts, region="33")] == [None, None]
    assert rows(counts, region="33") == rows(counts, region="33", breakdown="none")


def test_an_own_part_that_is_asked_for_has_no_parts_itself(counts: httpx.Client) -> None:
    row = only(counts, region="32", breakdown="part:own")
    assert (row["reported"], row["summed"], row["regions_total"]) == (200, None, 0)


def test_flows_of_two_lengths_that_end_on_one_day_are_two_rows(counts: httpx.Client) -> None:
    found = {row["period"]: (row["reported"], row["summed"]) for row in rows(counts, region="34", nature="flow")}
    assert found == {"2021": (80, None), "2021-Q4": (20, 9)}


def test_what_was_retracted_or_withdrawn_is_counted_no_more(counts: httpx.Client) -> None:
    assert [row["region"]["code"] for row in rows(counts, period="2024", level="province")] == ["51"]
    assert rows(counts, region="35", period="2024", as_of="2024-05-31")[0]["reported"] == 5
    assert rows(counts, region="35", period="2024", as_of="2024-06-01") == []


def test_the_preferred_realization_is_reported_and_as_of_goes_back_behind_the_newer_one(counts: httpx.Client) -> None:
    assert only(counts, region="51", period="2024")["reported"] == 800
    assert only(counts, region="51", period="2024", as_of="2024-12-31")["reported"] == 800
    assert rows(counts, region="51", period="2024", as_of="2024-01-31") == []


def test_a_recorded_preference_overrules(holding: Addresses, counts: httpx.Client) -> None:
    databases.execute(
        holding.service,
        "INSERT INTO preference (realization, revision, stands, reason, recorded_by) SELECT "
        f"'{figure_id(1540)}', 1, true, 'Diaudit.', 'checker' FROM (SELECT set_config('capaian.principal', 'checker', "
        "true), set_config('capaian.scopes', 'publish', true)) AS acting",
        role="capaian_service",
    )
    assert only(counts, region="52", period="2025")["reported"] == 900
    assert only(counts, region="52", period="2025", as_of="2025-12-31")["reported"] == 800
    moment = databases.execute(holding.owner, "SELECT to_char(recorded_at AT TIME ZONE 'UTC' - interval '1 us', "
                               "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM preference")[0]  # fmt: skip
    assert only(counts, region="52", period="2025", known_at=moment)["reported"] == 800


def test_what_is_not_additive_is_not_summed_and_the_note_says_so(counts: httpx.Client) -> None:
    answer = counts.get(PATH, params={"indicator": "share-local", "level": "province"}).json()
    (row,) = answer["data"]
    assert (row["reported"], row["summed"], row["regions_reported"], row["agrees"]) == (40, None, 1, None)
    assert "share-local" in answer["meta"]["note"] and " / " in answer["meta"]["note"]


@pytest.mark.parametrize(
    ("asked", "codes"),
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
def test_filters_narrow_each_other(counts: httpx.Client, asked: Row, codes: str) -> None:
    found = rows(counts, period="2021,2021-Q4", **asked)
    assert {row["region"]["code"] for row in found} == set(codes.split())


def test_rows_stand_in_their_order_and_pages_of_any_size_hold_them_once(counts: httpx.Client) -> None:
    whole = counts.get(PATH, params={"limit": 200}).json()
    assert whole["meta"]["has_more"] is False
    levels = ["country", "province", "regency", "city"]
    natures = [(row["program"], row["indicator"], row["nature"], levels.index(row["level"])) for row in whole["data"]]
    assert natures == sorted(natures)
    for asked in ({}, {"within": "32,33"}, {"period": "2021,2023"}):
        expected = counts.get(PATH, params={**asked, "limit": 200}).json()["data"]
        for limit in (1, 7):
            found, address = [], f"{PATH}?{httpx.QueryParams({**asked, 'limit': limit})}"
            while address:
                page = counts.get(address)
                found += page.json()["data"]
                address = page.links.get("next", {}).get("url")
            assert found == expected


def test_csv_has_the_same_rows(counts: httpx.Client) -> None:
    asked = {"region": "32", "period": "2021", **E_KATALOG}
    header, line = counts.get(f"{PATH}.csv", params=asked).text.splitlines()
    told = dict(zip(header.split(","), line.split(","), strict=True))
    row = only(counts, region="32", period="2021")
    assert (told["reported"], told["summed"], told["region_name"]) == ("1000", "900", row["region"]["name"])
    assert told["realizations"].split(";") == [each["id"] for each in row["realizations"]]
    assert counts.get(f"{PATH}.csv", params={**asked, "columns": "summed,region"}).text == "summed,region\r\n900,32\r\n"
