"""Load a page of claims with their judgments; the filter on verdicts is applied after judging."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from api.analysis.claims.judge import judge_claims
from api.analysis.claims.judgment_model import ClaimWithJudgment
from api.analysis.claims.queries import CLAIM_TABLE
from api.database.pool import Connection
from api.database.revision_reads import Selection, list_records
from api.http.reads.cursor import CursorKey
from api.resources.figures.point_in_time import PointInTime

BATCH_SIZE = 100  # claims that are loaded and judged together
MAX_BATCHES = 10  # per page; a rare verdict can need several pages


class ClaimPage(NamedTuple):
    """Claims, and the key after which there may be more, or None."""

    claims: list[ClaimWithJudgment]
    next_key: CursorKey | None


async def load_claim_page(
    connection: Connection, selection: Selection, limit: int, point: PointInTime, verdicts: Collection[str] | None
) -> ClaimPage:
    """Return at most `limit` claims. With `verdicts` a page can have fewer, even none, although a next page exists."""
    if verdicts is None:
        claims, more = await list_records(connection, CLAIM_TABLE, selection, limit)
        return ClaimPage(await judge_claims(connection, claims, point), more)
    found: list[ClaimWithJudgment] = []
    for _ in range(MAX_BATCHES):
        claims, more = await list_records(connection, CLAIM_TABLE, selection, BATCH_SIZE)
        for claim in await judge_claims(connection, claims, point):
            if claim.judgment.verdict not in verdicts:
                continue
            if len(found) == limit:
                return ClaimPage(found, _cursor_key(found[-1], selection))
            found.append(claim)
        if more is None:
            return ClaimPage(found, None)
        selection = replace(selection, after=more)
    return ClaimPage(found, selection.after)


def _cursor_key(claim: ClaimWithJudgment, selection: Selection) -> CursorKey:
    return tuple(getattr(claim, column) for column in CLAIM_TABLE.sort_columns(selection.sort))
