"""ETags and their comparison with If-Match and If-None-Match (RFC 9110, 8.8.3, 13.1.1 and 13.1.2)."""

import re
from collections.abc import Iterator
from hashlib import sha256

from api.http.headers.content_encoding import COMPRESSED_ENCODINGS, ContentEncoding, parse_accept_encoding

# One ETag of a list with the comma after it. The quoted part may contain commas too.
_ETAG_LIST_ITEM = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?:,[ \t,]*|\Z)')
_SUFFIXES = tuple(f'-{encoding}"' for encoding in COMPRESSED_ENCODINGS)


def compute_etag(body: bytes) -> str:
    """Return the strong ETag of a body: 96 bits of its hash, enough to avoid collisions.

    Processors have instructions for SHA-256, which make it the fastest hash of the standard library.
    """
    return f'"{sha256(body).hexdigest()[:24]}"'


def add_encoding_suffix(etag: str, encoding: ContentEncoding) -> str:
    """Return the ETag of an encoded body: other bytes need another strong ETag (RFC 9110, 8.8.3.3)."""
    return etag if encoding == "identity" else f'{etag[:-1]}-{encoding}"'


def remove_encoding_suffix(etag: str) -> str:
    """Return the ETag without its content encoding, for the comparison with If-Match.

    An ETag of the application must therefore not end in the name of an encoding.
    """
    return f'{etag[:-6]}"' if etag.endswith(_SUFFIXES) else etag


def get_encoding(etag: str) -> ContentEncoding:
    """Return the content encoding of an ETag with the suffix of `add_encoding_suffix`."""
    return next((encoding for encoding in COMPRESSED_ENCODINGS if etag.endswith(f'-{encoding}"')), "identity")


def find_matching_etag(if_none_match: str, etag: str, accept_encoding: str | None = None) -> str | None:
    """Return the listed ETag that matches `etag` in a content encoding that the client accepts, or None.

    A cache that stores another encoding can use a 304 only if it contains the ETag of the stored copy (RFC 9111,
    4.3.4), so the ETag is returned as listed. ETags after the first syntax error are ignored; the client then
    receives a body that it already has.
    """
    if if_none_match == etag or if_none_match.strip(" \t") == "*":
        return etag
    weak = "W/" if etag.startswith("W/") else ""
    base_etag = remove_encoding_suffix(etag).removeprefix("W/")
    # This search in C rejects most lists, including those crafted to be slow to parse.
    if base_etag[:-1] not in if_none_match:
        return None
    first_match = None
    for _, listed in parse_etag_list(if_none_match):
        if remove_encoding_suffix(listed) == base_etag:
            if weak + listed == etag:
                return etag
            if get_encoding(listed) in parse_accept_encoding(accept_encoding).acceptable:
                first_match = first_match or weak + listed
    return first_match


def is_listed_etag(if_match: str, etag: str) -> bool:
    """Return whether If-Match lists a strong ETag in any content encoding. A weak ETag never matches."""
    base_etag = remove_encoding_suffix(etag)
    # The search rejects most lists without parsing them.
    return base_etag[:-1] in if_match and any(
        is_strong and remove_encoding_suffix(listed) == base_etag for is_strong, listed in parse_etag_list(if_match)
    )


def parse_etag_list(field: str) -> Iterator[tuple[bool, str]]:
    """Yield the ETags of a list without their weakness: whether the ETag is strong, and its quoted part.

    ETags after the first syntax error are ignored.
    """
    etags, position = field.lstrip(" \t,"), 0
    while item := _ETAG_LIST_ITEM.match(etags, position):
        yield item[1] is None, item[2]
        position = item.end()
