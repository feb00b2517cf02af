"""One picture of a program or an indicator with its texts, for files and for other sites."""

from typing import Annotated, Final, Literal, NamedTuple

import msgspec

from api.analysis.fact_queries.reference_data import load_indicators
from api.database.pool import Connection
from api.errors import NotFoundError, Text
from api.http.reads.record import load_published
from api.http.request.parameter_types import CODE, one_of
from api.pages.chart.series_chart import SeriesChart
from api.pages.formatting import format_long_day
from api.pages.language import Language, choose_name, choose_text
from api.pages.names import load_names
from api.pages.page_request import PageRequest
from api.pages.panels.country_facts import load_country_facts
from api.pages.panels.panel_figures import PanelFigures
from api.pages.panels.panels import Panel, build_panels
from api.pages.point_parameters import PointParameters, add_recording_time
from api.resources.indicators.queries import INDICATOR_TABLE
from api.resources.programs.queries import PROGRAM_TABLE

Nature = Literal["stock", "flow", "rate"]
_NATURES: Final[tuple[Nature, ...]] = ("stock", "flow", "rate")
_MAX_SOURCES: Final = 3
_STATED: Final = Text("Seperti dinyatakan sampai {day}. Sumber: {sources}.", "As stated by {day}. Sources: {sources}.")
_MORE: Final = Text("dan {count} lagi", "and {count} more")


class ChartSubject(NamedTuple):
    """What a picture is about: a program, or one of its indicators."""

    collection: Literal["programs", "indicators"]
    code: str


class SeriesParameters(PointParameters, frozen=True, kw_only=True):
    """Parameters of a picture. Without `indicator` and `nature` it is the first one of the page."""

    indicator: Annotated[str | None, CODE, "The indicator of the picture."] = None
    nature: Annotated[Nature | None, one_of(_NATURES), "The nature of its figures."] = None

    def build_series_query(self, **others: str) -> str:
        """Return the query string of the same picture, with other parameters first."""
        chosen = {name: value for name in ("indicator", "nature") if (value := getattr(self, name)) is not None}
        return self.build_query(**others, **chosen)


class SelectedPanel(msgspec.Struct, frozen=True):
    """A picture; `title` is the name of the program, `stated` its day and sources, `alt` says what it shows."""

    title: str
    panel: Panel
    stated: str
    alt: str


async def load_selected_panel(request: PageRequest, subject: ChartSubject, query: SeriesParameters) -> SelectedPanel:
    """Load a picture from one snapshot. Raise NotFoundError if the record or such figures of it do not exist."""
    point, language = request.point, request.language
    async with request.database.acquire_public_snapshot() as connection:
        title = await _load_title(connection, subject, request)
        column, indicator = subject.collection.removesuffix("s"), query.indicator
        indicators = await load_indicators(
            connection,
            point.known_at,
            lambda bind: (
                f"t.{'code' if column == 'indicator' else column} = {bind(subject.code)}"
                + ("" if indicator is None else f" AND t.code = {bind(indicator)}")
            ),
        )
        facts = await load_country_facts(connection, indicators, point.known_at, language)
        cited = {source for figure in (*facts.targets, *facts.realizations) for source in figure.sources}
        sources = await load_names(connection, "source", cited, point.known_at, language)
    figures = PanelFigures(facts.targets, facts.realizations, point.day)
    panels = build_panels(figures, facts.names, language, point.build_query())
    panel = next((panel for panel in panels if query.nature in (None, panel.nature)), None)
    if panel is None:
        raise NotFoundError(f"/v1/{subject.collection}/{subject.code}/progress")
    stated = _write_stated([sources.get(source, source) for source in panel.sources], point, language)
    return SelectedPanel(title, panel, stated, write_alt(title, panel))


async def _load_title(connection: Connection, subject: ChartSubject, request: PageRequest) -> str:
    """Return the name of the program."""
    known_at, code = request.point.known_at, subject.code
    if subject.collection == "indicators":
        code = (await load_published(connection, INDICATOR_TABLE, code, known_at)).program
    program = await load_published(connection, PROGRAM_TABLE, code, known_at)
    return choose_name(program.name, program.name_en, request.language)


def _write_stated(sources: list[str], point: PointParameters, language: Language) -> str:
    shown = sources[:_MAX_SOURCES]
    if more := len(sources) - len(shown):
        shown.append(choose_text(_MORE, language).format(count=more))
    stated = choose_text(_STATED, language).format(day=format_long_day(point.day, language), sources="; ".join(shown))
    return add_recording_time(stated, point, language)


def write_alt(title: str, panel: Panel) -> str:
    """Write what the picture shows: its heading, the last target in force and the last report."""
    content = panel.content
    if isinstance(content, SeriesChart):
        last = [
            max(marks, key=lambda mark: mark.point.day).title
            for kind in ("target", "report")
            if (marks := [mark for mark in content.marks if mark.kind == kind])
        ]
        notes = [content.silence_note.removesuffix(".")] if content.silent_from is not None else []
    else:
        last, notes = [content.bars[-1].title], []
    return ". ".join([f"{title}: {panel.title}, {panel.subtitle}", *last, *notes]) + "."
