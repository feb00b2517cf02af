"""The committed OpenAPI documents in the forms that the service returns, each cached."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from api.license import ContactPoint
from api.openapi.document.downgrade import downgrade_to_3_0
from api.paths import OPENAPI, OPENAPI_SDMX
from api.service_url import PUBLIC_URL

_CONTACT = b"  contact:\n    name: The operator of this service\n"


@cache
def load_yaml(path: Path = OPENAPI, contact: ContactPoint | None = None) -> bytes:
    """Return a document with the contact point of the publisher.

    With a public URL, the server and the links in the texts start with this URL.
    """
    document = path.read_bytes()
    if contact is not None:
        document = _replace_once(
            document, b"  contact:\n    name: The operator of this service\n", _write_contact(contact)
        )
    if PUBLIC_URL:
        public_url = PUBLIC_URL.encode()
        document = _replace_once(document, b"servers:\n- url: /\n", b"servers:\n- url: %b\n" % public_url)
        document = document.replace(b"](/", b"](%b/" % public_url)
    return document


def _replace_once(document: bytes, old: bytes, new: bytes) -> bytes:
    if document.count(old) != 1:
        raise ValueError(old)
    return document.replace(old, new)


def _write_contact(contact: ContactPoint) -> bytes:
    fields = {name: text for name, text in contact._asdict().items() if text is not None}
    # A text of JSON is one of YAML too.
    lines = [f"    {name}: {json.dumps(text, ensure_ascii=False)}\n" for name, text in fields.items()]
    return f"  contact:\n{''.join(lines)}".encode()


@cache
def load_json(contact: ContactPoint | None = None) -> bytes:
    return msgspec.json.encode(load_document(contact=contact))


@cache
def load_json_3_0(contact: ContactPoint | None = None) -> bytes:
    return msgspec.json.encode(downgrade_to_3_0(load_document(contact=contact)))


@cache
def load_sdmx_json(contact: ContactPoint | None = None) -> bytes:
    return msgspec.json.encode(load_document(OPENAPI_SDMX, contact))


@cache
def load_document(path: Path = OPENAPI, contact: ContactPoint | None = None) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(load_yaml(path, contact), Loader=yaml.CSafeLoader)
    return document
