"""JsonRowReader: read JSON objects by the rules of the API; fields that only responses have are ignored."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from api import types
from api.errors import ErrorDetail, FilledText, InvalidRequestError, Text
from api.exchange.imports.cells.cell import CellError, format_decimal, replace_unstorable
from api.exchange.imports.cells.dates import require_supported_year
from api.exchange.imports.cells.field_parsers import (
    INVALID_FORMAT,
    convert_value,
    validate_authors,
    validate_citations,
    validate_single_line,
)
from api.exchange.imports.cells.numbers import ONE, ParsedAmount, require_amount
from api.exchange.imports.rows.collection_columns import COLUMN_NAMES, RESPONSE_ONLY_COLUMNS
from api.exchange.imports.rows.combine_cells import COMBINERS
from api.exchange.imports.rows.figure_columns import parse_figure_id, require_positive
from api.exchange.imports.rows.importable import IMPORTABLE_COLLECTIONS
from api.exchange.imports.rows.parsed_row import NO_COLUMNS, ParsedRow, RowErrorDetail
from api.exchange.imports.rows.source_columns import validate_language, validate_record_url, validate_sha256
from api.http.reads.record import JSON_ENCODER
from api.http.request.field_errors import MISSING
from api.http.request.json_body import convert_fields
from api.http.request.text_check import build_field_checks, find_field_errors
from api.http.writes.input_models import build_patch_model
from api.http.writes.writable import DATE_OUT_OF_RANGE
from api.resources.figures.breakdown import format_breakdown
from api.resources.figures.period import MAX_DATE, MIN_DATE, Period
from api.resources.figures.validation import INVALID_PERIOD

PERIOD_NOT_CANONICAL = Text("harus ditulis {0}", "must be written {0}")
AMOUNT_FIELDS = ("value", "value_to", "resolution")
WHOLE_CELLS = {"region": "ID", "breakdown": "none"}


class JsonRowReader:
    """Converts JSON objects into rows. A figure with an `id` and a source need no other fields."""

    def __init__(self, collection: str) -> None:
        self._importable = IMPORTABLE_COLLECTIONS[collection]
        self._fields = COLUMN_NAMES[collection]
        self._combine = COMBINERS[collection]
        self._has_natural_key = self._importable.has_natural_key
        self._separate_fields = ("id", "program", "unit") if self._has_natural_key else ("url",)
        model = self._importable.writable.input_model
        partial = build_patch_model(model, f"Partial{model.__name__}", "Fields of a record that may exist.")
        self._text_checks = build_field_checks(model)
        self._decoder, self._partial_decoder = msgspec.json.Decoder(model), msgspec.json.Decoder(partial)

    def read(self, number: int, line: int, fields: dict[str, Any]) -> ParsedRow:
        """Convert an object. The row contains its values, or its errors."""
        cells = fields if fields.get("id") is not None else {**fields, **_list_defaults(fields, self._fields)}
        raw = [_format_cell(cells.get(name)) for name in self._fields]
        separate = {name: fields[name] for name in self._separate_fields if name in fields}
        ignored = {*RESPONSE_ONLY_COLUMNS, *self._separate_fields}
        given = {name: value for name, value in fields.items() if name not in ignored}
        has_key = not self._has_natural_key or separate.get("id") is not None
        decoder = self._partial_decoder if has_key else self._decoder
        decoded, errors = _decode_fields(given, decoder, self._partial_decoder)
        invalid = {_split_pointer(error)[0] for error in errors}
        for error in find_field_errors(given, self._text_checks):
            if (name := _split_pointer(error)[0]) not in invalid:
                errors.append(error)
                invalid.add(name)
        content: dict[str, Any] = {}
        for name in (*given, *separate):
            value = separate[name] if name in separate else getattr(decoded, name, msgspec.UNSET)
            if value is not msgspec.UNSET and name not in invalid:
                try:
                    content[name] = self._convert_value(name, value)
                except CellError as error:
                    errors.append(ErrorDetail(error.code, error.detail, pointer=f"/{name}"))
        if not self._has_natural_key and "code" not in given:
            errors.append(ErrorDetail("missing_field", MISSING, pointer="/code"))
        must_match_indicator, conflicts = self._combine(content, NO_COLUMNS) if not errors else ({}, [])
        return ParsedRow(
            number,
            line,
            content if not errors else {},
            must_match_indicator,
            [_to_row_error(error) for error in (*errors, *conflicts)],
            raw,
        )

    def _convert_value(self, name: str, value: Any) -> Any:
        if value is None and name in self._importable.required:
            raise CellError("missing_field", MISSING)
        value = self._importable.defaults.get(name) if value is None else value
        if value is None:
            return None
        if name == "id":
            return parse_figure_id(convert_value(value, str))
        if name == "url":
            return validate_record_url(convert_value(value, str))
        return convert_value(value, types.Code) if name in ("program", "unit") else apply_column_rules(name, value)


def _list_defaults(fields: dict[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    """Return the cells of missing fields whose empty cell would be an error in a CSV file."""
    return {name: cell for name, cell in WHOLE_CELLS.items() if name in names and fields.get(name) is None}


def _decode_fields(
    given: dict[str, Any], decoder: msgspec.json.Decoder[Any], partial_decoder: msgspec.json.Decoder[Any]
) -> tuple[Any, list[ErrorDetail]]:
    """Return a struct of the valid fields, and the errors of the others."""
    try:
        encoded = JSON_ENCODER.encode(given)
        if not any(isinstance(given.get(name), str) for name in AMOUNT_FIELDS):  # msgspec converts text to Decimal
            return decoder.decode(encoded), []
    except msgspec.ValidationError:
        pass
    except UnicodeEncodeError:  # half a surrogate pair
        return None, [ErrorDetail(*INVALID_FORMAT, pointer="")]
    return _separate_invalid_fields(given, decoder, partial_decoder)


def _separate_invalid_fields(
    given: dict[str, Any], decoder: msgspec.json.Decoder[Any], partial_decoder: msgspec.json.Decoder[Any]
) -> tuple[Any, list[ErrorDetail]]:
    known = {name: value for name, value in given.items() if name in partial_decoder.type.__struct_fields__}
    errors = _validate_fields(known, decoder.type)
    invalid = {_split_pointer(error)[0] for error in errors}
    valid = {name: value for name, value in known.items() if name not in invalid}
    unknown = {name: value for name, value in given.items() if name not in known}
    unknown_errors = _validate_fields(unknown, partial_decoder.type)
    return partial_decoder.decode(JSON_ENCODER.encode(valid)), [*errors, *unknown_errors]


def _validate_fields(fields: dict[str, Any], model: type[msgspec.Struct]) -> list[ErrorDetail]:
    try:
        convert_fields(fields, model)
    except InvalidRequestError as error:
        return error.errors
    return []


def _split_pointer(error: ErrorDetail) -> tuple[str, str]:
    """Return the field of an error and the path below it."""
    name, _, path = str(error.pointer)[1:].partition("/")
    return name.replace("~1", "/").replace("~0", "~"), path


def _to_row_error(error: ErrorDetail) -> RowErrorDetail:
    """Convert an error; its message begins with the path of a nested value."""
    name, path = _split_pointer(error)
    prefix = replace_unstorable(f"{path}: ") if path else ""
    detail = error.detail
    if isinstance(detail, FilledText):
        values = tuple(replace_unstorable(value) for value in detail.values)
        detail = FilledText(detail.template, values, detail.prefix)
    if prefix:
        detail = FilledText.add_prefix(Text(prefix, prefix), detail)
    return RowErrorDetail(replace_unstorable(name) or None, error.code, detail)


def _format_cell(value: Any) -> str:
    """Write a value as in CSV exports, so that a file of rejected rows can be fixed and sent again."""
    match value:
        case None:
            return ""
        case str():
            return replace_unstorable(value)
        case Decimal():
            return format_decimal(value)
        case dict() if all(isinstance(code, str) for code in value.values()):
            return replace_unstorable(";".join(f"{key}:{code}" for key, code in sorted(value.items())) or "none")
        case _:
            return replace_unstorable(json.dumps(value, ensure_ascii=False, default=str))


def apply_column_rules(name: str, value: Any) -> Any:
    """Return what a cell with this value would contain. Raises CellError."""
    match value:
        case Decimal() if name == "resolution":
            return require_positive(ParsedAmount(require_amount(value), ONE))
        case Decimal():
            return ParsedAmount(require_amount(value), ONE)
        case datetime():
            return require_supported_year(value).isoformat()
        case date():
            return _format_date(value)
        case UUID():
            return str(value)
        case dict():
            return format_breakdown(validate_single_line(value))
        case list() if name == "authors":
            return validate_authors(value)
        case list():
            return validate_citations(value)
        case str() if name in _RULES:
            return _RULES[name](value)
        case _:
            return validate_single_line(value, name)


def _format_date(day: date) -> str:
    if not MIN_DATE <= day <= MAX_DATE:
        raise CellError("not_a_date", DATE_OUT_OF_RANGE)
    return day.isoformat()


def _normalize_period(text: str) -> str:
    try:
        canonical = Period.parse(text).text
    except ValueError as error:
        raise CellError("not_a_period", INVALID_PERIOD) from error
    if canonical != text:
        raise CellError("period_is_canonical", PERIOD_NOT_CANONICAL.fill(canonical))
    return text


_RULES = {"period": _normalize_period, "language": validate_language, "content_sha256": validate_sha256}
