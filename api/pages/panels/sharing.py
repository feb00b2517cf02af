"""How other sites show a picture: as a file, in an `<iframe>`, by oEmbed, and as the preview of a link."""

from html import escape
from typing import Final
from urllib.parse import urlencode

import msgspec

from api.pages.chart.svg import read_svg
from api.pages.language import Language, build_path
from api.pages.panels.panels import Panel
from api.pages.panels.selected_panel import ChartSubject, write_alt
from api.pages.point_parameters import PointParameters, join_query
from api.service_url import PUBLIC_URL, build_url

DEFAULT_WIDTH: Final = 840
_PREVIEW_WIDTH: Final = 1200
_NARROW_WIDTH: Final = 760  # site.css shows the narrow picture up to this width
_TEXT_HEIGHT: Final = {"wide": 190, "narrow": 260}


class Sharing(msgspec.Struct, frozen=True, kw_only=True):
    """The links of a page that other sites read, and the HTML that shows its first picture."""

    title: str
    image_url: str
    alt: str
    oembed_url: str
    code: str


def build_sharing(
    subject: ChartSubject, title: str, panels: list[Panel], point: PointParameters, language: Language
) -> Sharing | None:
    """Build what other sites need of the first picture; None without a picture, or without CAPAIAN_PUBLIC_URL."""
    if not panels or not PUBLIC_URL:
        return None
    path = f"/{subject.collection}/{subject.code}"
    page_url = build_url(join_query(build_path(path, language), point.build_query()))
    image_query = point.build_query(language=language, width=str(_PREVIEW_WIDTH))
    return Sharing(
        title=title,
        image_url=build_url(f"/v1{path}/progress.png?{image_query}"),
        alt=write_alt(title, panels[0]),
        oembed_url=build_url(f"/oembed?{urlencode({'url': page_url})}"),
        code=build_iframe(
            build_embed_url(subject, point.build_query(), language),
            title,
            DEFAULT_WIDTH,
            measure_height(panels[0], DEFAULT_WIDTH),
        ),
    )


def list_chart_files(subject: ChartSubject, point: PointParameters, language: Language) -> dict[str, str]:
    """List the files of the first picture: name and path."""
    query = point.build_query(language=language)
    return {
        f"progress.{extension}": f"/v1/{subject.collection}/{subject.code}/progress.{extension}?{query}"
        for extension in ("svg", "png", "vl.json")
    }


def build_embed_url(subject: ChartSubject, query: str, language: Language) -> str:
    return build_url(join_query(build_path(f"/embed/{subject.collection}/{subject.code}", language), query))


def build_iframe(url: str, title: str, width: int, height: int) -> str:
    return (
        f'<iframe src="{escape(url)}" title="{escape(title)}" width="{width}" height="{height}" '
        'frameborder="0" loading="lazy"></iframe>'
    )


def measure_height(panel: Panel, width: int) -> int:
    """Return the height of the page at `/embed` in a frame of this width, so that the frame needs no scroll bar."""
    size = "narrow" if width <= _NARROW_WIDTH else "wide"
    _, drawn_width, drawn_height = read_svg(panel.pictures[size == "narrow"])
    return round(drawn_height * width / drawn_width) + _TEXT_HEIGHT[size]
