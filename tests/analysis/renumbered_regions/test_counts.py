"""Onboarding counts of regions that received a new code: a figure counts for the code in force on its last day."""

from typing import Any

import httpx
import pytest

from tests.analysis.renumbered_regions.build_papua import figure_id

Row = dict[str, Any]
SELECTED = {"indicator": "papua", "include": "realizations"}


def list_rows(client: httpx.Client, **query: object) -> list[Row]:
    response = client.get("/v1/onboarding-counts", params={**SELECTED, **query})
    assert response.status_code == 200, response.text
    found: list[Row] = response.json()["data"]
    return found


def get_only_row(client: httpx.Client, **query: object) -> Row:
    (row,) = list_rows(client, **query)
    return row


def counted(row: Row) -> list[tuple[str, str, float]]:
    return [(each["counts_as"], each["region"], each["value"]) for each in row["realizations"]]


def test_a_figure_before_the_renumbering_counts_for_the_old_code(papua: httpx.Client) -> None:
    row = get_only_row(papua, region="91.01", period="2021")
    assert (row["region"], row["also_regions"], row["region_name"]) == ("91.01", ["93.01"], "Kabupaten Merauke")
    assert counted(row) == [("reported", "93.01", 60)]
    assert list_rows(papua, region="93.01", period="2021") == []


def test_a_figure_after_the_renumbering_counts_for_the_new_code(papua: httpx.Client) -> None:
    row = get_only_row(papua, region="93.01", period="2023")
    assert (row["region"], row["also_regions"], row["reported"]) == ("93.01", ["91.01"], 120)
    assert counted(row) == [("reported", "91.01", 120)]
    assert list_rows(papua, region="91.01", period="2023") == []


def test_the_province_of_the_last_day_has_the_figure_in_its_sum(papua: httpx.Client) -> None:
    papua_before = get_only_row(papua, region="91", period="2021")
    assert (papua_before["reported"], papua_before["summed"], papua_before["regions_reported"]) == (90, 85, 2)
    assert papua_before["regions_total"] == 29
    assert counted(papua_before)[1:] == [("region", "93.01", 60), ("region", "91.03", 25)]
    papua_selatan = get_only_row(papua, region="93", period="2023")
    assert (papua_selatan["reported"], papua_selatan["summed"], papua_selatan["agrees"]) == (100, 120, False)
    assert counted(papua_selatan)[1:] == [("region", "91.01", 120)]
    papua_after = get_only_row(papua, region="91", period="2023")
    assert (papua_after["summed"], counted(papua_after)) == (7, [("region", "91.05", 7)])
    assert papua_after["also_regions"] == []


def test_the_latest_row_of_a_renumbered_region_has_the_code_of_its_period(papua: httpx.Client) -> None:
    latest = [(row["region"], row["period"]) for row in list_rows(papua, period="latest", level="regency")]
    assert latest == [("91.03", "2021"), ("91.05", "2023"), ("93.01", "2023")]
    earlier = [(row["region"], row["period"]) for row in list_rows(papua, period="latest", region="91.01,93.02")]
    assert earlier == [("91.01", "2021")]


@pytest.mark.parametrize("query", [{}, {"level": "regency"}, {"period": "2021,2023"}, {"within": "91,93"}])
def test_pages_of_one_row_have_the_same_rows_in_order(papua: httpx.Client, query: dict[str, str]) -> None:
    rows = list_rows(papua, **query)
    keys = [(row["nature"], row["level"], row["period"], row["region"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert ("stock", "regency", "2021", "91.01") in keys and ("stock", "regency", "2023", "93.01") in keys
    assert not {("stock", "regency", "2021", "93.01"), ("stock", "regency", "2023", "91.01")} & set(keys)
    levels = ["country", "province", "regency"]
    assert keys == sorted(keys, key=lambda key: (levels.index(key[1]), key[2], key[3]))
    paged: list[Row] = []
    cursor: dict[str, str] = {}
    while len(paged) < len(rows):
        page = papua.get("/v1/onboarding-counts", params={**SELECTED, "limit": 1, **query, **cursor}).json()
        paged += page["data"]
        cursor = {"cursor": page["meta"]["next_cursor"]} if page["meta"]["has_more"] else {}
        assert cursor or len(paged) == len(rows)
    assert paged == rows


def test_counts_as_csv_have_the_other_codes(papua: httpx.Client) -> None:
    query = {"indicator": "papua", "region": "91.01", "period": "2021", "columns": "region,also_regions,realizations"}
    lines = papua.get("/v1/onboarding-counts.csv", params=query).text.splitlines()
    assert lines == ["region,also_regions,realizations", f'91.01,"[""93.01""]",{figure_id(103)}']
