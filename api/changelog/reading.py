"""Reading the changelog: CHANGELOG.md tells what releases brought, releases/contract.yaml how the contract changed."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import msgspec
import yaml

from api.changelog.model import Changelog, ContractChange, Entry, Release
from api.resources import CHANGELOG, CONTRACT_CHANGES

_RELEASE = re.compile(r"^## (\d+\.\d+\.\d+) - (\d{4}-\d\d-\d\d)$", re.MULTILINE)
_KIND = re.compile(r"^### (\w+)$", re.MULTILINE)
_ENTRY = re.compile(r"^- (.*(?:\n  .*)*)", re.MULTILINE)
# A link to a page of the repository leads nowhere from here: one in brackets is left out, of others the words stay.
_BRACKETED_LINK = re.compile(r" \(\[[^\]]+\]\([^)]+\)\)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


@cache
def changelog() -> Changelog:
    """Of releases alone: what is not released yet stands in CHANGELOG.md and nowhere else."""
    recorded = yaml.load(CONTRACT_CHANGES.read_bytes(), Loader=yaml.CSafeLoader)
    return read(CHANGELOG.read_text(encoding="utf-8"), recorded)


def read(text: str, recorded: list[dict[str, Any]]) -> Changelog:
    changes = {release["version"]: release["changes"] for release in recorded}
    return Changelog(
        [
            Release(version, date.fromisoformat(day), list(entries_of(section)), _typed(changes.get(version, [])))
            for version, day, section in sections_of(text)
        ]
    )


def sections_of(text: str) -> Iterator[tuple[str, str, str]]:
    """Version, day and what stands below, of each release."""
    _, *parts = _RELEASE.split(text)
    yield from zip(parts[0::3], parts[1::3], parts[2::3], strict=True)


def entries_of(section: str) -> Iterator[Entry]:
    _, *parts = _KIND.split(section)
    for kind, items in zip(parts[0::2], parts[1::2], strict=True):
        for item in _ENTRY.findall(items):
            text = _LINK.sub(r"\1", _BRACKETED_LINK.sub("", " ".join(item.split())))
            yield msgspec.convert({"kind": kind.lower(), "text": text}, Entry)


def _typed(changes: list[dict[str, Any]]) -> list[ContractChange]:
    return msgspec.convert(changes, list[ContractChange])
