"""A database with 100,000 targets and 40,000 realizations, for tests of query plans and sizes."""

import asyncio

import asyncpg

from tests.support.databases import DatabaseUrls

# Pseudorandom numbers that are the same in every run; the fields of a figure do not depend on each other.
_HASH = "(hashtext(n || '{}') & 2147483647)"
NAMED = """
SELECT set_config('capaian.principal', 'system', false);
INSERT INTO institution (code, name, kind, rank, revision, status, public, recorded_by)
    SELECT 'office-' || n, 'Instansi', 'ministry', 1 + n % 9, 1, 'published', true, 'system'
    FROM generate_series(0, 49) n;
INSERT INTO program (code, name, revision, status, public, recorded_by)
    SELECT 'program-' || n, 'Program', 1, 'published', true, 'system' FROM generate_series(0, 19) n;
INSERT INTO indicator (code, program, name, unit, direction, additive, revision, status, public, recorded_by)
    SELECT 'indicator-' || n, 'program-' || n % 20, 'Indikator', 'umkm', 'increase', true, 1, 'published', true,
        'system'
    FROM generate_series(0, 99) n;
INSERT INTO source (code, kind, title, authors, date_basis, revision, status, public, recorded_by)
    SELECT 'source-' || n, 'report', 'Laporan', '{}', 'unknown', 1, 'published', true, 'system'
    FROM generate_series(0, 199) n;
"""
_FIGURES = """
INSERT INTO {table} (id, program, indicator, nature, region, breakdown, period, value, qualifier, resolution, stated_on,
    institution, citations, revision, status, public, recorded_by, recorded_at{quality_column})
SELECT (lpad(to_hex({first} + n), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid,
    'program-' || counted % 20, 'indicator-' || counted, CASE WHEN hot OR n % 3 > 0 THEN 'stock' ELSE 'flow' END,
    CASE WHEN hot OR n % 20 = 0 THEN 'ID' ELSE codes[1 + {region} % array_length(codes, 1)] END,
    CASE WHEN n % 50 = 7 AND NOT hot THEN 'catalog:local' ELSE '' END,
    CASE WHEN hot THEN '2024' ELSE year || (ARRAY['', '-S1', '-Q1', '-Q4', '-01', '-07'])[1 + {part} % 6] END,
    1 + {value} % 1000000, 'exact', 1, {stated_on}, 'office-' || {office} % 50,
    jsonb_build_array(jsonb_build_object(
        'source', 'source-' || {source} % 200, 'locator', 'p', 'quote', NULL, 'note', NULL)),
    1, 'published', true, 'system', now() - n * interval '10 seconds'{quality}
FROM generate_series({since}, {until}) AS n,
    LATERAL (SELECT n <= {hot} AS hot, CASE WHEN n <= {hot} THEN 0 ELSE {indicator} % 100 END AS counted,
        CASE WHEN n <= {hot} THEN 2024 ELSE 2010 + {year} % 15 END AS year) AS numbers,
    (SELECT array_agg(code::text ORDER BY code) AS codes FROM region) AS regions;
"""
# A target is stated on any day, a realization in the year after its period.
_STATED_ON = {
    "target": "DATE '2010-01-01' + {day} % 5000",
    "realization": "make_date(year + 1, 1, 1) + {day} % 365",
}
_KINDS = ("region", "year", "part", "value", "day", "office", "source", "indicator")
TARGETS, REALIZATIONS = 100_000, 40_000
RIVALS = 3_000  # the first realizations have one key


async def fill(
    urls: DatabaseUrls, targets: int = TARGETS, realizations: int = REALIZATIONS, *, has_triggers: bool = True
) -> None:
    """Insert the figures as the owner, who may set recorded_at; in two sessions, for machines with two cores.

    Without triggers, audit and change feed have no entries for them.
    """
    half = (targets + realizations) // 2
    of_one = min(half, targets)
    settings = {"jit": "off", "session_replication_role": "origin" if has_triggers else "replica"}
    one, two = [await asyncpg.connect(urls.owner, server_settings=settings) for _ in range(2)]
    try:
        await one.execute(NAMED)
        # Indexes are created faster after the rows.
        indexes = await one.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('target', 'realization') "
            "AND indexdef NOT LIKE 'CREATE UNIQUE%' ORDER BY tablename, indexname"
        )
        await one.execute("; ".join(f"DROP INDEX {name}" for name, _ in indexes))
        await asyncio.gather(
            one.execute(_statement("target", 1, of_one) + _statement("realization", 1, half - of_one)),
            two.execute(
                _statement("target", of_one + 1, targets) + _statement("realization", half - of_one + 1, realizations)
            ),
        )
        definitions = [definition for _, definition in indexes]
        of_target = [definition for definition in definitions if " ON public.target " in definition]
        await asyncio.gather(
            one.execute("; ".join(of_target)),
            two.execute("; ".join(set(definitions) - set(of_target))),
        )
        await one.execute("ANALYZE")
    finally:
        for connection in (one, two):
            await connection.close()


def _statement(table: str, since: int, until: int) -> str:
    hashes = {kind: _HASH.format(kind) for kind in _KINDS}
    quality = ", (ARRAY['final', 'provisional', 'estimate'])[1 + n % 3]" if table == "realization" else ""
    return _FIGURES.format(
        table=table,
        first=1 << (40 if table == "target" else 41),
        hot=RIVALS if table == "realization" else 0,
        since=since,
        until=until,
        stated_on=_STATED_ON[table].format(day=hashes["day"]),
        quality=quality,
        quality_column=", quality" if quality else "",
        **hashes,
    )
