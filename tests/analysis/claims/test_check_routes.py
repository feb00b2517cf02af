"""POST /v1/claims/check judges a claim and does not store it."""

from typing import Any

import httpx
import pytest

from tests.analysis.claims.conftest import BASE, DRAFT, FIGURE, LATER, PRODUCTS, ZERO, ClaimService

RATIO = {"kind": "ratio", "figures": [FIGURE], "base_figure": BASE, "stated_value": 30, "stated_resolution": 1}
DAY = {"kind": "weekday", "stated_date": "2021-06-11", "stated_weekday": "friday"}
UNKNOWN = "01a1fb67-1800-7000-8000-999999999999"


def check(claim_service: ClaimService, query: str = "", **changed: Any) -> httpx.Response:
    body = {name: value for name, value in {**RATIO, **changed}.items() if value is not ...}
    return claim_service.public.post(f"/v1/claims/check{query}", json=body, headers={"Accept-Language": "en"})


def test_a_check_needs_no_api_key_and_stores_nothing(claim_service: ClaimService) -> None:
    before = claim_service.public.get("/v1/claims?count=exact").json()["meta"]["count"]
    for stated, verdict in ((30, "consistent"), (31, "inconsistent"), ("30", None)):
        response = check(claim_service, stated_value=stated)
        if verdict is None:
            assert response.status_code == 422
            continue
        assert (response.status_code, response.json()["verdict"], response.json()["computed"]) == (200, verdict, 30)
        assert response.headers["cache-control"] == "no-store"
    assert claim_service.public.get("/v1/claims?count=exact").json()["meta"]["count"] == before


def test_a_check_has_the_same_judgment_as_a_stored_claim(claim_service: ClaimService) -> None:
    stored = claim_service.public.get("/v1/claims?source=zz-banyak-klaim&limit=1").json()["data"][0]
    assert stored["stated_value"] == 1
    assert check(claim_service, stated_value=1).json() == stored["judgment"]
    assert check(claim_service, stated_value=10).json()["matches"][0]["base"] == "target"


@pytest.mark.parametrize(
    ("query", "changed", "verdict", "code"),
    [
        ("", {"base_figure": ..., "base": "target"}, "unverifiable", "no_target"),
        ("", {"base_figure": ..., "base": "population"}, "unverifiable", "no_population"),
        ("", {"base_figure": ..., "base": "previous"}, "unverifiable", "no_previous"),
        ("", {"base_figure": ...}, "unverifiable", "base_not_named"),
        ("?as_of=1900-01-01", {}, "unverifiable", "figure_not_known"),
        ("?as_of=2024-12-31", {"base_figure": LATER}, "unverifiable", "figure_not_known"),
        ("?as_of=2025-01-01", {"base_figure": LATER}, "consistent", None),
        ("", {"stated_value": -30}, "inconsistent", "computed_differs"),
        ("", {"kind": "growth", "stated_value": -70}, "consistent", None),
        ("", {"kind": "sum", "stated_value": 1300, "figures": [FIGURE, BASE]}, "consistent", None),
        ("", {"kind": "sum", "stated_value": 300, "base_figure": ZERO}, "consistent", None),
    ],
)
def test_the_reason_of_the_verdict_is_returned(
    claim_service: ClaimService, query: str, changed: dict[str, Any], verdict: str, code: str | None
) -> None:
    response = check(claim_service, query, **changed)
    assert response.status_code == 200, response.text
    body = response.json()
    assert (body["verdict"], [reason["code"] for reason in body["reasons"]]) == (verdict, [code] if code else [])


def test_a_weekday_needs_no_figures(claim_service: ClaimService) -> None:
    for weekday, verdict in (("friday", "consistent"), ("thursday", "inconsistent")):
        response = claim_service.public.post("/v1/claims/check", json={**DAY, "stated_weekday": weekday})
        assert response.json()["verdict"] == verdict


def test_the_base_is_found_if_only_its_kind_is_stated(client: httpx.Client) -> None:
    seed_prefix = "01a1fb67-1800-7000-8000-000000000"
    body = {**RATIO, "figures": [f"{seed_prefix}205"], "base_figure": None, "base": "population", "stated_value": 21}
    judgment = client.post("/v1/claims/check", json=body).json()
    assert (judgment["verdict"], judgment["computed"]) == ("consistent", 21.41)
    assert judgment["compared_with"]["url"] == f"/v1/realizations/{seed_prefix}206"


UNKNOWN_FIGURE, UNIT, VALUE = "claim_is_about_existing_figures", "different_units", "claim_states_a_day_or_a_number"


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        ({"kind": "excess", "base_figure": PRODUCTS}, [("/base_figure", UNIT)]),
        ({"kind": "difference", "base_figure": PRODUCTS}, [("/base_figure", UNIT)]),
        ({"figures": [FIGURE, PRODUCTS]}, [("/figures/1", UNIT)]),
        ({"kind": "sum", "figures": [PRODUCTS, BASE], "base_figure": ...}, [("/figures/1", UNIT)]),
        ({"base_figure": ZERO}, [("/base_figure", "base_is_zero")]),
        ({"base_figure": UNKNOWN}, [("/base_figure", UNKNOWN_FIGURE)]),
        ({"figures": [UNKNOWN, FIGURE, DRAFT]}, [("/figures/0", UNKNOWN_FIGURE), ("/figures/2", UNKNOWN_FIGURE)]),
        ({"kind": "guess"}, [("/kind", "not_one_of")]),
        ({"kind": "guess", "stated_value": "x"}, [("/kind", "not_one_of"), ("/stated_value", "wrong_type")]),
        ({"kind": "weekday"}, [("/kind", VALUE)]),
        ({"stated_value": ...}, [("/kind", VALUE)]),
        ({"figures": []}, [("/kind", VALUE)]),
        ({"stated_weekday": "monday"}, [("/kind", VALUE)]),
        ({"stated_resolution": 0}, [("/stated_resolution", "claim_resolution_is_positive")]),
        ({"stated_resolution": -1}, [("/stated_resolution", "claim_resolution_is_positive")]),
        ({"stated_value": 123456789012345678901234567890}, [("/stated_value", "not_an_amount")]),
        ({"stated_value": 1e300}, [("/stated_value", "not_an_amount")]),
        ({"figures": [FIGURE] * 101}, [("/figures", "too_long")]),
        ({"figures": [[FIGURE]]}, [("/figures/0", "wrong_type")]),
        ({"verdict": "consistent"}, [("/verdict", "unknown_field")]),
        ({"source": "Not A Code"}, [("/source", "invalid_format")]),
    ],
)
def test_an_invalid_claim_is_rejected_with_the_pointer_of_each_error(
    claim_service: ClaimService, changed: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    response = check(claim_service, **changed)
    assert response.status_code == 422, response.text
    assert [(error["pointer"], error["code"]) for error in response.json()["errors"]] == errors


def test_the_error_is_returned_in_both_languages(claim_service: ClaimService) -> None:
    body = {**RATIO, "kind": "growth", "base_figure": PRODUCTS}
    details = {
        language: claim_service.public.post(
            "/v1/claims/check", json=body, headers={"Accept-Language": language}
        ).json()["errors"][0]["detail"]
        for language in ("id", "en")
    }
    assert details == {
        "id": "/base_figure satuan angka ini produk, sedangkan satuan angka pertama umkm",
        "en": "/base_figure has the unit produk, but the first figure has umkm",
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
def test_an_invalid_body_is_rejected(claim_service: ClaimService, body: bytes, content_type: str, status: int) -> None:
    headers = {"Content-Type": content_type}
    assert claim_service.public.post("/v1/claims/check", content=body, headers=headers).status_code == status


def test_get_is_not_allowed(claim_service: ClaimService) -> None:
    rejected = claim_service.public.get("/v1/claims/check")
    assert rejected.status_code == 405
    assert "POST" in rejected.headers["allow"]


def test_a_claim_of_different_units_cannot_be_created(claim_service: ClaimService) -> None:
    body = {**RATIO, "source": "antara-2021-01-11", "locator": "page 1", "base": "target"}
    rejected = claim_service.writer.post("/v1/claims", {**body, "kind": "growth", "base_figure": PRODUCTS})
    assert rejected.status_code == 422
    assert [(error["pointer"], error["code"]) for error in rejected.json()["errors"]] == [("/base_figure", UNIT)]
    created = claim_service.writer.post("/v1/claims", body)
    assert created.status_code == 201, created.text
    assert "judgment" not in created.json()
    assert claim_service.public.get(created.headers["location"]).status_code == 404
    assert claim_service.writer.get(created.headers["location"]).json()["judgment"]["verdict"] == "consistent"
    unknown = claim_service.writer.post("/v1/claims", {**body, "base_figure": UNKNOWN})
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, UNKNOWN_FIGURE)
