"""Fill a database with realizations: for each region and period three statements, a quarter of which is omitted."""

import asyncpg

from tests.support.databases import DatabaseUrls

STATEMENTS = 3
# A pseudo-random number, the same in every run.
_RANDOM = "(hashtext(concat_ws(' ', i, r.code, p, s, '{}')) & 2147483647)"
_NAMED = """
INSERT INTO institution (code, name, kind, rank, revision, status, public, recorded_by)
    SELECT 'office-' || n, 'Instansi', 'ministry', 1 + n % 9, 1, 'published', true, 'system'
    FROM generate_series(0, 9) n;
INSERT INTO program (code, name, revision, status, public, recorded_by)
    VALUES ('filled', 'Program', 1, 'published', true, 'system');
INSERT INTO indicator (code, program, name, unit, direction, additive, revision, status, public, recorded_by)
    SELECT 'filled-' || n, 'filled', 'Indikator', 'umkm', 'increase', n % 4 <> 3, 1, 'published', true, 'system'
    FROM generate_series(0, {indicators} - 1) n;
"""
# Odd indicators are flows of months and quarters that end on the same day; even ones are stocks, a few of an unknown
# day.
_REALIZATIONS = """
INSERT INTO realization (id, program, indicator, nature, region, breakdown, period, value, qualifier, resolution,
    stated_on, institution, citations, revision, status, public, recorded_by, recorded_at, quality, day_known)
SELECT (lpad(to_hex((1::bigint << 41) + i), 12, '0') || '70008' || lpad(to_hex(row_number() OVER ()), 15, '0'))::uuid,
    'filled', 'filled-' || i, CASE WHEN i % 2 = 0 THEN 'stock' ELSE 'flow' END, r.code,
    CASE WHEN {part} % 10 = 0 AND r.level <> 'country' THEN 'part:own' ELSE '' END,
    about.period,
    {value} % 1000 * CASE r.level WHEN 'country' THEN 38 ELSE 1 END, 'exact', 1 + {resolution} % 2 * 99,
    greatest(DATE '2016-01-01' + {day} % 3000, last_day_of(about.period)), 'office-' || {office} % 10,
    '[{{"source": "antara-2021-01-11", "locator": "p", "quote": null, "note": null}}]',
    1, 'published', true, 'system', now() - s * interval '1 hour',
    (ARRAY['final', 'provisional', 'estimate'])[1 + {quality} % 3], i % 2 = 1 OR {unknown} % 5 > 0
FROM generate_series(0, {indicators} - 1) i, region r, generate_series(0, {periods} - 1) p,
    generate_series(1, {statements}) s, LATERAL (SELECT
        CASE WHEN p % 2 = 0 THEN 2015 + p / 8 || '-Q' || 1 + p / 2 % 4
            ELSE 2015 + p / 8 || '-' || lpad((3 + p / 2 % 4 * 3)::text, 2, '0') END AS period) AS about
WHERE {omitted} % 4 > 0;
"""
_KINDS = ("part", "value", "resolution", "day", "office", "quality", "omitted", "unknown")


async def fill(database_urls: DatabaseUrls, *, indicators: int, periods: int) -> int:
    """Insert the realizations without triggers, which is faster. Return their number."""
    connection = await asyncpg.connect(database_urls.owner, server_settings={"jit": "off"})
    try:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(_NAMED.format(indicators=indicators))
        random_numbers = {kind: _RANDOM.format(kind) for kind in _KINDS}
        await connection.execute(
            _REALIZATIONS.format(indicators=indicators, periods=periods, statements=STATEMENTS, **random_numbers)
        )
        await connection.execute("ANALYZE")
        found: int = await connection.fetchval("SELECT count(*) FROM realization")
        return found
    finally:
        await connection.close()
