"""Strict parser of the query string: every parameter must be declared and valid, and given once unless it is a list."""

import contextlib
import functools
import re
from typing import Any, ClassVar, TypeVar, get_type_hints
from urllib.parse import unquote_to_bytes

import msgspec

from api.errors import ErrorDetail, InvalidRequestError, Text, add_received
from api.http.request.deprecation import Deprecation
from api.http.request.parameter_types import MAX_VALUES, ParameterType

MALFORMED_PERCENT_ENCODING = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class QueryParameters(msgspec.Struct, frozen=True, kw_only=True):
    """The query parameters of an operation, none by default.

    Each field is `Annotated[type, parameter type, "description"]`; a deprecated parameter has its `Deprecation` last.
    A parameter whose name is not a Python name has `msgspec.field(name="asOf")`.
    """

    omitted_fields: ClassVar[frozenset[str]] = frozenset()  # inherited fields that this operation does not accept

    def validate(self) -> list[ErrorDetail]:
        """Return errors of the combination of parameters that are valid separately."""
        return []


QueryParametersT = TypeVar("QueryParametersT", bound=QueryParameters)


class QueryParameter(msgspec.Struct, frozen=True):
    """One declared query parameter; `field` is the name of its field."""

    name: str
    field: str
    type: ParameterType
    description: str
    default: object
    deprecation: Deprecation | None = None


@functools.cache
def list_parameters(query: type[QueryParameters]) -> dict[str, QueryParameter]:
    hints = get_type_hints(query, include_extras=True)
    found = {}
    for field in msgspec.structs.fields(query):
        if field.name in query.omitted_fields:
            continue
        metadata = hints[field.name].__metadata__
        parameter_type = next(item for item in metadata if isinstance(item, ParameterType))
        description = next(item for item in metadata if isinstance(item, str))
        name = field.encode_name
        deprecation = next((item for item in metadata if isinstance(item, Deprecation)), None)
        found[name] = QueryParameter(name, field.name, parameter_type, description, field.default, deprecation)
    return found


def parse_query(raw: bytes, query: type[QueryParametersT]) -> QueryParametersT:
    """Parse a query string. Raise InvalidRequestError with every error."""
    declared = list_parameters(query)
    values: dict[str, Any] = {}
    errors: list[ErrorDetail] = []
    seen: set[str] = set()
    # An empty pair is none, as in forms of HTML: some clients write `limit=1&`.
    for pair in filter(None, raw.split(b"&")):
        raw_name, _, raw_value = pair.partition(b"=")
        name = _decode_percent(raw_name)
        shown = (name or "?")[:64]
        if name is None or name not in declared:
            errors.append(ErrorDetail("unknown_parameter", _unknown_parameter_text(query), parameter=shown))
        elif name in seen and not declared[name].type.is_list:
            errors.append(ErrorDetail("repeated_parameter", REPEATED, parameter=name))
        elif (value := _decode_percent(raw_value)) is None:
            errors.append(ErrorDetail("malformed_encoding", MALFORMED, parameter=name))
        elif "\0" in value:
            errors.append(ErrorDetail("nul_character", NUL, parameter=name))
        elif not value:
            errors.append(ErrorDetail("empty_parameter", EMPTY, parameter=name))
        else:
            parameter_type, field = declared[name].type, declared[name].field
            try:
                parsed_value = parameter_type.parse(value)
                values[field] = _join_lists(values[field], parsed_value) if field in values else parsed_value
            except ValueError:
                detail = add_received(parameter_type.error_text, _find_invalid_part(parameter_type, value))
                errors.append(ErrorDetail(parameter_type.code, detail, parameter=name))
        seen.add(shown)
    invalid = {declared[name].field for error in errors if (name := error.parameter) in declared}
    parsed = query(**{**values, **dict.fromkeys(invalid, _INVALID)})
    with contextlib.suppress(_InvalidParameterError):
        errors += parsed.validate()
    if errors:
        raise InvalidRequestError("parameters", errors)
    return parsed


class _InvalidParameterError(Exception):
    """The errors of a combination depend on a parameter that is invalid itself."""


class _InvalidValue:
    """Takes the place of an invalid value. Comparing or reading it raises _InvalidParameterError."""

    def _fail(self, *_: object) -> Any:
        raise _InvalidParameterError

    __bool__ = __contains__ = __eq__ = __ge__ = __gt__ = __iter__ = __le__ = __len__ = __lt__ = _fail
    __hash__ = object.__hash__


_INVALID: Any = _InvalidValue()


def _find_invalid_part(parameter_type: ParameterType, value: str) -> str:
    """Return the first invalid value of a list; the complete text if each value is valid, or if it is no list."""
    if not parameter_type.is_list:
        return value
    for part in value.split(",")[:MAX_VALUES]:
        try:
            parameter_type.parse(part)
        except ValueError:
            return part
    return value


def _join_lists(first: tuple[object, ...], second: Any) -> tuple[object, ...]:
    """Return the values of both, each once. Raise ValueError if there are more than MAX_VALUES."""
    joined = tuple(dict.fromkeys((*first, *second)))
    if len(joined) > MAX_VALUES:
        raise ValueError(joined)
    return joined


@functools.cache
def list_deprecated_parameters(query: type[QueryParameters]) -> dict[str, Deprecation]:
    return {name: one.deprecation for name, one in list_parameters(query).items() if one.deprecation is not None}


def find_deprecated_parameters(raw: bytes, query: type[QueryParameters]) -> list[Deprecation]:
    """Return the deprecations of the parameters in a query string."""
    deprecated = list_deprecated_parameters(query)
    if not deprecated:
        return []
    names = {_decode_percent(pair.partition(b"=")[0]) for pair in raw.split(b"&")}
    return [deprecation for name, deprecation in deprecated.items() if name in names]


def _decode_percent(raw: bytes) -> str | None:
    if MALFORMED_PERCENT_ENCODING.search(raw):
        return None
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        return None


@functools.cache
def _unknown_parameter_text(query: type[QueryParameters]) -> Text:
    declared = list_parameters(query)
    if not declared:
        return Text(
            "tidak diizinkan: URL ini tidak menerima parameter", "is not allowed: this URL accepts no query parameters"
        )
    names = ", ".join(declared)
    return Text(
        f"bukan parameter URL ini. Parameter yang diizinkan: {names}",
        f"is not a parameter of this URL. Allowed: {names}",
    )


REPEATED = Text("diberikan lebih dari sekali", "is given more than once")
MALFORMED = Text("bukan UTF-8 dalam percent-encoding yang benar", "is not UTF-8 in correct percent-encoding")
NUL = Text("tidak boleh berisi aksara NUL", "must not contain the NUL character")
EMPTY = Text("tidak boleh kosong", "must not be empty")
