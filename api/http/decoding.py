"""JSON of a body, read strictly: what does not parse is told from what does not hold, and all faults at once.

Litestar's own decoding goes through floats and takes "5" for 5; msgspec's decoder keeps every digit and every type,
but says only its first fault. So the whole is decoded at once, and only after a fault each member on its own.
"""

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

from api.faults import Fault, Invalid, Text
from api.http.sentences import sentence_of

Body = TypeVar("Body", bound=msgspec.Struct)

DEEPEST = 32
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def parsed(body: bytes) -> Any:
    """JSON (RFC 8259) of UTF-8 without duplicate keys and of bounded depth. Raises Invalid, which answers 400."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise _unreadable(
            "invalid-utf8", f"bita ke-{error.start} bukan UTF-8", f"byte {error.start} is not UTF-8"
        ) from error
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_float=_number, parse_int=_number, parse_constant=_refuse
        )
    except json.JSONDecodeError as error:
        raise _unreadable(
            "invalid-json",
            f"bukan JSON pada baris {error.lineno} kolom {error.colno}",
            f"is not JSON at line {error.lineno} column {error.colno}",
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    _require_shallow(value)
    try:
        _ENCODER.encode(value)
    except UnicodeEncodeError as error:  # which the standard library takes
        raise _unreadable("invalid-json", "memuat separuh pasangan surrogate", "has half a surrogate pair") from error
    return value


def decode(body: bytes, model: type[Body]) -> Body:
    """Raises Invalid: 400 for what does not parse, 422 with at least one fault of each top-level member otherwise."""
    return convert(members_of(body), model)


def members_of(body: bytes) -> dict[str, Any]:
    """Of a body that is an object, as it is said. Raises Invalid."""
    members = parsed(body)
    if not isinstance(members, dict):
        raise Invalid("body", [Fault("wrong-type", NOT_AN_OBJECT, pointer="")])
    return members


def convert(members: dict[str, Any], model: type[Body]) -> Body:
    """The model of parsed members. Raises Invalid, which answers 422."""
    faults = list(_own_faults(members, model))
    if not faults:
        try:
            return msgspec.json.decode(_ENCODER.encode(members), type=model)
        except msgspec.ValidationError:
            faults = list(_faults_of_members(members, model))
    elif not all(fault.code == "unknown-member" for fault in faults):
        faults += _faults_of_members(members, model)
    raise Invalid("body", faults)


def _own_faults(members: dict[str, Any], model: type[Body]) -> Iterable[Fault]:
    hints = _hints(model)
    for field in msgspec.structs.fields(model):
        if field.required and field.encode_name not in members:
            yield Fault("missing-member", MISSING, pointer=f"/{field.encode_name}")
    for name, value in members.items():
        if name not in hints:
            known = ", ".join(hints)
            unknown = Text(f"tidak dikenal; yang dikenal: {known}", f"is unknown; known are: {known}")
            yield Fault("unknown-member", unknown, pointer=f"/{_escaped(name)}")
        elif isinstance(value, str) and _is_amount(hints[name]):
            yield Fault("wrong-type", NOT_A_NUMBER, pointer=f"/{name}")


def _faults_of_members(members: dict[str, Any], model: type[Body]) -> Iterable[Fault]:
    hints = _hints(model)
    for name, value in members.items():
        if name in hints and not (isinstance(value, str) and _is_amount(hints[name])):
            try:
                msgspec.json.decode(_ENCODER.encode(value), type=hints[name])
            except msgspec.ValidationError as error:
                code, detail, path = sentence_of(str(error))
                yield Fault(code, detail, pointer=f"/{name}{path}")


@cache
def _hints(model: type[Any]) -> dict[str, Any]:
    return get_type_hints(model, include_extras=True)


def _is_amount(hint: Any) -> bool:
    """Msgspec takes a number in quotes for a Decimal; on the wire a number is a number."""
    return hint is Decimal or any(_is_amount(part) for part in get_args(hint) if not isinstance(part, msgspec.Meta))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            shown = _escaped(name)
            raise _unreadable("duplicate-key", f"memuat anggota {shown} dua kali", f"has the member {shown} twice")
        found[name] = value
    return found


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise _unreadable("invalid-json", "memuat bilangan tak terbaca", "has an unreadable number") from error


def _refuse(constant: str) -> Any:
    raise _unreadable("invalid-json", f"memuat {constant}, yang bukan JSON", f"has {constant}, which is not JSON")


def _require_shallow(value: Any) -> None:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(DEEPEST):
        inner = (part for outer in level for part in (outer.values() if isinstance(outer, dict) else outer))
        level = [part for part in inner if isinstance(part, dict | list)]
    if level:
        raise _too_deep()


def _too_deep() -> Invalid:
    return _unreadable(
        "too-deep", f"bersarang lebih dari {DEEPEST} tingkat", f"is nested more than {DEEPEST} levels deep"
    )


def _unreadable(code: str, indonesian: str, english: str) -> Invalid:
    return Invalid("json", [Fault(code, Text(f"isi {indonesian}", f"the body {english}"), pointer="")])


def _escaped(name: str) -> str:
    """As a part of a JSON Pointer (RFC 6901), short, and of characters that every answer can hold."""
    return name[:100].replace("~", "~0").replace("/", "~1").encode("utf-8", "replace").decode()


MISSING = Text("wajib ada", "is required")
NOT_A_NUMBER = Text("harus bilangan, bukan teks", "must be a number, not a text")
NOT_AN_OBJECT = Text("isi harus objek JSON", "the body must be a JSON object")
