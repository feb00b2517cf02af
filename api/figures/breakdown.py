"""Breakdowns: which part of the whole a figure speaks of, as sorted pairs `catalog:local,part:own`."""

import re
from functools import lru_cache

PAIR = r"[a-z0-9][a-z0-9-]{0,63}:[a-z0-9][a-z0-9-]{0,63}"
WHOLE = ""


def text_of(breakdown: dict[str, str]) -> str:
    """The canonical text: pairs sorted by key; the whole is the empty text."""
    return ",".join(f"{key}:{breakdown[key]}" for key in sorted(breakdown))


@lru_cache(maxsize=4096)
def map_of(text: str) -> dict[str, str]:
    """The map of a canonical text. It is shared between answers: nobody may change it."""
    return dict(pair.split(":") for pair in text.split(",")) if text else {}


def parse(text: str) -> str:
    """Reads a filter's `none` or `catalog:local`, several pairs joined by `;`. Raises ValueError otherwise."""
    if text == "none":
        return WHOLE
    pairs = text.split(";")
    if not all(re.fullmatch(PAIR, pair, re.ASCII) for pair in pairs):
        raise ValueError(text)
    wanted = dict(pair.split(":") for pair in pairs)
    if len(wanted) != len(pairs):
        raise ValueError(text)
    return text_of(wanted)
