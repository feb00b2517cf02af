"""docs/changelog.md, made of what the service answers at /v1/changelog."""

from itertools import groupby
from pathlib import Path

from api.changelog.model import Changelog, ContractChange, Release

PAGE = Path(__file__).parents[1] / "docs" / "changelog.md"
_HEAD = """\
# Changelog of the releases

For those who use the API: what each release brought, and what changed in the contract. `GET /v1/changelog` answers with
the same as JSON. This page is made of `CHANGELOG.md` and `releases/contract.yaml` by `make release-contract`; what
counts as breaking stands in [deprecations](deprecations.md).
"""
_NONE = "\nNothing is released yet.\n"
_IMPACTS = {"breaking": "Contract: breaking", "addition": "Contract: additions"}


def page_of(changelog: Changelog) -> str:
    return _HEAD + ("".join(map(_section, changelog.releases)) or _NONE)


def _section(release: Release) -> str:
    told = [f"\n## {release.version} - {release.date}\n"]
    for kind, entries in groupby(release.entries, lambda entry: entry.kind):
        told += [f"\n### {kind.capitalize()}\n\n", *(f"- {entry.text}\n" for entry in entries)]
    for impact, title in _IMPACTS.items():
        changes = [change for change in release.contract if change.impact == impact]
        if changes:
            told += [f"\n### {title}\n\n", *map(_line, changes)]
    return "".join(told)


def _line(change: ContractChange) -> str:
    return f"- {change.text} At {', '.join(f'`{place}`' for place in change.places)}.\n"
