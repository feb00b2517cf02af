"""What does not ship: sums of flows, other natures and units, rivals, people who prefer, and what was taken back."""

from typing import Any

import httpx
import pytest

from tests.progress.conftest import Row, codes, rows_of
from tests.progress.recorded import figure_id
from tests.support.callers import Person


def only(client: httpx.Client, program: str, **parameters: str) -> Row:
    (row,) = rows_of(client.get(f"/v1/programs/{program}/progress", params=parameters))
    return row


def ids(figures: list[dict[str, Any]]) -> list[str]:
    return [figure["id"] for figure in figures]


def test_flows_that_follow_each_other_are_added_up_and_say_so(richer: httpx.Client) -> None:
    row = only(richer, "tiled", nature="flow")
    realization = row["realization"]
    assert (realization["id"], realization["address"], realization["value"]) == (None, None, 70)
    assert (realization["reference_date"], realization["resolution"]) == ("2022-06-30", 11)
    assert realization["derived"]["value"] == 70
    assert ids(realization["derived"]["parts"]) == [figure_id(102), figure_id(103)]
    assert (row["ratio"], row["verdict"]) == (0.7, "not_reported")
    assert codes(row) == ["not_reported", "age", "derived"]


def test_a_stock_that_flows_lead_on_from_is_offered_and_not_used(richer: httpx.Client) -> None:
    row = only(richer, "tiled", nature="stock")
    assert (row["realization"]["value"], row["realization"]["derived"], row["ratio"]) == (300, None, 0.6)
    assert (row["derived"]["value"], row["derived"]["reference_date"]) == (370, "2022-06-30")
    assert ids(row["derived"]["parts"]) == [figure_id(106), figure_id(102), figure_id(103)]
    assert "derived_beside" in codes(row)


@pytest.mark.parametrize("other", ["nature", "unit", "period"])
def test_figures_that_do_not_compare_are_told_of_and_give_no_ratio(richer: httpx.Client, other: str) -> None:
    row = only(richer, f"other-{other}")
    assert (row["verdict"], row["realization"], row["ratio"]) == ("no_realization", None, None)
    assert codes(row) == ["no_realization", f"only_other_{other}"]
    if other == "unit":
        assert "produk" in row["reasons"][1]["text"]["en"]


def test_what_had_not_been_stated_is_not_beside_it_either(richer: httpx.Client) -> None:
    for other in ("nature", "unit", "period"):
        assert rows_of(richer.get(f"/v1/programs/other-{other}/progress?as_of=2022-01-14")) == []
        assert len(codes(only(richer, f"other-{other}", as_of="2022-01-15"))) == 2


def test_a_target_of_zero_has_a_gap_and_a_reason_in_place_of_a_ratio(richer: httpx.Client) -> None:
    row = only(richer, "to-zero", as_of="2022-07-01")
    assert (row["ratio"], row["gap"]) == (None, -20)
    assert "zero_target" in codes(row)
    assert row["verdict"] == "on_track"
    assert row["required_per_month"] == pytest.approx(-20 * 30.4375 / 184, abs=0.0001)


def test_rivals_of_which_one_reaches_the_target_and_one_does_not_are_said_to_decide(richer: httpx.Client) -> None:
    row = only(richer, "rivals", as_of="2023-01-31")
    assert (row["verdict"], row["realization"]["id"]) == ("missed", figure_id(602))
    assert ids(row["realization"]["alternatives"]) == [figure_id(603)]
    assert {"conflict", "conflict_decides"} <= set(codes(row))
    assert "preferred_by_a_person" not in codes(row)


def test_a_person_who_prefers_another_report_is_named_with_the_reason(richer: httpx.Client, publisher: Person) -> None:
    address = f"/v1/realizations/{figure_id(603)}/preference"
    made = publisher.put(address, {"reason": "Sudah diaudit."})
    assert made.status_code == 201, made.text
    row = only(richer, "rivals", as_of="2023-01-31")
    assert (row["verdict"], row["realization"]["id"]) == ("achieved", figure_id(603))
    preference = row["realization"]["preference"]
    assert (preference["recorded_by"], preference["reason"]) == ("penerbit", "Sudah diaudit.")
    (told,) = [reason["text"] for reason in row["reasons"] if reason["code"] == "preferred_by_a_person"]
    assert "penerbit" in told["id"]
    assert "Sudah diaudit." in told["en"]
    # As it was known before, nobody had preferred it.
    before = made.json()["recorded_at"].replace("Z", "").split(".")[0] + "Z"
    assert only(richer, "rivals", as_of="2023-01-31", known_at=before)["realization"]["preference"] is None
    assert publisher.post(f"{address}/withdraw", {"reason": "Direvisi."}).status_code == 200


def test_a_target_reached_by_rounding_alone_is_said_to_be(richer: httpx.Client) -> None:
    row = only(richer, "rounded")
    assert (row["verdict"], row["ratio"], row["gap"]) == ("achieved", 0.98, 2)
    assert codes(row) == ["achieved", "within_rounding"]


def test_what_was_retracted_counts_until_then(richer: httpx.Client) -> None:
    assert only(richer, "retracted", as_of="2023-01-30")["realization"]["value"] == 5
    assert only(richer, "retracted", as_of="2023-01-31")["verdict"] == "no_realization"
    assert only(richer, "retracted")["verdict"] == "no_realization"


def test_the_progress_of_a_withdrawn_program_is_gone(richer: httpx.Client) -> None:
    assert richer.get("/v1/programs/taken-back/progress").status_code == 410


@pytest.mark.parametrize(
    ("asked", "values"),
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
        ({"institution": "presiden"}, []),  # its target is in force no more
        ({"institution": "presiden", "as_of": "2021-12-31"}, [50]),
        ({"verdict": "not_reported"}, []),
        ({"verdict": "missed", "breakdown": "catalog:local"}, [10]),
        ({"indicator": "parts"}, [40, 20, 30]),
        ({"indicator": "rivals"}, []),
    ],
)
def test_filters_ask_the_target_in_force(richer: httpx.Client, asked: dict[str, str], values: list[int]) -> None:
    rows = rows_of(richer.get("/v1/programs/parts/progress", params=asked))
    assert sorted(row["target"]["value"] for row in rows) == sorted(values)


def test_whoever_has_a_key_sees_what_everybody_sees(richer: httpx.Client, publisher: Person) -> None:
    seen = publisher.get("/v1/progress")
    assert rows_of(seen) == rows_of(richer.get("/v1/progress"))
    assert seen.headers["cache-control"].startswith("private")


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_follow_each_other_without_a_gap_and_without_a_repetition(richer: httpx.Client, limit: int) -> None:
    asked = {"breakdown": "catalog:local,none"}
    whole = rows_of(richer.get("/v1/progress", params=asked))
    assert len(whole) == len(by_rank(whole)) > 25
    found: list[Row] = []
    address = str(richer.build_request("GET", "/v1/progress", params={**asked, "limit": str(limit)}).url)
    while True:
        answer = richer.get(address)
        rows = rows_of(answer)
        assert len(rows) <= limit
        found += rows
        assert answer.json()["meta"]["has_more"] == ("next" in answer.links)
        if "next" not in answer.links:
            break
        address = answer.links["next"]["url"]
    assert found == whole


def by_rank(rows: list[Row]) -> set[str]:
    return {row["target"]["id"] for row in rows}


def test_a_cursor_is_good_for_its_own_list_alone(richer: httpx.Client) -> None:
    cursor = richer.get("/v1/progress?limit=1").json()["meta"]["next_cursor"]
    assert richer.get("/v1/progress", params={"cursor": cursor}).status_code == 200
    assert richer.get("/v1/progress", params={"cursor": cursor, "nature": "flow"}).status_code == 400
    assert richer.get("/v1/programs/parts/progress", params={"cursor": cursor}).status_code == 400


def test_rows_come_in_the_order_of_their_keys(richer: httpx.Client) -> None:
    rows = rows_of(richer.get("/v1/progress?breakdown=catalog:local,none"))
    keys = [(row["program"], row["indicator"], row["nature"], row["region"], bool(row["breakdown"])) for row in rows]
    assert keys == sorted(keys)
