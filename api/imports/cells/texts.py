"""Cells that say what a member of the JSON API says, under that member's own rules and sentences."""

from collections.abc import Callable
from typing import Any

import msgspec

from api import words
from api.faults import Fault, Invalid, Text
from api.figures.entry import CITATION_WITHOUT_PLACE, TYPES, NewCitation
from api.http.decoding import parsed
from api.http.sentences import sentence_of
from api.imports.cells.unreadable import Unreadable, storable
from api.postgres.rules import breaking

_ENCODER = msgspec.json.Encoder()
LONG = frozenset({"quote", "note"})  # which may hold line breaks


def as_member(hint: Any) -> Callable[[str], Any]:
    """A reader of texts by the annotated type of a member, in what JSON would hold of it. It raises Unreadable."""
    decoder = msgspec.json.Decoder(hint)

    def read(text: str) -> Any:
        try:
            return decoder.decode(_ENCODER.encode(text))
        except msgspec.ValidationError as error:
            raise _unreadable(error) from error
        except UnicodeEncodeError as error:  # half a surrogate pair
            raise Unreadable(*NOT_THIS_FORM) from error

    return read


def read_citations(text: str) -> list[dict[str, str | None]]:
    """A list in JSON, as CSV lists write it. Raises Unreadable."""
    return require_cited(converted(_json(text), TYPES["citations"]))


def require_cited(cited: list[NewCitation]) -> list[dict[str, str | None]]:
    """As the database holds them. Raises Unreadable."""
    require_one_line(cited)
    if any(citation.locator is None and citation.quote is None for citation in cited):
        raise Unreadable("citation-without-place", CITATION_WITHOUT_PLACE)
    said: list[dict[str, str | None]] = msgspec.to_builtins(cited)
    return said


def read_authors(text: str) -> list[str]:
    """A list in JSON, as CSV lists write it, or names with semicolons between. Raises Unreadable."""
    names = _json(text) if text.startswith("[") else [name.strip() for name in text.split(";") if name.strip()]
    return require_authors(names)


def require_authors(names: Any) -> list[str]:
    """Raises Unreadable."""
    authors: list[str] = require_one_line(converted(names, AUTHORS))
    if len(authors) > MOST_AUTHORS:
        raise of_fault(breaking("source_has_at_most_50_authors").faults[0])
    return authors


def require_one_line(value: Any, name: str = "") -> Any:
    """Patterns take a line break at the very end of a text, which the database does not. Raises Unreadable."""
    match value:
        case str() if name not in LONG and value.endswith("\n"):
            raise Unreadable(*NOT_THIS_FORM)
        case list():
            for part in value:
                require_one_line(part)
        case dict():
            for key, part in value.items():
                require_one_line(key)
                require_one_line(part, key)
        case msgspec.Struct():
            for member in value.__struct_fields__:
                require_one_line(getattr(value, member), member)
    return value


def of_fault(fault: Fault) -> Unreadable:
    return Unreadable(fault.code, fault.detail)


def _json(text: str) -> Any:
    try:
        return parsed(text.encode())
    except UnicodeEncodeError as error:
        raise Unreadable(*NOT_THIS_FORM) from error
    except Invalid as error:
        raise Unreadable("invalid-json", NOT_A_LIST) from error


def converted(value: Any, kind: Any) -> Any:
    """Raises Unreadable. Of what stands below a cell the sentence names the place, for it has no other."""
    try:
        _ENCODER.encode(value)
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise _unreadable(error) from error
    except UnicodeEncodeError as error:  # half a surrogate pair
        raise Unreadable(*NOT_THIS_FORM) from error


def _unreadable(error: msgspec.ValidationError) -> Unreadable:
    code, detail, pointer = sentence_of(storable(str(error)))
    place = f"{pointer[1:]}: " if pointer else ""
    return Unreadable(code, Text(place + detail.id, place + detail.en))


AUTHORS = list[words.Label]
MOST_AUTHORS = 50
NOT_A_LIST = Text(
    "harus daftar JSON seperti dalam CSV layanan ini", "must be a list in JSON, as this service's CSV has it"
)
NOT_THIS_FORM = ("not-this-form", sentence_of("matching regex")[1])
