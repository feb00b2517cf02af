"""The front page: each program with its progress at a glance, what was stated last, and what needs an explanation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec

from api.analysis.progress.model import Progress
from api.analysis.rules.checks.finding import FindingResult
from api.database.revision_reads import Selection, list_records
from api.http.request.parameter_types import SEARCH_WORDS
from api.pages.chart.progress_bar import draw_progress_bar
from api.pages.country_progress import load_country_progress
from api.pages.figure_rows import FigureRow, build_figure_rows, find_stated_day, load_figures
from api.pages.finding_items import MAX_SECONDS_OF_SECTION, FindingItem, build_findings, load_findings
from api.pages.headline import Headline, build_headline, choose_headline
from api.pages.language import Language, choose_name
from api.pages.names import load_names
from api.pages.page_request import PageRequest
from api.pages.point_parameters import PointParameters, build_record_path
from api.resources.programs.queries import PROGRAM_TABLE

MAX_PROGRAMS = 200
MAX_RECENT = 6
MAX_FINDINGS = 5
MAX_SEARCHED = 500  # findings among which the most severe ones are chosen


class FrontPageParameters(PointParameters, frozen=True, kw_only=True):
    """Parameters of the front page."""

    q: Annotated[tuple[str, ...] | None, SEARCH_WORDS, "Show only programs with these words."] = None


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One indicator of a program: its headline and a bar, which is absent for a range."""

    name: str
    unit: str
    headline: Headline
    bar: str | None


class ProgramCard(msgspec.Struct, frozen=True, kw_only=True):
    """A program on the front page. Without measures it has no target for the whole country, if it is complete."""

    name: str
    path: str
    led_by: str | None
    is_complete: bool
    measures: list[Measure]


class FrontPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of the front page shows; `findings` is None if they are not computed in time."""

    q: str
    as_of: str
    cards: list[ProgramCard]
    has_more: bool
    recent: list[FigureRow]
    has_findings: bool
    findings: list[FindingItem] | None
    query: str


async def load_front_page(request: PageRequest, q: tuple[str, ...] | None) -> FrontPage:
    """Load the page from one snapshot; with `q` only the programs with these words."""
    query, language = request.point, request.language
    async with request.database.acquire_public_snapshot() as connection:
        selection = Selection(query.known_at, ("published",), {} if q is None else {"q": q})
        programs, next_key = await list_records(connection, PROGRAM_TABLE, selection, MAX_PROGRAMS)
        codes = tuple(program.code for program in programs)
        rows, incomplete_from = await load_country_progress(connection, codes, query)
        leads = await load_names(
            connection, "institution", (program.lead_institution for program in programs), query.known_at, language
        )
        names = await load_names(connection, "indicator", (row.indicator for row in rows), query.known_at, language)
        units = await load_names(connection, "unit", (row.unit for row in rows), query.known_at, language)
        figures, _ = await load_figures(connection, {"as_of": query.day}, query.known_at)
        stated_last = sorted(figures, key=find_stated_day, reverse=True)[:MAX_RECENT]
        recent = await build_figure_rows(connection, stated_last, (), query, language)
    found = [] if query.as_of else await load_findings(request, None, MAX_SEARCHED, MAX_SECONDS_OF_SECTION)
    complete = {code for code in codes if incomplete_from is None or code < incomplete_from}
    by_program: dict[str, list[Progress]] = defaultdict(list)
    for row in rows:
        if row.program in complete:
            by_program[row.program].append(row)
    return FrontPage(
        q=" ".join(q or ()),
        as_of=query.day.isoformat(),
        cards=[
            ProgramCard(
                name=choose_name(program.name, program.name_en, language),
                path=build_record_path("programs", program.code, query, language),
                led_by=leads.get(program.lead_institution or ""),
                is_complete=program.code in complete,
                measures=_build_measures(by_program.get(program.code, []), names, units, language),
            )
            for program in sorted(programs, key=lambda program: program.code not in by_program)
        ],
        has_more=next_key is not None,
        recent=recent,
        has_findings=query.as_of is None,
        findings=None if found is None else _choose_findings(found, language),
        query=query.build_query(),
    )


def _choose_findings(findings: Sequence[FindingResult], language: Language) -> list[FindingItem]:
    """Return the most severe findings, at most one of each code and program."""
    distinct = {(finding.code, finding.program): finding for finding in reversed(findings)}
    return build_findings(list(distinct.values()), language)[:MAX_FINDINGS]


def _build_measures(
    rows: Sequence[Progress], names: Mapping[str, str], units: Mapping[str, str], language: Language
) -> list[Measure]:
    """Build one measure for each indicator and nature."""
    groups: dict[tuple[str, str], list[Progress]] = defaultdict(list)
    for row in rows:
        groups[row.indicator, row.nature].append(row)
    measures = []
    for group in sorted(groups.values(), key=lambda group: group[0].nature == "flow"):
        first = choose_headline(group)
        if first is not None:
            name = names.get(first.indicator, first.indicator)
            measures.append(
                Measure(
                    name=name,
                    unit=units.get(first.unit, first.unit),
                    headline=build_headline(first, language),
                    bar=_draw_bar(first, group, name),
                )
            )
    return measures


def _draw_bar(first: Progress, group: Sequence[Progress], name: str) -> str | None:
    if first.target.value_to is not None:
        return None
    reported = None if first.realization is None else float(first.realization.value)
    others = [float(row.target.value) for row in group if row is not first]
    return draw_progress_bar(reported, float(first.target.value), others, name)
