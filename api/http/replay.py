"""Idempotency-Key: a request that is sent again gets the answer it got, and has no second effect.

The key, the effect and the answer are committed together. A replay writes too: an answer that wrote nothing is not
waited for by a synchronous standby, and could be lost with the server that gave it.
"""

import hashlib
import re
from typing import NamedTuple

import msgspec

from api.faults import Fault, Invalid, Refusal, Text
from api.http.operation import CapaianRequest, field_of
from api.postgres.pool import Connection

KEY = re.compile(r"[!-~]{1,255}")
KEPT_DAYS = 400  # late retries between agencies are normal; see schema/migrations/0011_trail.sql
# For the transaction, so that a second request with the key is told to wait instead of being held up.
HOLD = "SELECT pg_try_advisory_xact_lock(hashtextextended('replay ' || $1 || ' ' || $2, 0))"
BEGIN = """INSERT INTO replay AS r (principal, key, fingerprint, seen) VALUES ($1, $2, $3, now())
    ON CONFLICT (principal, key) DO UPDATE SET seen = excluded.seen
    RETURNING r.fingerprint, r.status, r.headers::text, r.body"""
KEEP = "UPDATE replay SET status = $3, headers = $4::jsonb, body = $5 WHERE principal = $1 AND key = $2"
# The age is asked of each row again, for a retry may have come meanwhile.
FORGET = f"""WITH gone AS (
        DELETE FROM replay WHERE seen < now() - interval '{KEPT_DAYS} days' AND (principal, key) IN (
            SELECT principal, key FROM replay WHERE seen < now() - interval '{KEPT_DAYS} days' ORDER BY seen LIMIT $1)
        RETURNING 1
    ) SELECT count(*) FROM gone"""

_headers = msgspec.json.Decoder(dict[str, str])


class Answer(NamedTuple):
    """A whole answer, as it is kept."""

    status: int
    headers: dict[str, str]
    body: bytes


class StillRunning(Refusal):
    """Another request with this key has not ended yet."""


class KeyReused(Refusal):
    """The key was given with another request."""


def key_of(request: CapaianRequest) -> str | None:
    if "idempotency-key" not in request.headers:
        return None
    key = field_of(request, "idempotency-key").strip()
    if not KEY.fullmatch(key):  # an empty one too: its sender believes to be safe from a second effect
        raise Invalid("parameters", [Fault("not-an-idempotency-key", NOT_A_KEY, parameter="Idempotency-Key")])
    return key


def fingerprint(request: CapaianRequest, body: bytes) -> bytes:
    """Of everything that decides about the effect."""
    address = request.scope["path"].encode(), request.scope["query_string"]
    told = request.method.encode(), *address, field_of(request, "if-match").encode("latin-1", "replace"), body
    return hashlib.sha256(b"".join(b"%d:%s" % (len(part), part) for part in told)).digest()


async def begin(connection: Connection, principal: str, key: str, of_request: bytes) -> Answer | None:
    """The answer that was given before, or None when this is the first time."""
    if not await connection.fetchval(HOLD, principal, key):
        raise StillRunning
    row = await connection.fetchrow(BEGIN, principal, key, of_request)
    kept, status, headers, body = row  # type: ignore[misc]  # an INSERT of one row returns one
    if kept != of_request:
        raise KeyReused
    return None if status is None else Answer(status, _headers.decode(headers), body)


async def keep(connection: Connection, principal: str, key: str, answer: Answer) -> None:
    headers = msgspec.json.encode(answer.headers).decode()
    await connection.execute(KEEP, principal, key, answer.status, headers, answer.body)


async def forget_some(connection: Connection, most: int) -> int:
    """How many that are older than is kept were forgotten. The connection acts for an administrator."""
    forgotten: int = await connection.fetchval(FORGET, most)
    return forgotten


NOT_A_KEY = Text("harus 1–255 aksara ASCII tanpa spasi", "must be 1–255 visible ASCII characters")
