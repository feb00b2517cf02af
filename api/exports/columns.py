"""The columns of exports: what each holds and says, read from the models once for all formats."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import inspect

from api.figures.fields import Citation
from api.words import PROSE_PATTERN

Kind = Literal["text", "prose", "number", "whole", "flag", "day", "moment", "breakdown", "texts", "citations"]

_PLAIN: dict[type[inspect.Type], Kind] = {
    inspect.DecimalType: "number",
    inspect.IntType: "whole",
    inspect.BoolType: "flag",
    inspect.DateType: "day",
    inspect.DateTimeType: "moment",
    inspect.DictType: "breakdown",
    inspect.UUIDType: "text",
    inspect.LiteralType: "text",
}
_REASON = "reason"  # a prose whose pattern was checked when it was given


class Column(NamedTuple):
    """`choices` are all the words it may hold, where they are few."""

    name: str
    kind: Kind
    description: str
    is_nullable: bool
    choices: tuple[str, ...] = ()
    is_uuid: bool = False


def columns_of(model: type[msgspec.Struct], told: Mapping[str, str] | None = None) -> dict[str, Column]:
    """Of the fields that every answer has, by name; `told` describes those that the model does not."""
    said = descriptions_of(model) | dict(told or {})
    return {field.name: _column(field, said[field.name]) for field in _fields(model) if field.required}


def descriptions_of(model: type[msgspec.Struct]) -> dict[str, str]:
    """What a model says of its fields, by name."""
    return {field.name: _held(field.type)[1] for field in _fields(model)}


def _fields(model: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    info = inspect.type_info(model)
    if not isinstance(info, inspect.StructType):
        raise TypeError(model)
    return info.fields


def _column(field: inspect.Field, described: str) -> Column:
    held, _, is_nullable = _held(field.type)
    choices = tuple(str(value) for value in held.values) if isinstance(held, inspect.LiteralType) else ()
    is_uuid = isinstance(held, inspect.UUIDType)
    return Column(field.name, _kind(field.name, held), described, is_nullable, choices, is_uuid)


def _held(declared: inspect.Type) -> tuple[inspect.Type, str, bool]:
    """What a field holds when it is not null, what is told of it, and whether it may be null."""
    described, is_nullable = "", False
    while isinstance(declared, inspect.Metadata | inspect.UnionType):
        if isinstance(declared, inspect.Metadata):
            described = described or str((declared.extra_json_schema or {}).get("description", ""))
            declared = declared.type
        else:
            is_nullable = True
            (declared,) = (one for one in declared.types if not isinstance(one, inspect.NoneType))
    return declared, described, is_nullable


def _kind(name: str, held: inspect.Type) -> Kind:
    if isinstance(held, inspect.StrType):
        return "prose" if held.pattern == PROSE_PATTERN or name == _REASON else "text"
    if isinstance(held, inspect.ListType):
        item: Any = held.item_type
        return "citations" if getattr(item, "cls", None) is Citation else "texts"
    return _PLAIN[type(held)]
