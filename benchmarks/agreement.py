"""What is compared has to answer the same: the members of each figure, whatever else stands around them."""

import json
from datetime import datetime, timedelta
from typing import Any

# Django cuts what is below a millisecond off.
_CUT = timedelta(milliseconds=1)


def agreed(name: str, ours: bytes, theirs: bytes) -> None:
    """Raises RuntimeError where a peer answers other figures than Capaian."""
    expected, found = _figures(ours), _figures(theirs)
    if len(expected) != len(found):
        raise RuntimeError(f"{name} answers {len(found)} figures, Capaian {len(expected)}")
    for one, other in zip(expected, found, strict=True):
        differing = {member for member in one.keys() | other.keys() if not _same(one, other, member)}
        if differing:
            raise RuntimeError(f"{name} answers {sorted(differing)} of {one['id']} otherwise: {other}")


def _figures(body: bytes) -> list[dict[str, Any]]:
    told = json.loads(body)
    figures: list[dict[str, Any]] = told.get("data", [told])
    return figures


def _same(one: dict[str, Any], other: dict[str, Any], member: str) -> bool:
    if member not in one or member not in other:
        return False
    if member != "recorded_at":
        return bool(one[member] == other[member])
    return abs(datetime.fromisoformat(one[member]) - datetime.fromisoformat(other[member])) < _CUT
