"""Claims are answered with what comes of them when they are recomputed."""

import csv
import io
from typing import Any

import httpx
import pytest

from tests.claims.conftest import Told, claim_id

SHIPPED = "01a1fb67-1800-7000-8000-000000000"
SHARE, EXCESS, WEEKDAY, SUM = (f"{SHIPPED}{number}" for number in (301, 302, 303, 304))
PAST = {"as_of": "2022-03-28", "known_at": "2026-01-01T00:00:00Z"}


def judgement(client: httpx.Client, identity: str, **asked: str) -> Any:
    answer = client.get(f"/v1/claims/{identity}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["judgement"]


def test_21_percent_of_the_target_are_45_7_percent_of_it_and_21_of_the_population(client: httpx.Client) -> None:
    said = judgement(client, SHARE)
    assert (said["verdict"], said["computed"], said["allowed"]) == (
        "inconsistent",
        45.67,
        {"low": 45.49, "high": 45.84},
    )
    assert said["compared_with"]["address"] == f"/v1/targets/{SHIPPED}107"
    assert said["matches"] == [
        {"figure": f"{SHIPPED}206", "address": f"/v1/realizations/{SHIPPED}206", "base": "population",
         "computed": 21.41},
    ]  # fmt: skip
    assert client.get(said["matches"][0]["address"]).json()["value"] == 64_000_000
    assert said["reasons"] == [
        {"code": "computed-differs", "text": {"id": "Dari angka-angkanya terhitung 45,67 persen, bukan 21 persen.",
                                              "en": "Its figures make 45.67 percent, not 21 percent."}},
    ]  # fmt: skip


def test_70_percent_above_the_target_and_a_sum_of_yearly_additions_follow_from_their_figures(
    client: httpx.Client,
) -> None:
    excess, total = judgement(client, EXCESS), judgement(client, SUM)
    assert (excess["verdict"], excess["computed"], excess["reasons"]) == ("consistent", 70, [])
    assert (total["verdict"], total["computed"], total["allowed"]) == (
        "consistent", 30_000_000, {"low": 29_800_000, "high": 30_200_000},
    )  # fmt: skip


def test_the_eleventh_of_june_2021_was_no_thursday(client: httpx.Client) -> None:
    said = judgement(client, WEEKDAY)
    assert (said["verdict"], said["computed"], said["allowed"]) == ("inconsistent", None, None)
    assert said["reasons"][0]["text"]["en"] == "2021-06-11 is a Friday, not a Thursday."


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        ({"as_of": "2021-06-11"}, "inconsistent"),
        ({"as_of": "2021-06-10"}, "unverifiable"),
        ({"as_of": "1900-01-01"}, "unverifiable"),
    ],
)
def test_a_claim_is_judged_by_what_had_been_stated_by_a_day(
    client: httpx.Client, asked: dict[str, str], verdict: str
) -> None:
    said = judgement(client, SHARE, **asked)
    assert said["verdict"] == verdict
    if verdict == "unverifiable":
        assert (said["computed"], said["allowed"], said["matches"]) == (None, None, [])
        assert [reason["code"] for reason in said["reasons"]] == ["figure-not-known"]


def test_before_anything_was_held_there_is_no_claim_to_judge(client: httpx.Client) -> None:
    assert client.get("/v1/claims", params=PAST).json()["data"] == []
    assert client.get(f"/v1/claims/{SHARE}", params=PAST).status_code == 404


def test_an_answer_about_the_past_is_kept_for_good_and_names_its_rules(client: httpx.Client) -> None:
    answer = client.get("/v1/claims", params=PAST)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["link"].endswith('; rel="cite-as"')
    assert answer.headers["capaian-rules"]
    assert "immutable" not in client.get(f"/v1/claims/{SHARE}?as_of=2022-03-28").headers["cache-control"]


def test_a_judgement_is_not_spared_by_the_date_of_the_claim(client: httpx.Client) -> None:
    """What it is about may have changed since."""
    answer = client.get(f"/v1/claims/{SHARE}")
    assert "last-modified" not in answer.headers
    later = {"If-Modified-Since": "Thu, 01 Jan 2199 00:00:00 GMT"}
    assert client.get(f"/v1/claims/{SHARE}", headers=later).status_code == 200
    held = {"If-None-Match": answer.headers["etag"]}
    assert client.get(f"/v1/claims/{SHARE}", headers=held).status_code == 304
    assert client.get(f"/v1/claims/{SHARE}?as_of=2021-06-10", headers=held).status_code == 200


def test_a_list_and_its_csv_say_the_same(client: httpx.Client) -> None:
    listed = client.get("/v1/claims").json()["data"]
    assert {row["id"]: row["judgement"] for row in listed} == {
        identity: judgement(client, identity) for identity in (SHARE, EXCESS, WEEKDAY, SUM)
    }
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/claims.csv").text)))
    assert [(row["id"], row["verdict"]) for row in rows] == [(row["id"], row["judgement"]["verdict"]) for row in listed]
    assert {row["id"]: row["computed"] for row in rows} == {SHARE: "45.67", EXCESS: "70", WEEKDAY: "", SUM: "30000000"}
    assert client.get("/v1/claims.csv?columns=verdict,id&verdict=consistent").text.splitlines()[0] == "verdict,id"
    assert len(client.get("/v1/claims.csv", params={"known_at": "2021-01-01T00:00:00Z"}).text.splitlines()) == 1


def test_revisions_are_told_as_they_were_recorded(client: httpx.Client) -> None:
    assert "judgement" not in client.get(f"/v1/claims/{SHARE}/revisions").json()["data"][0]


@pytest.mark.parametrize(
    ("number", "verdict", "code"),
    [(101, "unverifiable", "base-may-be-zero"), (102, "unverifiable", "different-units"), (103, "consistent", None)],
)
def test_what_cannot_be_computed_says_why(told: Told, number: int, verdict: str, code: str | None) -> None:
    said = judgement(told.public, claim_id(number))
    assert (said["verdict"], [reason["code"] for reason in said["reasons"]]) == (verdict, [code] if code else [])


def test_a_base_of_a_later_day_was_not_known_before(told: Told) -> None:
    assert judgement(told.public, claim_id(103), as_of="2024-12-31")["verdict"] == "unverifiable"
    assert judgement(told.public, claim_id(103), as_of="2025-01-01")["verdict"] == "consistent"
