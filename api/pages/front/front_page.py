"""The front page: each program with its progress at a glance, what was stated last, and what needs an explanation."""

import time
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter
from typing import Annotated

import msgspec

from api.analysis.rules.checks.finding import SEVERITIES, FindingResult
from api.analysis.rules.checks.registry import sort_key
from api.database.revision_reads import Selection, list_records
from api.http.request.parameter_types import SEARCH_WORDS
from api.pages.country_progress import load_country_progress
from api.pages.figure_rows import FigureRow, build_figure_rows, find_stated_day, load_figures
from api.pages.finding_items import MAX_SECONDS_OF_SECTION, find_seconds_left, load_highlights
from api.pages.finding_texts import FindingItem, build_findings
from api.pages.language import choose_name
from api.pages.measures import Measure, MeasureNames, build_measures
from api.pages.names import load_names
from api.pages.page_request import PageRequest
from api.pages.point_parameters import PointParameters, build_record_path
from api.resources.programs.queries import PROGRAM_TABLE

MAX_PROGRAMS = 200
MAX_MEASURES = 3  # of a program
MAX_RECENT = 6
MAX_FINDINGS = 5


class FrontPageParameters(PointParameters, frozen=True, kw_only=True):
    """Parameters of the front page."""

    q: Annotated[tuple[str, ...] | None, SEARCH_WORDS, "Show only programs with these words."] = None


class ProgramCard(msgspec.Struct, frozen=True, kw_only=True):
    """A program on the front page. Without measures it has no target for the whole country, if it is complete.

    `more_measures` is the number of those that only its page has.
    """

    name: str
    path: str
    led_by: str | None
    is_complete: bool
    measures: list[Measure]
    more_measures: int


class FrontPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of the front page shows. `findings` are of some programs only unless `is_computed`.

    `point` has the parameters of the request that name its point in time.
    """

    q: str
    as_of: str
    point: dict[str, str]
    cards: list[ProgramCard]
    has_more: bool
    recent: list[FigureRow]
    has_findings: bool
    is_computed: bool
    findings: list[FindingItem]
    query: str


async def load_front_page(request: PageRequest, q: tuple[str, ...] | None) -> FrontPage:
    """Load the page from one snapshot; with `q` only the programs with these words."""
    query, language, started_at = request.point, request.language, time.monotonic()
    async with request.database.acquire_public_snapshot() as connection:
        selection = Selection(query.known_at, ("published",), {} if q is None else {"q": q})
        programs, next_key = await list_records(connection, PROGRAM_TABLE, selection, MAX_PROGRAMS)
        codes = tuple(program.code for program in programs)
        progress = await load_country_progress(connection, codes, query, MAX_MEASURES)
        rows = [target.row for several in progress.shown.values() for target in several]
        leads = await load_names(
            connection, "institution", (program.lead_institution for program in programs), query.known_at, language
        )
        names = MeasureNames(
            await load_names(connection, "indicator", (row.indicator for row in rows), query.known_at, language),
            await load_names(connection, "unit", (row.unit for row in rows), query.known_at, language),
        )
        figures, _ = await load_figures(connection, {"as_of": query.day}, query.known_at, MAX_RECENT)
        stated_last = sorted(figures, key=find_stated_day, reverse=True)[:MAX_RECENT]
        recent = await build_figure_rows(connection, stated_last, query, language)
    found: list[FindingResult] = []
    is_computed = True
    if query.is_current:
        found, is_computed = await load_highlights(request, find_seconds_left(MAX_SECONDS_OF_SECTION, started_at))
    async with request.database.acquire_public() as connection:
        findings = await build_findings(connection, choose_findings(found), query, language)
    return FrontPage(
        q=" ".join(q or ()),
        as_of=query.day.isoformat(),
        point=query.build_parameters(),
        cards=[
            ProgramCard(
                name=choose_name(program.name, program.name_en, language),
                path=build_record_path("programs", program.code, query, language),
                led_by=leads.get(program.lead_institution or ""),
                is_complete=progress.incomplete_from is None or program.code < progress.incomplete_from,
                measures=build_measures(progress.shown.get(program.code, ()), names, query, language),
                more_measures=progress.more.get(program.code, 0),
            )
            for program in sorted(programs, key=lambda program: program.code not in progress.shown)
        ],
        has_more=next_key is not None,
        recent=recent,
        has_findings=query.is_current,
        is_computed=is_computed,
        findings=findings,
        query=query.build_query(),
    )


def choose_findings(highlights: Sequence[FindingResult]) -> list[FindingResult]:
    """Return the most severe findings; of equal ones first one of each program."""
    ranks: Counter[str | None] = Counter()
    ranked = []
    for finding in highlights:
        ranked.append((SEVERITIES.index(finding.severity), ranks[finding.program], sort_key(finding), finding))
        ranks[finding.program] += 1
    return [finding for *_, finding in sorted(ranked, key=itemgetter(0, 1, 2))[:MAX_FINDINGS]]
