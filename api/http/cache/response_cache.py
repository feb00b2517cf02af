"""The response cache: its entries with one variant per content encoding, and its store."""

from collections import OrderedDict
from dataclasses import dataclass
from math import inf
from typing import Final, NamedTuple

from api.http.cache.hit_log import HitLabels, HitLog
from api.http.cache.invalidation import Invalidation
from api.http.edge.response_encoding import CONTENT_HEADERS, RequestConditions, encode_response, replace_headers
from api.http.edge.url_check import CORS_HEADERS
from api.http.headers.content_encoding import ContentEncoding, choose_encoding
from api.http.headers.etag import find_matching_etag
from api.http.headers.http_date import is_unmodified_since
from api.http.headers.raw_headers import RawHeaders
from api.metrics.maximums import declare_maximum
from api.metrics.requests import CACHE_BYTES, CACHE_ENTRIES, CACHE_MAX_BYTES

CacheKey = tuple[str, bytes, bytes, bytes, bytes, bytes]
CACHE_STATUS: Final = b"cache-status"  # RFC 9211
ENTRY_OVERHEAD_BYTES: Final = 4_000  # upper estimate for the headers, key and objects of one entry

MAX_RAW_HITS_PER_ENTRY: Final = 32  # a client can send the same request with any number of other fields

_PROTECTED_SHARE: Final = 0.8  # of all bytes, for entries that had a hit
_MAX_ENTRY_SHARE: Final = 1 / 8  # of all bytes, so that one entry does not evict many


class StoredBody(NamedTuple):
    """A response of the application: headers, body and, for the access log and the metrics, its route.

    `program` is its dependency; see api/http/cache/dependencies.py.
    """

    headers: RawHeaders
    body: bytes
    route: str
    deprecated: RawHeaders
    program: str | None = None


class EncodedVariant(NamedTuple):
    """A response in one content encoding. `not_modified_headers` maps an ETag of the client to the headers of a 304."""

    headers: RawHeaders
    body: bytes
    etag: str
    last_modified: str | None
    not_modified_headers: dict[str, RawHeaders]


class CacheEntry:
    """One stored response, valid at a generation of the changes. `created_at` is in seconds of time.monotonic()."""

    __slots__ = ("created_at", "generation", "raw_requests", "raw_size", "response", "size", "variants")

    def __init__(self, response: StoredBody, created_at: float, generation: int = 0) -> None:
        self.response = response
        self.created_at = created_at
        self.generation = generation
        self.variants: dict[ContentEncoding, EncodedVariant] = {}
        self.raw_requests: list[bytes] = []  # the keys of its raw hits, the oldest first
        self.raw_size = 0  # of its raw hits
        self.size = self.measure()  # only the store changes it

    def measure(self) -> int:
        """Return the size of the response with all its variants and raw hits."""
        plain = self.response.body
        variants = list(self.variants.values())  # a copy, because another thread may add one
        encoded = sum(len(variant.body) for variant in variants if variant.body is not plain)
        return ENTRY_OVERHEAD_BYTES + len(plain) + encoded + self.raw_size

    def find_variant(self, accept_encoding: str | None) -> EncodedVariant | None:
        """Return the variant that Accept-Encoding prefers, or None if no client has requested it before."""
        return self.variants.get(choose_encoding(accept_encoding, len(self.response.body)))

    def get_variant(self, accept_encoding: str | None) -> EncodedVariant:
        """Return the variant that Accept-Encoding prefers; encode it first if it is missing."""
        encoding = choose_encoding(accept_encoding, len(self.response.body))
        return self.variants.get(encoding) or self._encode(encoding)

    def _encode(self, encoding: ContentEncoding) -> EncodedVariant:
        _, headers, body = encode_response(
            RequestConditions(None, None, None), 200, self.response.headers, self.response.body, encoding
        )
        fields = dict(headers)
        last_modified = fields.get(b"last-modified")
        variant = EncodedVariant(
            [*headers, *self.response.deprecated, *CORS_HEADERS],
            body,
            fields[b"etag"].decode("latin-1"),
            None if last_modified is None else last_modified.decode("latin-1"),
            {},
        )
        # Two threads may have encoded the same variant. Only the first one is stored.
        return self.variants.setdefault(encoding, variant)


@dataclass(slots=True, eq=False)
class RawHit:
    """What an entry sends in response to the bytes of a request: rendered headers without ids and `Age`, and a body."""

    key: CacheKey
    entry: CacheEntry
    labels: HitLabels
    headers: bytes
    body: bytes
    size: int  # in the cache
    checked_at: float = -inf  # in seconds of time.monotonic()


def match_conditions(
    variant: EncodedVariant, if_none_match: str | None, if_modified_since: str | None, accept_encoding: str | None
) -> RawHeaders | None:
    """Return the headers of a 304 if the client already has this response, else None."""
    matched_etag = None if if_none_match is None else find_matching_etag(if_none_match, variant.etag, accept_encoding)
    if matched_etag is None:
        if not is_unmodified_since(if_modified_since, variant.last_modified, if_none_match):
            return None
        matched_etag = variant.etag
    headers = variant.not_modified_headers.get(matched_etag)
    if headers is None:
        # One ETag per content encoding, so this dict stays small.
        headers = variant.not_modified_headers[matched_etag] = replace_headers(
            variant.headers, [(b"etag", matched_etag.encode("latin-1"))], CONTENT_HEADERS
        )
    return headers


class CacheStore:
    """Segmented LRU. A new entry is evicted first until its first hit, so a crawler does not evict popular entries."""

    def __init__(self, max_bytes: int) -> None:
        self.size = 0
        self.raw_hits: dict[bytes, RawHit] = {}  # by the bytes of the request
        self._max_bytes = max_bytes
        self._probation: OrderedDict[CacheKey, CacheEntry] = OrderedDict()
        self._protected: OrderedDict[CacheKey, CacheEntry] = OrderedDict()
        self._protected_size = 0
        declare_maximum(CACHE_MAX_BYTES, max_bytes)

    def __len__(self) -> int:
        return len(self._probation) + len(self._protected)

    def get(self, key: CacheKey) -> CacheEntry | None:
        entry = self._protected.get(key)
        if entry is not None:
            self._protected.move_to_end(key)
            return entry
        entry = self._probation.pop(key, None)
        if entry is not None:
            self._protected[key] = entry
            self._protected_size += entry.size
            while self._protected_size > self._max_bytes * _PROTECTED_SHARE and len(self._protected) > 1:
                demoted_key, demoted = self._protected.popitem(last=False)
                self._protected_size -= demoted.size
                self._probation[demoted_key] = demoted
        return entry

    def put(self, key: CacheKey, entry: CacheEntry) -> None:
        self.remove(key)
        if entry.size <= self._max_bytes * _MAX_ENTRY_SHARE:
            self._probation[key] = entry
            self.size += entry.size
            self._evict()
        self._report_size()

    def update_size(self, key: CacheKey, entry: CacheEntry) -> None:
        """Account for the growth of an entry by a variant or raw hit; evict entries if the store is full."""
        if not self._is_stored(key, entry):
            return
        growth = entry.measure() - entry.size
        entry.size += growth
        self.size += growth
        if key in self._protected:
            self._protected_size += growth
        if entry.size > self._max_bytes * _MAX_ENTRY_SHARE:
            self.remove(key)
        self._evict()
        self._report_size()

    def put_raw_hit(self, request: bytes, hit: RawHit) -> None:
        """Store the response to the bytes of a request for as long as its entry is stored."""
        entry = hit.entry
        fits = entry.size + hit.size <= self._max_bytes * _MAX_ENTRY_SHARE
        if not fits or not self._is_stored(hit.key, entry) or request in self.raw_hits:
            return
        if len(entry.raw_requests) == MAX_RAW_HITS_PER_ENTRY:
            entry.raw_size -= self.raw_hits.pop(entry.raw_requests.pop(0)).size
        entry.raw_requests.append(request)
        entry.raw_size += hit.size
        self.raw_hits[request] = hit
        self.update_size(hit.key, entry)

    def _is_stored(self, key: CacheKey, entry: CacheEntry) -> bool:
        return (self._protected.get(key) or self._probation.get(key)) is entry

    def remove(self, key: CacheKey) -> None:
        if (entry := self._probation.pop(key, None)) is not None:
            self._discard(entry)
        elif (entry := self._protected.pop(key, None)) is not None:
            self._discard(entry)
            self._protected_size -= entry.size

    def clear(self) -> None:
        self.raw_hits.clear()
        self._probation.clear()
        self._protected.clear()
        self.size = self._protected_size = 0
        self._report_size()

    def _report_size(self) -> None:
        CACHE_BYTES.set(self.size)
        CACHE_ENTRIES.set(len(self))

    def _evict(self) -> None:
        while self.size > self._max_bytes:
            segment = self._probation or self._protected
            _, evicted = segment.popitem(last=False)
            self._discard(evicted)
            if segment is self._protected:
                self._protected_size -= evicted.size

    def _discard(self, entry: CacheEntry) -> None:
        self.size -= entry.size
        for request in entry.raw_requests:
            del self.raw_hits[request]


class ResponseCache(NamedTuple):
    """The stored entries, their invalidation, and the log of hits."""

    store: CacheStore
    invalidation: Invalidation
    hit_log: HitLog
