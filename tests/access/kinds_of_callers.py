"""One caller of every kind, and the callers that an operation lets in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from api.access.keys import Key, new_key
from tests.support.databases import Addresses, execute

NOBODY = frozenset({"the public"})
BAD = frozenset({"an unknown key", "a malformed key", "an expired key", "a revoked key"})
WRITERS = frozenset({"write", "write for one institution", "a token with write"})
PUBLISHERS = frozenset({"publish", "publish for one institution"})
ADMINS_OF_ALL = frozenset({"admin"})
ADMINS = ADMINS_OF_ALL | {"admin of one institution"}
KNOWN = WRITERS | PUBLISHERS | ADMINS | {"read:drafts"}
EVERYBODY = NOBODY | BAD | KNOWN


def headers_of(addresses: Addresses, token: str) -> dict[str, dict[str, str]]:
    """What each of them sends."""

    def bearing(text: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {text}"}

    def key(*scopes: str, institution: str | None = None, **ended: Any) -> dict[str, str]:
        return bearing(entered(addresses, scopes, institution, ended).text)

    past = datetime(2020, 1, 2, tzinfo=UTC)
    return {
        "the public": {},
        "an unknown key": bearing(new_key().text),
        "a malformed key": bearing("cap_0123456789_secret"),
        "an expired key": key("admin", "write", "publish", "read:drafts", expires_at=past),
        "a revoked key": key("admin", "write", "publish", "read:drafts", revoked_at=past),
        "read:drafts": key("read:drafts"),
        "write": key("write"),
        "write for one institution": key("write", institution="idea"),
        "publish": key("publish"),
        "publish for one institution": key("publish", institution="idea"),
        "admin": key("admin"),
        "admin of one institution": key("admin", institution="idea"),
        "a token with write": bearing(token),
    }


def entered(
    addresses: Addresses, scopes: tuple[str, ...], institution: str | None, ended: Mapping[str, datetime]
) -> Key:
    """As no administrator can: with an end that is past."""
    key = new_key()
    bound = f"'{institution}'" if institution else "NULL"
    ends = [f"'{ended[name]}'" if name in ended else "NULL" for name in ("expires_at", "revoked_at")]
    execute(
        addresses.owner,
        "INSERT INTO api_key (id, secret_sha256, name, scopes, institution, created_by, created_at, expires_at, "
        f"revoked_at) VALUES ('{key.id}', decode('{key.hash.hex()}', 'hex'), '{key.id}', "
        f"'{{{','.join(scopes)}}}', {bound}, 'test', '2020-01-01Z', {', '.join(ends)})",
    )
    return key
