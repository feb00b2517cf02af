"""Pages of findings: filtered, and cut where the last one ended, whatever was found or mended meanwhile."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from api.findings.keeper import UNFIGURED, Asked, Keeper
from api.postgres.chain import Binder, held_at
from api.postgres.pool import Connection, Database
from api.rules.findings.every import reading_order
from api.rules.findings.finding import Finding

Place = tuple[str, str, str, str]  # program, indicator, code, id: the order in which findings are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which findings, behind which place, and at most how many."""

    as_of: date | None
    known_at: datetime | None
    wanted: Callable[[Finding], bool]
    programs: Sequence[str] | None
    after: Place | None
    limit: int


async def page_of(keeper: Keeper, database: Database, question: Question) -> list[Finding]:
    """Program by program: those behind a full page are not asked for."""
    await keeper.look()
    async with database.public() as connection:
        there = await _programs(connection, question.known_at)
    asked = Asked(UNFIGURED, question.as_of, question.known_at)
    unfigured = await keeper.kept(asked)
    found: list[Finding] = []
    for program in sorted({UNFIGURED, *there}):
        if not _may_hold(program, question):
            continue
        its_own = await keeper.kept(asked._replace(program=program)) if program != UNFIGURED else []
        beside = [finding for finding in unfigured if (finding.program or UNFIGURED) == program]
        ordered = sorted([*its_own, *beside], key=reading_order) if beside else its_own
        begin = 0 if question.after is None else bisect_right(ordered, question.after, key=reading_order)
        found += islice(filter(question.wanted, islice(ordered, begin, None)), question.limit - len(found))
        if len(found) == question.limit:
            break
    return found


def _may_hold(program: str, question: Question) -> bool:
    if question.programs is not None and program not in question.programs:
        return False
    return question.after is None or program >= question.after[0]


async def _programs(connection: Connection, known_at: datetime | None) -> list[str]:
    bind = Binder()
    sql = f"SELECT t.code FROM program t WHERE t.status = 'published' AND {held_at('t', known_at, bind)}"
    return [row["code"] for row in await connection.fetch(sql, *bind.values)]
