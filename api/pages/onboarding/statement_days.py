"""The days on which the figures of a period were stated and recorded."""

from datetime import datetime

from api.analysis.onboarding_counts.groups import CountGroup, list_sources
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder
from api.pages.figure_days import FigureDays, load_days
from api.resources.figures.period import Period


async def load_days_of_period(
    connection: Connection, group: CountGroup, period: Period, known_at: datetime | None
) -> FigureDays:
    """Load the days of the figures that count for any region. A stock of a known day has only this day."""
    bind = ParameterBinder()
    first, last = f"{bind(period.first)}::date", f"{bind(period.last)}::date"
    starts = f"{first}, {last}" if group.is_stock else first
    figures = [
        f"realization t WHERE {source.condition} AND t.period_end = {last} AND t.key_start IN ({starts})"
        for source in list_sources(group, bind)
    ]
    return await load_days(connection, figures, known_at, bind)
