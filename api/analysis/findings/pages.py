"""Load a page of findings after a position, also if findings appeared or disappeared in between."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from api.analysis.findings.cache import NO_PROGRAM, FindingsCache, FindingsKey
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
        its_own = await cache.get(key._replace(program=program), caller) if program != NO_PROGRAM else []
        others = [finding for finding in without_figures if (finding.program or NO_PROGRAM) == program]
        ordered = sorted([*its_own, *others], key=sort_key) if others else its_own
        start = 0 if request.after is None else bisect_right(ordered, request.after, key=sort_key)
        found += islice(filter(request.matches, islice(ordered, start, None)), request.limit - len(found))
        if len(found) == request.limit:
            break
    return FindingsPage(found, complete_until)


def _may_contain(program: str, request: FindingsPageRequest) -> bool:
    if request.programs is not None and program not in request.programs:
        return False
    return request.after is None or program >= request.after[0]


async def _list_programs(connection: Connection, known_at: datetime | None) -> list[str]:
    bind = ParameterBinder()
    sql = f"SELECT t.code FROM program t WHERE {published_condition('t', known_at, bind)}"
    return [row["code"] for row in await connection.fetch(sql, *bind.values)]
