"""One difference between two OpenAPI documents, the version that it requires, and references in a document."""

import re
from typing import Any, Literal, NamedTuple

JsonObject = dict[str, Any]

Impact = Literal["breaking", "additive"]


class Difference(NamedTuple):
    """One difference; `location` is an operation, or else a pointer into the document."""

    impact: Impact
    location: str
    text: str


def is_sufficient_version(before: str, after: str, impacts: set[Impact]) -> bool:
    """Check whether the step between two versions is large enough for the impacts (SemVer).

    A breaking change requires a new major version. Before 1.0.0 that is the second number, and an addition requires
    a new third number.
    """
    old, new = _parse_version(before), _parse_version(after)
    major = next((index for index, number in enumerate(old) if number), 2)
    if "breaking" in impacts:
        return new[: major + 1] > old[: major + 1]
    if "additive" in impacts:
        return new[: major + 2] > old[: major + 2]
    return new >= old


def resolve_reference(document: JsonObject, node: JsonObject) -> JsonObject:
    """Return the target of a reference, also through several references."""
    while "$ref" in node:
        target: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def _parse_version(version: str) -> tuple[int, ...]:
    matched = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", version)
    if matched is None:
        raise ValueError(f"{version} is not a version of three numbers.")
    return tuple(int(number) for number in matched.groups())
