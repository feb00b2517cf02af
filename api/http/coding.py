"""Chooses the content coding of an answer by Accept-Encoding (RFC 9110, 12.5.3) and applies it.

When the client refuses every coding we have, identity too, the RFC leaves a 406 or disregarding the field
(12.4.1): we disregard it, since a readable answer helps more than a refusal about its packing.
"""

import re
import threading
import zlib
from functools import lru_cache
from typing import Final, Literal

import zstandard

Coding = Literal["zstd", "gzip", "identity"]

CODED: Final[tuple[Coding, ...]] = ("zstd", "gzip")  # the better one first: it wins when the client has no preference
_USUAL: Final = 200  # characters of Accept-Encoding; a browser sends thirty
WORTH_CODING: Final = 1_000  # bytes; what is smaller fits one packet anyway

# Type names that are text below, whatever their top-level type says.
_TEXT = frozenset(
    {
        b"application/json",
        b"application/x-ndjson",
        b"application/xml",
        b"application/yaml",
        b"application/javascript",
    }
)
_MEMBER = re.compile(r"([!#$%&'*+.^_`|~0-9a-z-]+)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?")
# Identity is acceptable unless refused, yet whoever names another coding prefers that one.
_UNNAMED: Final = 0.0001

_own = threading.local()  # a zstd compressor is worth keeping, and must not be shared by two threads


def negotiate(accept_encoding: str | None) -> tuple[Coding, bool]:
    """Return the coding the client likes best among ours, and whether it refuses the plain body."""
    if not accept_encoding:
        return "identity", False
    weights: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        # A member that cannot be read says nothing; the others still do.
        if member := _MEMBER.fullmatch(part.strip(" \t")):
            name = "gzip" if member[1] == "x-gzip" else member[1]
            weights[name] = float(member[2] or 1)
    others = weights.get("*", 0.0)
    best: Coding = "identity"
    plain = weight = weights.get("identity", weights.get("*", _UNNAMED))
    for coding in reversed(CODED):
        if weights.get(coding, others) >= weight and weights.get(coding, others) > 0:
            best, weight = coding, weights.get(coding, others)
    return best, plain == 0


_negotiate_usual = lru_cache(maxsize=512)(negotiate)


@lru_cache(maxsize=128)
def compressible(content_type: bytes) -> bool:
    """Tell whether bodies of a media type shrink; pictures and archives are compressed already."""
    name = content_type.partition(b";")[0].strip().lower()
    return name.startswith(b"text/") or name in _TEXT or name.endswith((b"+json", b"+xml", b"+csv"))


def choose(accept_encoding: str | None, length: int) -> Coding:
    """Return the coding for a compressible body of a length; small ones are coded only if plain is refused."""
    # A field of unusual length is read anew each time, lest a client fill our memory with it.
    usual = accept_encoding is None or len(accept_encoding) < _USUAL
    coding, plain_refused = (_negotiate_usual if usual else negotiate)(accept_encoding)
    return coding if length >= WORTH_CODING or (plain_refused and length) else "identity"


def compress(body: bytes, coding: Coding) -> bytes:
    """Return the body in a coding; the same body always gives the same bytes, as its strong tag promises."""
    if coding == "gzip":
        return zlib.compress(body, level=5, wbits=31)  # 31: gzip's frame, whose time stamp zlib leaves zero
    if coding == "zstd":
        try:
            compressor: zstandard.ZstdCompressor = _own.compressor
        except AttributeError:
            compressor = _own.compressor = zstandard.ZstdCompressor(level=3)
        return compressor.compress(body)
    return body
