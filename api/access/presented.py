"""Which key a request presents: `Authorization: Bearer …` or `X-API-Key: …`."""

from api.access.caller import Unauthenticated
from api.access.keys import Key, read_key


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
