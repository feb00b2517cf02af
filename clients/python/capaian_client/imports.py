"""Imports: the call that sends a file, and how long to wait for the end of one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from capaian_client.calls import Call
from capaian_client.transfer import named
from capaian_client.v1.api.imports import create_import
from capaian_client.v1.models import CreateImportCollection, Import
from capaian_client.v1.types import File

_GO_ON = ("receiving", "queued", "running")


def sending(
    file: Path, payload: BinaryIO, collection: CreateImportCollection, *, dry_run: bool, **told: Any
) -> Call[Import]:
    """Answered as soon as the file is there, so that a long run and a short one are told of in the same way."""
    headers = named(file)
    if dry_run:
        told["dry_run"] = "true"
    body = File(payload=payload, mime_type=headers["Content-Type"])
    return create_import(body=body, collection=collection, prefer="respond-async", **told).having(headers=headers)


def goes_on(one: Import) -> bool:
    return one.state in _GO_ON


def pauses() -> Iterator[float]:
    """Seconds between two looks: short at first, since most imports are."""
    pause = 0.1
    while True:
        yield pause
        pause = min(pause * 1.5, 5)
