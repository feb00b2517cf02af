"""An answer whose bytes are there: sent as they are, past what the framework does for those it has yet to encode."""

from collections.abc import Mapping

from litestar.types import Receive, Scope, Send

JSON = "application/json"


class WholeAnswer:
    """Status, fields and body of an answer; a text says that it is UTF-8, and nothing has no media type."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, body: bytes, *, status: int = 200, media_type: str = JSON, headers: Mapping[str, str]) -> None:
        """The names in `headers` are in small letters, and their values in latin-1."""
        if media_type.startswith("text/") and "charset=" not in media_type:
            media_type += "; charset=utf-8"
        self.body = body
        self.status = status
        self.headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        if media_type and status != 204:
            self.headers.append((b"content-type", media_type.encode("latin-1")))
        if status != 204:
            self.headers.append((b"content-length", b"%d" % len(body)))

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})
