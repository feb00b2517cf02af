"""Deprecations (RFC 9745, 8594) of operations, parameters and properties, and their response headers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any, Final

import msgspec
from msgspec import Meta, inspect

from api.http.headers.raw_headers import RawHeaders
from api.service_url import build_url

MIN_NOTICE: Final = timedelta(days=180)  # time for clients to change
DEPRECATIONS_PATH: Final = "/deprecations"


@dataclass(frozen=True, slots=True)
class Deprecation:
    """A deprecated part: deprecated from `since`, and possibly removed from `sunset`.

    `successor` is its replacement: a path of this service, or the name of a parameter or property.
    """

    since: date
    sunset: date
    successor: str | None = None

    def __post_init__(self) -> None:
        if self.sunset - self.since < MIN_NOTICE:
            raise ValueError(
                f"A part that is deprecated from {self.since} must remain for at least {MIN_NOTICE.days} days."
            )

    @property
    def to_openapi(self) -> dict[str, Any]:
        """Keywords of the operation, parameter or property in the OpenAPI document."""
        successor = {"x-successor": self.successor} if self.successor is not None else {}
        return {
            "deprecated": True,
            "x-deprecated-since": self.since.isoformat(),
            "x-sunset": self.sunset.isoformat(),
            **successor,
        }

    def to_field_meta(self) -> Meta:
        """Return an annotation for a field of a model."""
        return Meta(extra_json_schema=self.to_openapi)


def build_deprecation_headers(deprecations: Iterable[Deprecation]) -> RawHeaders:
    """Build the response headers: the earliest dates, the URL of the explanation, and the successors."""
    found = list(dict.fromkeys(deprecations))
    if not found:
        return []
    successors = dict.fromkeys(one.successor for one in found if one.successor and one.successor.startswith("/"))
    links = [
        f'<{build_url(DEPRECATIONS_PATH)}>; rel="deprecation"; type="text/html"',
        *(f'<{build_url(successor)}>; rel="successor-version"' for successor in successors),
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
def list_deprecated_properties(model: Any) -> tuple[tuple[str, Deprecation], ...]:
    """List the deprecated properties of a model and of its nested models, by `Model.property`."""
    return () if model is None else tuple(dict.fromkeys(_walk_type(inspect.type_info(model), set())))


def _walk_type(node: inspect.Type, seen: set[type]) -> Iterator[tuple[str, Deprecation]]:
    match node:
        case inspect.StructType() if node.cls not in seen:
            seen.add(node.cls)
            for field in node.fields:
                for deprecation in _list_field_deprecations(field.type):
                    yield f"{node.cls.__name__}.{field.encode_name}", deprecation
                yield from _walk_type(field.type, seen)
        case inspect.Metadata():
            yield from _walk_type(node.type, seen)
        case inspect.UnionType():
            for choice in node.types:
                yield from _walk_type(choice, seen)
        case inspect.ListType() | inspect.VarTupleType():
            yield from _walk_type(node.item_type, seen)
        case inspect.DictType():
            yield from _walk_type(node.value_type, seen)


def _list_field_deprecations(node: inspect.Type) -> Iterator[Deprecation]:
    """Yield deprecations of a field; those of a nullable field are annotations of its value."""
    if isinstance(node, inspect.UnionType):
        for choice in node.types:
            yield from _list_field_deprecations(choice)
    elif isinstance(node, inspect.Metadata):
        if (keywords := node.extra_json_schema or {}).get("deprecated"):
            days = msgspec.convert((keywords["x-deprecated-since"], keywords["x-sunset"]), tuple[date, date])
            yield Deprecation(*days, keywords.get("x-successor"))
        yield from _list_field_deprecations(node.type)
