"""Build the linkset of the APIs and their descriptions (RFC 9727, RFC 9264)."""

from api.exchange.sdmx.formats import SDMX_REST_1, SDMX_REST_2
from api.service_url import build_url
from api.types import JsonObject

API_CATALOG_PATH = "/.well-known/api-catalog"
PROFILE = "https://www.rfc-editor.org/info/rfc9727"
API_CATALOG_LINK = f'<{build_url(API_CATALOG_PATH)}>; rel="api-catalog"'


def build_linkset(base_url: str) -> JsonObject:
    """Build the linkset. Each API is identified by a URL that returns 200: `/`, or the list of the dataflows."""
    sdmx = [f"{base_url}{edition.path}/{path}" for edition, path in _SDMX_ENTRY_POINTS]
    catalog = {"anchor": f"{base_url}{API_CATALOG_PATH}", "item": [{"href": api} for api in (f"{base_url}/", *sdmx)]}
    return {
        "linkset": [
            catalog,
            {"anchor": f"{base_url}/", **_build_description_links(base_url, ("openapi.yaml", "openapi.json"))},
            *({"anchor": api, **_build_description_links(base_url, ("sdmx/openapi.json",))} for api in sdmx),
        ]
    }


_SDMX_ENTRY_POINTS = ((SDMX_REST_2, "structure/dataflow"), (SDMX_REST_1, "dataflow/all/all/latest"))


def _build_description_links(base_url: str, documents: tuple[str, ...]) -> JsonObject:
    return {
        "service-desc": [
            {"href": f"{base_url}/{name}", "type": f"application/{name.rpartition('.')[2]}"} for name in documents
        ],
        "service-doc": [{"href": f"{base_url}/docs", "type": "text/html"}],
        "service-meta": [{"href": f"{base_url}/catalog", "type": "application/ld+json"}],
        "status": [{"href": f"{base_url}/health/ready", "type": "application/json"}],
    }
