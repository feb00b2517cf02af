"""The `.csv` variant of a list is the whole collection, and with `limit` one page."""

import httpx
import pytest

from tests.exchange.exports.read_lists import list_csv

COLLECTIONS = ("programs", "indicators", "targets", "realizations", "sources", "institutions", "units", "claims")
COMPUTED = ("progress", "onboarding-counts", "findings")
CASES: list[tuple[str, dict[str, str]]] = [
    *((name, {}) for name in (*COLLECTIONS, *COMPUTED)),
    ("targets", {"sort": "-stated_on", "columns": "id,note"}),
    ("targets", {"status": "draft"}),
    ("realizations", {"preferred": "true"}),
    ("regions", {"within": "32", "columns": "other_names,code"}),
    ("institutions", {"valid_on": "2025-01-01"}),
    ("claims", {"verdict": "inconsistent", "as_of": "2021-12-31"}),
    ("claims", {"sort": "-recorded_at", "columns": "figures"}),
    ("progress", {"columns": "verdict,target_value"}),
    ("onboarding-counts", {"level": "country"}),
    ("findings", {"severity": "error", "columns": "code,subjects"}),
]


@pytest.mark.parametrize(("name", "parameters"), CASES)
def test_the_csv_without_limit_is_the_whole_list(
    export_client: httpx.Client, name: str, parameters: dict[str, str]
) -> None:
    whole = export_client.get(f"/v1/{name}.csv", params=parameters)
    assert whole.status_code == 200
    assert whole.content == list_csv(export_client, name, limit="7", **parameters)
    assert whole.headers["content-type"] == "text/csv; header=present; charset=utf-8"
    assert whole.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    assert "link" not in whole.headers
    assert "cache-status" not in whole.headers


def test_the_csv_of_all_regions_is_longer_than_a_page(export_client: httpx.Client) -> None:
    whole = export_client.get("/v1/regions.csv").text.splitlines()
    assert len(whole) > 500
    assert export_client.get("/v1/regions.csv", params={"limit": "5"}).text.splitlines() == whole[:6]


@pytest.mark.parametrize("name", ["targets", "progress", "claims", "units"])
def test_a_whole_csv_states_its_snapshot(export_client: httpx.Client, name: str) -> None:
    first = export_client.get(f"/v1/{name}.csv")
    known_at = first.headers["capaian-known-at"]
    assert export_client.get(f"/v1/{name}.csv", params={"known_at": known_at}).content == first.content
    assert ("capaian-complete-until" in first.headers) is (name == "targets")
    assert ("capaian-rules-version" in first.headers) is (name in ("progress", "claims"))
    if name in ("targets", "units"):  # small and fast, so it has an ETag like an export
        again = export_client.get(f"/v1/{name}.csv", headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
    head = export_client.head(f"/v1/{name}.csv")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("name", ["targets", "units", "claims", "progress", "onboarding-counts", "findings"])
def test_a_cursor_requires_a_limit(export_client: httpx.Client, name: str) -> None:
    cursor = export_client.get(f"/v1/{name}", params={"limit": "1"}).json()["meta"]["next_cursor"] or "A" * 20
    response = export_client.get(f"/v1/{name}.csv", params={"cursor": cursor})
    assert response.status_code == 400
    assert [(error["parameter"], error["code"]) for error in response.json()["errors"]] == [
        ("cursor", "cursor_without_limit")
    ]


@pytest.mark.parametrize("parameter", ["count=exact", "include=region", "limit=0", "limit=1001", "limit="])
def test_parameters_without_effect_and_invalid_limits_are_rejected(export_client: httpx.Client, parameter: str) -> None:
    response = export_client.get(f"/v1/targets.csv?{parameter}")
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter.partition("=")[0]]


def test_only_pages_are_in_the_response_cache(export_client: httpx.Client) -> None:
    for query in ("", "?q=limit=5", "?columns=code&q=rupiah"):
        for _ in range(2):
            assert "cache-status" not in export_client.get(f"/v1/units.csv{query}").headers
    export_client.get("/v1/units.csv?limit=5")
    assert "hit" in export_client.get("/v1/units.csv?limit=5").headers["cache-status"]
