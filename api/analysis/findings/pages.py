"""Load a page of findings after a position, also if findings appeared or disappeared in between."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Literal, NamedTuple

from api.analysis.findings.cache import FindingsCache
from api.analysis.findings.findings_key import CLAIMS_AND_SOURCES, NO_PROGRAM, FindingsKey
from api.analysis.findings.highlights import choose_highlights
from api.analysis.findings.load_parts import list_parts
from api.analysis.rules.checks.finding import FindingResult
from api.analysis.rules.checks.registry import sort_key
from api.database.complete_until import load_complete_until
from api.database.pool import Connection, Database
from api.database.revision_reads import ParameterBinder, published_condition
from api.http.request.concurrency_limit import CallerIdentity

FindingPosition = tuple[str, str, str, str]  # program, indicator, code, id: the order of the list


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPageRequest:
    """The selection of findings, the position after which the page starts, and its limit."""

    as_of: date | None
    known_at: datetime | None
    matches: Callable[[FindingResult], bool]
    programs: Sequence[str] | None
    after: FindingPosition | None
    limit: int


class FindingsPage(NamedTuple):
    """The findings of a page; they are computed from every record that was recorded before `complete_until`."""

    findings: list[FindingResult]
    complete_until: datetime


async def load_findings_page(
    cache: FindingsCache, database: Database, request: FindingsPageRequest, caller: CallerIdentity
) -> FindingsPage:
    """Load the page program by program; programs after a full page are not computed."""
    async with database.acquire_public() as connection:
        complete_until = await load_complete_until(connection, request.known_at, of_public=True)
        programs = await _list_programs(connection, request.known_at)
    await cache.check_for_changes()
    key = FindingsKey(NO_PROGRAM, request.as_of, request.known_at)
    without_figures = await cache.get(key, caller)
    found: list[FindingResult] = []
    for program in sorted({NO_PROGRAM, *programs}):
        if not _may_contain(program, request):
            continue
        others = [finding for finding in without_figures if (finding.program or NO_PROGRAM) == program]
        first = request.after[1] if request.after is not None and request.after[0] == program else ""
        async for its_own in _iterate_parts(cache, database, key._replace(program=program), first, caller):
            ordered = sorted([*its_own, *others], key=sort_key) if others else its_own
            others = []  # they have no indicator, so they are in the first part
            start = 0 if request.after is None else bisect_right(ordered, request.after, key=sort_key)
            found += islice(filter(request.matches, islice(ordered, start, None)), request.limit - len(found))
            if len(found) == request.limit:
                return FindingsPage(found, complete_until)
    return FindingsPage(found, complete_until)


async def _iterate_parts(
    cache: FindingsCache, database: Database, key: FindingsKey, first: str, caller: CallerIdentity
) -> AsyncIterator[list[FindingResult]]:
    """Yield the findings of a program in the order of the list; those of a large one by indicator, from `first` on.

    The current findings are computed for whole programs, because the cache stores them for all later requests.
    """
    if key.program == NO_PROGRAM:
        yield []
        return
    parts: list[str] = []
    if not key.is_current:
        async with database.acquire_public() as connection:
            parts = await list_parts(connection, key.program, key.known_at)
    if not parts:
        yield await cache.get(key, caller)
        return
    by_indicator: dict[str, list[FindingResult]] = defaultdict(list)
    for finding in await cache.get(key._replace(part=CLAIMS_AND_SOURCES), caller):
        by_indicator[finding.indicator or ""].append(finding)
    yield by_indicator.pop("", [])
    for indicator in sorted(code for code in {*parts, *by_indicator} if code >= first):
        its_own = await cache.get(key._replace(part=indicator), caller)
        yield sorted([*its_own, *by_indicator[indicator]], key=sort_key)


async def collect_highlights(
    cache: FindingsCache, database: Database, caller: CallerIdentity, found: list[FindingResult]
) -> Literal[True]:
    """Append the most severe current findings of each program to `found`, first those that need no computation."""
    async with database.acquire_public() as connection:
        programs = [NO_PROGRAM, *sorted(await _list_programs(connection, None))]
    await cache.check_for_changes()
    missing = []
    for program in programs:
        if (highlights := cache.find_highlights(program)) is None:
            missing.append(program)
        else:
            found += highlights
    for program in missing:
        found += choose_highlights(await cache.get(FindingsKey(program, None, None), caller))
    return True


def _may_contain(program: str, request: FindingsPageRequest) -> bool:
    if request.programs is not None and program not in request.programs:
        return False
    return request.after is None or program >= request.after[0]


async def _list_programs(connection: Connection, known_at: datetime | None) -> list[str]:
    """Return the programs with figures; others have no findings."""
    bind = ParameterBinder()
    has_figures = " OR ".join(
        f"EXISTS (SELECT FROM {record_type} f WHERE f.program = t.code AND {published_condition('f', known_at, bind)})"
        for record_type in ("target", "realization")
    )
    sql = f"SELECT t.code FROM program t WHERE {published_condition('t', known_at, bind)} AND ({has_figures})"
    return [row["code"] for row in await connection.fetch(sql, *bind.values)]
