"""Figures of renumbered regions: each counts for the code that is in force on its last day."""

from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from api.analysis.onboarding_counts.groups import CountGroup, CountPosition
from api.analysis.rules.facts import RegionFact
from api.analysis.rules.region_chains import RegionChains
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder
from api.resources.figures.period import MAX_DATE, MIN_DATE


class CodeRange(NamedTuple):
    """Days on which a code of a renumbered region is not in force."""

    code: str
    first: date
    last: date


def find_codes_from_elsewhere(chains: RegionChains, regions: Mapping[str, RegionFact]) -> dict[str, list[str]]:
    """Return by region the codes of other regions' parts that are, or were, parts of this region under another code."""
    found: dict[str, list[str]] = {}
    for code, chain in chains.codes.items():
        parents = {regions[each].parent for each in chain if each in regions}
        own = regions[code].parent if code in regions else None
        for parent in parents - {own, None}:
            found.setdefault(str(parent), []).append(code)
    return found


def list_ranges_out_of_force(chains: RegionChains, codes: Iterable[str]) -> Iterator[CodeRange]:
    """Yield the days before and after each code was in force, if the region had another code then."""
    for code in codes:
        chain = chains.list_codes(code)
        position = chain.index(code)
        if position > 0:
            yield CodeRange(code, MIN_DATE, chains.begins[code] - timedelta(days=1))
        if position + 1 < len(chain):
            yield CodeRange(code, chains.begins[chain[position + 1]], MAX_DATE)


async def find_moved_positions(
    connection: Connection, group: CountGroup, chains: RegionChains, regions: Mapping[str, RegionFact]
) -> list[CountPosition]:
    """Return the sorted positions of figures that count for another code than their own, or for a part with one."""
    levels = (group.level, *group.levels_below)
    codes = [code for code in chains.codes if code in regions and regions[code].level in levels]
    if group.level == "country" or not codes:
        return []  # all figures count for the one country
    sql, values = _build_sql(group, list(list_ranges_out_of_force(chains, codes)))
    found = set()
    for row in await connection.fetch(sql, *values):
        current = regions.get(chains.find_code_on(row["region"], row["last"]))
        if current is not None:
            region = current.code if current.level == group.level else current.parent
            found.add(CountPosition(row["last"], row["first"], region or ""))
    return sorted(found)


async def merge_positions(
    scan: AsyncIterator[list[CountPosition]], moved: Iterable[CountPosition], size: int
) -> AsyncIterator[list[CountPosition]]:
    """Yield the positions of both in order, each once, at most `size` together."""
    pending = deque(moved)
    async for batch in scan:
        merged = set(batch)
        while batch and pending and pending[0] <= batch[-1]:
            merged.add(pending.popleft())
        ordered = sorted(merged)
        for start in range(0, len(ordered), size):
            yield ordered[start : start + size]
    while pending:
        yield [pending.popleft() for _ in range(min(size, len(pending)))]


def _build_sql(group: CountGroup, ranges: Sequence[CodeRange]) -> tuple[str, list[object]]:
    """Return SQL with one lookup per range in the index on all columns of a series."""
    bind = ParameterBinder()
    codes, firsts, lasts = (bind([each[column] for each in ranges]) for column in range(3))
    breakdowns = [group.breakdown] if group.own_breakdown is None else [group.breakdown, group.own_breakdown]
    return (
        "SELECT DISTINCT t.region, t.period_end::date AS last, t.key_start::date AS first "
        f"FROM unnest({codes}::text[], {firsts}::date[], {lasts}::date[]) AS out_of_force (code, first, last), "
        "LATERAL (SELECT t.region, t.period_end, t.key_start FROM realization t WHERE t.status = 'published' "
        f"AND t.program = {bind(group.program)} AND t.indicator = {bind(group.indicator)} "
        f"AND t.nature = {bind(group.nature)} AND t.region = out_of_force.code "
        "AND t.period_end BETWEEN out_of_force.first AND out_of_force.last "
        f"AND t.breakdown = ANY({bind(breakdowns)}::text[]) ORDER BY t.period_end) AS t"
    ), bind.values
