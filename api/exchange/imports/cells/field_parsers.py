"""Parsers of cells that follow the rules, and use the error messages, of a field of the JSON API."""

from collections.abc import Callable
from typing import Any

import msgspec

from api import types
from api.database.constraint_messages import constraint_violation
from api.errors import ErrorDetail, FilledText, InvalidRequestError, Text
from api.exchange.imports.cells.cell import CellError, replace_unstorable
from api.http.request.json_body import parse_json
from api.http.request.msgspec_errors import translate_msgspec_error
from api.http.request.parameter_types import one_of
from api.http.request.text_check import TextCheck, build_text_check
from api.resources.figures.validation import CITATION_NEEDS_LOCATOR, FIELD_TYPES, CitationInput

_ENCODER = msgspec.json.Encoder()
MULTILINE_FIELDS = frozenset({"quote", "note"})  # may contain line breaks


def build_field_parser(hint: Any) -> Callable[[str], Any]:
    """Return a parser of texts for the annotated type of a JSON field. It raises CellError."""
    decoder, check = msgspec.json.Decoder(hint), build_text_check(hint)

    def parse(text: str) -> Any:
        _require_valid_texts(text, check)
        try:
            return decoder.decode(_ENCODER.encode(text))
        except msgspec.ValidationError as error:
            raise _to_cell_error(error) from error
        except UnicodeEncodeError as error:  # half a surrogate pair
            raise CellError(*INVALID_FORMAT) from error

    return parse


def build_choice_parser(field: str) -> Callable[[str], str]:
    """Return a parser of the choices of a field, in any case. It raises CellError."""
    choices = CHOICES[field]
    kind = one_of(tuple(choices))
    values = {_normalize(name): value for value, others in choices.items() for name in (value, *others)}

    def parse(text: str) -> str:
        try:
            return values[_normalize(text)]
        except KeyError as error:
            raise CellError(kind.code, kind.error_text) from error

    return parse


def _normalize(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())


def parse_citations(text: str) -> list[dict[str, str | None]]:
    """Parse a JSON list of citations, as CSV exports write it. Raises CellError."""
    citations = _parse_json(text)
    _require_valid_texts(citations, _CITATIONS_CHECK)
    return validate_citations(convert_value(citations, FIELD_TYPES["citations"]))


def validate_citations(citations: list[CitationInput]) -> list[dict[str, str | None]]:
    """Return the citations as the database stores them. Raises CellError."""
    validate_single_line(citations)
    if any(citation.locator is None and citation.quote is None for citation in citations):
        raise CellError("citation_needs_locator", CITATION_NEEDS_LOCATOR)
    stored: list[dict[str, str | None]] = msgspec.to_builtins(citations)
    return stored


def parse_authors(text: str) -> list[str]:
    """Parse a JSON list of authors, as CSV exports write it, or names separated by semicolons. Raises CellError."""
    names = _parse_json(text) if text.startswith("[") else [name.strip() for name in text.split(";") if name.strip()]
    return validate_authors(names)


def validate_authors(names: Any) -> list[str]:
    """Return the names as a list. Raises CellError."""
    _require_valid_texts(names, _AUTHORS_CHECK)
    authors: list[str] = validate_single_line(convert_value(names, AUTHOR_LIST))
    if len(authors) > MAX_AUTHORS:
        raise to_cell_error(constraint_violation("source_has_at_most_50_authors").errors[0])
    return authors


def validate_single_line(value: Any, name: str = "") -> Any:
    """Raise CellError if a text ends with a line break: msgspec patterns accept it, the database does not.

    Checks nested values too. Returns the value.
    """
    match value:
        case str() if name not in MULTILINE_FIELDS and value.endswith("\n"):
            raise CellError(*INVALID_FORMAT)
        case list():
            for part in value:
                validate_single_line(part)
        case dict():
            for key, part in value.items():
                validate_single_line(key)
                validate_single_line(part, key)
        case msgspec.Struct():
            for field in value.__struct_fields__:
                validate_single_line(getattr(value, field), field)
    return value


def _require_valid_texts(value: Any, check: TextCheck | None) -> None:
    """Raise CellError for the first text that breaks a rule of its type."""
    if check is not None and (error := next(check(value), None)) is not None:
        raise CellError(error.code, _prefix_path(str(error.pointer), error.detail))


def to_cell_error(error: ErrorDetail) -> CellError:
    return CellError(error.code, error.detail)


def _parse_json(text: str) -> Any:
    try:
        return parse_json(text.encode())
    except UnicodeEncodeError as error:
        raise CellError(*INVALID_FORMAT) from error
    except InvalidRequestError as error:
        raise CellError("invalid_json", INVALID_LIST) from error


def convert_value(value: Any, kind: Any) -> Any:
    """Convert a value to a type. Raises CellError; its message begins with the path of a nested value."""
    try:
        _ENCODER.encode(value)
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise _to_cell_error(error) from error
    except UnicodeEncodeError as error:  # half a surrogate pair
        raise CellError(*INVALID_FORMAT) from error


def _to_cell_error(error: msgspec.ValidationError) -> CellError:
    code, detail, pointer = translate_msgspec_error(replace_unstorable(str(error)))
    return CellError(code, _prefix_path(pointer, detail))


def _prefix_path(pointer: str, detail: Text) -> Text:
    path = f"{pointer[1:]}: "
    return FilledText.add_prefix(Text(path, path), detail) if pointer else detail


CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "nature": {
        "stock": ("stok", "kumulatif", "posisi"),
        "flow": ("tambahan", "penambahan", "arus", "aliran"),
        "rate": ("tingkat", "laju", "rasio"),
    },
    "qualifier": {
        "exact": ("tepat", "persis", "pasti"),
        "about": (
            *("sekitar", "kira-kira", "kurang lebih", "lebih kurang", "around", "approximately"),
            *("~", "\u00b1", "\u2248"),
        ),
        "at_least": (
            *("paling sedikit", "sedikitnya", "setidaknya", "sekurang-kurangnya", "minimal", "minimum"),
            *("lebih dari", "di atas", "tidak kurang dari", "more than", "over", "above"),
            *(">", ">=", "\u2265"),
        ),
        "at_most": (
            *("paling banyak", "sebanyak-banyaknya", "maksimal", "maksimum"),
            *("kurang dari", "di bawah", "tidak lebih dari", "less than", "under", "below"),
            *("<", "<=", "\u2264"),
        ),
        "nearly": ("hampir", "nyaris", "mendekati", "almost"),
    },
    "quality": {
        "final": ("tetap", "definitif"),
        "provisional": ("sementara",),
        "estimate": ("perkiraan", "estimasi"),
    },
    "kind": {
        "regulation": ("peraturan", "regulasi"),
        "plan": ("rencana", "dokumen perencanaan"),
        "report": ("laporan",),
        "press_release": ("siaran pers",),
        "news": ("berita",),
        "website": ("situs", "situs web", "laman"),
        "video": ("tayangan", "rekaman video"),
        "social_post": ("media sosial", "unggahan media sosial"),
        "speech": ("pidato",),
        "dataset": ("set data", "kumpulan data"),
    },
    "date_basis": {
        "stated": ("tercantum", "tertulis", "dinyatakan"),
        "inferred": ("disimpulkan",),
        "unknown": ("tidak diketahui",),
    },
}
AUTHOR_LIST = list[types.Label]
_CITATIONS_CHECK, _AUTHORS_CHECK = build_text_check(FIELD_TYPES["citations"]), build_text_check(AUTHOR_LIST)
MAX_AUTHORS = 50
INVALID_LIST = Text(
    "harus daftar JSON seperti dalam ekspor CSV layanan ini",
    "must be a JSON list as in the CSV exports of this service",
)
INVALID_FORMAT = ("invalid_format", translate_msgspec_error("matching regex")[1])
