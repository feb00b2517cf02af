"""Links from codes, ids and URLs of records to their pages."""

from collections.abc import Container
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from api.pages.browse.operations import API_PREFIX, BROWSE_PREFIX, OPERATIONS
from api.pages.language import Language, build_path
from api.service_url import build_url, find_path

# The type of the records to which a field refers by code or id.
REFERENCES: Final = {
    **dict.fromkeys(("program", "previous_program"), "program"),
    **dict.fromkeys(("indicator", "population_indicator", "variant_of"), "indicator"),
    **dict.fromkeys(("institution", "lead_institution", "publisher", "on_behalf_of", "succeeded_by"), "institution"),
    **dict.fromkeys(("region", "parent", "also_regions"), "region"),
    **dict.fromkeys(("source", "plan"), "source"),
    "unit": "unit",
    "supersedes": "target",
}
_WEB: Final = ("https://", "http://")


class Links(NamedTuple):
    """Builds links in one language. `pages` are the paths of the pages of records, such as `/programs/{code}`."""

    pages: Container[str]
    language: Language

    def find_page(self, collection: str, key: str) -> str | None:
        """Return the page that describes a record in pictures and sentences; None if its type has none."""
        if f"/{collection}/{{code}}" not in self.pages:
            return None
        return build_url(build_path(f"/{collection}/{quote(key, safe='')}", self.language))

    def link_record(self, record_type: str, key: str) -> str:
        """Return the page of a record, or without one the page of its fields."""
        collection = f"{record_type}s"
        return self.find_page(collection, key) or self.browse(f"/{collection}/{quote(key, safe='')}")

    def browse(self, path: str, query: str = "") -> str:
        """Return the URL of the page of a path of the API, such as `/units/percent`."""
        return build_url(build_path(BROWSE_PREFIX + path, self.language)) + (f"?{query}" if query else "")

    def link_url(self, url: str) -> str | None:
        """Return the page of a URL that the API returned for a record; None if it is another URL."""
        collection, _, key = find_path(url).removeprefix(f"{API_PREFIX}/").partition("/")
        if find_path(url) != f"{API_PREFIX}/{collection}/{key}" or not _has_record_page(collection) or "/" in key:
            return None
        return self.link_record(collection.removesuffix("s"), key)


def find_web_url(name: str, value: Any) -> str | None:
    """Return a URL of another host if the field is one of a document and a browser would open it as a web page."""
    is_web = name in ("original_url", "archived_url") and isinstance(value, str) and value.startswith(_WEB)
    return value if is_web else None


def _has_record_page(collection: str) -> bool:
    return any(f"/{collection}/{{{key}}}" in OPERATIONS for key in ("code", "id"))
