"""Changed descriptions, for a person to read: the meaning of a part can change without any other change."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from releases.difference import JsonObject

MAX_LISTED = 5


class ChangedText(NamedTuple):
    """A text of the document before and after; `location` is a pointer."""

    location: str
    before: str
    after: str


def find_changed_texts(before: JsonObject, after: JsonObject) -> list[ChangedText]:
    """List the summaries and descriptions at the same pointer that differ."""
    return list(_compare(before, after, ""))


def format_changed_texts(found: list[ChangedText], *, limit: int | None = MAX_LISTED) -> list[str]:
    """Return the report, with at most this number of texts."""
    if not found:
        return []
    listed = found if limit is None else found[:limit]
    lines = [f"{len(found)} descriptions have changed. Check that no part has another meaning:"]
    lines += [f"{text.location}\n  - {text.before}\n  + {text.after}" for text in listed]
    if len(listed) < len(found):
        lines.append(f"… and {len(found) - len(listed)} more: python -m releases.gate --texts")
    return lines


def _compare(before: Any, after: Any, location: str) -> Iterator[ChangedText]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in (key for key in before if key in after):
            was, became = before[key], after[key]
            if key in ("summary", "description") and isinstance(was, str) and isinstance(became, str):
                if was != became:
                    yield ChangedText(location, was, became)
            elif key not in ("example", "examples"):
                yield from _compare(was, became, f"{location}/{key}")
    elif isinstance(before, list) and isinstance(after, list):
        for index, (was, became) in enumerate(zip(before, after, strict=False)):
            yield from _compare(was, became, f"{location}/{index}")
