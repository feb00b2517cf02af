"""A download: what a running service exports, into a file that is there once it is whole."""

import base64
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

PIECE = 256 * 1024
# The service drops whoever does not read for half a minute, and begins to answer sooner; a spreadsheet takes longer.
TIMEOUT = httpx.Timeout(10, read=120)
COUNTED = frozenset({"targets", "realizations", "sources"})  # whose lists tell how many there are
_NOT_OF_LISTS = ("columns",)


class Failed(Exception):
    """The service refused or broke off; `str` says it as the service did."""


def count(client: httpx.Client, kind: str, filters: dict[str, str]) -> int | None:
    """How many rows there are to come, or None where nobody knows beforehand. Raises Failed."""
    if kind not in COUNTED:
        return None
    asked = {name: value for name, value in filters.items() if name not in _NOT_OF_LISTS}
    told = client.get(f"/v1/{kind}", params={**asked, "count": "exact", "limit": "1"})
    _refuse(told)
    found: int = told.json()["meta"]["count"]
    return found


def download(client: httpx.Client, address: str, filters: dict[str, str], file: Path) -> Iterator[bytes]:
    """Each piece when it is written; the file has its name when all are. Raises Failed."""
    part = file.with_name(f"{file.name}.part")
    plain = {"accept-encoding": "identity"}
    try:
        with client.stream("GET", address, params=filters, headers=plain) as answer, part.open("wb") as out:
            if answer.is_error:
                answer.read()
            _refuse(answer)
            digest = hashlib.sha256()
            for piece in answer.iter_raw(PIECE):
                out.write(piece)
                digest.update(piece)
                yield piece
            told = answer.headers.get("repr-digest")
            if told is not None and told != f"sha-256=:{base64.b64encode(digest.digest()).decode()}:":
                raise Failed(f"{address}: Repr-Digest")
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _refuse(answer: httpx.Response) -> None:
    if not answer.is_error:
        return
    try:
        told: dict[str, Any] = answer.json()
        lines = [f"{told['title']}: {told['detail']}", *(f"  {fault['detail']}" for fault in told["errors"])]
    except (ValueError, KeyError, TypeError):  # a gateway answered, not the service
        lines = [f"{answer.status_code} {answer.reason_phrase}"]
    raise Failed("\n".join(lines))
