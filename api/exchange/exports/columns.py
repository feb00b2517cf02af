"""The columns of exports: name, type and description, read from the models once for all formats."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import inspect

from api.resources.figures.fields import Citation
from api.types import LONG_TEXT_PATTERN

ColumnType = Literal[
    "text", "long_text", "number", "integer", "boolean", "date", "timestamp", "breakdown", "texts", "citations"
]

_TYPE_BY_FIELD_TYPE: dict[type[inspect.Type], ColumnType] = {
    inspect.DecimalType: "number",
    inspect.IntType: "integer",
    inspect.BoolType: "boolean",
    inspect.DateType: "date",
    inspect.DateTimeType: "timestamp",
    inspect.DictType: "breakdown",
    inspect.UUIDType: "text",
    inspect.LiteralType: "text",
}
_REASON = "reason"  # a long text whose pattern the service checked when it was entered


class ExportColumn(NamedTuple):
    """A column. `choices`: all possible values, if the type lists them."""

    name: str
    type: ColumnType
    description: str
    is_nullable: bool
    choices: tuple[str, ...] = ()
    is_uuid: bool = False


def build_columns(
    model: type[msgspec.Struct], more_descriptions: Mapping[str, str] | None = None
) -> dict[str, ExportColumn]:
    """Build the columns of all required fields, by name. `more_descriptions`: for fields without one in the model."""
    descriptions = list_descriptions(model) | dict(more_descriptions or {})
    return {
        field.name: _build_column(field, descriptions[field.name]) for field in _list_fields(model) if field.required
    }


def list_descriptions(model: type[msgspec.Struct]) -> dict[str, str]:
    """Return the descriptions of the fields of a model, by name."""
    return {field.name: _unwrap_field_type(field.type)[1] for field in _list_fields(model)}


def _list_fields(model: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    info = inspect.type_info(model)
    if not isinstance(info, inspect.StructType):
        raise TypeError(model)
    return info.fields


def _build_column(field: inspect.Field, description: str) -> ExportColumn:
    field_type, _, is_nullable = _unwrap_field_type(field.type)
    choices = tuple(str(value) for value in field_type.values) if isinstance(field_type, inspect.LiteralType) else ()
    is_uuid = isinstance(field_type, inspect.UUIDType)
    column_type = _choose_column_type(field.name, field_type)
    return ExportColumn(field.name, column_type, description, is_nullable, choices, is_uuid)


def _unwrap_field_type(declared: inspect.Type) -> tuple[inspect.Type, str, bool]:
    """Return the type of a field without null and annotations, its description, and whether it is nullable."""
    description, is_nullable = "", False
    while isinstance(declared, inspect.Metadata | inspect.UnionType):
        if isinstance(declared, inspect.Metadata):
            description = description or str((declared.extra_json_schema or {}).get("description", ""))
            declared = declared.type
        else:
            is_nullable = True
            (declared,) = (one for one in declared.types if not isinstance(one, inspect.NoneType))
    return declared, description, is_nullable


def _choose_column_type(name: str, field_type: inspect.Type) -> ColumnType:
    if isinstance(field_type, inspect.StrType):
        return "long_text" if field_type.pattern == LONG_TEXT_PATTERN or name == _REASON else "text"
    if isinstance(field_type, inspect.ListType):
        item: Any = field_type.item_type
        return "citations" if getattr(item, "cls", None) is Citation else "texts"
    return _TYPE_BY_FIELD_TYPE[type(field_type)]
