"""The progress of programs for the whole country, complete unless there are very many targets."""

from collections.abc import Sequence

from api.analysis.progress.model import Progress
from api.analysis.progress.pages import ProgressPosition, load_progress_page
from api.analysis.progress.parameters import ProgressParameters
from api.database.pool import Connection
from api.pages.point_parameters import PointParameters

COUNTRY = "ID"
MAX_ROWS_PER_READ = 1000
MAX_READS = 5


async def load_country_progress(
    connection: Connection, programs: Sequence[str], point: PointParameters
) -> tuple[list[Progress], str | None]:
    """Return the rows by program, and the first program whose rows may be incomplete; those after it have none."""
    if not programs:
        return [], None
    query = ProgressParameters(region=(COUNTRY,), limit=MAX_ROWS_PER_READ, as_of=point.as_of, known_at=point.known_at)
    rows: list[Progress] = []
    after: ProgressPosition | None = None
    for _ in range(MAX_READS):
        read, after = await load_progress_page(connection, query, tuple(programs), after, point.day)
        rows += read
        if after is None:
            return rows, None
    return rows, None if after is None else after.program
