"""Progress of programs that are not in the seed data: derived values, conflicts, preferences, filters and pages."""

from typing import Any

import httpx
import pytest

from tests.analysis.progress.build_programs import figure_id
from tests.analysis.progress.conftest import Row, codes, get_rows
from tests.support.callers import Person


def get_only_row(client: httpx.Client, program: str, **parameters: str) -> Row:
    (row,) = get_rows(client.get(f"/v1/programs/{program}/progress", params=parameters))
    return row


def ids(figures: list[dict[str, Any]]) -> list[str]:
    return [figure["id"] for figure in figures]


def test_consecutive_flows_are_added_and_the_sum_is_marked_as_derived(program_client: httpx.Client) -> None:
    row = get_only_row(program_client, "tiled", nature="flow")
    realization = row["realization"]
    assert (realization["id"], realization["url"], realization["value"]) == (None, None, 70)
    assert (realization["reference_date"], realization["resolution"]) == ("2022-06-30", 11)
    assert ids(realization["parts"]) == [figure_id(102), figure_id(103)]
    assert (row["ratio"], row["verdict"]) == (0.7, "not_reported")
    assert codes(row) == ["not_reported", "report_age", "derived"]


def test_a_stock_derived_from_later_flows_is_returned_but_not_used(program_client: httpx.Client) -> None:
    row = get_only_row(program_client, "tiled", nature="stock")
    assert (row["realization"]["value"], row["realization"]["parts"], row["ratio"]) == (300, [], 0.6)
    assert (row["derived_value"]["value"], row["derived_value"]["reference_date"]) == (370, "2022-06-30")
    assert ids(row["derived_value"]["parts"]) == [figure_id(106), figure_id(102), figure_id(103)]
    assert "derived_value_available" in codes(row)


@pytest.mark.parametrize("other", ["nature", "unit", "period"])
def test_figures_that_cannot_be_compared_are_a_reason_without_a_ratio(program_client: httpx.Client, other: str) -> None:
    row = get_only_row(program_client, f"other-{other}")
    assert (row["verdict"], row["realization"], row["ratio"]) == ("no_realization", None, None)
    assert codes(row) == ["no_realization", f"only_other_{other}"]
    if other == "unit":
        assert "produk" in row["reasons"][1]["text_en"]


def test_only_a_report_of_a_variant_for_the_same_part_until_the_end_is_one_in_another_unit(
    program_client: httpx.Client,
) -> None:
    rows = get_rows(program_client.get("/v1/programs/variants/progress?breakdown=none,catalog:local"))
    texts = {
        row["target"]["id"][-3:]: reason["text_en"]
        for row in rows
        for reason in row["reasons"]
        if reason["code"] == "only_other_unit"
    }
    # The variants of stalls are products and, over these, businesses. Rupiah are no variant of anything.
    assert sorted(texts) == ["305", "310", "313"]
    assert "(produk)" in texts["305"] and "(produk)" in texts["313"]


def test_a_unit_is_not_the_only_one_after_an_earlier_report_in_the_unit_of_the_target(
    program_client: httpx.Client,
) -> None:
    """The flow of 2021 is not comparable with the target of 2022, but it was reported."""
    rows = get_rows(program_client.get("/v1/programs/variants/progress?region=33&nature=flow"))
    by_period = {row["period"]: codes(row) for row in rows}
    assert by_period == {"2020": ["no_realization", "only_other_unit"], "2022": ["no_realization"]}


def test_figures_count_as_other_figures_only_from_their_stated_date_on(program_client: httpx.Client) -> None:
    for other, before, day in (
        ("nature", "2022-03-31", "2022-04-01"),
        ("unit", "2022-03-31", "2022-04-01"),
        ("period", "2022-06-30", "2022-07-01"),
    ):
        assert get_rows(program_client.get(f"/v1/programs/other-{other}/progress?as_of=2022-01-14")) == []
        assert codes(get_only_row(program_client, f"other-{other}", as_of=before)) == ["no_realization"]
        assert len(codes(get_only_row(program_client, f"other-{other}", as_of=day))) == 2


def test_a_target_of_zero_has_a_gap_and_a_reason_but_no_ratio(program_client: httpx.Client) -> None:
    row = get_only_row(program_client, "to-zero", as_of="2022-07-01")
    assert (row["ratio"], row["gap"]) == (None, -20)
    assert "zero_target" in codes(row)
    assert row["verdict"] == "on_track"
    assert row["required_per_month"] == pytest.approx(-20 * 30.4375 / 184, abs=0.0001)


def test_a_verdict_that_depends_on_the_choice_of_report_is_a_reason(program_client: httpx.Client) -> None:
    row = get_only_row(program_client, "rivals", as_of="2023-01-31")
    assert (row["verdict"], row["realization"]["id"]) == ("missed", figure_id(602))
    assert ids(row["realization"]["alternatives"]) == [figure_id(603)]
    assert {"conflict", "verdict_depends_on_report"} <= set(codes(row))
    assert "manual_preference" not in codes(row)


def test_a_manual_preference_is_returned_with_its_author_and_reason(
    program_client: httpx.Client, publisher: Person
) -> None:
    url = f"/v1/realizations/{figure_id(603)}/preference"
    created = publisher.put(url, {"reason": "Sudah diaudit."})
    assert created.status_code == 201, created.text
    row = get_only_row(program_client, "rivals", as_of="2023-01-31")
    assert (row["verdict"], row["realization"]["id"]) == ("achieved", figure_id(603))
    preference = row["realization"]["preference"]
    assert (preference["recorded_by"], preference["reason"]) == ("penerbit", "Sudah diaudit.")
    (reason,) = [reason for reason in row["reasons"] if reason["code"] == "manual_preference"]
    assert "penerbit" in reason["text"]
    assert "Sudah diaudit." in reason["text_en"]
    # The preference did not exist before.
    before = created.json()["recorded_at"].replace("Z", "").split(".")[0] + "Z"
    assert (
        get_only_row(program_client, "rivals", as_of="2023-01-31", known_at=before)["realization"]["preference"] is None
    )
    assert publisher.transition(f"{url}/withdraw", {"reason": "Direvisi."}).status_code == 200


def test_a_target_that_is_reached_because_of_rounding_has_a_reason(program_client: httpx.Client) -> None:
    row = get_only_row(program_client, "rounded")
    assert (row["verdict"], row["ratio"], row["gap"]) == ("achieved", 0.98, 2)
    assert codes(row) == ["achieved", "within_rounding", "baseline_stated_after"]


def test_a_retracted_realization_counts_until_its_retraction(program_client: httpx.Client) -> None:
    assert get_only_row(program_client, "retracted", as_of="2023-01-30")["realization"]["value"] == 5
    assert get_only_row(program_client, "retracted", as_of="2023-01-31")["verdict"] == "no_realization"
    assert get_only_row(program_client, "retracted")["verdict"] == "no_realization"


def test_the_progress_of_a_withdrawn_program_has_status_410(program_client: httpx.Client) -> None:
    assert program_client.get("/v1/programs/withdrawn-program/progress").status_code == 410


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ({}, [40, 20, 30]),
        ({"breakdown": "catalog:local"}, [10]),
        ({"breakdown": "catalog:local,none"}, [40, 10, 20, 30]),
        ({"region": "ID"}, [40]),
        ({"within": "32"}, [20, 30]),
        ({"level": "city"}, [30]),
        ({"nature": "flow"}, []),
        ({"period": "2022"}, [20, 30]),
        ({"period": "2022-06"}, [40]),
        ({"period": "2022-05-01/2022-06-30"}, []),
        ({"period_to": "2022-06-30"}, [40]),
        ({"period_from": "2022-01-02"}, []),
        ({"institution": "idea"}, [40]),
        ({"institution": "presiden"}, []),  # its target is no longer in force
        ({"institution": "presiden", "as_of": "2021-12-31"}, [50]),
        ({"verdict": "not_reported"}, []),
        ({"verdict": "missed", "breakdown": "catalog:local"}, [10]),
        ({"indicator": "parts"}, [40, 20, 30]),
        ({"indicator": "rivals"}, []),
    ],
)
def test_filters_apply_to_the_target_in_force(
    program_client: httpx.Client, query: dict[str, str], values: list[int]
) -> None:
    rows = get_rows(program_client.get("/v1/programs/parts/progress", params=query))
    assert sorted(row["target"]["value"] for row in rows) == sorted(values)


def test_the_rows_are_the_same_with_and_without_an_api_key(program_client: httpx.Client, publisher: Person) -> None:
    response = publisher.get("/v1/progress")
    assert get_rows(response) == get_rows(program_client.get("/v1/progress"))
    assert response.headers["cache-control"].startswith("private")


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_the_pages_contain_each_row_once_and_in_order(program_client: httpx.Client, limit: int) -> None:
    query = {"breakdown": "catalog:local,none"}
    whole = get_rows(program_client.get("/v1/progress", params=query))
    assert len(whole) == len({row["target"]["id"] for row in whole}) > 25
    found: list[Row] = []
    url = str(program_client.build_request("GET", "/v1/progress", params={**query, "limit": str(limit)}).url)
    while True:
        response = program_client.get(url)
        rows = get_rows(response)
        assert len(rows) <= limit
        found += rows
        assert response.json()["meta"]["has_more"] == ("next" in response.links)
        if "next" not in response.links:
            break
        url = response.links["next"]["url"]
    assert found == whole


def test_a_cursor_is_valid_only_for_its_list_and_filters(program_client: httpx.Client) -> None:
    cursor = program_client.get("/v1/progress?limit=1").json()["meta"]["next_cursor"]
    assert program_client.get("/v1/progress", params={"cursor": cursor}).status_code == 200
    assert program_client.get("/v1/progress", params={"cursor": cursor, "nature": "flow"}).status_code == 400
    assert program_client.get("/v1/programs/parts/progress", params={"cursor": cursor}).status_code == 400


def test_rows_are_sorted_by_key(program_client: httpx.Client) -> None:
    rows = get_rows(program_client.get("/v1/progress?breakdown=catalog:local,none"))
    keys = [(row["program"], row["indicator"], row["nature"], row["region"], bool(row["breakdown"])) for row in rows]
    assert keys == sorted(keys)
