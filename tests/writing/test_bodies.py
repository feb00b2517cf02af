"""The nastiest bodies: each refused with its place and its reason, in both languages, and nothing entered."""

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
from api.http import body as reading
from api.http.observe import Observe
from api.http.refuse import internal_error
from api.postgres.pool import Database
from tests.support import services
from tests.support.callers import key_for
from tests.support.databases import Addresses, execute
from tests.wire.outage import eventually
from tests.writing.conftest import TARGET, People, entered


def sent(people: People, body: bytes, **headers: str) -> Any:
    return people.writer.client.post(
        "/v1/targets",
        content=body,
        headers={**people.writer.headers, "Content-Type": "application/json"} | headers,
    )


def with_value(value: str) -> bytes:
    return json.dumps(TARGET).replace('"value": 40000000', f'"value": {value}').encode()


UNREADABLE = {
    "nothing": (b"", "invalid-json"),
    "half": (b'{"value": 1', "invalid-json"),
    "not UTF-8": (b'{"note": "\xff"}', "invalid-utf8"),
    "UTF-16": ('{"note": "a"}'.encode("utf-16"), "invalid-utf8"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "invalid-json"),
    "a member twice": (b'{"value": 1, "value": 2}', "duplicate-key"),
    "a member twice, once escaped": (b'{"value": 1, "v\\u0061lue": 2}', "duplicate-key"),
    "a member twice, below": (b'{"breakdown": {"a": "b", "a": "c"}}', "duplicate-key"),
    "NaN": (with_value("NaN"), "invalid-json"),
    "Infinity": (with_value("-Infinity"), "invalid-json"),
    "a number beyond all": (with_value("1e99999999999999999999999"), "invalid-json"),
    "a leading zero": (with_value("007"), "invalid-json"),
    "a trailing comma": (b'{"value": 1,}', "invalid-json"),
    "a comment": (b"{} // {}", "invalid-json"),
    "two values": (b"{}{}", "invalid-json"),
    "half a surrogate pair": (b'{"note": "\\ud800"}', "invalid-json"),
    "33 levels": (b"[" * 33 + b"]" * 33, "too-deep"),
    "100,000 levels": (b"[" * 100_000, "too-deep"),
    "100,000 open objects": (b'{"a":' * 100_000, "too-deep"),
    "a raw line break in a text": (b'{"note": "a\nb"}', "invalid-json"),
}


@pytest.mark.parametrize(("body", "code"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_does_not_parse_is_400(people: People, body: bytes, code: str) -> None:
    answer = sent(people, body)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/unreadable-body")
    assert [fault["code"] for fault in answer.json()["errors"]] == [code]


RULES: dict[str, tuple[bytes, str, str]] = {
    "no object": (b"[]", "", "wrong-type"),
    "null": (b"null", "", "wrong-type"),
    "a number in quotes": (with_value('"5"'), "/value", "wrong-type"),
    "no number": (with_value("true"), "/value", "wrong-type"),
    "16 digits": (with_value("1234567890123456"), "/value", "not-an-amount"),
    "10 decimals": (with_value("0.0000000001"), "/value", "not-an-amount"),
    "a huge exponent": (with_value("1e400"), "/value", "not-an-amount"),
    "a million digits": (with_value("9" * 900_000), "/value", "not-an-amount"),
    "a misspelt member": (json.dumps({**TARGET, "vlaue": 1}).encode(), "/vlaue", "unknown-member"),
    "what the service adds": (json.dumps({**TARGET, "status": "published"}).encode(), "/status", "unknown-member"),
    "a program of its own": (json.dumps({**TARGET, "program": "x"}).encode(), "/program", "unknown-member"),
    "a formula": (json.dumps({**TARGET, "note": "=1+1"}).encode(), "/note", "not-this-form"),
    "NUL": (json.dumps({**TARGET, "note": "a\0b"}).encode(), "/note", "not-this-form"),
    "no such day": (json.dumps({**TARGET, "stated_on": "2022-02-30"}).encode(), "/stated_on", "not-a-date"),
    "a day of old": (json.dumps({**TARGET, "stated_on": "1022-02-03"}).encode(), "/stated_on", "not-a-date"),
    "no such period": (json.dumps({**TARGET, "period": "2022-13"}).encode(), "/period", "not-a-period"),
    "a reversed period": (
        json.dumps({**TARGET, "period": "2022-05-02/2022-05-01"}).encode(), "/period", "not-a-period"),
    "an unknown nature": (json.dumps({**TARGET, "nature": "level"}).encode(), "/nature", "not-one-of"),
    "an unknown indicator": (
        json.dumps({**TARGET, "indicator": "tak-ada"}).encode(), "/indicator", "figure-counts-an-indicator"),
    "an unknown region": (json.dumps({**TARGET, "region": "09"}).encode(), "/region", "figure-is-about-a-region"),
    "an unknown source": (
        json.dumps({**TARGET, "citations": [{"source": "tak-ada", "locator": "1"}]}).encode(),
        "/citations", "figure-cites-sources"),
    "a citation of nowhere": (
        json.dumps({**TARGET, "citations": [{"source": "antara-2021-01-11"}]}).encode(),
        "/citations/0", "citation-without-place"),
    "a citation with more": (
        json.dumps({**TARGET, "citations": [{"source": "antara-2021-01-11", "locator": "1", "x": 1}]}).encode(),
        "/citations/0", "unknown-member"),
    "no day": (json.dumps({**TARGET, "stated_on": None}).encode(), "/stated_on", "stated-when"),
    "a breakdown of texts": (
        json.dumps({**TARGET, "breakdown": {"Catalog": "x"}}).encode(), "/breakdown", "not-this-form"),
    "no resolution": (json.dumps({**TARGET, "resolution": 0}).encode(), "/resolution", "too-small"),
    "another's id": (
        json.dumps({**TARGET, "supersedes": "01a1fb67-1800-7000-8000-0000000009ff"}).encode(),
        "/supersedes", "target-supersedes-an-existing-target"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "pointer", "code"), RULES.values(), ids=RULES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_body_that_breaks_a_rule_is_422_with_its_place(
    people: People, body: bytes, pointer: str, code: str, language: str
) -> None:
    answer = sent(people, body, **{"Accept-Language": language})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-body")
    fault = next(fault for fault in answer.json()["errors"] if fault["code"] == code)
    assert fault["pointer"] == pointer
    assert fault["detail"]


def test_every_member_with_a_fault_is_named_at_once(people: People) -> None:
    faulty = {"indicator": 5, "nature": "x", "value": "7", "extra": 1, "stated_on": "soon", "citations": [{}]}
    errors = sent(people, json.dumps(faulty).encode()).json()["errors"]
    assert {error["pointer"] for error in errors} == {
        "/indicator", "/nature", "/value", "/extra", "/stated_on", "/citations/0", "/period", "/institution",
    }  # fmt: skip


def test_no_digit_of_a_number_is_lost(people: People) -> None:
    for value in ("123456789012345", "0.123456789", "12345.6789", "-0.5", "1E+5"):
        created = sent(people, with_value(value))
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
        ({"Content-Encoding": "identity"}, 201),
    ],
)
def test_only_json_in_utf_8_is_taken(people: People, headers: dict[str, str], status: int) -> None:
    body = json.dumps(TARGET).encode()
    answer = sent(people, gzip.compress(body) if headers.get("Content-Encoding") == "gzip" else body, **headers)
    assert answer.status_code == status
    assert status == 201 or answer.headers["accept"] == "application/json"


def test_a_patch_is_taken_as_merge_patch_or_json(people: People) -> None:
    address = entered(people.writer).headers["location"]
    for media_type, status in (("application/merge-patch+json", 200), ("application/json", 200), ("text/csv", 415)):
        answer = people.writer.client.patch(
            address,
            content=b'{"value": 5}',
            headers={**people.writer.headers, "If-Match": "*", "Content-Type": media_type},
        )
        assert answer.status_code == status
    assert "application/merge-patch+json" in answer.headers["accept-patch"]


def test_a_body_that_is_too_large_is_413_said_and_counted(people: People) -> None:
    huge = b'{"note": "' + b"a" * 1_100_000 + b'"}'
    assert sent(people, huge).status_code == 413

    def pieces() -> Any:
        for _ in range(12):
            yield b"a" * 100_000

    answer = people.writer.client.post(
        "/v1/targets", content=pieces(), headers={**people.writer.headers, "Content-Type": "application/json"}
    )
    assert answer.status_code == 413


def test_nothing_that_was_refused_is_stored_and_every_refusal_is_in_the_audit(
    people: People, stored: Addresses
) -> None:
    counts = "SELECT count(*) FROM target WHERE recorded_by = 'penulis'"
    refusals = "SELECT count(*) FROM audit WHERE action = 'refuse' AND principal = 'penulis'"
    stored_before, refused_before = execute(stored.owner, counts, refusals)
    for body in (b"{", with_value('"x"'), with_value("1e400")):
        assert sent(people, body).status_code in (400, 422)
    assert people.writer.get("/v1/keys").status_code == 403
    assert people.public.post("/v1/targets", TARGET).status_code == 401
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        stored_after, refused_after = execute(stored.owner, counts, refusals)
        if refused_after == refused_before + 4:  # type: ignore[operator]  # a count
            break
    assert (stored_after, refused_after) == (stored_before, refused_before + 4)  # type: ignore[operator]  # a count


def test_a_body_that_stalls_is_given_up(stored: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS_TO_READ", 0.2)
    headers = {"Authorization": f"Bearer {key_for(stored, 'slow', 'write')}", "Content-Type": "application/json"}

    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"value"'
        await asyncio.sleep(60)

    async def story() -> httpx.Response:
        litestar = create_litestar(Database(stored.service, 8))
        observed = Observe(litestar, api_version="1", internal_error=internal_error)
        transport = httpx.ASGITransport(observed)  # type: ignore[arg-type]  # two names for the same types
        async with litestar.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.post("/v1/targets", content=pieces(), headers=headers)

    answer = asyncio.run(story())
    assert (answer.status_code, answer.json()["type"]) == (408, "/problems/body-too-slow")
    assert answer.headers["connection"] == "close"


def test_a_client_who_leaves_in_the_middle_of_a_body_is_no_failure_of_ours(
    writable: services.Service, people: People
) -> None:
    written = len(writable.log)
    host, _, port = writable.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            b"POST /v1/targets HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"
            + f"Authorization: {people.writer.headers['Authorization']}\r\n\r\n".encode()
            + b'{"value"'
        )
    assert eventually(lambda: '"status":499' in writable.log[written:])
    assert "request.failed" not in writable.log[written:]
    assert "Traceback" not in writable.log[written:]
