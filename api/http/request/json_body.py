"""Strict decoding of JSON bodies that reports all errors: syntax errors (400) and invalid fields (422).

Litestar decodes through floats and accepts "5" for 5. msgspec preserves every digit and type but reports only the
first error. So msgspec decodes the complete body, and only after an error each field separately.
"""

import json
from collections.abc import Iterable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, InvalidOperation
from typing import Any, TypeVar

import msgspec

from api.errors import ErrorDetail, InvalidRequestError, Text
from api.http.request.field_errors import (
    decode_separately,
    escape_pointer,
    get_hints,
    get_number_fields,
    get_text_checks,
)
from api.http.request.partial_input import DecodedInput
from api.http.request.text_check import find_field_errors, normalize_texts

BodyT = TypeVar("BodyT", bound=msgspec.Struct)

MAX_DEPTH = 32
MAX_SEPARATORS = 32_768  # the parser creates an object for each; 100 citations with long texts have a few thousand
OUT_OF_RANGE = Decimal("1E+999999999")
MAX_PLAIN_DIGITS = 40  # more than every field accepts; a number with more of them keeps its exponent
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_CANONICAL_ENCODER = msgspec.json.Encoder(decimal_format="number", order="sorted")


def parse_json(body: bytes) -> Any:
    """Parse JSON (RFC 8259) in UTF-8, without duplicate names, within MAX_DEPTH levels and MAX_SEPARATORS.

    Raise InvalidRequestError of kind `json` (400).
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise _invalid_json_error(
            "invalid_utf8", f"bita ke-{error.start} bukan UTF-8", f"byte {error.start} is not UTF-8"
        ) from error
    brackets = text.count("[") + text.count("{")
    if brackets + text.count(",") > MAX_SEPARATORS:
        raise _invalid_json_error(
            "too_many_values",
            f"memuat lebih dari {MAX_SEPARATORS} koma dan kurung pembuka",
            f"has more than {MAX_SEPARATORS} commas and opening brackets",
        )
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _invalid_json_error("invalid_json", *_explain_invalid_json(text, error)) from error
    except RecursionError as error:
        raise _too_deep_error() from error
    if brackets > MAX_DEPTH:
        _check_depth(value)
    try:
        _ENCODER.encode(value)
    except UnicodeEncodeError as error:  # a lone surrogate, which the standard library accepts
        raise _invalid_json_error(
            "invalid_json", "memuat separuh pasangan surrogate", "has half a surrogate pair"
        ) from error
    return value


def canonicalize_json(body: bytes) -> bytes:
    """Return the same JSON with sorted fields and without blanks; equal numbers and texts have equal bytes."""
    return _CANONICAL_ENCODER.encode(parse_json(body))


def decode_body(body: bytes, model: type[BodyT]) -> BodyT:
    """Decode a body into a model.

    Raise InvalidRequestError: 400 for a syntax error, else 422 with the errors of all fields.
    """
    return convert_fields(parse_fields(body), model)


def parse_fields(body: bytes) -> dict[str, Any]:
    """Parse a body that is a JSON object. Raise InvalidRequestError."""
    fields = parse_json(body)
    if not isinstance(fields, dict):
        raise InvalidRequestError("body", [ErrorDetail("wrong_type", NOT_AN_OBJECT, pointer="")])
    return fields


def convert_fields(fields: dict[str, Any], model: type[BodyT], names: Iterable[str] | None = None) -> BodyT:
    """Convert parsed fields to a model. Raise InvalidRequestError of kind `body` (422) with all errors of fields."""
    decoded = decode_fields(fields, model, names)
    if decoded.errors:
        raise InvalidRequestError("body", decoded.errors, decoded.unlisted)
    content: BodyT = decoded.content
    return content


def decode_fields(
    fields: dict[str, Any], model: type[msgspec.Struct], names: Iterable[str] | None = None
) -> DecodedInput:
    """Convert parsed fields to a model, or return its valid fields and the errors of the others.

    The errors are in the order of `names`, by default that of `fields`. Texts are converted to NFC, so that equal texts
    are equal, unless the model has `has_verbatim_texts`.
    """
    is_known = fields.keys() <= get_hints(model).keys()
    # msgspec would accept a text for a number.
    if is_known and not any(isinstance(fields.get(name), str) for name in get_number_fields(model)):
        try:
            content = fields if getattr(model, "has_verbatim_texts", False) else normalize_texts(fields)
            decoded = msgspec.json.decode(_ENCODER.encode(content), type=model)
        except msgspec.ValidationError:
            pass
        else:
            # As sent: NFC combines a formula sign with a following accent.
            if next(find_field_errors(fields, get_text_checks(model)), None) is None:
                return DecodedInput(decoded, [])
    return decode_separately(fields, model, fields if names is None else names)


def _explain_invalid_json(text: str, error: json.JSONDecodeError) -> Text:
    if not text.strip():
        return Text("kosong, tetapi harus satu objek JSON", "is empty, but must be one JSON object")
    if text.startswith("\ufeff"):
        return Text(
            "diawali byte order mark, yang tidak diizinkan dalam JSON",
            "begins with a byte order mark, which JSON does not allow",
        )
    return Text(
        f"bukan JSON pada baris {error.lineno} kolom {error.colno}",
        f"is not JSON at line {error.lineno} column {error.colno}",
    )


def _reject_duplicate_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            escaped = escape_pointer(name)
            raise _invalid_json_error(
                "duplicate_key", f"memuat isian {escaped} dua kali", f"has the field {escaped} twice"
            )
        found[name] = value
    return found


def _parse_number(text: str) -> Decimal:
    """Parse a number exactly, and return equal numbers with the same digits, so that all checks treat them equally.

    Trailing zeros, the sign of zero and exponents of plain numbers are removed. Return OUT_OF_RANGE, which no field
    accepts, if the exponent exceeds 18 digits.
    """
    if not text.lower().partition("e")[0].strip("-0."):
        return Decimal(0)
    try:
        number = Decimal(text).normalize(_EXACT)
    except InvalidOperation:  # the syntax is valid: the JSON scanner has checked it
        return OUT_OF_RANGE
    return Decimal(f"{number:f}") if abs(number.adjusted()) < MAX_PLAIN_DIGITS else number


def _reject_constant(constant: str) -> Any:
    raise _invalid_json_error(
        "invalid_json", f"memuat {constant}, yang bukan JSON", f"has {constant}, which is not JSON"
    )


def _check_depth(value: Any) -> None:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(MAX_DEPTH):
        inner = (part for outer in level for part in (outer.values() if isinstance(outer, dict) else outer))
        level = [part for part in inner if isinstance(part, dict | list)]
    if level:
        raise _too_deep_error()


def _too_deep_error() -> InvalidRequestError:
    return _invalid_json_error(
        "too_deep", f"bersarang lebih dari {MAX_DEPTH} tingkat", f"is nested more than {MAX_DEPTH} levels deep"
    )


def _invalid_json_error(code: str, indonesian: str, english: str) -> InvalidRequestError:
    return InvalidRequestError(
        "json", [ErrorDetail(code, Text(f"isi {indonesian}", f"the body {english}"), pointer="")]
    )


_DECODER = json.JSONDecoder(
    object_pairs_hook=_reject_duplicate_names,
    parse_float=_parse_number,
    parse_int=_parse_number,
    parse_constant=_reject_constant,
)
NOT_AN_OBJECT = Text("isi harus objek JSON", "the body must be a JSON object")
