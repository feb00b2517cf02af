"""A cursor that somebody sealed themselves gets no further than one that was tampered with."""

import base64
import hashlib
import json

import httpx
import pytest


def forged(bound_to: str, key: list[object]) -> str:
    """As api/http/cursor.py seals; anybody can read how."""
    payload = json.dumps(key).encode()
    seal = hashlib.blake2b(bound_to.encode() + b"\0" + payload, digest_size=8, person=b"capaian cursor 1").digest()
    return base64.urlsafe_b64encode(seal + payload).rstrip(b"=").decode()


SOME_TARGET = "01a1fb67-1800-7000-8000-000000000108"
REGIONS = (
    'regions {"bps_code":null,"known_at":null,"level":null,"q":null,"sort":%s,'
    '"status":["published"],"valid_on":null,"within":null}'
)
REVISIONS = f"/v1/targets/{SOME_TARGET}"


@pytest.mark.parametrize(
    ("path", "sort", "key"),
    [
        ("/v1/regions", None, ["\0"]),
        ("/v1/regions", "recorded_at", ["0001-01-01T00:00:00+14:00", "11"]),
        ("/v1/regions", "recorded_at", ["9999-12-31T23:59:59-12:00", "11"]),
        ("/v1/regions", "recorded_at", ["2026-01-01T00:00:00", "11"]),
        (f"{REVISIONS}/revisions", None, [99999999999]),
        (f"{REVISIONS}/revisions", None, [0]),
    ],
)
def test_a_forged_cursor_is_refused_like_any_other(
    client: httpx.Client, path: str, sort: str | None, key: list[object]
) -> None:
    bound_to = REVISIONS if path.startswith(REVISIONS) else REGIONS % json.dumps(sort)
    asked = {"cursor": forged(bound_to, key), **({"sort": sort} if sort else {})}
    answer = client.get(path, params=asked)
    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["cursor"]


def test_the_forger_knows_the_seal(client: httpx.Client) -> None:
    """Otherwise the test above would pass for another reason."""
    answer = client.get("/v1/regions", params={"cursor": forged(REGIONS % "null", ["95"]), "limit": 1})
    assert answer.status_code == 200
    assert answer.json()["data"][0]["code"] == "95.01"
