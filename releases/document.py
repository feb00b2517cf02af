"""The OpenAPI documents of the last release, and the present ones. Both documents are compared as one."""

import gzip
from pathlib import Path

import yaml

from api.paths import OPENAPI, OPENAPI_SDMX
from releases.difference import JsonObject

RELEASES = Path(__file__).parent
DOCUMENTS = (OPENAPI, OPENAPI_SDMX)
OPENAPI_3_0 = "openapi-3.0.json.gz"


def load_released(folder: Path = RELEASES) -> JsonObject | None:
    """Load the released documents as one; None before the first release."""
    files = [find_released(path, folder) for path in DOCUMENTS]
    found = [_parse(gzip.decompress(file.read_bytes())) for file in files if file.exists()]
    return _join(*found) if found else None


def load_released_3_0(folder: Path = RELEASES) -> JsonObject | None:
    """Load the released 3.0 document; None if there is none."""
    file = folder / OPENAPI_3_0
    return _parse(gzip.decompress(file.read_bytes())) if file.exists() else None


def load_current() -> JsonObject:
    return _join(*(_parse(path.read_bytes()) for path in DOCUMENTS))


def find_released(path: Path, folder: Path = RELEASES) -> Path:
    """Return where the release of a document is stored."""
    return folder / f"{path.name}.gz"


def compress(text: bytes) -> bytes:
    """Compress without a timestamp, so that the same document gives the same bytes."""
    return gzip.compress(text, compresslevel=9, mtime=0)


def _parse(text: bytes) -> JsonObject:
    document: JsonObject = yaml.load(text, Loader=yaml.CSafeLoader)
    return document


def _join(first: JsonObject, *others: JsonObject) -> JsonObject:
    """Add the paths and components of the other documents to the first."""
    joined = {**first, "paths": dict(first["paths"]), "components": dict(first["components"])}
    for other in others:
        joined["paths"] |= other["paths"]
        for kind, named in other["components"].items():
            joined["components"][kind] = {**named, **joined["components"].get(kind, {})}
    return joined
