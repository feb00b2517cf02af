"""Parser of the changelog: CHANGELOG.md and releases/openapi-changes.yaml."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import msgspec
import yaml

from api.openapi.changelog.model import Changelog, ChangelogEntry, OpenApiChange, Release, RenamedPart
from api.paths import CHANGELOG, OPENAPI_CHANGES

_RELEASE = re.compile(r"^## (\d+\.\d+\.\d+) - (\d{4}-\d\d-\d\d)$", re.MULTILINE)
_KIND = re.compile(r"^### (\w+)$", re.MULTILINE)
_ROW = re.compile(r"^\|(.+)\|(.*)\|(.*)\|$", re.MULTILINE)
_ENTRY = re.compile(r"^- (.*(?:\n  .*)*)", re.MULTILINE)
# The service does not serve the linked files of the repository: remove a link in brackets, and keep the text of others.
_BRACKETED_LINK = re.compile(r" \(\[[^\]]+\]\([^)]+\)\)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


@cache
def load_changelog() -> Changelog:
    """Load all releases; the section Unreleased is not included."""
    recorded = yaml.load(OPENAPI_CHANGES.read_bytes(), Loader=yaml.CSafeLoader)
    return parse_changelog(CHANGELOG.read_text(encoding="utf-8"), recorded)


def parse_changelog(text: str, recorded: list[dict[str, Any]]) -> Changelog:
    """Parse a changelog in Markdown, with the recorded changes of the OpenAPI document."""
    changes = {release["version"]: release["changes"] for release in recorded}
    return Changelog(
        [
            Release(
                version,
                date.fromisoformat(day),
                list(parse_entries(section)),
                list(parse_renamed_parts(section)),
                _convert_changes(changes.get(version, [])),
            )
            for version, day, section in split_releases(text)
        ]
    )


def split_releases(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the version, the day and the section of each release."""
    _, *parts = _RELEASE.split(text)
    yield from zip(parts[0::3], parts[1::3], parts[2::3], strict=True)


def parse_entries(section: str) -> Iterator[ChangelogEntry]:
    _, *parts = _KIND.split(section)
    for kind, items in zip(parts[0::2], parts[1::2], strict=True):
        for item in _ENTRY.findall(items):
            text = _LINK.sub(r"\1", _BRACKETED_LINK.sub("", " ".join(item.split())))
            yield msgspec.convert({"kind": kind.lower(), "text": text}, ChangelogEntry)


def parse_renamed_parts(section: str) -> Iterator[RenamedPart]:
    """Yield the rows of the table of names. A row with an empty second column names the group of the next ones."""
    group = ""
    for row in _ROW.findall(section)[2:]:  # without the head of the table
        where, before, after = (cell.strip() for cell in row)
        if before:
            yield RenamedPart(group, where, before, after)
        else:
            group = where.strip("*")


def _convert_changes(changes: list[dict[str, Any]]) -> list[OpenApiChange]:
    return msgspec.convert(changes, list[OpenApiChange])
