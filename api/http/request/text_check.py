"""Checks of the texts in JSON values: built from the type of a value, whose texts have a rule in `Meta(extra=…)`."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, TypeGuard

import msgspec
from msgspec import inspect

from api.errors import ErrorDetail
from api.text_rules import TextRule, find_text_error

# Yields the errors of the texts in a value, with pointers relative to it; skips parts of another type.
TextCheck = Callable[[Any], Iterator[ErrorDetail]]


def build_text_check(hint: Any) -> TextCheck | None:
    """Build the check of values of an annotated type. Return None if it contains no text with a rule."""
    return _build_check(inspect.type_info(hint))


def build_field_checks(model: type[msgspec.Struct]) -> dict[str, TextCheck]:
    """Build the checks of the fields of a model that contain texts with a rule."""
    info = inspect.type_info(model)
    return _build_field_checks(info) if isinstance(info, inspect.StructType) else {}


def find_field_errors(fields: dict[str, Any], checks: dict[str, TextCheck]) -> Iterator[ErrorDetail]:
    """Yield the first error of each field."""
    for name, check in checks.items():
        if name in fields and (error := next(check(fields[name]), None)) is not None:
            yield _prefix(error, name)


def normalize_texts(value: Any) -> Any:
    """Return a JSON value with all its texts in NFC; names of fields are unchanged."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case list():
            return [normalize_texts(item) for item in value]
        case dict():
            return {name: normalize_texts(item) for name, item in value.items()}
    return value


def _build_check(declared: inspect.Type) -> TextCheck | None:
    match declared:
        case inspect.Metadata(extra={"text_rule": rule}):
            return _build_rule_check(rule)
        case inspect.Metadata():
            return _build_check(declared.type)
        case inspect.UnionType():
            return next(filter(None, map(_build_check, declared.types)), None)
        case inspect.CollectionType():
            return _build_list_check(_build_check(declared.item_type))
        case inspect.DictType():
            return _build_map_check(_build_check(declared.key_type), _build_check(declared.value_type))
        case inspect.StructType():
            return _build_struct_check(_build_field_checks(declared))
    return None


def _build_field_checks(declared: inspect.StructType) -> dict[str, TextCheck]:
    checks = {field.encode_name: _build_check(field.type) for field in declared.fields}
    return {name: check for name, check in checks.items() if check is not None}


def _build_rule_check(rule: TextRule) -> TextCheck:
    def check(value: Any) -> Iterator[ErrorDetail]:
        if isinstance(value, str) and (error := find_text_error(value, rule)) is not None:
            yield ErrorDetail(error.code, error.detail, pointer="")

    return check


def _build_list_check(check_item: TextCheck | None) -> TextCheck | None:
    def check(value: Any) -> Iterator[ErrorDetail]:
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from (_prefix(error, str(index)) for error in _check(item, check_item))

    return None if check_item is None else check


def _build_map_check(check_key: TextCheck | None, check_value: TextCheck | None) -> TextCheck | None:
    def check(value: Any) -> Iterator[ErrorDetail]:
        for name, item in value.items() if _is_map(value) else ():
            for error in (*_check(name, check_key), *_check(item, check_value)):
                yield ErrorDetail(error.code, error.detail, pointer="")  # without the name, as in other errors of maps

    return None if check_key is check_value is None else check


def _build_struct_check(checks: dict[str, TextCheck]) -> TextCheck | None:
    def check(value: Any) -> Iterator[ErrorDetail]:
        if _is_map(value):
            yield from find_field_errors(value, checks)

    return check if checks else None


def _check(value: Any, check: TextCheck | None) -> Iterator[ErrorDetail]:
    return iter(()) if check is None else check(value)


def _is_map(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _prefix(error: ErrorDetail, name: str) -> ErrorDetail:
    return ErrorDetail(error.code, error.detail, pointer=f"/{name}{error.pointer}")
