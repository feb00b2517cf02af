"""Pages: cursors lead through exactly the list, whatever happens to it meanwhile, and refuse to lead elsewhere."""

import itertools
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.databases import Addresses, execute
from tests.wire import asking, recording
from tests.wire.filters import KEYS, SORTS

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# Of the 579 regions a few are enough to be led through one by one.
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
        answer = client.get(path, params={**parameters, "limit": str(next(limits)), **cursor})
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        yield page
        assert page["meta"]["has_more"] is (page["meta"]["next_cursor"] is not None)
        assert ("link" in answer.headers) is page["meta"]["has_more"]
        if not page["meta"]["has_more"]:
            return
        assert page["data"]
        cursor = {"cursor": page["meta"]["next_cursor"]}


def cursor_of(client: httpx.Client, path: str, **parameters: str) -> str:
    cursor: str = client.get(path, params={"limit": "1", **parameters}).json()["meta"]["next_cursor"]
    assert cursor
    return cursor


def is_refused(client: httpx.Client, path: str, cursor: str, **parameters: str) -> bool:
    answer = client.get(path, params={"cursor": cursor, **parameters})
    if answer.status_code != 400:
        return False
    faults = [(fault["parameter"], fault["code"]) for fault in answer.json()["errors"]]
    return faults == [("cursor", "invalid-cursor")]


@pytest.mark.parametrize(("collection", "parameters"), ORDERS)
@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_of_any_size_are_the_list(
    client: httpx.Client, collection: str, parameters: dict[str, str], limit: int
) -> None:
    parameters = FEW.get(collection, {}) | parameters
    path = f"/v1/{collection}"
    whole = client.get(path, params={"limit": "1000", **parameters}).json()["data"]
    read = list(pages(client, path, itertools.repeat(limit), **parameters))
    assert [row for page in read for row in page["data"]] == whole
    assert {len(page["data"]) for page in read[:-1]} <= {limit}


def test_the_limit_may_change_on_the_way(client: httpx.Client) -> None:
    whole = client.get("/v1/regions", params={"limit": "1000"}).json()["data"]
    read = pages(client, "/v1/regions", itertools.cycle([1, 100, 33, 7]))
    assert [row for page in read for row in page["data"]] == whole


def test_a_page_that_ends_with_the_list_has_no_next_one(client: httpx.Client) -> None:
    whole = client.get("/v1/units").json()["data"]
    page = client.get("/v1/units", params={"limit": str(len(whole))}).json()
    assert page["data"] == whole
    assert page["meta"]["next_cursor"] is None


def test_the_csv_has_the_same_pages(client: httpx.Client) -> None:
    whole = client.get("/v1/claims.csv").text.splitlines()
    cursor = cursor_of(client, "/v1/claims")
    rest = client.get("/v1/claims.csv", params={"cursor": cursor}).text.splitlines()
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
def test_the_link_to_the_next_page_is_followed_as_it_stands(client: httpx.Client, query: str) -> None:
    address: str | None = f"/v1/regions?{query}"
    read = []
    while address is not None:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        read += answer.json()["data"]
        address = answer.links.get("next", {}).get("url")
    parameters = httpx.QueryParams(query).remove("count").set("limit", "1000")
    assert read == client.get("/v1/regions", params=parameters).json()["data"]
    assert len({row["code"] for row in read}) == len(read) > 2


def test_the_link_goes_on_from_a_cursor_that_was_spelled_with_percents(client: httpx.Client) -> None:
    cursor = cursor_of(client, "/v1/units")
    answer = client.get(f"/v1/units?%63ursor={cursor}&limit=1")
    following = client.get(answer.links["next"]["url"])
    assert following.status_code == 200
    assert following.json()["data"][0]["code"] == client.get("/v1/units").json()["data"][2]["code"]


def test_the_link_is_ascii_whatever_the_client_left_unencoded(growing: httpx.Client, database: Addresses) -> None:
    for code in ("satuan-satu", "satuan-dua"):
        execute(database.service, recording.recorded("unit", code=code, name="é ج", name_en="e", symbol="e"),
                role="capaian_service")  # fmt: skip
    answer = asking.get(str(growing.base_url), "/v1/units?limit=1&q=é%20ج".encode())
    assert answer.status == 200
    assert answer.headers["link"].isascii()
    following = growing.get(answer.headers["link"].partition("<")[2].partition(">")[0])
    assert [row["code"] for row in following.json()["data"]] == ["satuan-satu"]


def test_pages_stay_whole_while_others_enter_what_comes_before_and_behind(
    growing: httpx.Client, database: Addresses
) -> None:
    parameters = {"sort": "period"}
    before = growing.get("/v1/targets", params=parameters).json()["data"]
    read: list[dict[str, Any]] = []
    for number, page in enumerate(pages(growing, "/v1/targets", itertools.repeat(3), **parameters)):
        read += page["data"]
        if number < 4:
            entered = [
                recording.target(10 * number, period="2001"),
                recording.target(10 * number + 1, period="2022-06-30"),
                recording.target(10 * number + 2, period="2199"),
            ]
            execute(database.service, *entered, role="capaian_service")
    ids = [row["id"] for row in read]
    assert len(set(ids)) == len(ids)
    assert [row for row in read if row["id"].startswith("01a1fb67")] == before
    # Negative control: there was something to be disturbed by, and what came behind was seen.
    assert recording.figure_id(2) in ids
    assert recording.figure_id(0) not in ids


def test_revisions_have_pages_too(growing: httpx.Client, database: Addresses) -> None:
    for revision in range(1, 6):
        entered = recording.target(1, revision=revision, value=revision)
        execute(database.service, entered, role="capaian_service")
    path = f"/v1/targets/{recording.figure_id(1)}/revisions"
    for limit in (1, 2, 7):
        read = list(pages(growing, path, itertools.repeat(limit)))
        assert [row["revision"] for page in read for row in page["data"]] == [5, 4, 3, 2, 1]
        assert [row["value"] for page in read for row in page["data"]] == [5, 4, 3, 2, 1]
    cursor = cursor_of(growing, path)
    assert is_refused(growing, "/v1/targets", cursor)
    assert is_refused(growing, "/v1/targets/01a1fb67-1800-7000-8000-000000000101/revisions", cursor)
    assert is_refused(growing, path, cursor_of(growing, "/v1/targets"))
    assert not is_refused(growing, path, cursor)


def test_a_cursor_of_another_list_is_refused(client: httpx.Client) -> None:
    cursors = {collection: cursor_of(client, f"/v1/{collection}") for collection in KEYS}
    for collection, other in itertools.product(KEYS, KEYS):
        assert is_refused(client, f"/v1/{collection}", cursors[other]) is (collection != other)


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
def test_a_cursor_of_other_filters_is_refused(client: httpx.Client, changed: dict[str, str]) -> None:
    asked = {"indicator": "umkm-onboarded", "sort": "stated_on"}
    cursor = cursor_of(client, "/v1/targets", **asked)
    assert not is_refused(client, "/v1/targets", cursor, **asked, limit="3", count="exact")
    assert is_refused(client, "/v1/targets", cursor, **(asked | changed))
    assert is_refused(client, "/v1/targets", cursor_of(client, "/v1/targets", **(asked | changed)), **asked)


def test_a_cursor_with_any_letter_changed_is_refused(client: httpx.Client) -> None:
    cursors = [cursor_of(client, "/v1/units", limit=limit) for limit in ("1", "2", "3")]
    # The last letter of a text in base 64 has bits to spare, unless the length is a multiple of four.
    assert {len(cursor) % 4 for cursor in cursors} == {0, 2, 3}
    for cursor in cursors:
        assert not is_refused(client, "/v1/units", cursor)
        for place, letter in enumerate(cursor):
            for bit in (1, 2, 4, 32):
                other = LETTERS[LETTERS.index(letter) ^ bit]
                assert is_refused(client, "/v1/units", cursor[:place] + other + cursor[place + 1 :])


def test_a_cursor_cut_short_or_drawn_out_is_refused(client: httpx.Client) -> None:
    cursor = cursor_of(client, "/v1/programs")
    for length in range(1, len(cursor)):
        assert is_refused(client, "/v1/programs", cursor[:length])
    for changed in (f"{cursor}A", f"{cursor}=", f"{cursor}==", f"A{cursor}", cursor * 2, "A" * 5000, "null", "0"):
        assert is_refused(client, "/v1/programs", changed)
