"""Messages of invalid texts: the received text, and the allowed ones."""

import re
from typing import Any

import msgspec
from msgspec import inspect

from api.errors import ErrorDetail, Text, shorten_received
from api.http.request.parameter_types import MAX_CHOICES


def describe_text_error(error: ErrorDetail, value: Any, hint: Any, path: str) -> ErrorDetail:
    """Return the error with the received text and the allowed choices or examples, if the type has any.

    `path` is the JSON Pointer of the text in the value.
    """
    received, declared = _find(value, msgspec.UNSET, path), inspect.type_info(hint)
    for part in path.split("/")[1:]:
        declared = _get_inner_type(_unwrap(declared), part)
    received, declared = _find_entry(received, declared)
    template, allowed = _list_allowed(declared)
    if not isinstance(received, str) or not allowed:
        return error
    more = "" if len(allowed) <= MAX_CHOICES else ", …"
    detail = template.fill(shorten_received(received), ", ".join(str(one) for one in allowed[:MAX_CHOICES]) + more)
    return ErrorDetail(error.code, detail, pointer=error.pointer)


def _find(value: Any, missing: Any, path: str) -> Any:
    for part in path.split("/")[1:]:
        if isinstance(value, dict):
            value = value.get(part, missing)
        else:
            value = value[int(part)] if isinstance(value, list) and part.isdigit() else missing
    return value


def _find_entry(value: Any, declared: inspect.Type) -> tuple[Any, inspect.Type]:
    """Return the first key or value of a map that does not match its pattern; msgspec does not name it."""
    plain = _unwrap(declared)
    if not isinstance(plain, inspect.DictType) or not isinstance(value, dict):
        return value, declared
    for key, entry in value.items():
        for text, its_type in ((key, plain.key_type), (entry, plain.value_type)):
            pattern = getattr(_unwrap(its_type), "pattern", None)
            if isinstance(text, str) and pattern is not None and not re.search(pattern, text):
                return text, its_type
    return value, declared


def _get_inner_type(declared: inspect.Type, part: str) -> inspect.Type:
    match declared:
        case inspect.StructType():
            return next((one.type for one in declared.fields if one.encode_name == part), inspect.AnyType())
        case inspect.CollectionType():
            return declared.item_type
        case inspect.DictType():
            return declared.value_type
    return inspect.AnyType()


def _unwrap(declared: inspect.Type) -> inspect.Type:
    """Return the type without its annotation and without null."""
    match declared:
        case inspect.Metadata():
            return _unwrap(declared.type)
        case inspect.UnionType():
            return next((_unwrap(one) for one in declared.types if not isinstance(one, inspect.NoneType)), declared)
    return declared


def _list_allowed(declared: inspect.Type) -> tuple[Text, list[Any]]:
    """Return the choices of a type, or the examples of its annotation."""
    plain = _unwrap(declared)
    if isinstance(plain, inspect.LiteralType):
        return NOT_A_CHOICE, list(plain.values)
    examples: list[Any] = []
    inner: inspect.Type | None = declared
    while isinstance(inner, inspect.Metadata | inspect.UnionType):
        if isinstance(inner, inspect.Metadata):
            examples = examples or list((inner.extra_json_schema or {}).get("examples", ()))
            inner = inner.type
        else:
            inner = next((one for one in inner.types if not isinstance(one, inspect.NoneType)), None)
    return OTHER_FORMAT, examples or [plain.pattern] if isinstance(plain, inspect.StrType) and plain.pattern else []


NOT_A_CHOICE = Text("adalah `{0}`, tetapi harus salah satu dari: {1}", "is `{0}`, but must be one of: {1}")
OTHER_FORMAT = Text(
    "adalah `{0}`, yang tidak sesuai format. Contoh: {1}", "is `{0}`, which has another format. Example: {1}"
)
