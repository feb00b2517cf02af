"""Candidates: the key of an entity that a row may bring anew, the same for all rows that state the same figure."""

import hashlib
from typing import Any
from uuid import UUID

from api.figures.period import Period

# What a figure is known by. A stock stands on the last day of its period, however that is written.
STATED = (
    "indicator",
    "nature",
    "region",
    "breakdown",
    "institution",
    "stated_on",
    "stated_not_before",
    "stated_not_after",
)
MADE_UP = {"region": "ID", "breakdown": ""}


def candidate_of(content: dict[str, Any], import_id: UUID) -> str:
    """A source's code, the id that the row gives, or else a UUID version 7 made of the import and what is stated.

    Its time is that of the import, so that new figures sort where they were brought.
    """
    if "code" in content:
        return str(content["code"])
    if "id" in content:
        return str(content["id"])
    said = [str(content.get(name) or MADE_UP.get(name)) for name in STATED]
    told = "\x00".join([str(import_id), *said, _stretch(content.get("period"), content.get("nature"))])
    random = int.from_bytes(hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=10).digest())
    number = (import_id.int >> 80 << 80) | random
    number = number & ~(0xF << 76) | (0x7 << 76)  # the version
    number = number & ~(0x3 << 62) | (0x2 << 62)  # the variant
    return str(UUID(int=number))


_stretches: dict[tuple[str, object], str] = {}


def _stretch(period: object, nature: object) -> str:
    """The days by which a period is told from others; few periods are said by many rows."""
    key = (str(period), nature)
    if key not in _stretches:
        if len(_stretches) > 20_000:
            _stretches.clear()
        try:
            first, last = Period.parse(str(period))
            _stretches[key] = f"{last}" if nature == "stock" else f"{first}/{last}"
        except ValueError:  # the row is faulty, and will not be entered
            _stretches[key] = str(period)
    return _stretches[key]
