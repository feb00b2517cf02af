"""SQL of renumbered regions: all codes that one region had; see schema/functions/continuity.sql."""

from datetime import datetime
from typing import NamedTuple

from api.database.revision_reads import BindValue


class RenumberedRegions(NamedTuple):
    """Region codes of a filter that also selects the former and later codes of these regions."""

    codes: tuple[str, ...]
    known_at: datetime | None


def chain_expression(region: str, known_at: datetime | None, bind: BindValue) -> str:
    """Return the SQL of all codes of a region, the oldest first, joined with commas.

    The chains are read once per statement, because their subquery is not correlated.
    """
    time = "NULL" if known_at is None else f"{bind(known_at)}::timestamptz"
    return f"coalesce((SELECT region_chains({time})) ->> {region}, {region})"


def codes_of_region(region: str, known_at: datetime | None, bind: BindValue) -> str:
    """Return the FROM item `same_region` with all codes of a region in the column `code`."""
    codes = f"string_to_array({chain_expression(region, known_at, bind)}, ',')"
    return f'LATERAL (SELECT unnest({codes}) COLLATE "C" AS code) AS same_region'


def first_code_expression(region: str, known_at: datetime | None, bind: BindValue) -> str:
    """Return the SQL of the first code of a region, which identifies its chain."""
    return f"split_part({chain_expression(region, known_at, bind)}, ',', 1)"


def renumbered_condition(wanted: str, known_at: datetime | None, bind: BindValue) -> str:
    """Select figures `t` with any code of the regions of which one code matches `wanted`, a condition on `region.code`.

    The codes are an array that is computed once per statement, so that an index on regions applies.
    """
    same = codes_of_region("region.code", known_at, bind)
    return f"t.region = ANY(ARRAY(SELECT same_region.code FROM region, {same} WHERE {wanted}))"
