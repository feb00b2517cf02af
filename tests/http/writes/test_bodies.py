"""Invalid bodies: each is rejected with the location and the reason in both languages, and nothing is stored."""

import asyncio
import gzip
import json
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.app import create_litestar
from api.database.pool import Database
from api.http.edge.access_log import AccessLogMiddleware
from api.http.problems.exception_handler import build_internal_error
from api.http.request import body as request_body
from tests.http.outages.outage import eventually
from tests.http.writes.conftest import TARGET, People, build_target, create_record
from tests.support import services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls, execute


def send_body(people: People, body: bytes, **headers: str) -> Any:
    return people.writer.client.post(
        "/v1/targets",
        content=body,
        headers={**people.writer.headers, "Content-Type": "application/json"} | headers,
    )


def with_value(value: str) -> bytes:
    """Return a target in rupiah, because a count has no decimals and no sign."""
    body = json.dumps(build_target(indicator="bbi-stimulus"))
    return body.replace('"value": 40000000', f'"value": {value}').encode()


UNREADABLE = {
    "nothing": (b"", "invalid_json"),
    "half": (b'{"value": 1', "invalid_json"),
    "not UTF-8": (b'{"note": "\xff"}', "invalid_utf8"),
    "UTF-16": ('{"note": "a"}'.encode("utf-16"), "invalid_utf8"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "invalid_json"),
    "a member twice": (b'{"value": 1, "value": 2}', "duplicate_key"),
    "a member twice, once escaped": (b'{"value": 1, "v\\u0061lue": 2}', "duplicate_key"),
    "a member twice, below": (b'{"breakdown": {"a": "b", "a": "c"}}', "duplicate_key"),
    "NaN": (with_value("NaN"), "invalid_json"),
    "Infinity": (with_value("-Infinity"), "invalid_json"),
    "a leading zero": (with_value("007"), "invalid_json"),
    "a trailing comma": (b'{"value": 1,}', "invalid_json"),
    "a comment": (b"{} // {}", "invalid_json"),
    "two values": (b"{}{}", "invalid_json"),
    "half a surrogate pair": (b'{"note": "\\ud800"}', "invalid_json"),
    "33 levels": (b"[" * 33 + b"]" * 33, "too_deep"),
    "30,000 levels": (b"[" * 30_000, "too_deep"),
    "30,000 open objects": (b'{"a":' * 30_000, "too_deep"),
    "100,000 levels": (b"[" * 100_000, "too_many_values"),
    "a raw line break in a text": (b'{"note": "a\nb"}', "invalid_json"),
}


@pytest.mark.parametrize(("body", "code"), UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_body_returns_400(people: People, body: bytes, code: str) -> None:
    response = send_body(people, body)
    assert (response.status_code, response.json()["type"]) == (400, "/problems/unreadable-body")
    assert [error["code"] for error in response.json()["errors"]] == [code]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "the body is empty, but must be one JSON object"),
        (b" \r\n", "the body is empty, but must be one JSON object"),
        (b"\xef\xbb\xbf{}", "the body begins with a byte order mark, which JSON does not allow"),
        (b'{"value": 007}', "the body is not JSON at line 1 column 12"),
        (with_value("null"), "/value must be a number, not null"),
        (with_value("true"), "/value must be a number, not bool"),
        (json.dumps({**TARGET, "note": 5}).encode(), "/note must be a text, not int"),
        (json.dumps({**TARGET, "citations": {}}).encode(), "/citations must be an array, not object"),
    ],
)
def test_the_error_of_a_body_states_what_was_received(people: People, body: bytes, detail: str) -> None:
    response = send_body(people, body, **{"Accept-Language": "en"})
    assert response.json()["errors"][0]["detail"].startswith(detail)


RULES: dict[str, tuple[bytes, str, str]] = {
    "no object": (b"[]", None, "wrong_type"),
    "null": (b"null", None, "wrong_type"),
    "a number in quotes": (with_value('"5"'), "/value", "wrong_type"),
    "no number": (with_value("true"), "/value", "wrong_type"),
    "16 digits": (with_value("1234567890123456"), "/value", "not_an_amount"),
    "10 decimals": (with_value("0.0000000001"), "/value", "not_an_amount"),
    "a huge exponent": (with_value("1e400"), "/value", "not_an_amount"),
    "a number beyond all": (with_value("1e99999999999999999999999"), "/value", "not_an_amount"),
    "a million digits": (with_value("9" * 900_000), "/value", "not_an_amount"),
    "a misspelt member": (json.dumps({**TARGET, "vlaue": 1}).encode(), "/vlaue", "unknown_field"),
    "a field of the service": (json.dumps({**TARGET, "status": "published"}).encode(), "/status", "unknown_field"),
    "a program of its own": (json.dumps({**TARGET, "program": "x"}).encode(), "/program", "unknown_field"),
    "a formula": (json.dumps({**TARGET, "note": "=1+1"}).encode(), "/note", "formula"),
    "NUL": (json.dumps({**TARGET, "note": "a\0b"}).encode(), "/note", "hidden_character"),
    "no such day": (json.dumps({**TARGET, "stated_on": "2022-02-30"}).encode(), "/stated_on", "not_a_date"),
    "a day before 1900": (json.dumps({**TARGET, "stated_on": "1022-02-03"}).encode(), "/stated_on", "not_a_date"),
    "no such period": (json.dumps({**TARGET, "period": "2022-13"}).encode(), "/period", "not_a_period"),
    "a reversed period": (
        json.dumps({**TARGET, "period": "2022-05-02/2022-05-01"}).encode(), "/period", "not_a_period"),
    "an unknown nature": (json.dumps({**TARGET, "nature": "level"}).encode(), "/nature", "not_one_of"),
    "an unknown indicator": (
        json.dumps({**TARGET, "indicator": "tak-ada"}).encode(), "/indicator", "figure_counts_an_indicator"),
    "an unknown region": (json.dumps({**TARGET, "region": "09"}).encode(), "/region", "figure_is_about_a_region"),
    "an unknown source": (
        json.dumps({**TARGET, "citations": [{"source": "tak-ada", "locator": "1"}]}).encode(),
        "/citations/0/source", "figure_cites_sources"),
    "a citation without a location": (
        json.dumps({**TARGET, "citations": [{"source": "antara-2021-01-11"}]}).encode(),
        "/citations/0", "citation_needs_locator"),
    "a citation with more": (
        json.dumps({**TARGET, "citations": [{"source": "antara-2021-01-11", "locator": "1", "x": 1}]}).encode(),
        "/citations/0/x", "unknown_field"),
    "no day": (json.dumps({**TARGET, "stated_on": None}).encode(), "/stated_on", "stated_date_required"),
    "a breakdown of texts": (
        json.dumps({**TARGET, "breakdown": {"Catalog": "x"}}).encode(), "/breakdown", "invalid_format"),
    "no resolution": (json.dumps({**TARGET, "resolution": 0}).encode(), "/resolution", "too_small"),
    "another's id": (
        json.dumps({**TARGET, "supersedes": "01a1fb67-1800-7000-8000-0000000009ff"}).encode(),
        "/supersedes", "target_supersedes_an_existing_target"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "pointer", "code"), RULES.values(), ids=RULES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_an_invalid_body_returns_422_with_the_location(
    people: People, body: bytes, pointer: str | None, code: str, language: str
) -> None:
    response = send_body(people, body, **{"Accept-Language": language})
    assert (response.status_code, response.json()["type"]) == (422, "/problems/invalid-body")
    error = next(error for error in response.json()["errors"] if error["code"] == code)
    assert error.get("pointer") == pointer  # an error about the whole body has none
    assert error["detail"]


def test_one_response_lists_all_invalid_fields(people: People) -> None:
    invalid = {"indicator": 5, "nature": "x", "value": "7", "extra": 1, "stated_on": "soon", "citations": [{}]}
    errors = send_body(people, json.dumps(invalid).encode()).json()["errors"]
    assert {error["pointer"] for error in errors} == {
        "/indicator", "/nature", "/value", "/extra", "/stated_on", "/citations/0/source", "/period", "/institution",
    }  # fmt: skip


def test_no_digit_of_a_number_is_lost(people: People) -> None:
    for value in ("123456789012345", "0.123456789", "12345.6789", "-0.5", "1E+5"):
        created = send_body(people, with_value(value))
        assert created.status_code == 201, created.text
        assert json.loads(created.text, parse_float=str, parse_int=str)["value"] == {"1E+5": "100000"}.get(value, value)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": ""}, 415),
        ({"Content-Type": "application/json; charset=latin-1"}, 415),
        ({"Content-Type": "application/json; charset=UTF-8"}, 201),
        ({"Content-Type": "application/merge-patch+json"}, 415),
        ({"Content-Encoding": "gzip"}, 415),
        ({"Content-Encoding": "zstd"}, 415),
        ({"Content-Encoding": "identity"}, 201),
    ],
)
def test_only_json_in_utf_8_is_accepted(people: People, headers: dict[str, str], status: int) -> None:
    body = json.dumps(build_target()).encode()
    response = send_body(people, gzip.compress(body) if headers.get("Content-Encoding") == "gzip" else body, **headers)
    assert response.status_code == status
    assert status == 201 or response.headers["accept"] == "application/json"


def test_a_patch_is_accepted_as_merge_patch_or_json(people: People) -> None:
    url = create_record(people.writer).headers["location"]
    for media_type, status in (("application/merge-patch+json", 200), ("application/json", 200), ("text/csv", 415)):
        response = people.writer.client.patch(
            url,
            content=b'{"value": 5}',
            headers={**people.writer.headers, "If-Match": "*", "Content-Type": media_type},
        )
        assert response.status_code == status
    assert "application/merge-patch+json" in response.headers["accept-patch"]


def test_a_body_that_is_too_large_returns_413_with_and_without_a_length(people: People) -> None:
    huge = b'{"note": "' + b"a" * 1_100_000 + b'"}'
    assert send_body(people, huge).status_code == 413

    def chunks() -> Any:
        for _ in range(12):
            yield b"a" * 100_000

    response = people.writer.client.post(
        "/v1/targets", content=chunks(), headers={**people.writer.headers, "Content-Type": "application/json"}
    )
    assert response.status_code == 413


def test_a_rejected_request_stores_nothing_and_is_in_the_audit(people: People, stored: DatabaseUrls) -> None:
    rejected = Person(people.writer.client, key_for(stored, "penulis ditolak", "write"))
    people = people._replace(writer=rejected)  # a principal without earlier rejections, which could share an entry
    counts = "SELECT count(*) FROM target WHERE recorded_by = 'penulis ditolak'"
    rejections = """SELECT coalesce(sum((detail->>'count')::integer), 0)::integer FROM audit_entry
        WHERE action = 'refuse' AND principal = 'penulis ditolak'"""
    for body in (b"{", with_value('"x"'), with_value("1e400")):
        assert send_body(people, body).status_code in (400, 422)
    assert people.writer.get("/v1/keys").status_code == 403
    assert people.public.post("/v1/targets", TARGET).status_code == 401
    deadline = time.monotonic() + 5
    while execute(stored.owner, rejections) != [4] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert execute(stored.owner, counts, rejections) == [0, 4]


def test_a_body_that_stalls_returns_408(stored: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_body, "READ_TIMEOUT_SECONDS", 0.2)
    headers = {"Authorization": f"Bearer {key_for(stored, 'slow', 'write')}", "Content-Type": "application/json"}

    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"value"'
        await asyncio.sleep(60)

    async def story() -> httpx.Response:
        litestar = create_litestar(Database(stored.service, 8))
        observed = AccessLogMiddleware(litestar, api_version="1", internal_error=build_internal_error)
        transport = httpx.ASGITransport(observed)  # type: ignore[arg-type]  # two names for the same types
        async with litestar.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.post("/v1/targets", content=chunks(), headers=headers)

    response = asyncio.run(story())
    assert (response.status_code, response.json()["type"]) == (408, "/problems/body-too-slow")
    assert response.headers["connection"] == "close"


def test_a_client_disconnect_during_the_body_is_logged_as_499(writable: services.Service, people: People) -> None:
    log_length = len(writable.log)
    host, _, port = writable.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            b"POST /v1/targets HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"
            + f"Authorization: {people.writer.headers['Authorization']}\r\n\r\n".encode()
            + b'{"value"'
        )
    assert eventually(lambda: '"status":499' in writable.log[log_length:])
    assert "request.failed" not in writable.log[log_length:]
    assert "Traceback" not in writable.log[log_length:]
