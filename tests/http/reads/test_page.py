"""Pages: cursors return exactly the list, also during writes, and are valid for one list only."""

import itertools
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.http import raw_requests, recording
from tests.http.conftest import GrowingService
from tests.http.reads.filters import KEYS, SORTS

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# For pages of one row, a few of the 579 regions are enough.
FEW = {"regions": {"within": "36"}}
ORDERS = [
    *((collection, {}) for collection in KEYS),
    *(
        (collection, {"sort": f"{sign}{sort}", **parameters})
        for collection, sort, parameters, _ in SORTS
        for sign in ("", "-")
    ),
]


def pages(client: httpx.Client, path: str, limits: Iterator[int], **parameters: str) -> Iterator[dict[str, Any]]:
    cursor: dict[str, str] = {}
    while True:
        response = client.get(path, params={**parameters, "limit": str(next(limits)), **cursor})
        assert response.status_code == 200, response.text
        page: dict[str, Any] = response.json()
        yield page
        assert page["meta"]["has_more"] is (page["meta"]["next_cursor"] is not None)
        assert ("link" in response.headers) is page["meta"]["has_more"]
        if not page["meta"]["has_more"]:
            return
        assert page["data"]
        cursor = {"cursor": page["meta"]["next_cursor"]}


def next_cursor(client: httpx.Client, path: str, **parameters: str) -> str:
    cursor: str = client.get(path, params={"limit": "1", **parameters}).json()["meta"]["next_cursor"]
    assert cursor
    return cursor


def is_rejected(client: httpx.Client, path: str, cursor: str, **parameters: str) -> bool:
    response = client.get(path, params={"cursor": cursor, **parameters})
    if response.status_code != 400:
        return False
    errors = [(error["parameter"], error["code"]) for error in response.json()["errors"]]
    return errors == [("cursor", "invalid_cursor")]


@pytest.mark.parametrize(("collection", "parameters"), ORDERS)
@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_of_any_size_form_the_list(
    client: httpx.Client, collection: str, parameters: dict[str, str], limit: int
) -> None:
    parameters = FEW.get(collection, {}) | parameters
    path = f"/v1/{collection}"
    whole = client.get(path, params={"limit": "1000", **parameters}).json()["data"]
    read = list(pages(client, path, itertools.repeat(limit), **parameters))
    assert [row for page in read for row in page["data"]] == whole
    assert {len(page["data"]) for page in read[:-1]} <= {limit}


def test_the_limit_may_change_between_pages(client: httpx.Client) -> None:
    whole = client.get("/v1/regions", params={"limit": "1000"}).json()["data"]
    read = pages(client, "/v1/regions", itertools.cycle([1, 100, 33, 7]))
    assert [row for page in read for row in page["data"]] == whole


def test_the_last_page_has_no_cursor(client: httpx.Client) -> None:
    whole = client.get("/v1/units").json()["data"]
    page = client.get("/v1/units", params={"limit": str(len(whole))}).json()
    assert page["data"] == whole
    assert page["meta"]["next_cursor"] is None


def test_the_csv_has_the_same_pages(client: httpx.Client) -> None:
    whole = client.get("/v1/claims.csv").text.splitlines()
    cursor = next_cursor(client, "/v1/claims")
    rest = client.get("/v1/claims.csv", params={"cursor": cursor, "limit": "100"}).text.splitlines()
    assert rest == [whole[0], *whole[2:]]


@pytest.mark.parametrize(
    "query",
    [
        "limit=200&level=regency,city",
        "q=KOTA&limit=40&count=exact",
        "q=kota%20b&limit=2",
        "q=a+b&limit=5",
        "limit=300&known_at=2199-01-01T00:00:00%2B07:00",
        "sort=-recorded_at&limit=200",
        "li%6dit=200",
    ],
)
def test_the_link_to_the_next_page_works_unchanged(client: httpx.Client, query: str) -> None:
    url: str | None = f"/v1/regions?{query}"
    read = []
    while url is not None:
        response = client.get(url)
        assert response.status_code == 200, response.text
        read += response.json()["data"]
        url = response.links.get("next", {}).get("url")
    parameters = httpx.QueryParams(query).remove("count").set("limit", "1000")
    assert read == client.get("/v1/regions", params=parameters).json()["data"]
    assert len({row["code"] for row in read}) == len(read) > 2


def test_the_link_replaces_a_percent_encoded_cursor_parameter(client: httpx.Client) -> None:
    cursor = next_cursor(client, "/v1/units")
    response = client.get(f"/v1/units?%63ursor={cursor}&limit=1")
    following = client.get(response.links["next"]["url"])
    assert following.status_code == 200
    assert following.json()["data"][0]["code"] == client.get("/v1/units").json()["data"][2]["code"]


def test_the_link_is_ascii_for_any_query_string(growing: GrowingService) -> None:
    for code in ("satuan-satu", "satuan-dua"):
        growing.insert(recording.recorded("unit", code=code, name="é ج", name_en="e", symbol="e", kind="count"))
    response = raw_requests.get(str(growing.client.base_url), "/v1/units?limit=1&q=%C3%A9%20%D8%AC")
    assert response.status == 200
    assert response.headers["link"].isascii()
    following = growing.client.get(response.headers["link"].partition("<")[2].partition(">")[0])
    assert [row["code"] for row in following.json()["data"]] == ["satuan-satu"]


def test_pages_have_no_gaps_and_duplicates_during_inserts(growing: GrowingService) -> None:
    parameters = {"sort": "period"}
    before = growing.client.get("/v1/targets", params=parameters).json()["data"]
    read: list[dict[str, Any]] = []
    for number, page in enumerate(pages(growing.client, "/v1/targets", itertools.repeat(3), **parameters)):
        read += page["data"]
        if number < 4:
            inserted = [
                recording.target(10 * number, period="2001"),
                recording.target(10 * number + 1, period="2022-06-30"),
                recording.target(10 * number + 2, period="2199"),
            ]
            growing.insert(*inserted)
    ids = [row["id"] for row in read]
    assert len(set(ids)) == len(ids)
    inserted_ids = {recording.figure_id(number) for number in range(900)}
    assert [row for row in read if row["id"] not in inserted_ids] == before
    # Negative control: records were added, and those after the cursor were returned.
    assert recording.figure_id(2) in ids
    assert recording.figure_id(0) not in ids


def test_revisions_are_paged(growing: GrowingService) -> None:
    for revision in range(1, 6):
        growing.insert(recording.target(901, revision=revision, value=revision))
    path = f"/v1/targets/{recording.figure_id(901)}/revisions"
    for limit in (1, 2, 7):
        read = list(pages(growing.client, path, itertools.repeat(limit)))
        assert [row["revision"] for page in read for row in page["data"]] == [5, 4, 3, 2, 1]
        assert [row["value"] for page in read for row in page["data"]] == [5, 4, 3, 2, 1]
    cursor = next_cursor(growing.client, path)
    assert is_rejected(growing.client, "/v1/targets", cursor)
    assert is_rejected(growing.client, "/v1/targets/01a1fb67-1800-7000-8000-000000000101/revisions", cursor)
    assert is_rejected(growing.client, path, next_cursor(growing.client, "/v1/targets"))
    assert not is_rejected(growing.client, path, cursor)


def test_a_cursor_of_another_list_is_rejected(client: httpx.Client) -> None:
    cursors = {collection: next_cursor(client, f"/v1/{collection}") for collection in KEYS}
    for collection, other in itertools.product(KEYS, KEYS):
        assert is_rejected(client, f"/v1/{collection}", cursors[other]) is (collection != other)


@pytest.mark.parametrize(
    "changed",
    [
        {"indicator": "koperasi-modern"},
        {"sort": "period"},
        {"sort": "-stated_on"},
        {"as_of": "2021-12-31"},
        {"known_at": "2199-01-01T00:00:00Z"},
        {"nature": "flow"},
        {"status": "published,draft"},
    ],
)
def test_a_cursor_of_other_filters_is_rejected(client: httpx.Client, changed: dict[str, str]) -> None:
    params = {"indicator": "umkm-onboarded", "sort": "stated_on"}
    cursor = next_cursor(client, "/v1/targets", **params)
    assert not is_rejected(client, "/v1/targets", cursor, **params, limit="3", count="exact")
    assert is_rejected(client, "/v1/targets", cursor, **(params | changed))
    assert is_rejected(client, "/v1/targets", next_cursor(client, "/v1/targets", **(params | changed)), **params)


def test_a_cursor_with_a_changed_character_is_rejected(client: httpx.Client) -> None:
    cursors = [next_cursor(client, "/v1/units", limit=limit) for limit in ("1", "2", "4")]
    # The last character of base64 has unused bits, unless the length is a multiple of four.
    assert {len(cursor) % 4 for cursor in cursors} == {0, 2, 3}
    for cursor in cursors:
        assert not is_rejected(client, "/v1/units", cursor)
        for position, letter in enumerate(cursor):
            for bit in (1, 2, 4, 32):
                other = LETTERS[LETTERS.index(letter) ^ bit]
                assert is_rejected(client, "/v1/units", cursor[:position] + other + cursor[position + 1 :])


def test_a_shortened_or_extended_cursor_is_rejected(client: httpx.Client) -> None:
    cursor = next_cursor(client, "/v1/programs")
    for length in range(1, len(cursor)):
        assert is_rejected(client, "/v1/programs", cursor[:length])
    for changed in (f"{cursor}A", f"{cursor}=", f"{cursor}==", f"A{cursor}", cursor * 2, "A" * 5000, "null", "0"):
        assert is_rejected(client, "/v1/programs", changed)
