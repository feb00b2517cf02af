"""The page of a source: the document, what it states, and its claims with their judgments."""

import msgspec

from api.analysis.claims.judgment_model import ClaimWithJudgment
from api.analysis.claims.pages import load_claim_page
from api.database.revision_reads import Selection
from api.errors import Text
from api.http.reads.record import load_published
from api.pages.figure_rows import FigureRow, build_figure_rows, load_figures, sort_by_period
from api.pages.formatting import format_long_day, write_reason
from api.pages.language import Language, choose_text
from api.pages.names import load_names
from api.pages.page_request import PageRequest
from api.pages.point_parameters import build_api_path
from api.resources.figures.point_in_time import PointInTime
from api.resources.sources.model import Source
from api.resources.sources.queries import SOURCE_TABLE

MAX_CLAIMS = 50
_VERDICTS = {
    "consistent": Text("Cocok dengan angkanya", "Agrees with its numbers"),
    "inconsistent": Text("Tidak cocok dengan angkanya", "Does not agree with its numbers"),
    "unverifiable": Text("Tidak dapat dihitung", "Cannot be computed"),
}


class ClaimItem(msgspec.Struct, frozen=True):
    """A claim of the source: where it is, and its judgment."""

    locator: str | None
    verdict: str
    is_inconsistent: bool
    reasons: list[str]


class SourcePage(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of a source shows."""

    code: str
    title: str
    publisher: str | None
    authors: list[str]
    published: str | None
    original_url: str | None
    archived_url: str | None
    note: str | None
    rows: list[FigureRow]
    has_more_rows: bool
    claims: list[ClaimItem]
    requests: list[str]


async def load_source_page(request: PageRequest, code: str) -> SourcePage:
    """Load a page from one snapshot. Raise NotFoundError or WithdrawnError."""
    point, language = request.point, request.language
    async with request.database.acquire_public_snapshot() as connection:
        source = await load_published(connection, SOURCE_TABLE, code, point.known_at)
        publisher = await load_names(connection, "institution", [source.publisher], point.known_at, language)
        figures, has_more = await load_figures(connection, {"source": (code,), "as_of": point.day}, point.known_at)
        rows = await build_figure_rows(connection, sort_by_period(figures), point, language)
        selection = Selection(point.known_at, ("published",), {"source": (code,)})
        page = await load_claim_page(connection, selection, MAX_CLAIMS, PointInTime(point.day, point.known_at), None)
    text = point.build_query(source=code)
    return SourcePage(
        code=code,
        title=source.title,
        publisher=publisher.get(source.publisher or ""),
        authors=source.authors,
        published=_write_dates(source, language),
        original_url=source.original_url,
        archived_url=source.archived_url,
        note=source.note,
        rows=rows,
        has_more_rows=has_more,
        claims=[build_claim(claim, language) for claim in page.claims],
        requests=[
            build_api_path("sources", code, point),
            *(f"/v1/{name}?{text}" for name in ("targets", "realizations", "claims")),
        ],
    )


def _write_dates(source: Source, language: Language) -> str | None:
    """Write the day of publication, or the days between which the source was published; None if nothing is known."""
    if source.published_on is not None:
        return format_long_day(source.published_on, language)
    days = [day for day in (source.published_not_before, source.published_not_after) if day is not None]
    return " \N{EN DASH} ".join(format_long_day(day, language) for day in days) or None


def build_claim(claim: ClaimWithJudgment, language: Language) -> ClaimItem:
    judgment = claim.judgment
    return ClaimItem(
        claim.locator,
        choose_text(_VERDICTS[judgment.verdict], language),
        judgment.verdict == "inconsistent",
        [write_reason(reason, language) for reason in judgment.reasons],
    )
