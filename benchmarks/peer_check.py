"""Check that a peer returns the same figures as Capaian, so that both do the same work."""

import json
from datetime import datetime, timedelta
from typing import Any

# Django truncates timestamps to milliseconds.
_TOLERANCE = timedelta(milliseconds=1)


def check_same_figures(name: str, expected_body: bytes, body: bytes) -> None:
    """Raise RuntimeError if a peer returns other figures than Capaian."""
    expected, found = _parse_figures(expected_body), _parse_figures(body)
    if len(expected) != len(found):
        raise RuntimeError(f"{name} returned {len(found)} figures, Capaian returned {len(expected)}.")
    for one, other in zip(expected, found, strict=True):
        differing = {field for field in one.keys() | other.keys() if not _is_equal(one, other, field)}
        if differing:
            raise RuntimeError(f"{name} returned other values of {sorted(differing)} for {one['id']}: {other}")


def _parse_figures(body: bytes) -> list[dict[str, Any]]:
    parsed = json.loads(body)
    figures: list[dict[str, Any]] = parsed.get("data", [parsed])
    return figures


def _is_equal(one: dict[str, Any], other: dict[str, Any], field: str) -> bool:
    if field not in one or field not in other:
        return False
    if field != "recorded_at":
        return bool(one[field] == other[field])
    return abs(datetime.fromisoformat(one[field]) - datetime.fromisoformat(other[field])) < _TOLERANCE
