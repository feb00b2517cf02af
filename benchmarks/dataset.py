"""The data that is measured on: four indicators for each 10,000 realizations, of every region, in PostgreSQL set-wise.

Data grow by programs and indicators, as they do when more ministries report, so one program has as many figures at any
size. Each indicator has the figures of four years for every region, and second reports of the last year for a third of
them. All of it is published, and entered past the triggers: it has no entries in the audit and in the feed of changes.
"""

import asyncio
import hashlib

import asyncpg

from api.postgres.migrations import migrate
from api.shipped.load import load
from tests.support.databases import Addresses, execute

OF_AN_INDICATOR = 2_500
TARGETS_OF_AN_INDICATOR = 100
FILLED_BEFORE = "2025-06-01"  # what is filled was recorded from the first day of that year on, one a second
# Thrown like dice, but always alike.
_DICE = "(hashtext(n || '{}') & 2147483647)"
_KINDS = ("value", "day", "office", "source")
_NAMED = """
INSERT INTO institution (code, name, kind, rank, revision, status, public, recorded_by)
    SELECT 'office-' || n, 'Instansi', 'ministry', 1 + n % 9, 1, 'published', true, 'system'
    FROM generate_series(0, 49) n;
INSERT INTO source (code, kind, title, authors, date_basis, published_on, revision, status, public, recorded_by)
    SELECT 'source-' || n, 'report', 'Laporan', '{{}}', 'stated', '2024-01-05', 1, 'published', true, 'system'
    FROM generate_series(0, 199) n;
INSERT INTO program (code, name, revision, status, public, recorded_by)
    SELECT 'program-' || n, 'Program', 1, 'published', true, 'system' FROM generate_series(0, {indicators} / 4 - 1) n;
INSERT INTO indicator (code, program, name, unit, direction, additive, revision, status, public, recorded_by)
    SELECT 'indicator-' || n, 'program-' || n / 4, 'Indikator', 'umkm', 'increase', true, 1, 'published', true, 'system'
    FROM generate_series(0, {indicators} - 1) n;
"""
_FIGURES = """
INSERT INTO {noun} (id, program, indicator, nature, region, breakdown, period, value, qualifier, resolution, stated_on,
    institution, citations, revision, status, public, recorded_by, recorded_at{member})
SELECT (lpad(to_hex({first} + n), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid,
    'program-' || counted / 4, 'indicator-' || counted, CASE WHEN counted % 4 = 3 THEN 'flow' ELSE 'stock' END,
    codes[1 + part % cardinality(codes)],
    CASE WHEN n % 50 = 7 THEN 'catalog:local' ELSE '' END, year::text,
    1 + {value} % 1000000, 'exact', 1, make_date(year {later}, 1, 1) + {day} % 300, 'office-' || {office} % 50,
    jsonb_build_array(jsonb_build_object(
        'source', 'source-' || {source} % 200, 'locator', 'p. ' || n % 40, 'quote', NULL, 'note', NULL)),
    1, 'published', true, 'system', timestamptz '2025-01-01' + n * interval '1 second'{quality}
FROM generate_series({since}::bigint, {until}::bigint) AS n,
    (SELECT array_agg(code::text ORDER BY code) AS codes FROM region WHERE {regions}) AS regions,
    LATERAL (SELECT n / {each} AS counted, (n % {each})::integer AS part) AS thrown,
    LATERAL (SELECT {year} AS year) AS dated;
"""


def _figures(noun: str, since: int, until: int) -> str:
    dice = {kind: _DICE.format(kind) for kind in _KINDS}
    settled = f", (ARRAY['final', 'provisional', 'estimate'])[1 + {_DICE.format('quality')} % 3]"
    if noun == "target":  # of the country and its provinces, for three years, each promised the year before
        return _FIGURES.format(
            noun=noun, first=1_700_000_000_000, since=since, until=until, each=TARGETS_OF_AN_INDICATOR,
            regions="level IN ('country', 'province')", year="2022 + part / cardinality(codes)", later="- 1",
            quality="", member="", **dice,
        )  # fmt: skip
    return _FIGURES.format(
        noun=noun, first=1_735_689_600_000, since=since, until=until, each=OF_AN_INDICATOR,
        regions="true", year="2020 + least(part / cardinality(codes), 3)", later="+ 1",
        quality=settled, member=", quality", **dice,
    )  # fmt: skip


def name_of(size: int) -> str:
    """Of the database: other data have another name, so that what is kept is what is measured."""
    made_of = _NAMED + _figures("target", 0, size) + _figures("realization", 0, size)
    return f"bench_{size}_{hashlib.sha256(made_of.encode()).hexdigest()[:8]}"


def filled(server: Addresses, size: int) -> Addresses:
    """The database of that size; one that was filled before is migrated and taken as it is."""
    name = name_of(size)
    addresses = server.named(name)
    if execute(server.owner, f"SELECT count(*) FROM pg_database WHERE datname = '{name}'") != [0]:
        asyncio.run(migrate(addresses.owner, addresses.service))
        return addresses
    making = f"{name}_making"
    execute(server.owner, f"DROP DATABASE IF EXISTS {making} WITH (FORCE)", f"CREATE DATABASE {making}")
    made = server.named(making)
    asyncio.run(migrate(made.owner, made.service))
    asyncio.run(load(made.service))
    asyncio.run(_fill(made, size))
    execute(server.owner, f"ALTER DATABASE {making} RENAME TO {name}")
    return addresses


def clear(address: Addresses) -> None:
    """Takes back what an earlier run wrote, past the rules by which nothing is ever taken back."""
    execute(
        address.owner,
        "SET session_replication_role = replica",
        f"WITH gone AS (DELETE FROM realization WHERE recorded_at > '{FILLED_BEFORE}' AND recorded_by LIKE 'bench%' "
        "RETURNING id) DELETE FROM change USING gone WHERE noun = 'realization' AND key = gone.id::text",
    )


async def _fill(address: Addresses, size: int) -> None:
    """As the owner, who may say when something was recorded; in two sessions, for most machines have two cores."""
    settings = {"jit": "off", "maintenance_work_mem": "1GB", "session_replication_role": "replica"}
    one, two = [await asyncpg.connect(address.owner, server_settings=settings, timeout=10) for _ in range(2)]
    try:
        await one.execute(_NAMED.format(indicators=size // OF_AN_INDICATOR))
        # Indexes are quicker made at the end.
        indexes = await one.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('target', 'realization') "
            "AND indexdef NOT LIKE 'CREATE UNIQUE%' ORDER BY indexname"
        )
        await one.execute("; ".join(f"DROP INDEX {name}" for name, _ in indexes))
        targets = size // OF_AN_INDICATOR * TARGETS_OF_AN_INDICATOR
        await asyncio.gather(
            one.execute(_figures("realization", 0, size // 2 - 1)),
            two.execute(_figures("realization", size // 2, size - 1) + _figures("target", 0, targets - 1)),
        )
        definitions = [definition for _, definition in indexes]
        await asyncio.gather(
            *(session.execute("; ".join(definitions[half::2])) for half, session in enumerate((one, two)))
        )
        await one.execute("VACUUM (ANALYZE)")
    finally:
        for connection in (one, two):
            await connection.close()


def version(server: Addresses) -> str:
    (told,) = execute(server.owner, "SHOW server_version")
    return str(told).split()[0]
