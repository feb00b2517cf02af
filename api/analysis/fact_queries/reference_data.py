"""Load indicators, sources, regions and claims as facts."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec

from api.analysis.rules.facts import ClaimFact, ClaimKey, IndicatorFact, RegionFact, SourceFact
from api.analysis.rules.region_chains import RegionChains
from api.database.pool import Connection
from api.database.revision_reads import BindValue, ParameterBinder, published_condition
from api.resources.figures.period import Period

BuildCondition = Callable[[BindValue], str]  # returns a further condition on `t`
INDICATOR_COLUMNS = (
    "code, program, unit, direction, additive, population_indicator AS population, expected_every, variant_of, "
    "partitions"
)

REGION_COLUMNS = "code, level, parent, valid_from, valid_to, replaces"


async def load_indicators(
    connection: Connection, known_at: datetime | None, narrow: BuildCondition | None = None
) -> Mapping[str, IndicatorFact]:
    rows = await _load_published(connection, "indicator", INDICATOR_COLUMNS, known_at, narrow)
    return {row["code"]: read_indicator(row) for row in rows}


def read_indicator(row: asyncpg.Record) -> IndicatorFact:
    """Build an indicator from a row with INDICATOR_COLUMNS."""
    return IndicatorFact(**{**row, "partitions": tuple(row["partitions"])})


async def load_sources(
    connection: Connection, known_at: datetime | None, narrow: BuildCondition | None = None
) -> Mapping[str, SourceFact]:
    columns = (
        "code, date_basis, published_on, published_not_before AS not_before, published_not_after AS not_after, "
        "(retrieved_at AT TIME ZONE 'Asia/Jakarta')::date AS retrieved_on, "
        "(SELECT (min(first.recorded_at) AT TIME ZONE 'Asia/Jakarta')::date FROM source first "
        "WHERE first.code = t.code AND first.status = 'published') AS recorded_on"
    )
    rows = await _load_published(connection, "source", columns, known_at, narrow)
    return {row["code"]: SourceFact(**row) for row in rows}


async def load_regions(connection: Connection, known_at: datetime | None) -> Mapping[str, RegionFact]:
    rows = await _load_published(connection, "region", REGION_COLUMNS, known_at)
    return {row["code"]: read_region(row) for row in rows}


async def load_region_chains(connection: Connection, known_at: datetime | None) -> RegionChains:
    rows = await _load_published(connection, "region", REGION_COLUMNS, known_at, lambda _: "t.replaces IS NOT NULL")
    return RegionChains.from_regions(map(read_region, rows))


def read_region(row: asyncpg.Record) -> RegionFact:
    """Build a region from a row with columns of these names; twice as fast as keyword arguments."""
    return RegionFact(row["code"], row["level"], row["parent"], row["valid_from"], row["valid_to"], row["replaces"])


async def load_claims(
    connection: Connection, known_at: datetime | None, narrow: BuildCondition | None = None
) -> list[ClaimFact]:
    columns = (
        "id, source, kind, figures, base, base_figure, stated_value, stated_resolution, stated_date, stated_weekday, "
        "stated_value_to, qualifier, base_period, figure_key"
    )
    rows = await _load_published(connection, "claim", columns, known_at, narrow)
    return await use_first_codes(connection, [_read_claim(row) for row in rows], known_at)


async def use_first_codes(
    connection: Connection, claims: Iterable[ClaimFact], known_at: datetime | None
) -> list[ClaimFact]:
    """Return the claims with the first codes of renumbered regions in their keys, as in the series of figures."""
    claims = list(claims)
    if all(claim.figure_key is None for claim in claims):
        return claims
    chains = await load_region_chains(connection, known_at)
    return [
        claim
        if (key := claim.figure_key) is None
        else claim._replace(figure_key=key._replace(region=chains.find_first_code(key.region)))
        for claim in claims
    ]


def _read_claim(row: asyncpg.Record) -> ClaimFact:
    period, key = row["base_period"], row["figure_key"]
    converted = {
        "figures": tuple(row["figures"]),
        "base_period": None if period is None else Period.parse(period),
        "figure_key": None if key is None else build_claim_key(**msgspec.json.decode(key)),
    }
    return ClaimFact(**{**row, **converted})


def build_claim_key(
    *, indicator: str, nature: str, region: str, breakdown: str, period: str, day_known: bool
) -> ClaimKey:
    """Build the key of a figure that is not stated; `breakdown` is its canonical text."""
    return ClaimKey(indicator, nature, region, breakdown, period, *Period.parse(period), day_known)


async def find_programs_of_figures(connection: Connection, figures: list[UUID]) -> set[str]:
    """Return the programs of published figures by their ids."""
    rows = await connection.fetch(
        "SELECT program FROM target WHERE id = ANY($1) AND status = 'published' "
        "UNION SELECT program FROM realization WHERE id = ANY($1) AND status = 'published'",
        figures,
    )
    return {row["program"] for row in rows}


async def _load_published(
    connection: Connection,
    record_type: str,
    columns: str,
    known_at: datetime | None,
    narrow: BuildCondition | None = None,
) -> list[asyncpg.Record]:
    """Load the columns, which have the names of the fields of a fact."""
    bind = ParameterBinder()
    sql = f"SELECT {columns} FROM {record_type} t WHERE {published_condition('t', known_at, bind)}"
    if narrow is not None:
        sql += f" AND {narrow(bind)}"
    return await connection.fetch(sql, *bind.values)
