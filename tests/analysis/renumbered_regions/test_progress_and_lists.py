"""Progress, lists and findings of regions that received a new code: the figures with all codes are one series."""

from typing import Any

import httpx
import pytest

from tests.analysis.renumbered_regions.build_papua import figure_id
from tests.support.callers import Person

Row = dict[str, Any]


def list_rows(client: httpx.Client, path: str, **query: object) -> list[Row]:
    response = client.get(path, params={"program": "papua", **query})
    assert response.status_code == 200, response.text
    found: list[Row] = response.json()["data"]
    return found


def codes(row: Row) -> list[str]:
    return [reason["code"] for reason in row["reasons"]]


def numbers(rows: list[Row]) -> list[int]:
    return sorted(int(row["id"][-12:]) for row in rows)


def test_a_target_with_the_new_code_has_its_baseline_from_the_old_code(papua: httpx.Client) -> None:
    (row,) = list_rows(papua, "/v1/progress", region="93.01", as_of="2022-08-31")
    assert (row["region"], row["also_regions"]) == ("93.01", ["91.01"])
    assert row["target"]["id"] == figure_id(101)
    assert (row["baseline"]["id"], row["baseline"]["value"]) == (figure_id(102), 50)
    assert (row["realization"]["id"], row["verdict"]) == (figure_id(102), "no_new_report")
    assert "region_renumbered" in codes(row)
    text = next(reason for reason in row["reasons"] if reason["code"] == "region_renumbered")
    assert "91.01" in text["text"] and "91.01" in text["text_en"]


def test_a_figure_with_the_old_code_is_the_realization_and_one_with_the_new_code_its_alternative(
    papua: httpx.Client,
) -> None:
    (row,) = list_rows(papua, "/v1/progress", region="93.01")
    assert (row["realization"]["id"], row["realization"]["value"]) == (figure_id(104), 120)
    assert [other["id"] for other in row["realization"]["alternatives"]] == [figure_id(105)]
    assert {"region_renumbered", "conflict"} <= set(codes(row))


def test_the_reason_is_missing_while_all_compared_figures_have_the_code_of_the_target(papua: httpx.Client) -> None:
    (row,) = list_rows(papua, "/v1/progress", region="91.04")
    assert (row["region"], row["also_regions"]) == ("91.04", ["94.01"])
    assert codes(row) == ["no_realization"]
    assert list_rows(papua, "/v1/progress", region="94.01") == []


@pytest.mark.parametrize(
    ("as_of", "number", "region", "also"),
    [("2022-12-31", 111, "91.02", ["95.01"]), ("2023-02-01", 112, "95.01", ["91.02"])],
)
def test_one_target_is_in_force_for_all_codes_of_a_region(
    papua: httpx.Client, as_of: str, number: int, region: str, also: list[str]
) -> None:
    rows = list_rows(papua, "/v1/progress", region="91.02,95.01", as_of=as_of)
    assert [(row["target"]["id"], row["region"], row["also_regions"]) for row in rows] == [
        (figure_id(number), region, also)
    ]


def test_the_pages_of_progress_have_each_row_once_in_the_order_of_its_code(papua: httpx.Client) -> None:
    rows = list_rows(papua, "/v1/progress")
    assert [row["region"] for row in rows] == ["91.04", "93.01", "95.01"]
    paged, cursor = [], {}
    for _ in rows:
        page = papua.get("/v1/progress", params={"program": "papua", "limit": 1, **cursor}).json()
        paged += page["data"]
        cursor = {"cursor": page["meta"]["next_cursor"]}
    assert paged == rows and not page["meta"]["has_more"]


def test_progress_as_csv_has_the_other_codes(papua: httpx.Client) -> None:
    lines = papua.get("/v1/progress.csv", params={"program": "papua", "region": "93.01"}).text.splitlines()
    cells = dict(zip(lines[0].split(","), lines[1].split(","), strict=False))
    assert (cells["region"], cells["also_regions"]) == ("93.01", '"[""91.01""]"')


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"region": "93.01"}, [103, 105]),
        ({"region": "93.01", "renumbered": "true"}, [102, 103, 104, 105]),
        ({"region": "91.01", "renumbered": "true"}, [102, 103, 104, 105]),
        ({"region": "91.03,91.01", "renumbered": "true"}, [102, 103, 104, 105, 132]),
        ({"within": "93"}, [103, 105, 133]),
        ({"within": "93", "renumbered": "true"}, [102, 103, 104, 105, 133]),
        ({"within": "91", "renumbered": "true"}, [102, 103, 104, 105, 131, 132, 134]),
        ({"within": "32", "renumbered": "true"}, []),
        ({"renumbered": "true"}, [102, 103, 104, 105, 131, 132, 133, 134]),
    ],
)
def test_a_list_has_exactly_the_requested_codes_unless_renumbered_codes_are_requested(
    papua: httpx.Client, query: dict[str, str], found: list[int]
) -> None:
    assert numbers(list_rows(papua, "/v1/realizations", **query)) == found


def test_figures_with_another_code_are_listed_with_their_own_code(papua: httpx.Client) -> None:
    rows = list_rows(papua, "/v1/realizations", region="93.01", renumbered="true")
    assert {row["region"] for row in rows} == {"91.01", "93.01"}


def test_one_realization_is_preferred_for_all_codes_of_a_region(papua: httpx.Client) -> None:
    rows = list_rows(papua, "/v1/realizations", within="91,93", period="2023", preferred="true")
    assert numbers(rows) == [104, 133, 134]


def test_findings_are_about_the_figures_with_all_codes(papua: httpx.Client) -> None:
    found = list_rows(papua, "/v1/findings", as_of="2026-06-01")
    subjects = {
        (
            each["code"],
            tuple(int(one["id"][-12:]) for one in each["subjects"] if one["type"] in ("target", "realization")),
        )
        for each in found
    }
    assert ("conflicting_realizations", (104, 105)) in subjects
    assert ("target_revised", (112, 111)) in subjects
    assert [numbers for code, numbers in subjects if code == "sum_mismatch"] == [(133, 104)]
    assert ("stale", (105,)) in subjects
    assert ("no_realization", (121,)) in subjects and ("no_realization", (112,)) in subjects
    assert sum(code == "no_realization" for code, _ in subjects) == 2
    # The code of a statement can be one that was not in force, although the region existed.
    assert {numbers for code, numbers in subjects if code == "region_not_in_force"} == {(103,), (104,)}
    assert {numbers for code, numbers in subjects if code == "stale"} == {(105,), (131,), (132,), (133,), (134,)}


def test_the_previous_figure_of_a_claim_may_have_another_code(papua: httpx.Client) -> None:
    body = {
        "kind": "growth",
        "figures": [figure_id(104)],
        "base": "previous",
        "stated_value": 100,
        "stated_resolution": 1,
    }
    judgment = papua.post("/v1/claims/check", json=body).json()
    assert (judgment["verdict"], judgment["computed"]) == ("consistent", 100)
    assert judgment["compared_with"]["id"] == figure_id(103)


@pytest.mark.parametrize("region", ["91.01", "93.01"])
def test_the_key_of_a_figure_in_a_claim_means_all_codes_of_its_region(papua: httpx.Client, region: str) -> None:
    key = {"indicator": "papua", "nature": "stock", "region": region, "period": "2023"}
    body = {"kind": "growth", "figure_key": key, "base": "previous", "stated_value": 100, "stated_resolution": 1}
    judgment = papua.post("/v1/claims/check", json=body).json()
    assert (judgment["verdict"], judgment["computed"]) == ("consistent", 100)


def test_a_target_supersedes_one_with_another_code_of_its_region_only(writer: Person) -> None:
    body = {
        "indicator": "papua", "nature": "stock", "region": "93.01", "period": "2025", "value": 300,
        "stated_on": "2024-06-01", "institution": "kemenkop-ukm",
    }  # fmt: skip
    former = writer.post("/v1/targets", {**body, "region": "91.01", "stated_on": "2022-01-01"})
    assert former.status_code == 201, former.text
    accepted = writer.post("/v1/targets", {**body, "supersedes": former.json()["id"]})
    assert accepted.status_code == 201, accepted.text
    rejected = writer.post("/v1/targets", {**body, "region": "93.02", "supersedes": former.json()["id"]})
    assert rejected.status_code == 422
    assert [error["code"] for error in rejected.json()["errors"]] == ["target_supersedes_within_its_key"]
