"""A page reads all progress of its programs, and states where it stops reading."""

import asyncio
from collections.abc import Sequence

import asyncpg
import pytest

from api.analysis.progress.model import Progress
from api.pages import country_progress
from api.pages.point_parameters import PointParameters
from tests.support.databases import DatabaseUrls

PROGRAMS = ("gernas-bbi", "koperasi-digital", "umkm-digital")


def load(urls: DatabaseUrls) -> tuple[Sequence[Progress], str | None]:
    async def run() -> tuple[Sequence[Progress], str | None]:
        connection = await asyncpg.connect(urls.owner)
        try:
            return await country_progress.load_country_progress(connection, PROGRAMS, PointParameters())
        finally:
            await connection.close()

    return asyncio.run(run())


def test_progress_is_read_until_its_end(stored: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> None:
    complete, incomplete_from = load(stored)
    assert incomplete_from is None
    assert {row.program for row in complete} == set(PROGRAMS)
    monkeypatch.setattr(country_progress, "MAX_ROWS_PER_READ", 3)
    assert load(stored) == (complete, None)
    monkeypatch.setattr(country_progress, "MAX_READS", 1)
    rows, incomplete_from = load(stored)
    assert rows == complete[:3]
    assert incomplete_from == "koperasi-digital"
