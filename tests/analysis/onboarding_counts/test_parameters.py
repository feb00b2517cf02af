"""Parameters of counts: rejected values, empty responses with a note, and caching."""

import httpx
import pytest

from api.openapi.examples.onboarding_counts import COUNT_EXAMPLES

PATH = "/v1/onboarding-counts"


@pytest.mark.parametrize("path", [PATH, f"{PATH}.csv"])
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("nature=both", "not_one_of"),
        ("level=kecamatan", "not_one_of"),
        ("region=Jawa", "not_a_region_code"),
        ("region=99", "unknown_region"),
        ("within=32.99", "unknown_region"),
        ("period=2021-13", "not_a_period"),
        ("breakdown=local", "not_a_breakdown"),
        ("limit=1001", "not_a_whole_number"),
        ("sort=value", "not_one_of"),
        ("period=latest,2021", "latest_with_other_periods"),
        ("period=latests", "not_a_period"),
        ("status=draft", "unknown_parameter"),
        ("cursor=AAAAAAAAAAAAAAA&limit=9", "invalid_cursor"),
    ],
)
def test_an_invalid_parameter_is_rejected_in_both_languages(
    client: httpx.Client, path: str, query: str, code: str
) -> None:
    details = {}
    for language in ("id", "en"):
        response = client.get(f"{path}?{query}", headers={"accept-language": language})
        assert response.status_code == 400
        (error,) = response.json()["errors"]
        assert (error["code"], error["parameter"]) == (code, query.partition("=")[0])
        details[language] = error["detail"]
    assert details["id"] != details["en"]


def test_each_unknown_region_is_an_error(client: httpx.Client) -> None:
    errors = client.get(f"{PATH}?region=98,32,99&within=97").json()["errors"]
    assert [error["parameter"] for error in errors] == ["region", "region", "within"]


def test_a_cursor_is_valid_only_for_its_filters(client: httpx.Client) -> None:
    cursor = client.get(f"{PATH}?limit=1").json()["meta"]["next_cursor"]
    assert client.get(f"{PATH}?limit=2&cursor={cursor}").status_code == 200
    assert client.get(f"{PATH}?limit=1&nature=stock&cursor={cursor}").status_code == 400
    assert client.get(f"{PATH}?limit=1&sort=period&cursor={cursor}").status_code == 400


@pytest.mark.parametrize("query", ["count=all", "include=figures", "include=region"])
def test_an_unknown_value_of_a_parameter_of_pages_is_rejected(client: httpx.Client, query: str) -> None:
    (error,) = client.get(f"{PATH}?{query}").json()["errors"]
    assert (error["code"], error["parameter"]) == ("not_one_of", query.partition("=")[0])


def test_a_range_of_periods_ends_after_it_begins(client: httpx.Client) -> None:
    (error,) = client.get(f"{PATH}?period_from=2022-01-02&period_to=2022-01-01").json()["errors"]
    assert (error["code"], error["parameter"]) == ("reversed_range", "period_to")


@pytest.mark.parametrize(
    "query",
    ["as_of=1950-01-01", "known_at=2000-01-01T00:00:00Z", "region=32&known_at=2000-01-01T00:00:00Z",
     "program=e-katalog", "indicator=no-such-indicator", "region=32.73", "breakdown=catalog:local"],
)  # fmt: skip
def test_an_empty_response_has_a_note(client: httpx.Client, query: str) -> None:
    response = client.get(f"{PATH}?{query}")
    assert response.status_code == 200
    assert response.json()["data"] == []
    assert response.json()["meta"]["note"] and response.json()["meta"]["note_en"]
    assert response.json()["meta"]["has_more"] is False
    assert len(client.get(f"{PATH}.csv?{query}").text.splitlines()) == 1


def test_the_example_of_the_openapi_document_is_the_response(client: httpx.Client) -> None:
    query = "program=umkm-digital&nature=stock&period=2021-05"
    response, example = client.get(f"{PATH}?{query}").json(), COUNT_EXAMPLES["list_onboarding_counts"]
    times = {name: response["meta"][name] for name in ("as_of", "complete_until")}  # of today and of this database
    assert response == {**example, "meta": example["meta"] | times}
    assert client.get(f"{PATH}.csv?{query}").text == COUNT_EXAMPLES["list_onboarding_counts_csv"]


def test_an_unchanged_response_has_status_304_and_no_modification_date(client: httpx.Client) -> None:
    response = client.get(PATH)
    assert "last-modified" not in response.headers
    assert response.headers["capaian-rules-version"]
    assert client.get(PATH, headers={"if-none-match": response.headers["etag"]}).status_code == 304


def test_a_page_is_never_immutable(client: httpx.Client) -> None:
    response = client.get(f"{PATH}?as_of=2022-03-28&known_at=2026-01-01T00:00:00Z")
    assert "immutable" not in response.headers["cache-control"]
    assert "cite-as" not in response.links
