"""Pages of claims with their judgements; the filter on verdicts is computed, and so is looked for page by page."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from api.claims.judged import JudgedClaim
from api.claims.judging import Moment, judged
from api.claims.queries import CLAIMS
from api.postgres.chain import Selection, list_entities
from api.postgres.pool import Connection

AT_ONCE = 100  # claims that are read and judged together
MOST = 10  # times that, for one page: what is rare is found over several pages

Key = tuple[object, ...]


class Found(NamedTuple):
    """Claims, and the key behind which there may be more, or None."""

    claims: list[JudgedClaim]
    goes_on: Key | None


async def page_of(
    connection: Connection, selection: Selection, limit: int, moment: Moment, verdicts: Collection[str] | None
) -> Found:
    """The first `limit`; under `verdicts` perhaps fewer, even none, though there are more: the key leads on."""
    if verdicts is None:
        claims, more = await list_entities(connection, CLAIMS, selection, limit)
        return Found(await judged(connection, claims, moment), more)
    found: list[JudgedClaim] = []
    for _ in range(MOST):
        claims, more = await list_entities(connection, CLAIMS, selection, AT_ONCE)
        for claim in await judged(connection, claims, moment):
            if claim.judgement.verdict not in verdicts:
                continue
            if len(found) == limit:
                return Found(found, _key_of(found[-1], selection))
            found.append(claim)
        if more is None:
            return Found(found, None)
        selection = replace(selection, after=more)
    return Found(found, selection.after)


def _key_of(claim: JudgedClaim, selection: Selection) -> Key:
    return tuple(getattr(claim, column) for column in CLAIMS.order(selection.sort))
