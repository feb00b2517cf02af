"""The errors of each field of a body, also of nested objects and lists, and the valid fields.

msgspec reports only the first error of a body. So each part that it rejects is decoded separately.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import islice
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec

from api.errors import MAX_LISTED_ERRORS, ErrorDetail, Text
from api.http.request.allowed_values import describe_text_error
from api.http.request.msgspec_errors import translate_msgspec_error
from api.http.request.partial_input import DecodedInput, PartialInput
from api.http.request.text_check import TextCheck, build_field_checks, normalize_texts

JSON_ENCODER = msgspec.json.Encoder(decimal_format="number")
MAX_CHECKED_ITEMS = 100  # of one list; lists with more items are too long, or have many equal errors


class _PlainType(NamedTuple):
    """A type without annotations and null, and the maximum number of its items if it is a list."""

    type: Any
    max_length: int | None


@cache
def get_hints(model: type[Any]) -> dict[str, Any]:
    return get_type_hints(model, include_extras=True)


@cache
def get_number_fields(model: type[msgspec.Struct]) -> frozenset[str]:
    """Return the names of the fields that are numbers."""
    return frozenset(name for name, hint in get_hints(model).items() if _is_decimal_type(hint))


@cache
def get_text_checks(model: type[msgspec.Struct]) -> dict[str, TextCheck]:
    return build_field_checks(model)


def decode_separately(fields: dict[str, Any], model: type[msgspec.Struct], names: Iterable[str]) -> DecodedInput:
    """Decode each field separately. Return the errors in the order of `names`, missing fields first.

    It lists all errors of fields of the model, but only the first unknown fields.
    """
    valid: dict[str, Any] = {}
    missing, known, unknown = [], [], []
    hints, checks = get_hints(model), get_text_checks(model)
    is_verbatim = getattr(model, "has_verbatim_texts", False)
    for field in msgspec.structs.fields(model):
        if field.encode_name not in fields:
            if field.required:
                missing.append(ErrorDetail("missing_field", MISSING, pointer=f"/{field.encode_name}"))
            else:
                valid[field.name] = (
                    field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
                )
    for name in names:
        if name not in fields:  # null in a merge patch removes a field
            continue
        if name not in hints:
            unknown.append(name)
            if len(unknown) <= MAX_LISTED_ERRORS:
                known.append(_build_unknown_error(name, hints))
            continue
        content = fields[name] if is_verbatim else normalize_texts(fields[name])
        type_errors = list(_find_type_errors(content, hints[name]))
        if errors := _add_text_errors(type_errors, fields[name], checks.get(name)):
            known += [_prefix(error, name) for error in errors]
        else:
            valid[name] = msgspec.json.decode(JSON_ENCODER.encode(content), type=hints[name])
    return DecodedInput(PartialInput(valid), [*missing, *known], max(0, len(unknown) - MAX_LISTED_ERRORS))


def escape_pointer(name: str) -> str:
    """Escape a name for a JSON Pointer (RFC 6901), truncated and encodable as UTF-8."""
    return name[:100].replace("~", "~0").replace("/", "~1").encode("utf-8", "replace").decode()


def _add_text_errors(type_errors: list[ErrorDetail], value: Any, check: TextCheck | None) -> list[ErrorDetail]:
    """Return the errors of a field with those of its texts as sent. Each text has one error."""
    if check is None or any(error.code == "too_long" and not error.pointer for error in type_errors):
        return type_errors
    of_texts = list(islice(check(value), MAX_CHECKED_ITEMS))
    pointers = {error.pointer for error in of_texts}
    return [*of_texts, *(error for error in type_errors if error.pointer not in pointers)]


def _find_type_errors(value: Any, hint: Any) -> Iterator[ErrorDetail]:
    if isinstance(value, str) and _is_decimal_type(hint):  # msgspec would accept it
        yield ErrorDetail("wrong_type", NOT_A_NUMBER, pointer="")
        return
    plain = _unwrap(hint)
    if isinstance(value, list) and plain.max_length is not None and len(value) > plain.max_length:
        code, detail, _ = translate_msgspec_error(f"Expected `array` of length <= {plain.max_length}")
        yield ErrorDetail(code, detail, pointer="")
        return
    try:
        msgspec.json.decode(JSON_ENCODER.encode(value), type=hint)
    except msgspec.ValidationError as error:
        if isinstance(value, dict) and isinstance(plain.type, type) and issubclass(plain.type, msgspec.Struct):
            yield from _find_struct_errors(value, plain.type)
        elif isinstance(value, list) and get_origin(plain.type) is list and " - at `$" in str(error):
            (item_type,) = get_args(plain.type)
            for index, item in enumerate(value[:MAX_CHECKED_ITEMS]):
                yield from (_prefix(each, str(index)) for each in _find_type_errors(item, item_type))
        else:
            code, detail, path = translate_msgspec_error(str(error))
            found = ErrorDetail(code, detail, pointer=path)
            is_text = code in ("invalid_format", "not_one_of")
            yield describe_text_error(found, value, hint, path) if is_text else found


def _find_struct_errors(value: dict[str, Any], model: type[msgspec.Struct]) -> Iterator[ErrorDetail]:
    hints = get_hints(model)
    for field in msgspec.structs.fields(model):
        if field.required and field.encode_name not in value:
            yield ErrorDetail("missing_field", MISSING, pointer=f"/{field.encode_name}")
    for name in islice((name for name in value if name not in hints), MAX_LISTED_ERRORS):
        yield _build_unknown_error(name, hints)
    for name, part in value.items():
        if name in hints:
            yield from (_prefix(error, name) for error in _find_type_errors(part, hints[name]))


def _build_unknown_error(name: str, hints: dict[str, Any]) -> ErrorDetail:
    return ErrorDetail("unknown_field", UNKNOWN_FIELD.fill(", ".join(hints)), pointer=f"/{escape_pointer(name)}")


def _prefix(error: ErrorDetail, name: str) -> ErrorDetail:
    return ErrorDetail(error.code, error.detail, pointer=f"/{name}{error.pointer}")


@cache
def _unwrap(hint: Any) -> _PlainType:
    max_length: int | None = None
    while True:
        if get_origin(hint) is Annotated:
            hint, *metadata = get_args(hint)
            lengths = [meta.max_length for meta in metadata if isinstance(meta, msgspec.Meta)]
            max_length = next((length for length in lengths if length is not None), max_length)
            continue
        parts = [part for part in get_args(hint) if part not in (NoneType, msgspec.UnsetType)]
        if get_origin(hint) not in (Union, UnionType) or len(parts) != 1:
            return _PlainType(hint, max_length)
        (hint,) = parts


def _is_decimal_type(hint: Any) -> bool:
    """Return whether the type is a Decimal, also within a union or an annotation."""
    return hint is Decimal or any(
        _is_decimal_type(part) for part in get_args(hint) if not isinstance(part, msgspec.Meta)
    )


UNKNOWN_FIELD = Text("bukan isian yang dikenal. Isian yang diizinkan: {0}", "is not a field of this body. Allowed: {0}")
MISSING = Text("wajib diisi", "is required")
NOT_A_NUMBER = Text("harus bilangan, bukan teks", "must be a number, not a text")
