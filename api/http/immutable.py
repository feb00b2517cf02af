"""Answers about the past: who may keep one for good, and the address under which it is cited."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import quote, unquote_to_bytes
from zoneinfo import ZoneInfo

from api.http.operation import CapaianRequest

JAKARTA: Final = ZoneInfo("Asia/Jakarta")
# Until then, what was recorded before may still become visible: an import of a million rows is published at one moment,
# that of the beginning of its transaction (LONGEST_RUN in api/imports/runner.py).
LONGEST_TRANSACTION: Final = timedelta(minutes=30)
FOREVER: Final = "public, max-age=31536000, immutable"

# A header is ASCII, and what a client left unencoded may not be.
_SAFE: Final = "!$%&'()*+,-./:;=?@[]_~"


def today(now: datetime | None = None) -> date:
    """The civil date in Asia/Jakarta."""
    return (now or datetime.now(UTC)).astimezone(JAKARTA).date()


def is_immutable(as_of: date | None, known_at: datetime | None, now: datetime | None = None) -> bool:
    """Both are past: the day is over, and whatever was recorded by that moment is visible by now."""
    if as_of is None or known_at is None:
        return False
    now = now or datetime.now(UTC)
    return as_of < today(now) and known_at < now - LONGEST_TRANSACTION


def headers_of_computed(
    request: CapaianRequest, as_of: date | None, known_at: datetime | None, rules: str, link: str | None = None
) -> dict[str, str]:
    """What a computed answer carries: the edition of the rules, and where it is immutable, that it is and its address.

    `link` is what the answer has in Link already; the address of an immutable answer goes beside it.
    """
    links = [link] if link is not None else []
    headers = {"capaian-rules": rules}
    if is_immutable(as_of, known_at):
        links.append(f'<{_own_address(request)}>; rel="cite-as"')
        headers["cache-control"] = FOREVER
    return {**headers, "link": ", ".join(links)} if links else headers


def _own_address(request: CapaianRequest) -> str:
    """Both moments are in it, for the client gave them; parameters in one order, so that there is one address."""
    pairs: list[bytes] = sorted(request.scope["query_string"].split(b"&"), key=_name)
    return f"{quote(request.scope['path'])}?{quote(b'&'.join(pairs), safe=_SAFE)}"


def _name(pair: bytes) -> bytes:
    return unquote_to_bytes(pair.partition(b"=")[0])
