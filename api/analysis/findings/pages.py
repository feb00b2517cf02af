"""Load a page of findings after a position, also if findings appeared or disappeared in between."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from typing import Literal, NamedTuple

from api.analysis.findings.cache import FindingsCache
from api.analysis.findings.findings_key import CLAIMS_AND_SOURCES, FIGURES, NO_PROGRAM, FindingsKey
from api.analysis.findings.highlights import choose_highlights
from api.analysis.findings.load_parts import find_large_programs, list_indicators_with_figures
from api.analysis.rules.checks.finding import FindingResult
from api.analysis.rules.checks.registry import sort_key
from api.database.complete_until import load_complete_until
from api.database.pool import Connection, Database
from api.database.revision_reads import ParameterBinder, published_condition
from api.http.request.concurrency_limit import CallerIdentity

MAX_PROGRAMS_PER_GROUP = 16  # that are computed together; the first groups are smaller, because they may fill the page
_FindingsOfPrograms = tuple[Sequence[str], list[FindingResult]]  # no programs for a later part of a large one
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
    without_figures = await cache.get(FindingsKey((NO_PROGRAM,), request.as_of, request.known_at), caller)
    found: list[FindingResult] = []
    wanted = [each for each in sorted(programs) if request.programs is None or each in request.programs]
    source = _FindingsSource(cache, database, request, caller)
    async for of_programs, its_own in source.iterate_programs(wanted):
        others = [finding for finding in without_figures if (finding.program or NO_PROGRAM) in of_programs]
        ordered = sorted([*its_own, *others], key=sort_key) if others else its_own
        start = 0 if request.after is None else bisect_right(ordered, request.after, key=sort_key)
        found += islice(filter(request.matches, islice(ordered, start, None)), request.limit - len(found))
        if len(found) == request.limit:
            break
    return FindingsPage(found, complete_until)


@dataclass(frozen=True, slots=True)
class _FindingsSource:
    """What the findings of a page are loaded from, and for whom."""

    cache: FindingsCache
    database: Database
    request: FindingsPageRequest
    caller: CallerIdentity

    @property
    def first(self) -> FindingPosition:
        """The position after which the page starts; before all findings for the first page."""
        return self.request.after or ("", "", "", "")

    async def get(self, programs: tuple[str, ...], part: str | None = None) -> list[FindingResult]:
        key = FindingsKey(programs, self.request.as_of, self.request.known_at, part)
        return await self.cache.get(key, self.caller)

    async def iterate_programs(self, programs: Sequence[str]) -> AsyncIterator[_FindingsOfPrograms]:
        """Yield the findings in the order of the list, from the position of the page on.

        The current findings are computed for one program after the other. For another day, small programs are computed
        in groups, and large ones by indicator.
        """
        if self.request.programs is None:
            yield (NO_PROGRAM,), []
        if self.request.as_of is None and self.request.known_at is None:
            for program in programs:
                if program >= self.first[0]:
                    yield (program,), await self.get((program,))
            return
        size, start = 1, 0
        while start < len(programs):
            # The groups do not depend on the position, so that the next page uses the same ones.
            several, start, size = programs[start : start + size], start + size, min(2 * size, MAX_PROGRAMS_PER_GROUP)
            if several[-1] < self.first[0]:
                continue
            async with self.database.acquire_public() as connection:
                large = await find_large_programs(connection, several, self.request.known_at)
            for is_large, neighbors in groupby(several, large.__contains__):
                async for findings in self._iterate_neighbors(tuple(neighbors), is_large=is_large):
                    yield findings

    async def _iterate_neighbors(
        self, programs: tuple[str, ...], *, is_large: bool
    ) -> AsyncIterator[_FindingsOfPrograms]:
        """Yield the findings of small programs together, those of large ones by indicator."""
        if not is_large:
            yield programs, await self._load_group(programs)
            return
        for program in programs:
            if program >= self.first[0]:
                async for findings in self._iterate_indicators(program):
                    yield findings

    async def _load_group(self, programs: tuple[str, ...]) -> list[FindingResult]:
        claims, figures = await self.get(programs, CLAIMS_AND_SOURCES), await self.get(programs, FIGURES)
        return sorted([*claims, *figures], key=sort_key)

    async def _iterate_indicators(self, program: str) -> AsyncIterator[_FindingsOfPrograms]:
        """Yield the findings of a large program that have no indicator, then those of each indicator."""
        by_indicator: dict[str, list[FindingResult]] = defaultdict(list)
        for finding in await self.get((program,), CLAIMS_AND_SOURCES):
            by_indicator[finding.indicator or ""].append(finding)
        yield (program,), by_indicator.pop("", [])
        async with self.database.acquire_public() as connection:
            indicators = await list_indicators_with_figures(connection, program, self.request.known_at)
        first = self.first[1] if self.first[0] == program else ""
        for indicator in sorted(code for code in {*indicators, *by_indicator} if code >= first):
            figures = await self.get((program,), indicator)
            yield (), sorted([*figures, *by_indicator[indicator]], key=sort_key)


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
        found += choose_highlights(await cache.get(FindingsKey((program,), None, None), caller))
    return True


async def _list_programs(connection: Connection, known_at: datetime | None) -> list[str]:
    """Return the programs with figures; others have no findings."""
    bind = ParameterBinder()
    has_figures = " OR ".join(
        f"EXISTS (SELECT FROM {record_type} f WHERE f.program = t.code AND {published_condition('f', known_at, bind)})"
        for record_type in ("target", "realization")
    )
    sql = f"SELECT t.code FROM program t WHERE {published_condition('t', known_at, bind)} AND ({has_figures})"
    return [row["code"] for row in await connection.fetch(sql, *bind.values)]
