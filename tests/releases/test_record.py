"""A release is recorded completely or not at all: the changelog, the differences, the document and the page."""

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.openapi.changelog.parse import parse_changelog, split_releases
from api.openapi.document.downgrade import downgrade_to_3_0
from api.openapi.pages.committed import load_document
from api.paths import OPENAPI
from releases import record
from releases.difference import Difference
from releases.document import load_current, load_released, load_released_3_0
from releases.migrations import MIGRATIONS, RECORDED_MIGRATIONS, format_digests, list_changed_migrations
from releases.page import build_page

DAY = date(2026, 11, 30)
TEXT = """\
# Changelog

## Unreleased

### Added

- More of it, in two
  lines ([more](docs/more.md)).

### Fixed

- What [was](docs/was.md) wrong.

## 0.1.0 - 2026-11-24

### Added

- All of it.
"""


def test_the_unreleased_entries_move_under_the_version_and_date() -> None:
    dated = record.date_changelog(TEXT, "0.2.0", DAY)
    assert [(version, released_on) for version, released_on, _ in split_releases(dated)] == [
        ("0.2.0", "2026-11-30"),
        ("0.1.0", "2026-11-24"),
    ]
    assert dated.partition("## Unreleased\n")[2].startswith("\n## 0.2.0 - 2026-11-30\n\n### Added\n")


def test_a_version_that_exists_and_a_release_without_entries_are_errors() -> None:
    with pytest.raises(record.ReleaseError, match=r"already contains 0\.1\.0"):
        record.date_changelog(TEXT, "0.1.0", DAY)
    with pytest.raises(record.ReleaseError, match="The section Unreleased"):
        record.date_changelog(record.date_changelog(TEXT, "0.2.0", DAY), "0.3.0", DAY)


def test_the_differences_of_a_release_are_in_the_changelog_and_on_its_page() -> None:
    differences = [
        Difference("additive", "GET /v1/toys", "The operation is new."),
        Difference("breaking", "GET /v1/units", "Gone."),
        Difference("breaking", "GET /v1/units/{code}", "Gone."),
    ]
    written = record.format_openapi_changes("0.2.0", differences, [{"version": "0.1.0", "changes": []}])
    changelog = parse_changelog(record.date_changelog(TEXT, "0.2.0", DAY), yaml.safe_load(written))
    assert [release.version for release in changelog.releases] == ["0.2.0", "0.1.0"]
    assert [(change.impact, change.locations) for change in changelog.releases[0].api_changes] == [
        ("breaking", ["GET /v1/units", "GET /v1/units/{code}"]),
        ("additive", ["GET /v1/toys"]),
    ]
    page = build_page(changelog)
    assert "## 0.2.0 - 2026-11-30\n\n### Added\n\n- More of it, in two lines.\n" in page
    assert "### OpenAPI document: breaking changes\n\n- Gone. At `GET /v1/units`, `GET /v1/units/{code}`.\n" in page
    assert "### OpenAPI document: additions\n\n- The operation is new. At `GET /v1/toys`.\n" in page


def write_files(directory: Path) -> tuple[Path, Path, Path, Path]:
    changelog, changes = directory / "CHANGELOG.md", directory / "openapi-changes.yaml"
    changelog.write_text(TEXT.replace("0.1.0", "0.0.9"))
    changes.write_text("[]\n")
    return changelog, changes, directory, directory / "changelog.md"


def test_the_first_release_stores_the_document_and_writes_the_page(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    version = record.record_release(*files, DAY)
    changelog, changes, folder, page = files
    assert gzip.decompress((folder / "openapi.yaml.gz").read_bytes()) == OPENAPI.read_bytes()
    assert load_released(folder) == load_current()
    assert load_released_3_0(folder) == downgrade_to_3_0(load_document())
    assert list_changed_migrations((folder / RECORDED_MIGRATIONS).read_text()) == []
    assert f"## {version} - 2026-11-30" in changelog.read_text()
    assert yaml.safe_load(changes.read_bytes()) == [{"version": version, "changes": []}]
    assert page.read_text() == build_page(parse_changelog(changelog.read_text(), yaml.safe_load(changes.read_bytes())))


def test_an_edited_and_a_removed_migration_of_a_release_are_found(tmp_path: Path) -> None:
    for name in ("0101_first.sql", "0102_second.sql", "0103_third.sql"):
        (tmp_path / name).write_text("SELECT 1;\n")
    recorded = format_digests(tmp_path)
    (tmp_path / "0101_first.sql").write_text("SELECT 2;\n")
    (tmp_path / "0102_second.sql").unlink()
    (tmp_path / "0104_fourth.sql").write_text("SELECT 1;\n")
    assert list_changed_migrations(recorded, tmp_path) == ["0101_first.sql", "0102_second.sql"]


def test_no_migration_of_the_last_release_has_changed() -> None:
    recorded = record.RELEASES / RECORDED_MIGRATIONS
    assert MIGRATIONS.is_dir()
    assert not recorded.exists() or list_changed_migrations(recorded.read_text()) == []


def test_a_breaking_change_without_a_new_major_version_is_not_released_and_changes_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_files(tmp_path)
    record.record_release(*files, DAY)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    files[0].write_text(TEXT.replace("0.1.0", "0.0.9"))
    changed = files[0].read_bytes()
    breaking = [Difference("breaking", "GET /v1/units", "Gone.")]

    def find_breaking(_before: dict[str, Any], _after: dict[str, Any]) -> list[Difference]:
        return breaking

    monkeypatch.setattr(record, "list_differences", find_breaking)
    with pytest.raises(record.ReleaseError, match="a larger step"):
        record.record_release(*files, DAY)
    after = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert after == {**before, "CHANGELOG.md": changed}
