"""URLs that reproduce an export: the same filters, with the time of the snapshot."""

from urllib.parse import quote, unquote_to_bytes

from api.exchange.exports.export import Export
from api.http.reads.page import SAFE_QUERY_CHARACTERS
from api.http.request.api_request import ApiRequest
from api.service_url import build_url


def build_reproducible_query(request: ApiRequest, known_at: str, *, without: tuple[str, ...] = ()) -> str:
    """Return the query string of the request with this `known_at`."""
    dropped = {name.encode() for name in (*without, "known_at")}
    pairs: list[bytes] = request.scope["query_string"].split(b"&")
    selected = [pair for pair in pairs if pair and unquote_to_bytes(pair.partition(b"=")[0]) not in dropped]
    return quote(b"&".join([*selected, b"known_at=" + known_at.encode()]), safe=SAFE_QUERY_CHARACTERS)


def build_package_url(request: ApiRequest, export: Export, known_at: str) -> str:
    """Return the URL of the data package, which describes the columns without names and the default dialect."""
    path = f"/v1/exports/{export.name}/datapackage.json"
    return f"{build_url(path)}?{build_reproducible_query(request, known_at, without=('names', 'dialect'))}"
