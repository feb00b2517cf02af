"""Claims are returned with a judgment that is recomputed from their figures."""

import csv
import io
from typing import Any

import httpx
import pytest

from tests.analysis.claims.conftest import ClaimService, claim_id

SEED_PREFIX = "01a1fb67-1800-7000-8000-000000000"
SHARE, EXCESS, WEEKDAY, SUM = (f"{SEED_PREFIX}{number}" for number in (301, 302, 303, 304))
PAST = {"as_of": "2022-03-28", "known_at": "2026-01-01T00:00:00Z"}


def get_judgment(client: httpx.Client, identity: str, **query: str) -> Any:
    response = client.get(f"/v1/claims/{identity}", params=query)
    assert response.status_code == 200, response.text
    return response.json()["judgment"]


def test_a_claim_of_21_percent_of_the_target_is_inconsistent_and_matches_the_population(client: httpx.Client) -> None:
    judgment = get_judgment(client, SHARE)
    assert (judgment["verdict"], judgment["computed"], judgment["allowed"]) == (
        "inconsistent",
        45.67,
        {"min": 45.49, "max": 45.84, "min_excluded": True, "max_excluded": True},
    )
    assert judgment["compared_with"]["url"] == f"/v1/targets/{SEED_PREFIX}107"
    assert judgment["matches"] == [
        {"type": "realization", "id": f"{SEED_PREFIX}206", "url": f"/v1/realizations/{SEED_PREFIX}206",
         "exchanged": "base", "base": "population", "computed": 21.41},
    ]  # fmt: skip
    assert client.get(judgment["matches"][0]["url"]).json()["value"] == 64_000_000
    assert judgment["reasons"] == [
        {"code": "computed_differs", "text": "Dari angka-angkanya terhitung 45,67 persen, bukan 21 persen.",
         "text_en": "Its figures make 45.67 percent, not 21 percent."},
    ]  # fmt: skip


def test_the_excess_of_70_percent_and_the_sum_of_yearly_additions_are_consistent(
    client: httpx.Client,
) -> None:
    excess, total = get_judgment(client, EXCESS), get_judgment(client, SUM)
    assert (excess["verdict"], excess["computed"], excess["reasons"]) == ("consistent", 70, [])
    assert (total["verdict"], total["computed"], total["allowed"]) == (
        "consistent", 30_000_000, {"min": 29_800_000, "max": 30_200_000, "max_excluded": True},
    )  # fmt: skip


def test_11_june_2021_was_not_a_thursday(client: httpx.Client) -> None:
    judgment = get_judgment(client, WEEKDAY)
    assert (judgment["verdict"], judgment["computed"], judgment["allowed"]) == ("inconsistent", None, None)
    assert judgment["reasons"][0]["text_en"] == "2021-06-11 is a Friday, not a Thursday."


@pytest.mark.parametrize(
    ("query", "verdict"),
    [
        ({"as_of": "2021-06-11"}, "inconsistent"),
        ({"as_of": "2021-06-10"}, "unverifiable"),
        ({"as_of": "1900-01-01"}, "unverifiable"),
    ],
)
def test_a_claim_is_judged_by_figures_stated_by_the_day(
    client: httpx.Client, query: dict[str, str], verdict: str
) -> None:
    judgment = get_judgment(client, SHARE, **query)
    assert judgment["verdict"] == verdict
    if verdict == "unverifiable":
        assert (judgment["computed"], judgment["allowed"], judgment["matches"]) == (None, None, [])
        assert [reason["code"] for reason in judgment["reasons"]] == ["figure_not_known"]


def test_before_the_first_recording_there_are_no_claims(client: httpx.Client) -> None:
    assert client.get("/v1/claims", params=PAST).json()["data"] == []
    assert client.get(f"/v1/claims/{SHARE}", params=PAST).status_code == 404


def test_a_response_about_the_past_is_immutable_and_has_the_version_of_its_rules(client: httpx.Client) -> None:
    response = client.get("/v1/claims", params=PAST)
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["link"].endswith('; rel="cite-as"')
    assert response.headers["capaian-rules-version"]
    assert "immutable" not in client.get(f"/v1/claims/{SHARE}?as_of=2022-03-28").headers["cache-control"]


def test_a_judgment_has_an_etag_but_no_modification_date(client: httpx.Client) -> None:
    """The figures may change after the claim, so its own date is not the date of the judgment."""
    response = client.get(f"/v1/claims/{SHARE}")
    assert "last-modified" not in response.headers
    later = {"If-Modified-Since": "Thu, 01 Jan 2199 00:00:00 GMT"}
    assert client.get(f"/v1/claims/{SHARE}", headers=later).status_code == 200
    cached = {"If-None-Match": response.headers["etag"]}
    assert client.get(f"/v1/claims/{SHARE}", headers=cached).status_code == 304
    assert client.get(f"/v1/claims/{SHARE}?as_of=2021-06-10", headers=cached).status_code == 200


def test_the_list_and_its_csv_have_the_same_judgments(client: httpx.Client) -> None:
    listed = client.get("/v1/claims").json()["data"]
    assert {row["id"]: row["judgment"] for row in listed} == {
        identity: get_judgment(client, identity) for identity in (SHARE, EXCESS, WEEKDAY, SUM)
    }
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/claims.csv").text)))
    assert [(row["id"], row["verdict"]) for row in rows] == [(row["id"], row["judgment"]["verdict"]) for row in listed]
    assert {row["id"]: row["computed"] for row in rows} == {SHARE: "45.67", EXCESS: "70", WEEKDAY: "", SUM: "30000000"}
    assert client.get("/v1/claims.csv?columns=verdict,id&verdict=consistent").text.splitlines()[0] == "verdict,id"
    assert len(client.get("/v1/claims.csv", params={"known_at": "2021-01-01T00:00:00Z"}).text.splitlines()) == 1


def test_revisions_have_no_judgment(client: httpx.Client) -> None:
    assert "judgment" not in client.get(f"/v1/claims/{SHARE}/revisions").json()["data"][0]


@pytest.mark.parametrize(
    ("number", "verdict", "code"),
    [(101, "unverifiable", "base_may_be_zero"), (102, "unverifiable", "different_units"), (103, "consistent", None)],
)
def test_the_reason_is_returned_if_a_claim_cannot_be_computed(
    claim_service: ClaimService, number: int, verdict: str, code: str | None
) -> None:
    judgment = get_judgment(claim_service.public, claim_id(number))
    assert (judgment["verdict"], [reason["code"] for reason in judgment["reasons"]]) == (
        verdict,
        [code] if code else [],
    )


def test_a_base_is_not_known_before_its_stated_date(claim_service: ClaimService) -> None:
    assert get_judgment(claim_service.public, claim_id(103), as_of="2024-12-31")["verdict"] == "unverifiable"
    assert get_judgment(claim_service.public, claim_id(103), as_of="2025-01-01")["verdict"] == "consistent"
