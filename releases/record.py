"""`make release-contract` keeps today's contract as the released one, and tells of it in the changelog."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import yaml

from api.changelog.reading import read, sections_of
from api.http.immutable import JAKARTA
from api.resources import CHANGELOG, CONTRACT_CHANGES, OPENAPI
from releases.difference import Difference, suffices
from releases.document import RELEASED, current, packed, released
from releases.gate import differences
from releases.page import PAGE, page_of

UNRELEASED = "## Unreleased\n"
_HEAD = "# What changed in openapi.yaml from release to release, newest first; written by `make release-contract`.\n"


class Unfit(Exception):
    """What is not fit to be released, in a sentence."""


def dated(changelog: str, version: str, day: date) -> str:
    """The changelog with what was unreleased under the version and its day."""
    if version in {released for released, _, _ in sections_of(changelog)}:
        raise Unfit(f"CHANGELOG.md tells of {version} already: raise the version in pyproject.toml.")
    before, found, after = changelog.partition(UNRELEASED)
    if not found or not after.partition("\n## ")[0].strip():
        raise Unfit("CHANGELOG.md has nothing under Unreleased.")
    return f"{before}{UNRELEASED}\n## {version} - {day}\n{after}"


def changes_since(last: dict[str, Any] | None, today: dict[str, Any]) -> list[Difference]:
    """None for the first release, which nothing went before."""
    if last is None:
        return []
    found = differences(last, today)
    was, becomes = last["info"]["version"], today["info"]["version"]
    if not suffices(was, becomes, {one.impact for one in found}):
        raise Unfit(f"The contract changed by more than the step from {was} to {becomes} says (docs/deprecations.md).")
    return found


def grouped(found: list[Difference]) -> list[dict[str, Any]]:
    """What is the same at many operations is told once, what breaks first."""
    places: dict[tuple[str, str], list[str]] = {}
    for one in sorted(found, key=lambda difference: difference.impact != "breaking"):
        places.setdefault((one.impact, one.text), []).append(one.place)
    return [{"impact": impact, "text": text, "places": held} for (impact, text), held in places.items()]


def written(version: str, found: list[Difference], recorded: list[dict[str, Any]]) -> str:
    """releases/contract.yaml with this release before the others."""
    entry = {"version": version, "changes": grouped(found)}
    text: str = yaml.dump([entry, *recorded], Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=110)
    return _HEAD + text


def record(changelog: Path, changes: Path, document: Path, page: Path, day: date) -> str:
    """Writes all four files, or none where something is unfit; returns the version."""
    today = current()
    version: str = today["info"]["version"]
    told = dated(changelog.read_text(encoding="utf-8"), version, day)
    recorded = yaml.load(changes.read_bytes(), Loader=yaml.CSafeLoader)
    contract = written(version, changes_since(released(document), today), recorded)
    made = page_of(read(told, yaml.load(contract, Loader=yaml.CSafeLoader)))
    changelog.write_text(told, encoding="utf-8")
    changes.write_text(contract, encoding="utf-8")
    document.write_bytes(packed(OPENAPI.read_bytes()))
    page.write_text(made, encoding="utf-8")
    return version


def main() -> None:
    try:
        version = record(CHANGELOG, CONTRACT_CHANGES, RELEASED, PAGE, datetime.now(JAKARTA).date())
    except Unfit as unfit:
        sys.exit(str(unfit))
    click.echo(f"{version} is recorded: commit CHANGELOG.md, docs/changelog.md and releases/.")


if __name__ == "__main__":
    main()
