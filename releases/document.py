"""The contract of the last release, as it is kept here, and that of today."""

import gzip
from pathlib import Path

import yaml

from api.resources import OPENAPI
from releases.difference import JsonObject

RELEASED = Path(__file__).parent / "openapi.yaml.gz"


def released(kept: Path = RELEASED) -> JsonObject | None:
    """None before the first release."""
    return _parsed(gzip.decompress(kept.read_bytes())) if kept.exists() else None


def current() -> JsonObject:
    return _parsed(OPENAPI.read_bytes())


def packed(text: bytes) -> bytes:
    """The same document gives the same bytes: no moment of packing is in them."""
    return gzip.compress(text, compresslevel=9, mtime=0)


def _parsed(text: bytes) -> JsonObject:
    document: JsonObject = yaml.load(text, Loader=yaml.CSafeLoader)
    return document
