"""One difference between two contracts, what it asks of the version, and how a contract is followed."""

import re
from typing import Any, Literal, NamedTuple

JsonObject = dict[str, Any]

Impact = Literal["breaking", "addition"]


class Difference(NamedTuple):
    """`place` is the operation where there is one, else a pointer into the document."""

    impact: Impact
    place: str
    text: str


def suffices(before: str, after: str, impacts: set[Impact]) -> bool:
    """Whether the version was raised by as much as the differences ask for (SemVer).

    A break raises the major version. Before 1.0.0 that is the second number, and additions raise the third.
    """
    old, new = _numbers(before), _numbers(after)
    first = next((place for place, number in enumerate(old) if number), 2)
    if "breaking" in impacts:
        return new[: first + 1] > old[: first + 1]
    if "addition" in impacts:
        return new[: first + 2] > old[: first + 2]
    return new >= old


def resolved(document: JsonObject, node: JsonObject) -> JsonObject:
    """What a reference stands for, however many lie between."""
    while "$ref" in node:
        target: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def _numbers(version: str) -> tuple[int, ...]:
    matched = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", version)
    if matched is None:
        raise ValueError(f"{version} is no version of three numbers.")
    return tuple(int(number) for number in matched.groups())
