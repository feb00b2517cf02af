"""A page shows the first targets of its programs, and states where it stops reading."""

import asyncio

import asyncpg
import pytest

from api.pages import country_progress
from api.pages.country_progress import CountryProgress
from api.pages.point_parameters import PointParameters
from tests.support.databases import DatabaseUrls

PROGRAMS = ("gernas-bbi", "koperasi-digital", "umkm-digital")


def load(urls: DatabaseUrls, limit: int = 3) -> CountryProgress:
    async def run() -> CountryProgress:
        connection = await asyncpg.connect(urls.owner)
        try:
            return await country_progress.load_country_progress(connection, PROGRAMS, PointParameters(), limit)
        finally:
            await connection.close()

    return asyncio.run(run())


def test_the_targets_of_each_program_are_read_until_the_limits(
    stored: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete = load(stored)
    assert complete.incomplete_from is None
    assert tuple(complete.shown) == PROGRAMS
    assert [target.row.nature for target in complete.shown["umkm-digital"]] == ["stock", "flow"]
    first = load(stored, limit=1)
    assert first.shown == {program: targets[:1] for program, targets in complete.shown.items()}
    assert first.more["umkm-digital"] == 1
    monkeypatch.setattr(country_progress, "MAX_GROUPS_PER_READ", 1)
    assert load(stored) == complete
    monkeypatch.setattr(country_progress, "MAX_TARGETS", 1)
    stopped = load(stored)
    assert stopped.incomplete_from == PROGRAMS[1]
    assert stopped.shown == {PROGRAMS[0]: complete.shown[PROGRAMS[0]]}
