"""One caller of every kind, and the sets of callers that an operation admits."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from api.auth.api_key import ApiKeyCredentials, generate_credentials
from api.auth.session_store import generate_session_id
from tests.support.databases import DatabaseUrls, execute

PUBLIC = frozenset({"the public"})
INVALID = frozenset({"an unknown key", "a malformed key", "an expired key", "a revoked key"})
WRITERS = frozenset({"write", "write for one institution", "a token with write"})
PUBLISHERS = frozenset({"publish", "publish for one institution"})
ADMINS = frozenset({"admin", "admin of one institution"})
KNOWN = WRITERS | PUBLISHERS | ADMINS | {"read:drafts"}
ALL = PUBLIC | INVALID | KNOWN
SESSIONS = frozenset({"a session"})  # only for the pages of sessions; for the API it is the public


def build_headers(urls: DatabaseUrls, token: str) -> dict[str, dict[str, str]]:
    """Return the request headers of each caller."""

    def bearer_headers(text: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {text}"}

    def key(*scopes: str, institution: str | None = None, **end_times: Any) -> dict[str, str]:
        return bearer_headers(insert_key(urls, scopes, institution, end_times).token)

    past = datetime(2020, 1, 2, tzinfo=UTC)
    return {
        "the public": {},
        "an unknown key": bearer_headers(generate_credentials().token),
        "a malformed key": bearer_headers("cap_0123456789_secret"),
        "an expired key": key("admin", "write", "publish", "read:drafts", expires_at=past),
        "a revoked key": key("admin", "write", "publish", "read:drafts", revoked_at=past),
        "read:drafts": key("read:drafts"),
        "write": key("write"),
        "write for one institution": key("write", institution="idea"),
        "publish": key("publish"),
        "publish for one institution": key("publish", institution="idea"),
        "admin": key("admin"),
        "admin of one institution": key("admin", institution="idea"),
        "a token with write": bearer_headers(token),
        "a session": {"Cookie": f"capaian_session={insert_session(urls, 'write', 'publish')}"},
    }


def insert_session(urls: DatabaseUrls, *scopes: str) -> str:
    """Insert a session of a new key, and return its id."""
    session_id, key = generate_session_id(), insert_key(urls, scopes, None, {})
    execute(urls.owner, f"INSERT INTO session (id_sha256, key_id) VALUES (sha256('{session_id}'), '{key.id}')")
    return session_id


def insert_key(
    urls: DatabaseUrls, scopes: tuple[str, ...], institution: str | None, end_times: Mapping[str, datetime]
) -> ApiKeyCredentials:
    """Insert a key directly, because the API creates no key that has already expired."""
    key = generate_credentials()
    bound = f"'{institution}'" if institution else "NULL"
    sql_times = [f"'{end_times[name]}'" if name in end_times else "NULL" for name in ("expires_at", "revoked_at")]
    execute(
        urls.owner,
        "INSERT INTO api_key (id, secret_sha256, name, scopes, institution, created_by, created_at, expires_at, "
        f"revoked_at) VALUES ('{key.id}', decode('{key.secret_sha256.hex()}', 'hex'), '{key.id}', "
        f"'{{{','.join(scopes)}}}', {bound}, 'test', '2020-01-01Z', {', '.join(sql_times)})",
    )
    return key
