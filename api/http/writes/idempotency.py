"""Idempotency-Key: a repeated request gets the stored response and has no second effect.

One transaction commits the key, the effect and the response. A replay also writes, because a synchronous standby
confirms only transactions that write; otherwise the replayed response could be lost with the primary.
"""

import hashlib
import re
from typing import NamedTuple

import msgspec

from api.database.pool import Connection
from api.errors import ApiError, ErrorDetail, InvalidRequestError, Text
from api.http.request.api_request import ApiRequest, get_header
from api.http.request.json_body import canonicalize_json
from api.http.request.read_json import run_by_size

IDEMPOTENCY_KEY = re.compile(r"[!-~]{1,255}")
RETENTION_DAYS = 400  # late retries between agencies are normal; see schema/migrations/0106_audit.sql
# The lock ends with the transaction. A concurrent request with the same key gets an error instead of waiting.
LOCK_KEY = "SELECT pg_try_advisory_xact_lock(hashtextextended('idempotency ' || $1 || ' ' || $2, 0))"
INSERT_OR_FIND = """INSERT INTO idempotency_record AS r (principal, key, fingerprint, last_used_at)
    VALUES ($1, $2, $3, now())
    ON CONFLICT (principal, key) DO UPDATE SET last_used_at = excluded.last_used_at
    RETURNING r.fingerprint, r.status, r.headers::text, r.body"""
STORE_RESPONSE = (
    "UPDATE idempotency_record SET status = $3, headers = $4::jsonb, body = $5 WHERE principal = $1 AND key = $2"
)
# The age is checked twice, because a retry may use the key in between.
DELETE_EXPIRED = f"""WITH gone AS (
        DELETE FROM idempotency_record WHERE last_used_at < now() - interval '{RETENTION_DAYS} days'
            AND (principal, key) IN (
            SELECT principal, key FROM idempotency_record WHERE last_used_at < now() - interval '{RETENTION_DAYS} days'
            ORDER BY last_used_at LIMIT $1)
        RETURNING 1
    ) SELECT count(*) FROM gone"""

_headers = msgspec.json.Decoder(dict[str, str])


class IdempotencyRecord(NamedTuple):
    """A stored response."""

    status: int
    headers: dict[str, str]
    body: bytes


class RequestInProgressError(ApiError):
    """Another request with this key is still running."""


class IdempotencyKeyReusedError(ApiError):
    """The key was used with a different request."""


def parse_idempotency_key(request: ApiRequest) -> str | None:
    """Return the Idempotency-Key, or None if the header is missing.

    Raise InvalidRequestError if it is invalid, or if the request has two.
    """
    keys = [value for name, value in request.scope["headers"] if name == b"idempotency-key"]
    if not keys:
        return None
    key = keys[0].decode("latin-1").strip()
    if len(keys) > 1:
        raise _invalid_key_error("repeated_header", REPEATED_IDEMPOTENCY_KEY)
    if not IDEMPOTENCY_KEY.fullmatch(key):  # also if it is empty: the client relies on the key
        raise _invalid_key_error("not_an_idempotency_key", INVALID_IDEMPOTENCY_KEY)
    return key


def _invalid_key_error(code: str, text: Text) -> InvalidRequestError:
    return InvalidRequestError("parameters", [ErrorDetail(code, text, parameter="Idempotency-Key")])


async def compute_json_fingerprint(request: ApiRequest, body: bytes) -> bytes:
    """Return the hash of a request whose body is empty or valid JSON.

    The order of fields, blanks and the spelling of numbers have no meaning: some clients encode the JSON again for a
    retry.
    """
    return compute_fingerprint(request, await run_by_size(len(body), canonicalize_json, body) if body else b"")


def compute_fingerprint(request: ApiRequest, content: bytes) -> bytes:
    """Return the hash of all parts of a request that determine its effect. `content` identifies its body."""
    url = request.scope["path"].encode(), request.scope["query_string"]
    conditions = (get_header(request, name).encode("latin-1", "replace") for name in ("if-match", "if-none-match"))
    parts = request.method.encode(), *url, *conditions, content
    return hashlib.sha256(b"".join(b"%d:%s" % (len(part), part) for part in parts)).digest()


async def begin_request(
    connection: Connection, principal: str, key: str, fingerprint: bytes
) -> IdempotencyRecord | None:
    """Lock the key; return the stored response, or None for a new key.

    Raise RequestInProgressError or IdempotencyKeyReusedError.
    """
    if not await connection.fetchval(LOCK_KEY, principal, key):
        raise RequestInProgressError
    row = await connection.fetchrow(INSERT_OR_FIND, principal, key, fingerprint)
    stored_fingerprint, status, headers, body = row  # type: ignore[misc]  # an INSERT of one row returns one
    if stored_fingerprint != fingerprint:
        raise IdempotencyKeyReusedError
    return None if status is None else IdempotencyRecord(status, _headers.decode(headers), body)


async def store_response(connection: Connection, principal: str, key: str, response: IdempotencyRecord) -> None:
    """Store the response of a key that `begin_request` has locked."""
    headers = msgspec.json.encode(response.headers).decode()
    await connection.execute(STORE_RESPONSE, principal, key, response.status, headers, response.body)


async def delete_expired(connection: Connection, limit: int) -> int:
    """Delete at most `limit` expired responses and return their number. The session needs the scope `admin`."""
    deleted: int = await connection.fetchval(DELETE_EXPIRED, limit)
    return deleted


REPEATED_IDEMPOTENCY_KEY = Text(
    "ada di beberapa baris header. Kirim satu kunci saja.", "is in several header lines. Send one key."
)
INVALID_IDEMPOTENCY_KEY = Text(
    "harus terdiri atas 1–255 aksara ASCII tanpa spasi", "must be 1–255 visible ASCII characters"
)
