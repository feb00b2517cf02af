"""What a caller says of an entity when entering or changing it: the entity without what the service adds."""

from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

import msgspec

from api.postgres.chain import ANSWERED_ONLY
from api.postgres.record import ENVELOPE


def entry_of(
    model: type[msgspec.Struct],
    *,
    without: tuple[str, ...] = (),
    defaults: Mapping[str, Any] | None = None,
    types: Mapping[str, Any] | None = None,
) -> type[msgspec.Struct]:
    """A strict Struct of the model's own fields: what may be null may be left out, the rest is required or defaulted.

    Unknown members are refused, so a misspelt one is never silently lost.
    """
    hints = {**get_type_hints(model, include_extras=True), **(types or {})}
    fields: list[Any] = []
    for name in model.__struct_fields__:
        if name in without or name in ENVELOPE or name in ANSWERED_ONLY:
            continue
        if defaults and name in defaults:
            value = defaults[name]
            default = msgspec.field(default_factory=type(value)) if isinstance(value, list | dict) else value
            fields.append((name, hints[name], default))
        elif type(None) in get_args(hints[name]):
            fields.append((name, hints[name], None))
        else:
            fields.append((name, hints[name]))
    told = f"The {model.__name__.lower()} to enter. Members that may be null may be left out."
    return _strict(f"New{model.__name__}", fields, told)


def changes_of(entry: type[msgspec.Struct], name: str, told: str) -> type[msgspec.Struct]:
    """The same with every member optional, as a merge patch (RFC 7396) has it: null goes back to the default.

    What has none cannot be taken away, so null is not offered for it.
    """
    hints = get_type_hints(entry, include_extras=True)
    needed = {field.name for field in msgspec.structs.fields(entry) if field.required}
    fields = [
        (name, (hint if name in needed else hint | None) | msgspec.UnsetType, msgspec.UNSET)
        for name, hint in hints.items()
    ]
    return _strict(name, fields, told)


def _strict(name: str, fields: list[Any], told: str) -> type[msgspec.Struct]:
    return msgspec.defstruct(
        name, fields, frozen=True, kw_only=True, forbid_unknown_fields=True, namespace={"__doc__": told}
    )
