"""The page of a program: its story, pictures, findings, figures and sources, at one point in time."""

import time

import msgspec

from api.analysis.fact_queries.reference_data import load_indicators
from api.analysis.progress.model import Progress
from api.errors import Text
from api.http.reads.record import load_published
from api.pages.country_progress import COUNTRY, load_country_progress
from api.pages.figure_days import load_recorded_days_of_program
from api.pages.figure_rows import FigureRow, build_figure_rows, list_exports, load_figures, sort_by_period
from api.pages.finding_items import (
    MAX_SECONDS_OF_PAST_SECTION,
    MAX_SECONDS_OF_SECTION,
    find_seconds_left,
    load_findings,
)
from api.pages.finding_texts import FindingItem, build_findings, sort_by_severity
from api.pages.formatting import NATURES, format_amount, format_day, format_period, split_amount
from api.pages.headline import Headline, build_headline, choose_headline
from api.pages.language import Language, build_path, choose_name, choose_text
from api.pages.names import load_names
from api.pages.page_request import PageRequest
from api.pages.panels.country_facts import MAX_INDICATORS, load_country_facts
from api.pages.panels.panel_figures import PanelFigures
from api.pages.panels.panels import Panel, PanelNames, build_panels
from api.pages.panels.selected_panel import ChartSubject
from api.pages.panels.sharing import Sharing, build_sharing, list_chart_files
from api.pages.point_parameters import (
    PointParameters,
    Stop,
    build_api_path,
    join_query,
    list_recorded_stops,
    list_stated_stops,
)
from api.resources.programs.queries import PROGRAM_TABLE

MAX_FINDINGS = 20
_STORY = Text(
    "Targetnya {target} untuk {period}.",
    "The target is {target} for {period}.",
)
_STORY_REPORT = Text(
    "Angka terakhir yang dilaporkan {value}, untuk {period}.",
    "The last reported number is {value}, for {period}.",
)
_STORY_SUM = Text(
    "Tambahan yang dilaporkan berjumlah {value} sampai {period}.",
    "The reported additions sum to {value} up to {period}.",
)
_STORY_SILENT = Text("Belum ada angka yang dilaporkan.", "No number has been reported.")
_STORY_NO_TARGET = Text("Tidak ada target untuk seluruh negara.", "There is no target for the whole country.")


class ProgramPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of a program shows; `findings` is None if they are not computed in time."""

    code: str
    name: str
    description: str | None
    led_by: str | None
    story: list[str]
    headline: Headline | None
    panels: list[Panel]
    query: str
    stated_stops: list[Stop]
    recorded_stops: list[Stop]
    findings: list[FindingItem] | None
    rows: list[FigureRow]
    has_more_rows: bool
    requests: list[str]
    downloads: dict[str, str]
    memo: str
    sharing: Sharing | None


async def load_program_page(request: PageRequest, code: str) -> ProgramPage:
    """Load a page from one snapshot. Raise NotFoundError or WithdrawnError."""
    point, language, started_at = request.point, request.language, time.monotonic()
    async with request.database.acquire_public_snapshot() as connection:
        program = await load_published(connection, PROGRAM_TABLE, code, point.known_at)
        lead = await load_names(connection, "institution", [program.lead_institution], point.known_at, language)
        indicators = await load_indicators(connection, point.known_at, lambda bind: f"t.program = {bind(code)}")
        facts = await load_country_facts(connection, indicators, point.known_at, language)
        recorded_days = await load_recorded_days_of_program(connection, code)
        progress = await load_country_progress(connection, (code,), point, MAX_INDICATORS * len(NATURES))
        figures, has_more = await load_figures(connection, {"program": (code,), "as_of": point.day}, point.known_at)
        rows = await build_figure_rows(connection, sort_by_period(figures), point, language)
    # The computation for another time ends with the request, so a later one would not get its findings either.
    seconds = MAX_SECONDS_OF_SECTION if point.is_current else MAX_SECONDS_OF_PAST_SECTION
    found = await load_findings(request, [code], MAX_FINDINGS, find_seconds_left(seconds, started_at))
    async with request.database.acquire_public() as connection:
        items = sort_by_severity(await build_findings(connection, found or (), point, language))
    first = choose_headline(progress.shown.get(code, ()))
    panels = build_panels(
        PanelFigures(facts.targets, facts.realizations, point.day), facts.names, language, point.build_query()
    )
    subject, name = ChartSubject("programs", code), choose_name(program.name, program.name_en, language)
    return ProgramPage(
        code=code,
        name=name,
        description=choose_name(program.description or "", program.description_en, language) or None,
        led_by=lead.get(program.lead_institution or ""),
        story=_write_story(first, facts.names, language),
        headline=None if first is None else build_headline(first, language, facts.names.unit(first.indicator)),
        panels=panels,
        query=point.build_query(),
        stated_stops=list_stated_stops(
            [figure.stated_latest for figure in (*facts.targets, *facts.realizations)], point, language
        ),
        recorded_stops=list_recorded_stops(recorded_days, point, language),
        findings=None if found is None else items,
        rows=rows,
        has_more_rows=has_more,
        requests=_list_requests(code, point),
        downloads=_list_downloads(subject, panels, point, language),
        memo=join_query(build_path(f"/programs/{code}/memo", language), point.build_query()),
        sharing=build_sharing(subject, name, panels, point, language),
    )


def _list_downloads(
    subject: ChartSubject, panels: list[Panel], point: PointParameters, language: Language
) -> dict[str, str]:
    """List the files about the program: name and path."""
    code = subject.code
    memo = f"/v1/programs/{code}/memo.xlsx?{point.build_query(language=language)}"
    charts = list_chart_files(subject, point, language) if panels else {}
    return list_exports(point, program=code) | {"memo.xlsx": memo} | charts


def _list_requests(code: str, point: PointParameters) -> list[str]:
    """List the API requests whose responses the page shows."""
    return [
        build_api_path("programs", code, point),
        join_query(f"/v1/programs/{code}/progress", point.build_query(region=COUNTRY)),
        *(f"/v1/{name}?{point.build_query(program=code)}" for name in ("targets", "realizations", "findings")),
    ]


def _write_story(row: Progress | None, names: PanelNames, language: Language) -> list[str]:
    """Return the sentences under the heading."""
    if row is None:
        return [choose_text(_STORY_NO_TARGET, language)]
    unit = names.unit(row.indicator)
    target = choose_text(_STORY, language).format(
        target=format_amount(row.target.value, row.target.value_to, row.target.qualifier, unit, language),
        period=format_period(row.period, language),
    )
    if row.realization is None:
        return [target, choose_text(_STORY_SILENT, language)]
    reported = row.realization
    report = choose_text(_STORY_SUM if reported.id is None else _STORY_REPORT, language).format(
        value=split_amount(reported.value, reported.value_to, reported.qualifier, unit, language)[0],
        period=format_day(reported.reference_date, language),
    )
    return [target, report]
