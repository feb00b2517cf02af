"""The caller of a request, its credentials, and the access requirements of operations."""

from datetime import datetime
from typing import Literal, get_args

import msgspec

from api.auth.api_key import ApiKeyCredentials, parse_credentials
from api.errors import ApiError

AccessScope = Literal["read:drafts", "write", "publish", "admin"]
SCOPES: tuple[str, ...] = get_args(AccessScope)
# What an operation requires: nothing; a known caller only if public reads are disabled; a known caller; a scope; one of
# two scopes; or a session of the pages, which replaces a key in a header.
AccessRequirement = Literal["nothing", "public", "caller", "write or publish", "session"] | AccessScope


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """The identity behind a request. A principal is one user with all keys of one name; None is the public."""

    principal: str | None = None
    scopes: frozenset[str] = frozenset()
    institution: str | None = None
    key_id: str | None = None
    expires_at: datetime | None = None

    @property
    def is_public(self) -> bool:
        return self.principal is None

    @property
    def may_read_withdrawn(self) -> bool:
        """Whether the caller reads withdrawn publications; publishers can restore them."""
        return not self.scopes.isdisjoint(("read:drafts", "publish"))


PUBLIC_CALLER = Caller()


class UnauthenticatedError(ApiError):
    """The credentials are missing, malformed, unknown, expired or revoked. The response does not say which."""


class ForbiddenError(ApiError):
    """The caller is known and does not have the scope."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


def authorize(caller: Caller, requirement: AccessRequirement, *, public_read: bool) -> None:
    """Raise UnauthenticatedError or ForbiddenError if the caller may not call the operation."""
    if requirement == "nothing" or (requirement == "public" and public_read):
        return
    if caller.is_public:
        raise UnauthenticatedError
    sufficient = list_sufficient_scopes(requirement)
    if sufficient and not caller.scopes.intersection(sufficient):
        raise ForbiddenError(requirement)


def list_sufficient_scopes(requirement: AccessRequirement) -> tuple[str, ...]:
    """Return the scopes of which the caller needs one. It is empty if the requirement contains no scope."""
    return tuple(scope for scope in requirement.split(" or ") if scope in SCOPES)


API_KEY_PREFIX = "cap_"


def extract_token(authorization: str, x_api_key: str) -> str | None:
    """Return the token, or None if there is none. Raise UnauthenticatedError if the request also has a key."""
    scheme, _, token = authorization.strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or token.startswith(API_KEY_PREFIX):
        return None
    if x_api_key.strip():
        raise UnauthenticatedError
    return token


def extract_api_key(authorization: str, x_api_key: str) -> ApiKeyCredentials | None:
    """Return the API key, or None if there is none.

    Raise UnauthenticatedError if the key is invalid or the request has two different keys.
    """
    scheme, _, token = authorization.strip().partition(" ")
    if authorization and scheme.lower() != "bearer":
        raise UnauthenticatedError
    keys = {text.strip() for text in (token, x_api_key) if text.strip()}
    if not keys and not authorization:
        return None
    if len(keys) != 1 or (key := parse_credentials(keys.pop())) is None:
        raise UnauthenticatedError
    return key
