"""The page of an indicator: what is measured, its pictures, its progress, and its numbers by region."""

from typing import Final

import msgspec

from api.analysis.fact_queries.reference_data import load_indicators
from api.analysis.rules.facts import Series
from api.database.pool import Connection
from api.errors import Text
from api.http.reads.record import load_published
from api.pages.country_progress import COUNTRY
from api.pages.figure_days import load_days_of_series
from api.pages.figure_rows import FigureRow, build_figure_rows, list_exports, load_figures, sort_by_period
from api.pages.formatting import NATURES, format_duration
from api.pages.indicator.progress_rows import ProgressRow, load_progress_rows
from api.pages.indicator.region_sections import RegionSection, load_region_sections
from api.pages.language import Language, choose_name, choose_text
from api.pages.names import load_names
from api.pages.page_request import PageRequest
from api.pages.panels.country_facts import load_country_facts
from api.pages.panels.panel_figures import PanelFigures
from api.pages.panels.panels import Panel, build_panels
from api.pages.point_parameters import (
    PointParameters,
    Stop,
    build_api_path,
    build_record_path,
    list_recorded_stops,
    list_stated_stops,
)
from api.resources.figures.breakdown import WHOLE
from api.resources.indicators.model import Indicator
from api.resources.indicators.queries import INDICATOR_TABLE

MAX_ROWS: Final = 40  # of each type
_DIRECTIONS: Final = {
    "increase": Text("diharapkan naik", "should increase"),
    "decrease": Text("diharapkan turun", "should decrease"),
    "maintain": Text("diharapkan tetap", "should stay the same"),
}


class RelatedRecord(msgspec.Struct, frozen=True):
    """The program of the indicator, or another indicator: what it is, and its page."""

    role: str
    name: str
    path: str


class IndicatorPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of an indicator shows."""

    name: str
    definition: str | None
    program: RelatedRecord
    related: list[RelatedRecord]
    unit: str
    direction: str
    is_additive: bool
    expected_every: str | None
    panels: list[Panel]
    stated_stops: list[Stop]
    recorded_stops: list[Stop]
    progress: list[ProgressRow]
    has_more_progress: bool
    sections: list[RegionSection]
    rows: list[FigureRow]
    has_more_rows: bool
    requests: list[str]
    downloads: dict[str, str]


async def load_indicator_page(request: PageRequest, code: str) -> IndicatorPage:
    """Load a page from one snapshot. Raise NotFoundError or WithdrawnError."""
    point, language = request.point, request.language
    async with request.database.acquire_public_snapshot() as connection:
        indicator = await load_published(connection, INDICATOR_TABLE, code, point.known_at)
        indicators = await load_indicators(connection, point.known_at, lambda bind: f"t.code = {bind(code)}")
        facts = await load_country_facts(connection, indicators, point.known_at, language)
        unit = facts.names.unit(code)
        program = await load_names(connection, "program", [indicator.program], point.known_at, language)
        related = await _load_related(connection, indicator, point, language)
        days = await load_days_of_series(
            connection, [Series(indicator.program, code, nature, COUNTRY, WHOLE) for nature in NATURES], point.known_at
        )
        progress, has_more_progress = await load_progress_rows(
            connection, indicator.program, code, point, language, unit=unit
        )
        sections = await load_region_sections(connection, indicators[code], unit, point, language)
        filters = {"program": (indicator.program,), "indicator": (code,), "as_of": point.day}
        figures, has_more = await load_figures(connection, filters, point.known_at, MAX_ROWS)
        rows = await build_figure_rows(connection, sort_by_period(figures), point, language)
    figures_of_country = PanelFigures(facts.targets, facts.realizations, point.day)
    return IndicatorPage(
        name=choose_name(indicator.name, indicator.name_en, language),
        definition=choose_name(indicator.definition or "", indicator.definition_en, language) or None,
        program=RelatedRecord(
            "program",
            program.get(indicator.program, indicator.program),
            build_record_path("programs", indicator.program, point, language),
        ),
        related=related,
        unit=unit,
        direction=choose_text(_DIRECTIONS[indicator.direction], language),
        is_additive=indicator.additive,
        expected_every=None
        if indicator.expected_every is None
        else format_duration(indicator.expected_every, language),
        panels=build_panels(figures_of_country, facts.names, language, point.build_query()),
        stated_stops=list_stated_stops(days.stated, point, language),
        recorded_stops=list_recorded_stops(days.recorded, point, language),
        progress=progress,
        has_more_progress=has_more_progress,
        sections=sections,
        rows=rows,
        has_more_rows=has_more,
        requests=[
            build_api_path("indicators", code, point),
            f"/v1/progress?{point.build_query(indicator=code, region=COUNTRY)}",
            *(section.request for section in sections),
            *(f"/v1/{name}?{point.build_query(indicator=code)}" for name in ("targets", "realizations")),
        ],
        downloads=list_exports(point, indicator=code),
    )


async def _load_related(
    connection: Connection, indicator: Indicator, point: PointParameters, language: Language
) -> list[RelatedRecord]:
    """Return the indicator of the whole population, and the one that counts the same in another unit."""
    codes = {"population": indicator.population_indicator, "variant": indicator.variant_of}
    names = await load_names(connection, "indicator", codes.values(), point.known_at, language)
    return [
        RelatedRecord(role, names.get(code, code), build_record_path("indicators", code, point, language))
        for role, code in codes.items()
        if code is not None
    ]
