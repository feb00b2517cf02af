"""Render a page with its template. Templates see one `page` and a few functions; everything they print is escaped."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.http.request.operation import RawResponse, build_response
from api.pages.language import Language, build_path, choose_text, other_language
from api.pages.texts import TEXTS
from api.service_url import build_url

FOLDER: Final = Path(__file__).parent
TEMPLATES: Final = FOLDER / "templates"
HTML: Final = "text/html"
# Only files of this service are loaded; nothing inline. Forms send the day and the search text to this service.
PAGE_HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
}


@cache
def load_environment() -> Environment:
    """Return the environment of all templates. A misspelled name is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["web_url"] = require_web_url
    return environment


def render(template: str, page: msgspec.Struct, path: str, query: str, language: Language) -> bytes:
    """Render a page. `path` is its path in Indonesian and `query` its query string, for links to itself."""
    other = other_language(language)
    return (
        load_environment()
        .get_template(template)
        .render(
            page=page,
            language=language,
            t=lambda name: choose_text(TEXTS[name], language),
            here=build_url(build_path(path, language)),
            other_url=build_url(build_path(path, other)) + (f"?{query}" if query else ""),
            to=lambda target: build_url(build_path(target, language)),
            link=build_url,
        )
        .encode()
    )


def build_page_response(
    html: bytes, headers: Mapping[str, str] = MappingProxyType({}), *, is_complete: bool = True
) -> RawResponse:
    """Build the response of a page. One that lacks findings is not stored: they may be ready for the next request."""
    storage = {} if is_complete else {"cache-control": "no-store"}
    return build_response(html, HTML, {**PAGE_HEADERS, **headers, **storage})


def require_web_url(url: str) -> str:
    """Return a URL that people entered. Raise ValueError if a browser would not open it as a web page."""
    if not url.startswith(("https://", "http://")):
        raise ValueError(url)
    return url
