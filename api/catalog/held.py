"""What is held: the extent of the figures in time and space, when each noun last changed, how often figures are due."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from api.postgres.chain import Binder, held_at
from api.postgres.pool import Connection

FIGURES = ("target", "realization")
# A withdrawal leaves nothing published behind, so the feed tells of it; further back than this it is old.
_LATEST = """SELECT noun, max(recorded_at) FROM (
    SELECT noun, recorded_at FROM change ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT 1000
) AS latest GROUP BY noun"""
# Each day on which a period ends, and each region, is looked up once along its index, however many figures have it.
_STEPS = """WITH RECURSIVE found(step) AS (
    (SELECT {column} FROM {noun} t WHERE {held} ORDER BY {column} LIMIT 1)
    UNION ALL
    SELECT (SELECT {column} FROM {noun} t WHERE {held} AND {column} > found.step ORDER BY {column} LIMIT 1)
    FROM found WHERE found.step IS NOT NULL
)"""
_EXTENT = """{steps}
SELECT
    min((SELECT period_start FROM {noun} t WHERE {held} AND period_end = step ORDER BY period_start LIMIT 1)),
    max(step)
FROM found WHERE step IS NOT NULL"""
_REGIONS = "{steps} SELECT DISTINCT split_part(step, '.', 1) FROM found WHERE step IS NOT NULL"
_HELD = f"t.status = 'published' AND {held_at('t', None, Binder())}"
_PUBLISHED = "SELECT max(recorded_at) FROM {noun} WHERE status = 'published'"
_NOUNS = ("target", "realization", "source", "claim", "indicator", "region", "institution")
_RHYTHMS = """SELECT DISTINCT expected_every::text FROM indicator
    WHERE status = 'published' AND replaced_at IS NULL AND expected_every IS NOT NULL"""


class Extent(NamedTuple):
    """`regions` are those of the country and of its provinces that figures are about, whatever lies below them."""

    first_day: date
    last_day: date
    regions: frozenset[str]


class Held(NamedTuple):
    """`extents` and `changed` by noun; `expected` are the durations that indicators name."""

    extents: Mapping[str, Extent]
    changed: Mapping[str, datetime]
    expected: frozenset[str]

    def extent_of(self, nouns: Iterable[str]) -> Extent | None:
        """None where no figure is held."""
        found = [self.extents[noun] for noun in nouns if noun in self.extents]
        if not found:
            return None
        return Extent(
            min(one.first_day for one in found),
            max(one.last_day for one in found),
            frozenset().union(*(one.regions for one in found)),
        )

    def changed_on(self, nouns: Iterable[str]) -> datetime | None:
        """Of no noun in particular: of any."""
        asked = tuple(nouns) or tuple(self.changed)
        return max((self.changed[noun] for noun in asked if noun in self.changed), default=None)


async def read_held(connection: Connection) -> Held:
    extents, changed = {}, {}
    for noun in _NOUNS:
        published = await connection.fetchval(_PUBLISHED.format(noun=noun))
        if published is not None:
            changed[noun] = published
    for noun in FIGURES:
        first_day, last_day = await connection.fetchrow(_along("period_end", noun, _EXTENT)) or (None, None)
        if first_day is not None and last_day is not None:
            regions = await connection.fetch(_along("region", noun, _REGIONS))
            extents[noun] = Extent(first_day, last_day, frozenset(row[0] for row in regions))
    for noun, latest in await connection.fetch(_LATEST):
        changed[noun] = max(latest, changed.get(noun, latest))
    expected = frozenset(row[0] for row in await connection.fetch(_RHYTHMS))
    return Held(extents, changed, expected)


def _along(column: str, noun: str, statement: str) -> str:
    steps = _STEPS.format(column=column, noun=noun, held=_HELD)
    return statement.format(steps=steps, noun=noun, held=_HELD)
