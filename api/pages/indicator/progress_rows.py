"""The progress of an indicator in the whole country: a row for each target in force."""

from typing import Final

import msgspec

from api.analysis.progress.pages import load_progress_page
from api.analysis.progress.parameters import ProgressParameters
from api.database.pool import Connection
from api.pages.country_progress import COUNTRY
from api.pages.formatting import NATURES
from api.pages.headline import Headline, build_headline
from api.pages.language import Language, choose_text
from api.pages.names import load_names
from api.pages.point_parameters import PointParameters

MAX_ROWS: Final = 100


class ProgressRow(msgspec.Struct, frozen=True):
    """A target in force with its verdict. `plan` is the title of the plan that it belongs to."""

    nature: str
    plan: str | None
    headline: Headline


async def load_progress_rows(
    connection: Connection, program: str, indicator: str, point: PointParameters, language: Language, *, unit: str
) -> tuple[list[ProgressRow], bool]:
    """Return the rows by nature and period, the last period first, and whether there are more."""
    query = ProgressParameters(
        indicator=(indicator,), region=(COUNTRY,), limit=MAX_ROWS, as_of=point.as_of, known_at=point.known_at
    )
    rows, position = await load_progress_page(connection, query, (program,), None, point.day)
    plans = await load_names(connection, "source", [row.plan for row in rows], point.known_at, language)
    found = [
        ProgressRow(
            choose_text(NATURES[row.nature], language),
            None if row.plan is None else plans.get(row.plan, row.plan),
            build_headline(row, language, unit),
        )
        for row in reversed(rows)
    ]
    return found, position is not None
