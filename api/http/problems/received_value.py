"""The received value in the message of an error."""

from typing import Any

import msgspec

from api.errors import MAX_RECEIVED_LENGTH, ErrorDetail, add_received

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def add_received_value(error: ErrorDetail, fields: dict[str, Any]) -> ErrorDetail:
    """Return the error of a field of the body with its value, unless the message has it, or it is a list or object."""
    value = _find_value(error.pointer or "", fields)
    if value is msgspec.UNSET or isinstance(value, dict | list) or error.code in WITHOUT_VALUE:
        return error
    if isinstance(value, str) and value and value[: MAX_RECEIVED_LENGTH - 1] in error.detail.en:
        return error
    detail = add_received(error.detail, _ENCODER.encode(value).decode())
    return ErrorDetail(error.code, detail, pointer=error.pointer)


def _find_value(pointer: str, fields: dict[str, Any]) -> Any:
    value: Any = fields
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(name, msgspec.UNSET)
        elif isinstance(value, list) and name.isascii() and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return msgspec.UNSET
    return value


# Their value is unimportant, or it is unsuitable for a message.
WITHOUT_VALUE = frozenset({"unknown_field", "missing_field", "formula", "hidden_character", "different_units"})
