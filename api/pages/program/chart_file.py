"""The picture of a program as a file for reports and slides, with its title, day and sources."""

from typing import Annotated, Final, Literal
from xml.etree.ElementTree import Element, fromstring

from api.analysis.fact_queries.reference_data import load_indicators
from api.errors import NotFoundError, Text
from api.http.reads.record import load_published
from api.http.request.parameter_types import CODE, one_of
from api.pages.chart import svg
from api.pages.formatting import format_long_day
from api.pages.language import LANGUAGES, Language, choose_name, choose_text
from api.pages.names import load_names
from api.pages.page_request import PageRequest
from api.pages.panels.country_facts import load_country_facts
from api.pages.panels.panel_figures import PanelFigures
from api.pages.panels.panels import Panel, build_panels
from api.pages.point_parameters import PointParameters
from api.resources.programs.queries import PROGRAM_TABLE

_WIDTH: Final = 1080
_MARGIN: Final = 32
_HEAD: Final = 92
_FOOT: Final = 64
_MAX_SOURCES: Final = 3
_STATED = Text("Seperti dinyatakan sampai {day}. Sumber: {sources}.", "As stated by {day}. Sources: {sources}.")


class ChartParameters(PointParameters, frozen=True, kw_only=True):
    """Parameters of a picture. Without `indicator` and `nature` it is the first one of the page of the program."""

    indicator: Annotated[str | None, CODE, "The indicator of the picture."] = None
    nature: Annotated[
        Literal["stock", "flow", "rate"] | None, one_of(("stock", "flow", "rate")), "The nature of its figures."
    ] = None
    language: Annotated[Language, one_of(LANGUAGES), "The language of its texts."] = "id"


async def draw_chart_file(request: PageRequest, code: str, query: ChartParameters) -> bytes:
    """Draw the picture as SVG. Raise NotFoundError if the program or such figures of it do not exist."""
    point, language = request.point, request.language
    async with request.database.acquire_public_snapshot() as connection:
        program = await load_published(connection, PROGRAM_TABLE, code, point.known_at)
        indicators = await load_indicators(connection, point.known_at, lambda bind: f"t.program = {bind(code)}")
        facts = await load_country_facts(connection, indicators, point.known_at, language)
        panels = build_panels(
            PanelFigures(facts.targets, facts.realizations, point.day), facts.names, language, point.build_query()
        )
        panel = _choose_panel(panels, query)
        if panel is None:
            raise NotFoundError(f"/v1/programs/{code}/progress.svg")
        sources = await load_names(connection, "source", panel.sources, point.known_at, language)
    titles = [sources.get(source, source) for source in panel.sources]
    more = ["…"] if len(titles) > _MAX_SOURCES else []
    stated = choose_text(_STATED, language).format(
        day=format_long_day(point.day, language), sources="; ".join(titles[:_MAX_SOURCES] + more)
    )
    title = choose_name(program.name, program.name_en, language)
    return svg.write_svg(_compose(panel, title, stated)).encode()


def _choose_panel(panels: list[Panel], query: ChartParameters) -> Panel | None:
    return next(
        (
            panel
            for panel in panels
            if query.indicator in (None, panel.indicator) and query.nature in (None, panel.nature)
        ),
        None,
    )


def _compose(panel: Panel, title: str, stated: str) -> Element:
    """Put a title above the wide picture, and the day and the sources below it."""
    picture = fromstring(panel.pictures[0])  # noqa: S314  # written by this service
    _, _, width, height = (float(part) for part in picture.get("viewBox", "").split())
    whole = _HEAD + height + _FOOT
    root = svg.create_svg(_WIDTH + 2 * _MARGIN, whole, "chart", f"{title}: {panel.title}")
    svg.add(root, "rect", x=0, y=0, width=_WIDTH + 2 * _MARGIN, height=whole, fill="#ffffff")
    svg.add_text(root, "note", _MARGIN, 38, title, font_size=24, font_weight="700")
    svg.add_text(root, "tick", _MARGIN, 66, f"{panel.title}: {panel.subtitle}", font_size=15)
    for name, value in (("x", _MARGIN), ("y", _HEAD), ("width", width), ("height", height)):
        picture.set(name, svg.format_number(value))
    root.append(picture)
    svg.add_text(root, "tick", _MARGIN, whole - 22, stated)
    return root
