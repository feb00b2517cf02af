"""Addresses that name exactly what was exported: the same filters, at the moment of the snapshot."""

from urllib.parse import quote, unquote_to_bytes

from api.exports.export import Export
from api.http.operation import CapaianRequest, field_of

# A header is ASCII, and what a client left unencoded may not be.
_SAFE = "!$%&'()*+,-./:;=?@[]_~"


def pinned(request: CapaianRequest, moment: str, *, without: tuple[str, ...] = ()) -> str:
    """The query string as it was given, with that moment as `known_at`."""
    dropped = {name.encode() for name in (*without, "known_at")}
    pairs: list[bytes] = request.scope["query_string"].split(b"&")
    kept = [pair for pair in pairs if pair and unquote_to_bytes(pair.partition(b"=")[0]) not in dropped]
    return quote(b"&".join([*kept, b"known_at=" + moment.encode()]), safe=_SAFE)


def package_address(request: CapaianRequest, export: Export, moment: str) -> str:
    return f"/v1/exports/{export.name}/datapackage.json?{pinned(request, moment)}"


def origin(request: CapaianRequest) -> str:
    """Scheme and host as the client wrote them, as far as this service was told."""
    return f"{request.scope['scheme']}://{quote(field_of(request, 'host'), safe='.:[]-')}"
