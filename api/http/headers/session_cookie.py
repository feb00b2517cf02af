"""Cookies of the pages (RFC 6265): a random value that scripts cannot read and other sites cannot cause to be sent."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from api.service_url import PUBLIC_URL

SESSION_COOKIE: Final = "capaian_session"
SIGN_IN_COOKIE: Final = "capaian_sign_in"  # binds the form of the sign-in page to the browser
_PATH: Final = urlsplit(PUBLIC_URL).path or "/"


def find_cookie(headers: Iterable[tuple[bytes, bytes]], name: str, *, is_https: bool) -> str | None:
    """Return the value of a cookie; None if it is missing or if the request has two of this name."""
    prefix = f"{_build_name(name, is_https=is_https)}="
    lines = (value.decode("latin-1") for header, value in headers if header == b"cookie")
    pairs = (pair.strip(" ") for line in lines for pair in line.split(";"))
    values = [pair.removeprefix(prefix) for pair in pairs if pair.startswith(prefix)]
    return values[0] if len(values) == 1 else None


def build_cookie(name: str, value: str, *, is_https: bool) -> str:
    """Build the Set-Cookie of a value, which the browser deletes when it closes; of an empty one, immediately."""
    attributes = ("" if value else "; Max-Age=0") + ("; Secure" if is_https else "")
    return f"{_build_name(name, is_https=is_https)}={value}; Path={_PATH}; HttpOnly; SameSite=Strict{attributes}"


def _build_name(name: str, *, is_https: bool) -> str:
    """Return the name with a prefix for which browsers reject cookies from other hosts and from plain http."""
    if not is_https:
        return name
    return f"__Host-{name}" if _PATH == "/" else f"__Secure-{name}"
