"""Models of request bodies: the fields of a record without those that the service sets."""

import re
from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

import msgspec

from api.database.revision_reads import RESPONSE_ONLY_FIELDS
from api.database.revision_writes import REVISION_COLUMNS
from api.types import RequiredReason


def build_input_model(
    model: type[msgspec.Struct],
    *,
    without: tuple[str, ...] = (),
    defaults: Mapping[str, Any] | None = None,
    types: Mapping[str, Any] | None = None,
) -> type[msgspec.Struct]:
    """Build the model of a request body from the content fields of `model`.

    Nullable fields are optional; the others are required or have a default. Unknown fields are an error, so a
    misspelled name is never ignored.
    """
    hints = {**get_type_hints(model, include_extras=True), **(types or {})}
    fields: list[Any] = []
    for name in model.__struct_fields__:
        if name in without or name in REVISION_COLUMNS or name in RESPONSE_ONLY_FIELDS:
            continue
        if defaults and name in defaults:
            value = defaults[name]
            default = msgspec.field(default_factory=type(value)) if isinstance(value, list | dict) else value
            fields.append((name, hints[name], default))
        elif type(None) in get_args(hints[name]):
            fields.append((name, hints[name], None))
        else:
            fields.append((name, hints[name]))
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", model.__name__).lower()
    description = f"The {words} to enter. Fields that accept null are optional."
    return _build_strict_struct(f"{model.__name__}Input", fields, description)


def build_revision_model(input_model: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """Build the model of the content of a revision: the input and the reason of the correction."""
    reason = ("reason", RequiredReason | None, None)
    return msgspec.defstruct(
        f"{input_model.__name__}Revision",
        [reason],
        bases=(input_model,),
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )


def build_patch_model(input_model: type[msgspec.Struct], name: str, description: str) -> type[msgspec.Struct]:
    """Build the model of a merge patch (RFC 7396): every field is optional, and null restores the default.

    Required fields have no default, so they do not accept null.
    """
    hints = get_type_hints(input_model, include_extras=True)
    required = {field.name for field in msgspec.structs.fields(input_model) if field.required}
    fields = [
        (name, (hint if name in required else hint | None) | msgspec.UnsetType, msgspec.UNSET)
        for name, hint in hints.items()
    ]
    return _build_strict_struct(name, fields, description)


def _build_strict_struct(name: str, fields: list[Any], description: str) -> type[msgspec.Struct]:
    return msgspec.defstruct(
        name, fields, frozen=True, kw_only=True, forbid_unknown_fields=True, namespace={"__doc__": description}
    )
