"""The SQL of reviews; the rules are in schema/functions/reviews.sql."""

from datetime import UTC, datetime
from typing import NamedTuple

from api.database.pool import Connection
from api.resources.reviews.model import Review
from api.service_url import build_url

LIST_REVIEWS = (
    f"SELECT type, id, '{build_url('/v1/')}' || type || 's/' || id AS url, institution, record_count, "
    "submitted_by, submitted_at "
    "FROM list_reviews($1, $2, $3, $4)"
)


class ReviewPosition(NamedTuple):
    """The last review of a page; the list is sorted by time of submission, oldest first."""

    submitted_at: datetime
    type: str
    id: str


OLDEST_POSITION = ReviewPosition(datetime(1970, 1, 1, tzinfo=UTC), "", "")


async def list_reviews(connection: Connection, after: ReviewPosition, limit: int) -> list[Review]:
    """List what the user of the session may publish. Without the scope `publish` the list is empty."""
    return [Review(*row) for row in await connection.fetch(LIST_REVIEWS, *after, limit)]
