"""Breakdowns: the part of the whole that a figure describes, as sorted pairs `catalog:local,part:own`."""

import re
from functools import lru_cache

PAIR = r"[a-z0-9][a-z0-9-]{0,63}:[a-z0-9][a-z0-9-]{0,63}"
WHOLE = ""


def format_breakdown(breakdown: dict[str, str]) -> str:
    """Return the canonical text: pairs sorted by key; the whole is the empty text."""
    return ",".join(f"{key}:{breakdown[key]}" for key in sorted(breakdown))


@lru_cache(maxsize=4096)
def breakdown_to_map(text: str) -> dict[str, str]:
    """Return the map of a canonical text. It is cached and shared, so do not change it."""
    return dict(pair.split(":") for pair in text.split(",")) if text else {}


def parse_breakdown(text: str) -> str:
    """Parse `none`, or pairs such as `catalog:local` joined with `;`. Raise ValueError for any other text."""
    if text == "none":
        return WHOLE
    pairs = text.split(";")
    if not all(re.fullmatch(PAIR, pair, re.ASCII) for pair in pairs):
        raise ValueError(text)
    wanted = dict(pair.split(":") for pair in pairs)
    if len(wanted) != len(pairs):
        raise ValueError(text)
    return format_breakdown(wanted)
