"""The page that other sites show in a frame: one picture with its title, sources and a link to the page."""

from typing import Final

import msgspec

from api.pages.language import build_path
from api.pages.page_request import PageRequest
from api.pages.panels.selected_panel import ChartSubject, SeriesParameters, load_selected_panel
from api.pages.point_parameters import join_query

# As on other pages, but every site may show it in a frame.
EMBED_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
    )
}


class EmbedPage(msgspec.Struct, frozen=True):
    """What the template of a frame shows; `path` is that of the page."""

    title: str
    heading: str
    pictures: list[str]
    stated: str
    path: str


async def load_embed_page(request: PageRequest, subject: ChartSubject, query: SeriesParameters) -> EmbedPage:
    """Load a page from one snapshot. Raise NotFoundError or WithdrawnError."""
    selected = await load_selected_panel(request, subject, query)
    panel = selected.panel
    path = build_path(f"/{subject.collection}/{subject.code}", request.language)
    return EmbedPage(
        selected.title,
        f"{panel.title}: {panel.subtitle}",
        # Browsers do not apply the `<base target>` of the page to links of a picture.
        [picture.replace("<a ", '<a target="_blank" ') for picture in panel.pictures],
        selected.stated,
        join_query(path, request.point.build_query()),
    )
