"""Content encodings: negotiation by Accept-Encoding (RFC 9110, 12.5.3) and compression.

If the client rejects every available encoding, including identity, the RFC allows a 406 or ignoring the field
(12.4.1). This module ignores the field, because a response is more useful than an error. It returns gzip if the client
rejects only identity, because every client can read gzip, else identity.
"""

import re
import threading
import zlib
from functools import lru_cache
from typing import Final, Literal, NamedTuple

import zstandard

from api.http.headers.item_list import split_items

ContentEncoding = Literal["zstd", "gzip", "identity"]

# Sorted by preference of the server, for clients without a preference.
COMPRESSED_ENCODINGS: Final[tuple[ContentEncoding, ...]] = ("zstd", "gzip")
_BY_PREFERENCE: Final[tuple[ContentEncoding, ...]] = (*COMPRESSED_ENCODINGS, "identity")
_MAX_CACHED_HEADER_LENGTH: Final = 200  # characters of Accept-Encoding; a browser sends thirty
MIN_COMPRESSED_BYTES: Final = 1_000  # a smaller body fits into one packet anyway

# Media types with text content, although their names do not start with text/.
_COMPRESSIBLE_TYPES = frozenset(
    {
        b"application/json",
        b"application/x-ndjson",
        b"application/xml",
        b"application/yaml",
        b"application/javascript",
    }
)
_ACCEPT_ENCODING_ITEM = re.compile(r"([!#$%&'*+.^_`|~0-9a-z-]+)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?")
# Identity is acceptable unless rejected, but any other listed encoding takes precedence.
_DEFAULT_WEIGHT: Final = 0.0001

_compressors = threading.local()  # reuse saves time; a zstd compressor must not be shared by threads


class EncodingPreference(NamedTuple):
    """The available encoding that the client prefers, and those in which it can read a response."""

    best: ContentEncoding
    acceptable: frozenset[ContentEncoding]


_ANY_ENCODING: Final = EncodingPreference("identity", frozenset(("identity", *COMPRESSED_ENCODINGS)))


def negotiate_encoding(accept_encoding: str | None) -> EncodingPreference:
    """Parse Accept-Encoding. Without this field a client accepts every encoding, and gets no compressed response."""
    if accept_encoding is None:
        return _ANY_ENCODING
    weights: dict[str, float] = {}
    for part in split_items(accept_encoding.lower()):
        # Ignore an invalid item; the others are still valid.
        if item := _ACCEPT_ENCODING_ITEM.fullmatch(part.strip(" \t")):
            name = "gzip" if item[1] == "x-gzip" else item[1]
            weights[name] = float(item[2] or 1)
    others = weights.get("*")
    by_encoding: dict[ContentEncoding, float] = {
        "identity": weights.get("identity", _DEFAULT_WEIGHT if others is None else others),
        **{encoding: weights.get(encoding, others or 0.0) for encoding in COMPRESSED_ENCODINGS},
    }
    acceptable = frozenset(encoding for encoding, weight in by_encoding.items() if weight > 0)
    if not acceptable:
        rejects_gzip = weights.get("gzip", others) == 0
        return EncodingPreference("identity" if rejects_gzip else "gzip", frozenset())
    # `*` prefers gzip or identity: many clients that send it cannot read zstd.
    unnamed = frozenset(("zstd",)) - weights.keys()
    candidates = acceptable - unnamed or acceptable
    ranked = [encoding for encoding in _BY_PREFERENCE if encoding in candidates]
    return EncodingPreference(max(ranked, key=by_encoding.__getitem__), acceptable)


_negotiate_cached = lru_cache(maxsize=512)(negotiate_encoding)


def parse_accept_encoding(accept_encoding: str | None) -> EncodingPreference:
    """Parse Accept-Encoding as `negotiate_encoding` does, with a cache."""
    # An unusually long field is parsed without the cache, so that a client cannot fill the memory.
    is_cacheable = accept_encoding is None or len(accept_encoding) < _MAX_CACHED_HEADER_LENGTH
    return (_negotiate_cached if is_cacheable else negotiate_encoding)(accept_encoding)


@lru_cache(maxsize=128)
def is_compressible(content_type: bytes) -> bool:
    """Return whether compression reduces bodies of this media type; images and archives are compressed already."""
    name = content_type.partition(b";")[0].strip().lower()
    return name.startswith(b"text/") or name in _COMPRESSIBLE_TYPES or name.endswith((b"+json", b"+xml", b"+csv"))


def choose_encoding(accept_encoding: str | None, length: int) -> ContentEncoding:
    """Return the encoding for a compressible body of `length` bytes; small bodies are encoded only if required."""
    best, acceptable = parse_accept_encoding(accept_encoding)
    is_required = "identity" not in acceptable and length > 0
    return best if length >= MIN_COMPRESSED_BYTES or is_required else "identity"


def compress(body: bytes, encoding: ContentEncoding) -> bytes:
    """Compress a body. The same body always returns the same bytes, as its strong ETag requires."""
    if encoding == "gzip":
        return zlib.compress(body, level=5, wbits=31)  # 31: gzip format; zlib sets its timestamp to zero
    if encoding == "zstd":
        try:
            compressor: zstandard.ZstdCompressor = _compressors.compressor
        except AttributeError:
            compressor = _compressors.compressor = zstandard.ZstdCompressor(level=3)
        return compressor.compress(body)
    return body
