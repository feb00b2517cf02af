"""docs/changelog.md, generated from the response of /v1/changelog."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from api.openapi.changelog.model import Changelog, OpenApiChange, Release, RenamedPart

PAGE = Path(__file__).parents[1] / "docs" / "changelog.md"
_HEAD = """\
# Changelog of the releases

This page lists the changes of each release, also of the OpenAPI document, for users of the API. `GET /v1/changelog`
returns the same as JSON, with all locations of a change:

    $ curl -s http://127.0.0.1:8000/v1/changelog | grep -o '"version":"[^"]*"'
    "version":"0.2.0"
    "version":"0.1.0"

`make release-openapi` generates this page from `CHANGELOG.md` and `releases/openapi-changes.yaml`.
[Deprecations and breaking changes](deprecations.md) defines breaking changes.
"""
_MAX_LOCATIONS = 5
_NO_RELEASE = "\nNo version is released.\n"
_IMPACTS = {"breaking": "OpenAPI document: breaking changes", "additive": "OpenAPI document: additions"}


def build_page(changelog: Changelog) -> str:
    return _HEAD + ("".join(map(_build_section, changelog.releases)) or _NO_RELEASE)


def _build_section(release: Release) -> str:
    parts = [f"\n## {release.version} - {release.released_on}\n"]
    for kind, entries in groupby(release.entries, lambda entry: entry.kind):
        parts += [f"\n### {kind.capitalize()}\n\n", *(f"- {entry.text}\n" for entry in entries)]
    if release.renamed:
        parts.append("\n### Names\n\n| where | before | after |\n| --- | --- | --- |\n")
        parts += [
            line
            for group, rows in groupby(release.renamed, lambda part: part.group)
            for line in _format_group(group, rows)
        ]
    for impact, title in _IMPACTS.items():
        changes = [change for change in release.api_changes if change.impact == impact]
        if changes:
            parts += [f"\n### {title}\n\n", *map(_format_change, changes)]
    return "".join(parts)


def _format_group(group: str, parts: Iterable[RenamedPart]) -> Iterator[str]:
    yield f"| **{group}** | | |\n"
    yield from (f"| {part.where} | {part.before} | {part.after} |\n" for part in parts)


def _format_change(change: OpenApiChange) -> str:
    listed = ", ".join(f"`{location}`" for location in change.locations[:_MAX_LOCATIONS])
    others = len(change.locations) - _MAX_LOCATIONS
    return f"- {change.text} At {listed}{f' and {others} others' if others > 0 else ''}.\n"
