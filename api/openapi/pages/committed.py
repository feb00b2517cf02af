"""The committed OpenAPI documents in the forms that the service returns, each cached."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from api.openapi.document.downgrade import downgrade_to_3_0
from api.paths import OPENAPI, OPENAPI_SDMX
from api.service_url import PUBLIC_URL


@cache
def load_yaml(path: Path = OPENAPI) -> bytes:
    """Return a document; with a public URL, its server and the links in its texts start with this URL."""
    document = path.read_bytes()
    return _move_below(document, PUBLIC_URL.encode()) if PUBLIC_URL else document


def _move_below(document: bytes, public_url: bytes) -> bytes:
    server = b"servers:\n- url: /\n"
    if document.count(server) != 1:
        raise ValueError(server)
    return document.replace(server, server[:-2] + public_url + b"\n").replace(b"](/", b"](%b/" % public_url)


@cache
def load_json() -> bytes:
    return msgspec.json.encode(load_document())


@cache
def load_json_3_0() -> bytes:
    return msgspec.json.encode(downgrade_to_3_0(load_document()))


@cache
def load_sdmx_json() -> bytes:
    return msgspec.json.encode(load_document(OPENAPI_SDMX))


@cache
def load_document(path: Path = OPENAPI) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(load_yaml(path), Loader=yaml.CSafeLoader)
    return document
