"""A cursor with a forged checksum is rejected if it contains an invalid value."""

import base64
import hashlib
import json

import httpx
import pytest


def forge_cursor(query_text: str, key: list[object]) -> str:
    """Build a cursor with a valid checksum, as api/http/reads/cursor.py does."""
    payload = json.dumps(key).encode()
    checksum = hashlib.blake2b(
        query_text.encode() + b"\0" + payload, digest_size=8, person=b"capaian cursor 1"
    ).digest()
    return base64.urlsafe_b64encode(checksum + payload).rstrip(b"=").decode()


SOME_TARGET = "01a1fb67-1800-7000-8000-000000000108"
REGIONS = (
    'regions {"bps_code":null,"include_abolished":null,"known_at":null,"level":null,"q":null,"replaces":null,"sort":%s,'
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
def test_a_forged_cursor_with_an_invalid_value_is_rejected(
    client: httpx.Client, path: str, sort: str | None, key: list[object]
) -> None:
    query_text = REVISIONS if path.startswith(REVISIONS) else REGIONS % json.dumps(sort)
    params = {"cursor": forge_cursor(query_text, key), **({"sort": sort} if sort else {})}
    response = client.get(path, params=params)
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == ["cursor"]


def test_a_forged_cursor_with_a_valid_value_is_accepted(client: httpx.Client) -> None:
    """Show that the checksum of the test above is valid."""
    response = client.get("/v1/regions", params={"cursor": forge_cursor(REGIONS % "null", ["95"]), "limit": 1})
    assert response.status_code == 200
    assert response.json()["data"][0]["code"] == "95.01"
