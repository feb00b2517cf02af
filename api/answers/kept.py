"""An answer as it is kept: plain, and in each coding that was asked for, made once."""

from typing import Final, NamedTuple

from api.http.coding import CODED, Coding, choose
from api.http.conditional import matched, unmodified_since
from api.http.finish import OF_THE_BODY, Headers, finished, replaced
from api.http.finish import Asked as Wanted
from api.http.gate import OPEN

OVERHEAD: Final = 4_000  # bytes of one answer's headers, key and objects, generously

_ENCODING: Final[dict[Coding, str | None]] = {"identity": None, **{coding: coding for coding in CODED}}


class Plain(NamedTuple):
    """What the application answered: its fields, its body and, for the log and metrics, by which route."""

    headers: Headers
    body: bytes
    route: str
    deprecated: Headers


class Form(NamedTuple):
    """An answer ready to be sent in one coding; `unchanged` are the fields of a 304, by the tag the client holds."""

    headers: Headers
    body: bytes
    tag: str
    modified: str | None
    unchanged: dict[str, Headers]


class Kept:
    """An answer of a moment `at`, in seconds of time.monotonic()."""

    __slots__ = ("at", "forms", "plain", "size")

    def __init__(self, plain: Plain, at: float) -> None:
        self.plain = plain
        self.at = at
        self.forms: dict[Coding, Form] = {}
        self.size = OVERHEAD + len(plain.body)

    def made(self, accept_encoding: str | None) -> Form | None:
        """In the coding that the client wants, where somebody wanted it before."""
        return self.forms.get(choose(accept_encoding, len(self.plain.body)))

    def form(self, accept_encoding: str | None) -> Form:
        coding = choose(accept_encoding, len(self.plain.body))
        return self.forms.get(coding) or self._make(coding)

    def _make(self, coding: Coding) -> Form:
        wanted = Wanted(_ENCODING[coding], None, None)
        _, headers, body = finished(wanted, 200, self.plain.headers, self.plain.body)
        said = dict(headers)
        modified = said.get(b"last-modified")
        form = Form(
            [*headers, *self.plain.deprecated, *OPEN],
            body,
            said[b"etag"].decode("latin-1"),
            None if modified is None else modified.decode("latin-1"),
            {},
        )
        # Two threads may have made the same; one of them is kept.
        if self.forms.setdefault(coding, form) is form and body is not self.plain.body:
            self.size += len(body)
        return form


def unchanged(form: Form, tags: str | None, since: str | None) -> Headers | None:
    """The fields of a 304, where the client holds the answer already."""
    held = matched(tags, form.tag) if tags is not None else None
    if held is None:
        if not unmodified_since(since, form.modified, tags):
            return None
        held = form.tag
    headers = form.unchanged.get(held)
    if headers is None:
        # An answer has one tag in each coding, so these are few.
        headers = form.unchanged[held] = replaced(form.headers, [(b"etag", held.encode("latin-1"))], OF_THE_BODY)
    return headers
