"""The findings of a large program, computed by indicator, are those of the whole program."""

from datetime import date

import pytest

from api.analysis.findings import load_parts
from api.analysis.findings.cache import FindingsCache
from api.analysis.findings.findings_key import CLAIMS_AND_SOURCES, FIGURES, FindingsKey
from api.analysis.findings.pages import FindingPosition, FindingsPageRequest, load_findings_page
from api.analysis.rules.checks.finding import FindingResult
from api.analysis.rules.checks.registry import sort_key
from api.database.pool import Database
from tests.analysis.findings.run_cache import CALLER, run_with_cache
from tests.http.recording import realization, recorded, target
from tests.support import databases
from tests.support.databases import DatabaseUrls

DAY = date(2023, 6, 1)


def indicator(code: str, **fields: object) -> str:
    row = {"program": "bagian", "name": code, "unit": "umkm", "direction": "increase", "additive": True}
    return recorded("indicator", code=code, partitions=[], **{**row, **fields})


# A population and a variant in the same program, each in another indicator than the figure.
RECORDS = (
    recorded("program", code="bagian", name="Bagian"),
    indicator("semua"),
    indicator("ikut", population_indicator="semua"),
    indicator("produk", variant_of="ikut", unit="produk"),
    indicator("janji", variant_of="produk"),
    realization(801, program="bagian", indicator="semua", period="2020", value=10),
    realization(802, program="bagian", indicator="ikut", period="2021", value=20),
    realization(803, program="bagian", indicator="ikut", period="2022-03", value=15),
    realization(804, program="bagian", indicator="produk", period="2021", value=70),
    target(805, program="bagian", indicator="janji", period="2022", value=5),
)
CODES = {"exceeds_population", "stock_decreased", "unit_mismatch", "no_realization"}


async def load_page(
    cache: FindingsCache, database: Database, limit: int, after: FindingPosition | None = None
) -> list[FindingResult]:
    request = FindingsPageRequest(
        as_of=DAY, known_at=None, matches=lambda _: True, programs=None, after=after, limit=limit
    )
    return (await load_findings_page(cache, database, request, CALLER)).findings


def test_the_parts_of_programs_have_the_findings_of_the_whole(
    shared_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    databases.execute(shared_database.service, *RECORDS, role="capaian_service")

    async def compare(cache: FindingsCache) -> None:
        database = cache._database
        whole = await load_page(cache, database, 1000)
        assert {finding.code for finding in whole if finding.program == "bagian"} == CODES
        assert {"ratio_mismatch", "undated_source", "conflicting_realizations"} <= {finding.code for finding in whole}
        monkeypatch.setattr(load_parts, "MIN_FIGURES", 0)
        await load_page(cache, database, 1)
        cached = [key for key in cache._cached if key.programs == ("bagian",) and key.part != FIGURES]
        assert [key.part for key in cached] == [CLAIMS_AND_SOURCES, "ikut"]  # the page was full
        assert await load_page(cache, database, 1000) == whole
        for position in range(0, len(whole), 3):
            assert await load_page(cache, database, 3, sort_key(whole[position])) == whole[position + 1 :][:3]

    run_with_cache(shared_database, compare)


def test_a_change_of_a_figure_affects_each_part_of_its_program(
    shared_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def change(cache: FindingsCache) -> None:
        key = FindingsKey(("umkm-digital",), DAY, None, "umkm-onboarded")
        await cache.check_for_changes()
        before = await cache.get(key, CALLER)
        conflicting = realization(810, period="2021-05", value=1, stated_on="2021-06-30")
        async with cache._database.acquire_write() as connection, connection.transaction():
            await connection.execute(conflicting)
        await cache.check_for_changes()
        assert len(await cache.get(key, CALLER)) > len(before)

    monkeypatch.setattr(load_parts, "MIN_FIGURES", 0)
    run_with_cache(shared_database, change)
