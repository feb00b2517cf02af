"""Load what the catalog states about the data: coverage in time and space, last changes, reporting intervals."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, published_condition

FIGURE_TYPES = ("target", "realization")
# After a withdrawal nothing published has its time, so the last entries of the change feed are read too.
_LAST_CHANGES = """SELECT record_type, max(recorded_at) AS changed_at FROM (
    SELECT record_type, recorded_at FROM change ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1000
) AS latest GROUP BY record_type"""
# Finds each distinct value with one index lookup, so the time does not depend on the number of figures.
_DISTINCT_VALUES = """WITH RECURSIVE found(item) AS (
    (SELECT {column} FROM {table} t WHERE {current} ORDER BY {column} LIMIT 1)
    UNION ALL
    SELECT (SELECT {column} FROM {table} t WHERE {current} AND {column} > found.item ORDER BY {column} LIMIT 1)
    FROM found WHERE found.item IS NOT NULL
)"""
_COVERAGE = """{distinct_values}
SELECT
    min((SELECT period_start FROM {table} t WHERE {current} AND period_end = item ORDER BY period_start LIMIT 1))
        AS first_day,
    max(item) AS last_day
FROM found WHERE item IS NOT NULL"""
_REGIONS = """{distinct_values}
SELECT code, name FROM region
WHERE status = 'published' AND replaced_at IS NULL
    AND code IN (SELECT split_part(item, '.', 1) FROM found WHERE item IS NOT NULL)"""
_IS_CURRENT = published_condition("t", None, ParameterBinder())
_LAST_PUBLISHED = "SELECT max(recorded_at) FROM {table} WHERE status = 'published'"
_TYPES = ("target", "realization", "source", "claim", "indicator", "region", "institution")
_REPORTING_INTERVALS = """SELECT DISTINCT expected_every::text AS expected_every FROM indicator
    WHERE status = 'published' AND replaced_at IS NULL AND expected_every IS NOT NULL"""


class Coverage(NamedTuple):
    """First and last day of all periods; `regions` are the country and the provinces of the figures, code and name."""

    first_day: date
    last_day: date
    regions: Mapping[str, str]


class CatalogFacts(NamedTuple):
    """Coverage and last change by record type, and the distinct `expected_every` of the indicators."""

    coverage: Mapping[str, Coverage]
    last_changed: Mapping[str, datetime]
    reporting_intervals: frozenset[str]

    def find_coverage(self, types: Iterable[str]) -> Coverage | None:
        """Return the common coverage of these record types, None if there are no figures."""
        found = [self.coverage[record_type] for record_type in types if record_type in self.coverage]
        if not found:
            return None
        return Coverage(
            min(coverage.first_day for coverage in found),
            max(coverage.last_day for coverage in found),
            {code: name for coverage in found for code, name in coverage.regions.items()},
        )

    def find_last_change(self, types: Iterable[str]) -> datetime | None:
        """Return the last change of these record types, of any type if there are none."""
        selected = tuple(types) or tuple(self.last_changed)
        return max((self.last_changed[one] for one in selected if one in self.last_changed), default=None)


async def load_catalog_facts(connection: Connection) -> CatalogFacts:
    """Load the facts of the published data."""
    coverage, last_changed = {}, {}
    for record_type in _TYPES:
        # nosemgrep: sql-built-in-a-call  # a name of _TYPES
        published_at = await connection.fetchval(_LAST_PUBLISHED.format(table=record_type))
        if published_at is not None:
            last_changed[record_type] = published_at
    for figure_type in FIGURE_TYPES:
        days = await connection.fetchrow(_build_distinct_sql("period_end", figure_type, _COVERAGE))
        if days is not None and days["first_day"] is not None:
            rows = await connection.fetch(_build_distinct_sql("region", figure_type, _REGIONS))
            regions = {row["code"]: row["name"] for row in rows}
            coverage[figure_type] = Coverage(days["first_day"], days["last_day"], regions)
    for row in await connection.fetch(_LAST_CHANGES):
        changed_at = row["changed_at"]
        last_changed[row["record_type"]] = max(changed_at, last_changed.get(row["record_type"], changed_at))
    intervals = frozenset(row["expected_every"] for row in await connection.fetch(_REPORTING_INTERVALS))
    return CatalogFacts(coverage, last_changed, intervals)


def _build_distinct_sql(column: str, table: str, statement: str) -> str:
    distinct_values = _DISTINCT_VALUES.format(column=column, table=table, current=_IS_CURRENT)
    return statement.format(distinct_values=distinct_values, table=table, current=_IS_CURRENT)
