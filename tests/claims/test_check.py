"""A sentence is tested before it is printed: a claim is judged that nobody stores."""

from typing import Any

import httpx
import pytest

from tests.claims.conftest import BASE, DRAFT, LATER, PRODUCTS, SUBJECT, ZERO, Told

RATIO = {"kind": "ratio", "subjects": [SUBJECT], "base_figure": BASE, "stated_value": 30, "stated_resolution": 1}
DAY = {"kind": "weekday", "stated_date": "2021-06-11", "stated_weekday": "friday"}
UNHEARD = "01a1fb67-1800-7000-8000-999999999999"


def check(told: Told, asked: str = "", **changed: Any) -> httpx.Response:
    body = {name: value for name, value in {**RATIO, **changed}.items() if value is not ...}
    return told.public.post(f"/v1/claims/check{asked}", json=body, headers={"Accept-Language": "en"})


def test_a_sentence_is_tested_without_a_key_and_leaves_nothing(told: Told) -> None:
    before = told.public.get("/v1/claims?count=exact").json()["meta"]["count"]
    for stated, verdict in ((30, "consistent"), (31, "inconsistent"), ("30", None)):
        answer = check(told, stated_value=stated)
        if verdict is None:
            assert answer.status_code == 422
            continue
        assert (answer.status_code, answer.json()["verdict"], answer.json()["computed"]) == (200, verdict, 30)
        assert answer.headers["cache-control"] == "no-store"
    assert told.public.get("/v1/claims?count=exact").json()["meta"]["count"] == before


def test_what_is_checked_is_judged_like_what_is_stored(told: Told) -> None:
    stored = told.public.get("/v1/claims?source=zz-banyak-klaim&limit=1").json()["data"][0]
    assert stored["stated_value"] == 1
    assert check(told, stated_value=1).json() == stored["judgement"]
    assert check(told, stated_value=10).json()["matches"][0]["base"] == "target"


@pytest.mark.parametrize(
    ("asked", "changed", "verdict", "code"),
    [
        ("", {"base_figure": ..., "base": "target"}, "unverifiable", "no-target"),
        ("", {"base_figure": ..., "base": "population"}, "unverifiable", "no-population"),
        ("", {"base_figure": ..., "base": "previous"}, "unverifiable", "no-previous"),
        ("", {"base_figure": ...}, "unverifiable", "base-not-named"),
        ("?as_of=1900-01-01", {}, "unverifiable", "figure-not-known"),
        ("?as_of=2024-12-31", {"base_figure": LATER}, "unverifiable", "figure-not-known"),
        ("?as_of=2025-01-01", {"base_figure": LATER}, "consistent", None),
        ("", {"stated_value": -30}, "inconsistent", "computed-differs"),
        ("", {"kind": "growth", "stated_value": -70}, "consistent", None),
        ("", {"kind": "sum", "stated_value": 1300, "subjects": [SUBJECT, BASE]}, "consistent", None),
        ("", {"kind": "sum", "stated_value": 300, "base_figure": ZERO}, "consistent", None),
    ],
)
def test_the_verdict_says_why(told: Told, asked: str, changed: dict[str, Any], verdict: str, code: str | None) -> None:
    answer = check(told, asked, **changed)
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert (said["verdict"], [reason["code"] for reason in said["reasons"]]) == (verdict, [code] if code else [])


def test_a_weekday_needs_no_figures(told: Told) -> None:
    for weekday, verdict in (("friday", "consistent"), ("thursday", "inconsistent")):
        answer = told.public.post("/v1/claims/check", json={**DAY, "stated_weekday": weekday})
        assert answer.json()["verdict"] == verdict


def test_a_base_is_looked_up_where_none_is_named(client: httpx.Client) -> None:
    shipped = "01a1fb67-1800-7000-8000-000000000"
    body = {**RATIO, "subjects": [f"{shipped}205"], "base_figure": None, "base": "population", "stated_value": 21}
    said = client.post("/v1/claims/check", json=body).json()
    assert (said["verdict"], said["computed"]) == ("consistent", 21.41)
    assert said["compared_with"]["address"] == f"/v1/realizations/{shipped}206"


NONE_SUCH, ODD, STATES = "claim-is-about-existing-figures", "different-units", "claim-states-a-day-or-a-number"


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"base_figure": PRODUCTS}, [("/base_figure", ODD)]),
        ({"subjects": [SUBJECT, PRODUCTS]}, [("/subjects/1", ODD)]),
        ({"kind": "sum", "subjects": [PRODUCTS, BASE], "base_figure": ...}, [("/subjects/1", ODD)]),
        ({"base_figure": ZERO}, [("/base_figure", "base-is-zero")]),
        ({"base_figure": UNHEARD}, [("/base_figure", NONE_SUCH)]),
        ({"subjects": [UNHEARD, SUBJECT, DRAFT]}, [("/subjects/0", NONE_SUCH), ("/subjects/2", NONE_SUCH)]),
        ({"kind": "guess"}, [("/kind", "not-one-of")]),
        ({"kind": "guess", "stated_value": "x"}, [("/stated_value", "wrong-type"), ("/kind", "not-one-of")]),
        ({"kind": "weekday"}, [("/kind", STATES)]),
        ({"stated_value": ...}, [("/kind", STATES)]),
        ({"subjects": []}, [("/kind", STATES)]),
        ({"stated_weekday": "monday"}, [("/kind", STATES)]),
        ({"stated_resolution": 0}, [("/stated_resolution", "claim-resolution-is-positive")]),
        ({"stated_resolution": -1}, [("/stated_resolution", "claim-resolution-is-positive")]),
        ({"stated_value": 123456789012345678901234567890}, [("/stated_value", "not-an-amount")]),
        ({"stated_value": 1e300}, [("/stated_value", "not-an-amount")]),
        ({"subjects": [SUBJECT] * 101}, [("/subjects", "too-long")]),
        ({"subjects": [[SUBJECT]]}, [("/subjects/0", "wrong-type")]),
        ({"verdict": "consistent"}, [("/verdict", "unknown-member")]),
        ({"source": "Not A Code"}, [("/source", "not-this-form")]),
    ],
)
def test_what_makes_no_claim_is_refused_with_its_place(
    told: Told, changed: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    answer = check(told, **changed)
    assert answer.status_code == 422, answer.text
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == faults


def test_the_reason_is_given_in_both_languages(told: Told) -> None:
    body = {**RATIO, "base_figure": PRODUCTS}
    details = {
        language: told.public.post("/v1/claims/check", json=body, headers={"Accept-Language": language}).json()[
            "errors"
        ][0]["detail"]
        for language in ("id", "en")
    }
    assert details == {
        "id": "/base_figure bersatuan produk, sedangkan angka pertama bersatuan umkm",
        "en": "/base_figure is counted in produk, but the first figure in umkm",
    }


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 422),
        (b'{"kind": "sum", "kind": "ratio"}', "application/json", 400),
        (b"{}", "text/plain", 415),
        (b" " * (1024 * 1024 + 1), "application/json", 413),
    ],
)
def test_a_body_is_read_as_strictly_as_any(told: Told, body: bytes, content_type: str, status: int) -> None:
    headers = {"Content-Type": content_type}
    assert told.public.post("/v1/claims/check", content=body, headers=headers).status_code == status


def test_there_is_nothing_to_read_where_claims_are_checked(told: Told) -> None:
    refused = told.public.get("/v1/claims/check")
    assert refused.status_code == 405
    assert "POST" in refused.headers["allow"]


def test_a_claim_of_different_units_is_not_entered_either(told: Told) -> None:
    body = {**RATIO, "source": "antara-2021-01-11", "locator": "page 1", "base": "target"}
    refused = told.writer.post("/v1/claims", {**body, "base_figure": PRODUCTS})
    assert refused.status_code == 422
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [("/base_figure", ODD)]
    made = told.writer.post("/v1/claims", body)
    assert made.status_code == 201, made.text
    assert "judgement" not in made.json()
    assert told.public.get(made.headers["location"]).status_code == 404
    assert told.writer.get(made.headers["location"]).json()["judgement"]["verdict"] == "consistent"
    minimal = told.writer.post("/v1/claims", {**body, "base_figure": UNHEARD})
    assert (minimal.status_code, minimal.json()["errors"][0]["code"]) == (422, NONE_SUCH)
