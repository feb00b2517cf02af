"""JSON objects are read as rows: strictly, as the API takes them, with what a list answers besides."""

import json
from decimal import Decimal
from typing import Any

import msgspec

from api import words
from api.faults import Fault, Invalid, Text
from api.http.decoding import MISSING, convert
from api.http.entry import changes_of
from api.imports.cells.cell import plain
from api.imports.cells.texts import NOT_THIS_FORM, converted
from api.imports.cells.unreadable import Unreadable, storable
from api.imports.importable import IMPORTABLE
from api.imports.rows.columns import ANSWERED, MEMBERS
from api.imports.rows.figure_columns import read_identity
from api.imports.rows.member_values import ruled
from api.imports.rows.said import NOTHING, RowFault, Said
from api.imports.rows.settling import SETTLE

AMOUNTS = ("value", "resolution")
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class MemberReader:
    """An object that names its entity may say as little as it likes: a figure by its id, a source by its code."""

    def __init__(self, collection: str) -> None:
        self._importable = IMPORTABLE[collection]
        self._members = MEMBERS[collection]
        self._settle = SETTLE[collection]
        self._beside = ("id", "program") if self._importable.has_natural_key else ()
        whole = self._importable.writable.entry
        part = changes_of(whole, f"Part{whole.__name__}", "What is said of an entity that is named.")
        self._whole, self._part = msgspec.json.Decoder(whole), msgspec.json.Decoder(part)

    def read(self, number: int, line: int, members: dict[str, Any]) -> Said:
        raw = [_cell(members.get(name)) for name in self._members]
        given = {name: value for name, value in members.items() if name not in ANSWERED}
        beside = {name: given.pop(name) for name in self._beside if name in given}
        is_named = not self._beside or beside.get("id") is not None
        entry, faults = _entered(given, self._part if is_named else self._whole, self._part)
        said: dict[str, Any] = {}
        for name in (*given, *beside):
            value = beside[name] if name in beside else getattr(entry, name, msgspec.UNSET)
            if value is not msgspec.UNSET:
                try:
                    said[name] = self._said(name, value)
                except Unreadable as error:
                    faults.append(Fault(error.code, error.detail, pointer=f"/{name}"))
        if not self._beside and "code" not in given:
            faults.append(Fault("missing-member", MISSING, pointer="/code"))
        agreed, disagreeing = self._settle(said, NOTHING) if not faults else ({}, [])
        return Said(
            number, line, said if not faults else {}, agreed, [_told(fault) for fault in (*faults, *disagreeing)], raw
        )

    def _said(self, name: str, value: Any) -> Any:
        if value is None and name in self._importable.required:
            raise Unreadable("missing-member", MISSING)
        value = self._importable.defaults.get(name) if value is None else value
        if value is None:
            return None
        if name == "id":
            return read_identity(converted(value, str))
        return converted(value, words.Code) if name == "program" else ruled(name, value)


def _entered(
    given: dict[str, Any], wanted: msgspec.json.Decoder[Any], part: msgspec.json.Decoder[Any]
) -> tuple[Any, list[Fault]]:
    """The members that are of the right types, and what is wrong with the others."""
    try:
        encoded = _ENCODER.encode(given)
        if not any(isinstance(given.get(name), str) for name in AMOUNTS):  # which would be taken for numbers
            return wanted.decode(encoded), []
    except msgspec.ValidationError:
        pass
    except UnicodeEncodeError:  # half a surrogate pair
        return None, [Fault(*NOT_THIS_FORM, pointer="")]
    return _sorted_out(given, wanted, part)


def _sorted_out(
    given: dict[str, Any], wanted: msgspec.json.Decoder[Any], part: msgspec.json.Decoder[Any]
) -> tuple[Any, list[Fault]]:
    known = {name: value for name, value in given.items() if name in part.type.__struct_fields__}
    faults = _faults(known, wanted.type)
    at_fault = {_parts(fault)[0] for fault in faults}
    sound = {name: value for name, value in known.items() if name not in at_fault}
    unknown = {name: value for name, value in given.items() if name not in known}
    return part.decode(_ENCODER.encode(sound)), [*faults, *_faults(unknown, part.type)]


def _faults(members: dict[str, Any], model: type[msgspec.Struct]) -> list[Fault]:
    try:
        convert(members, model)
    except Invalid as refusal:
        return refusal.faults
    return []


def _parts(fault: Fault) -> tuple[str, str]:
    """The member that a fault is about, and the place below it."""
    name, _, below = str(fault.pointer)[1:].partition("/")
    return name.replace("~1", "/").replace("~0", "~"), below


def _told(fault: Fault) -> RowFault:
    """Of what stands below a member, the sentence names the place."""
    name, below = _parts(fault)
    place = f"{below}: " if below else ""
    detail = Text(storable(place + fault.detail.id), storable(place + fault.detail.en))
    return RowFault(storable(name) or None, fault.code, detail)


def _cell(value: Any) -> str:
    """As the CSV lists write it, so that a file of faulty rows can be mended and sent again."""
    match value:
        case None:
            return ""
        case str():
            return storable(value)
        case Decimal():
            return plain(value)
        case dict() if all(isinstance(code, str) for code in value.values()):
            return storable(";".join(f"{key}:{code}" for key, code in sorted(value.items())) or "none")
        case _:
            return storable(json.dumps(value, ensure_ascii=False, default=str))
