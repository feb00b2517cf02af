"""Raw hits: a request with the same bytes as an earlier cache hit gets its response without being parsed.

Equal bytes are an equal request, so conditions, encodings and languages need no second reading. The lines that a
gateway or client changes with each request are not compared: a hit reads only its ids from them.
"""

import re
from collections.abc import Callable
from typing import Final

from api.http.cache.hit_log import HitLabels
from api.http.cache.response_cache import CacheEntry, CacheKey, RawHit, ResponseCache
from api.http.headers.raw_headers import RawHeaders

MAX_REQUEST_BYTES: Final = 2048
CHECK_SECONDS: Final = 0.005  # for this time, an entry stays valid if no notification arrives
END_OF_HEADERS: Final = b"\r\n\r\n"
MAX_VOLATILE_LINES: Final = 3  # of one request

_METHODS: Final = (b"GET ", b"HEAD ")
_HIT_OVERHEAD_BYTES: Final = 500  # upper estimate for the objects of one raw hit
_NO_FIELDS: Final[RawHeaders] = []
_OWN_HEADERS: Final = frozenset({b"x-request-id", b"age"})  # of each response
_VOLATILE_NAME: Final = re.compile(rb"\r\n(?i:x-forwarded-for|x-request-id|traceparent)")
# HAProxy appends this line. To find only this one takes half of the time.
_FORWARDED_FOR: Final = b"\r\nx-forwarded-for: "
_is_last_value: Final = re.compile(rb"[!-~ ]*+\r\n\r\n").fullmatch
# A value with other characters may be invalid, so the parser reads it, and so it does if the line continues on the next
# one. The quantifiers are possessive: the time for many spaces would else grow with the square of their number.
_VOLATILE_LINE: Final = re.compile(
    rb"\r\n(?=[xXtT])(?i:(x-forwarded-for|x-request-id|traceparent)): *+([!-~ ]*+)(?=\r\n[^ \t])"
)


class RawHits:
    """Find and store responses by the bytes of requests. `find_entry` returns an entry of the cache if it is valid."""

    def __init__(self, cache: ResponseCache, find_entry: Callable[[CacheKey], CacheEntry | None]) -> None:
        self.log = cache.hit_log.add
        self._store = store = cache.store
        self._generations = cache.invalidation.generations
        self._responses = store.raw_hits
        self._find_entry = find_entry

    def find(self, packet: bytes, now: float) -> tuple[RawHit, RawHeaders] | None:
        """Return the response to a packet if it is the whole request of an earlier hit whose entry is still valid.

        Also return the fields of its volatile lines, at least those that contain ids.
        """
        if len(packet) > MAX_REQUEST_BYTES:
            return None
        hit, fields = self._responses.get(packet), _NO_FIELDS
        if hit is None:
            request, _, end = packet.rpartition(_FORWARDED_FOR)
            hit = self._responses.get(request + END_OF_HEADERS) if request and _is_last_value(end) else None
        if hit is None:
            request, fields = split_volatile_lines(packet)
            hit = self._responses.get(request)
            if hit is None:
                return None
        if now - hit.checked_at > CHECK_SECONDS or hit.entry.generation != self._generations.latest:
            if self._find_entry(hit.key) is not hit.entry:
                return None
            hit.checked_at = now
        return hit, fields

    def add(
        self, packet: bytes, key: CacheKey, entry: CacheEntry, labels: HitLabels, *, headers: RawHeaders, body: bytes
    ) -> None:
        """Store what was sent from an entry in response to a packet with one whole request."""
        if len(packet) > MAX_REQUEST_BYTES:
            return
        request, _ = split_volatile_lines(packet)
        if request in self._responses or _VOLATILE_NAME.search(request):
            return
        lines = b"".join(b"%b: %b\r\n" % header for header in headers if header[0] not in _OWN_HEADERS)
        size = len(request) + len(lines) + _HIT_OVERHEAD_BYTES
        self._store.put_raw_hit(request, RawHit(key, entry, labels, lines, body, size))


def split_volatile_lines(packet: bytes) -> tuple[bytes, RawHeaders]:
    """Return a request without its volatile lines, and the fields in these lines, with lower-case names.

    The request line is the first one, so no volatile line can be in front of it. The result equals a stored request
    only if the removed lines are whole lines of its header.
    """
    if not packet.startswith(_METHODS):
        return packet, _NO_FIELDS
    # Between the parts of the request are the name and the value of each volatile line.
    parts = _VOLATILE_LINE.split(packet)
    fields = [(name.lower(), value) for name, value in zip(parts[1::3], parts[2::3], strict=True)]
    return (b"".join(parts[::3]), fields) if len(fields) <= MAX_VOLATILE_LINES else (packet, _NO_FIELDS)
