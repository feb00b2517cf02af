"""Imports: send a file, and wait until the run has ended."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from capaian_client.async_connection import AsyncConnection
from capaian_client.calls import Call
from capaian_client.connection import Connection
from capaian_client.transfer import content_headers
from capaian_client.v1.api.imports.create_import import create_import
from capaian_client.v1.api.imports.read_import import read_import
from capaian_client.v1.models import ImportCollection, ImportRun
from capaian_client.v1.types import File

_RUNNING = ("receiving", "queued", "running")


class ImportFiles:
    """What `capaian.imports` has in addition to its operations."""

    _connection: Connection

    def import_file(
        self, file: str | Path, *, collection: ImportCollection, dry_run: bool = False, **options: Any
    ) -> ImportRun:
        """Import a file (.csv, .ndjson, .xlsx or .ods, also .gz or .zst) and return the run after it has ended.

        `options` are the other parameters of `create`: `mode`, `mapping`, `delimiter`, `number_format` …
        """
        with Path(file).open("rb") as payload:
            call = _build_call(Path(file), payload, collection, dry_run=dry_run, **options)
            return self.wait(self._connection.send(call).value)

    def wait(self, run: ImportRun) -> ImportRun:
        """Wait until an import run is no longer running, and return it."""
        for delay in _poll_delays():
            if run.status not in _RUNNING:
                break
            time.sleep(delay)
            run = self._connection.send(read_import(run.id)).value
        return run


class AsyncImportFiles:
    """`ImportFiles` for asyncio."""

    _connection: AsyncConnection

    async def import_file(
        self, file: str | Path, *, collection: ImportCollection, dry_run: bool = False, **options: Any
    ) -> ImportRun:
        with Path(file).open("rb") as payload:  # noqa: ASYNC230, see the docstring of AsyncConnection
            call = _build_call(Path(file), payload, collection, dry_run=dry_run, **options)
            return await self.wait((await self._connection.send(call)).value)

    async def wait(self, run: ImportRun) -> ImportRun:
        for delay in _poll_delays():
            if run.status not in _RUNNING:
                break
            await asyncio.sleep(delay)
            run = (await self._connection.send(read_import(run.id))).value
        return run


def _build_call(
    file: Path, payload: BinaryIO, collection: ImportCollection, *, dry_run: bool, **options: Any
) -> Call[ImportRun]:
    """Build the call that sends a file; the response arrives when the file is received, not when the run has ended."""
    headers = content_headers(file)
    if dry_run:
        options["dry_run"] = "true"
    body = File(payload=payload, mime_type=headers["Content-Type"])
    call = create_import(body=body, collection=collection, prefer="respond-async", **options)
    return call.copy_with(headers=headers)


def _poll_delays() -> Iterator[float]:
    """Yield the seconds between two checks: short at first, because most imports are."""
    delay = 0.1
    while True:
        yield delay
        delay = min(delay * 1.5, 5)
