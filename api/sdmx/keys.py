"""Keys, `umkm-onboarded.stock.ID._T`: a value for each dimension but time, several joined by +, or any at all."""

from typing import TypeAlias

from api.faults import Fault, Invalid, Text
from api.http.kinds import Kind, matching
from api.sdmx.addresses import ALL
from api.sdmx.filters import VALUE
from api.sdmx.flows import Structure

_SLOT = rf"(?:\*|{VALUE}(?:\+{VALUE})*)?"
_KEY = rf"{_SLOT}(?:\.{_SLOT}){{0,20}}"
KEY: Kind = matching(
    "not-a-key",
    rf"{_KEY}(?:,{_KEY}){{0,49}}",
    Text(
        "harus kunci seperti umkm-onboarded.stock.ID._T; bagian kosong atau * berarti semua",
        "must be a key such as umkm-onboarded.stock.ID._T; an empty part or * means any",
    ),
)


# By dimension the values that are named; a dimension without any may have every one.
Key: TypeAlias = "dict[str, tuple[str, ...]]"


def read_keys(text: str, structure: Structure) -> list[Key]:
    """None at all where every series is wanted. Raises Invalid."""
    try:
        KEY.read(text)
    except ValueError:
        raise Invalid("parameters", [Fault(KEY.code, KEY.refusal, parameter="key")]) from None
    if text in ("", *ALL):
        return []
    return [_read(one, structure) for one in text.split(",")]


def _read(text: str, structure: Structure) -> Key:
    slots = text.split(".")
    names = [dimension.id for dimension in structure.series]
    if len(slots) != len(names):
        order = ".".join(names)
        told = Text(f"harus {len(names)} bagian: {order}", f"must have {len(names)} parts: {order}")
        raise Invalid("parameters", [Fault(KEY.code, told, parameter="key")])
    return {name: tuple(slot.split("+")) for name, slot in zip(names, slots, strict=True) if slot not in ("", "*")}
