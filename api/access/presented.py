"""What a request presents: a key (`Authorization: Bearer cap_…` or `X-API-Key: …`), or a token (`Bearer …`)."""

from api.access.caller import Unauthenticated
from api.access.keys import Key, read_key

KEYS_BEGIN_WITH = "cap_"


def token_presented(authorization: str, x_api_key: str) -> str | None:
    """None when there is none, but perhaps a key. Raises Unauthenticated for a token and a key at once."""
    scheme, _, token = authorization.strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or token.startswith(KEYS_BEGIN_WITH):
        return None
    if x_api_key.strip():
        raise Unauthenticated
    return token


def key_presented(authorization: str, x_api_key: str) -> Key | None:
    """None when there is none. Raises Unauthenticated for what is no key, and for two that differ."""
    scheme, _, token = authorization.strip().partition(" ")
    if authorization and scheme.lower() != "bearer":
        raise Unauthenticated
    shown = {text.strip() for text in (token, x_api_key) if text.strip()}
    if not shown and not authorization:
        return None
    if len(shown) != 1 or (key := read_key(shown.pop())) is None:
        raise Unauthenticated
    return key
