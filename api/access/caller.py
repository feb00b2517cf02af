"""Who is asking, and whether an operation is theirs to call."""

from datetime import datetime
from typing import Literal, get_args

import msgspec

from api.faults import Refusal

Scope = Literal["read:drafts", "write", "publish", "admin"]
SCOPES: tuple[str, ...] = get_args(Scope)
# What an operation asks of whoever calls it: nothing ever; nothing, unless public reading is switched off; to be
# known; or a scope.
Asks = Literal["nothing", "public", "caller"] | Scope


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """A principal is a person: all keys under one name. Without a principal it is the public."""

    principal: str | None = None
    scopes: frozenset[str] = frozenset()
    institution: str | None = None
    key_id: str | None = None
    expires_at: datetime | None = None


PUBLIC = Caller()


class Unauthenticated(Refusal):
    """No key, or one that is malformed, unknown, expired or revoked; which of these is not said."""


class Forbidden(Refusal):
    """The caller is known, and lacks the scope."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


def authorize(caller: Caller, asks: Asks, *, public_read: bool) -> None:
    """Raises Unauthenticated or Forbidden where the operation is not the caller's."""
    if asks == "nothing" or (asks == "public" and public_read):
        return
    if caller.principal is None:
        raise Unauthenticated
    if asks in SCOPES and asks not in caller.scopes:
        raise Forbidden(asks)
