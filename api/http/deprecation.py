"""Deprecations (RFC 9745, 8594): what goes away, since when that is said, on which day, and what takes its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any, Final

import msgspec
from msgspec import Meta, inspect

SHORTEST: Final = timedelta(days=180)  # that whoever was built on it has to go elsewhere
TOLD_AT: Final = "/deprecations"

RawHeaders = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Deprecation:
    """`since` is the day from which it is called deprecated, `sunset` the first day on which it may be gone.

    `successor` is what takes its place: an address of this service, or the name of a parameter or property.
    """

    since: date
    sunset: date
    successor: str | None = None

    def __post_init__(self) -> None:
        if self.sunset - self.since < SHORTEST:
            raise ValueError(f"Deprecated on {self.since}, it stays for {SHORTEST.days} days at least.")

    @property
    def told(self) -> dict[str, Any]:
        """As the contract says it of an operation, a parameter or a property."""
        successor = {"x-successor": self.successor} if self.successor is not None else {}
        return {
            "deprecated": True,
            "x-deprecated-since": self.since.isoformat(),
            "x-sunset": self.sunset.isoformat(),
            **successor,
        }

    def as_property(self) -> Meta:
        """To stand among the annotations of a field of a model."""
        return Meta(extra_json_schema=self.told)


def headers_of(deprecations: Iterable[Deprecation]) -> RawHeaders:
    """What an answer carries: the earliest of the days, where it is explained, and what takes the place of what."""
    found = list(dict.fromkeys(deprecations))
    if not found:
        return []
    successors = dict.fromkeys(one.successor for one in found if (one.successor or "").startswith("/"))
    links = [
        f'<{TOLD_AT}>; rel="deprecation"; type="text/html"',
        *(f'<{successor}>; rel="successor-version"' for successor in successors),
    ]
    since, sunset = _midnight(min(one.since for one in found)), _midnight(min(one.sunset for one in found))
    return [
        (b"deprecation", f"@{int(since.timestamp())}".encode()),
        (b"sunset", format_datetime(sunset, usegmt=True).encode()),
        (b"link", ", ".join(links).encode()),
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@cache
def deprecated_properties(model: Any) -> tuple[tuple[str, Deprecation], ...]:
    """Of a model and of all that it holds, by the name of the model and the property."""
    return () if model is None else tuple(dict.fromkeys(_held(inspect.type_info(model), set())))


def _held(told: inspect.Type, seen: set[type]) -> Iterator[tuple[str, Deprecation]]:
    match told:
        case inspect.StructType() if told.cls not in seen:
            seen.add(told.cls)
            for field in told.fields:
                for deprecation in _of_field(field.type):
                    yield f"{told.cls.__name__}.{field.encode_name}", deprecation
                yield from _held(field.type, seen)
        case inspect.Metadata():
            yield from _held(told.type, seen)
        case inspect.UnionType():
            for choice in told.types:
                yield from _held(choice, seen)
        case inspect.ListType() | inspect.VarTupleType():
            yield from _held(told.item_type, seen)
        case inspect.DictType():
            yield from _held(told.value_type, seen)


def _of_field(told: inspect.Type) -> Iterator[Deprecation]:
    """Said of the property, or of its value where it may be null too."""
    if isinstance(told, inspect.UnionType):
        for choice in told.types:
            yield from _of_field(choice)
    elif isinstance(told, inspect.Metadata):
        if (said := told.extra_json_schema or {}).get("deprecated"):
            days = msgspec.convert((said["x-deprecated-since"], said["x-sunset"]), tuple[date, date])
            yield Deprecation(*days, said.get("x-successor"))
        yield from _of_field(told.type)
