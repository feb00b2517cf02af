"""Who is asking, and whether an operation is theirs to call."""

from datetime import datetime
from typing import Literal, get_args

import msgspec

from api.faults import Refusal

Scope = Literal["read:drafts", "write", "publish", "admin"]
SCOPES: tuple[str, ...] = get_args(Scope)
# What an operation asks of whoever calls it: nothing ever; nothing, unless public reading is switched off; to be
# known; a scope; or one of two.
Asks = Literal["nothing", "public", "caller", "write or publish"] | Scope


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """A principal is a person: all keys under one name. Without a principal it is the public."""

    principal: str | None = None
    scopes: frozenset[str] = frozenset()
    institution: str | None = None
    key_id: str | None = None
    expires_at: datetime | None = None

    @property
    def is_public(self) -> bool:
        return self.principal is None


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
    if caller.is_public:
        raise Unauthenticated
    wanted = scopes_of(asks)
    if wanted and not caller.scopes.intersection(wanted):
        raise Forbidden(asks)


def scopes_of(asks: Asks) -> tuple[str, ...]:
    """The scopes of which one is needed; none where it is enough to be known, or nobody is asked."""
    return tuple(scope for scope in asks.split(" or ") if scope in SCOPES)
