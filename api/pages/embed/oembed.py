"""The oEmbed response (oEmbed 1.0): how a site shows the URL of a page as a picture in a frame."""

import re
from typing import Annotated, Any, Final, NamedTuple

from api.errors import InvalidRequestError, NotFoundError, Text, UnsupportedFeatureError
from api.http.request.parameter_types import integer, text_matching
from api.http.request.query_string import QueryParameters, parse_query
from api.pages.language import Language
from api.pages.page_request import PageRequest
from api.pages.panels.selected_panel import ChartSubject, SeriesParameters, load_selected_panel
from api.pages.panels.sharing import DEFAULT_WIDTH, build_embed_url, build_iframe, measure_height
from api.service_url import PUBLIC_URL, build_url

_PAGE: Final = re.compile(
    r"(?P<en>/en)?/(?:embed/)?(?P<collection>programs|indicators)/(?P<code>[a-z0-9][a-z0-9-]{1,63})"
    r"(?:\?(?P<query>[^#]*))?(?:#.*)?",
    re.ASCII,
)
_URL = text_matching(
    "not_a_url",
    r"https?://[!-~]{1,1000}",
    Text(
        "harus URL halaman layanan ini, dengan http:// atau https://",
        "must be the URL of a page of this service, with http:// or https://",
    ),
)
_FORMAT = text_matching("not_a_format", r"[a-z]{1,20}", Text("harus json", "must be json"))
_PIXELS = integer(1, 10_000)


class OembedParameters(QueryParameters, frozen=True, kw_only=True):
    """Parameters of a consumer, with the names of oEmbed."""

    url: Annotated[str, _URL, "The URL of the page."] = ""
    format: Annotated[str, _FORMAT, "The format of the response; only json."] = "json"
    maxwidth: Annotated[int, _PIXELS, "The largest width of the frame in pixels."] = DEFAULT_WIDTH
    maxheight: Annotated[int, _PIXELS, "The largest height of the frame in pixels."] = 10_000


class OembedTarget(NamedTuple):
    """The page that a URL names: its subject, point in time and language."""

    subject: ChartSubject
    query: SeriesParameters
    language: Language


def find_target(query: OembedParameters) -> OembedTarget:
    """Find the page of a URL.

    Raise NotFoundError for any other URL, and UnsupportedFeatureError for XML. Without CAPAIAN_PUBLIC_URL the service
    has no URLs, because headers of a request never change them.
    """
    if query.format != "json":
        raise UnsupportedFeatureError(f"oEmbed format={query.format}")
    path = query.url.removeprefix(PUBLIC_URL) if PUBLIC_URL and query.url.startswith(f"{PUBLIC_URL}/") else ""
    found = _PAGE.fullmatch(path)
    if found is None:
        raise NotFoundError(query.url or "/oembed")
    try:
        parameters = parse_query((found["query"] or "").encode(), SeriesParameters)
    except InvalidRequestError:
        raise NotFoundError(query.url) from None
    subject = ChartSubject("programs" if found["collection"] == "programs" else "indicators", found["code"])
    return OembedTarget(subject, parameters, "en" if found["en"] else "id")


async def load_oembed(request: PageRequest, target: OembedTarget, query: OembedParameters) -> dict[str, Any]:
    """Return the response of type `rich`, whose frame has at most the size of the request."""
    selected = await load_selected_panel(request, target.subject, target.query)
    width = min(query.maxwidth, DEFAULT_WIDTH)
    height = min(query.maxheight, measure_height(selected.panel, width))
    url = build_embed_url(target.subject, target.query.build_series_query(), target.language)
    return {
        "type": "rich",
        "version": "1.0",
        "title": f"{selected.title}: {selected.panel.title}",
        "provider_name": "Capaian",
        "provider_url": build_url("/"),
        "html": build_iframe(url, selected.title, width, height),
        "width": width,
        "height": height,
    }
