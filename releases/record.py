"""`make release-openapi`: record openapi.yaml as released, and date the changelog."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import yaml

from api.openapi.changelog.parse import parse_changelog, split_releases
from api.openapi.pages.committed import load_json_3_0
from api.paths import CHANGELOG, OPENAPI_CHANGES
from api.types import JAKARTA
from releases.difference import Difference, is_sufficient_version
from releases.document import DOCUMENTS, OPENAPI_3_0, RELEASES, compress, find_released, load_current, load_released
from releases.gate import list_differences
from releases.migrations import RECORDED_MIGRATIONS, format_digests
from releases.page import PAGE, build_page

UNRELEASED = "## Unreleased\n"
_HEAD = "# Changes of openapi.yaml per release, newest first; written by `make release-openapi`.\n"


class _Dumper(yaml.CSafeDumper):
    """Writes a list of texts in as few lines as possible."""


def _represent_list(dumper: _Dumper, items: list[Any]) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=any(isinstance(i, str) for i in items))


_Dumper.add_representer(list, _represent_list)


class ReleaseError(Exception):
    """Error: the release cannot be recorded; the message is the reason."""


def date_changelog(changelog: str, version: str, day: date) -> str:
    """Move the section Unreleased under the version and its day."""
    if version in {released for released, _, _ in split_releases(changelog)}:
        raise ReleaseError(f"CHANGELOG.md already contains {version}. Raise the version in pyproject.toml.")
    before, found, after = changelog.partition(UNRELEASED)
    if not found or not after.partition("\n## ")[0].strip():
        raise ReleaseError("The section Unreleased of CHANGELOG.md is empty.")
    return f"{before}{UNRELEASED}\n## {version} - {day}\n{after}"


def find_changes(last: dict[str, Any] | None, current: dict[str, Any]) -> list[Difference]:
    """List the differences from the last release; the first release has none."""
    if last is None:
        return []
    found = list_differences(last, current)
    released, version = last["info"]["version"], current["info"]["version"]
    if not is_sufficient_version(released, version, {one.impact for one in found}):
        raise ReleaseError(
            f"The changes of openapi.yaml require a larger step than {released} to {version} (docs/deprecations.md)."
        )
    return found


def group_changes(found: list[Difference]) -> list[dict[str, Any]]:
    """Group equal changes of several operations, breaking ones first."""
    locations: dict[tuple[str, str], list[str]] = {}
    for one in sorted(found, key=lambda difference: difference.impact != "breaking"):
        locations.setdefault((one.impact, one.text), []).append(one.location)
    return [{"impact": impact, "text": text, "locations": listed} for (impact, text), listed in locations.items()]


def format_openapi_changes(version: str, found: list[Difference], recorded: list[dict[str, Any]]) -> str:
    """Return the content of releases/openapi-changes.yaml with this release first."""
    entry = {"version": version, "changes": group_changes(found)}
    text: str = yaml.dump([entry, *recorded], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return _HEAD + text


def record_release(changelog: Path, changes: Path, folder: Path, page: Path, day: date) -> str:
    """Write all files and return the version; `folder` receives the documents. Write nothing if there is an error."""
    current = load_current()
    version: str = current["info"]["version"]
    dated = date_changelog(changelog.read_text(encoding="utf-8"), version, day)
    recorded = yaml.load(changes.read_bytes(), Loader=yaml.CSafeLoader)
    openapi_changes = format_openapi_changes(version, find_changes(load_released(folder), current), recorded)
    built_page = build_page(parse_changelog(dated, yaml.load(openapi_changes, Loader=yaml.CSafeLoader)))
    changelog.write_text(dated, encoding="utf-8")
    changes.write_text(openapi_changes, encoding="utf-8")
    for path in DOCUMENTS:
        find_released(path, folder).write_bytes(compress(path.read_bytes()))
    (folder / OPENAPI_3_0).write_bytes(compress(load_json_3_0()))
    (folder / RECORDED_MIGRATIONS).write_text(format_digests(), encoding="utf-8")
    page.write_text(built_page, encoding="utf-8")
    return version


def main() -> None:
    try:
        version = record_release(CHANGELOG, OPENAPI_CHANGES, RELEASES, PAGE, datetime.now(JAKARTA).date())
    except ReleaseError as error:
        sys.exit(str(error))
    click.echo(f"{version} is recorded. Commit CHANGELOG.md, docs/changelog.md and releases/.")


if __name__ == "__main__":
    main()
