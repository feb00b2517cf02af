"""Which APIs there are and where each is described, as a linkset (RFC 9727, RFC 9264)."""

from typing import Any

from api.sdmx.formats import NEW, OLD

JsonObject = dict[str, Any]

ADDRESS = "/.well-known/api-catalog"
PROFILE = "https://www.rfc-editor.org/info/rfc9727"
LINK = f'<{ADDRESS}>; rel="api-catalog"'


def linkset_of(here: str) -> JsonObject:
    # An API is named by an address that answers: the way in, or the list of the flows.
    apis = [f"{here}/", *(f"{here}{edition.path}/{way}" for edition, way in _WAYS_IN)]
    catalog = {"anchor": f"{here}{ADDRESS}", "item": [{"href": api} for api in apis]}
    return {"linkset": [catalog, *({"anchor": api, **_told(here)} for api in apis)]}


_WAYS_IN = ((NEW, "structure/dataflow"), (OLD, "dataflow/all/all/latest"))


def _told(here: str) -> JsonObject:
    return {
        "service-desc": [
            {"href": f"{here}/openapi.yaml", "type": "application/yaml"},
            {"href": f"{here}/openapi.json", "type": "application/json"},
        ],
        "service-doc": [{"href": f"{here}/docs", "type": "text/html"}],
        "service-meta": [{"href": f"{here}/catalog", "type": "application/ld+json"}],
        "status": [{"href": f"{here}/health/ready", "type": "application/json"}],
    }
