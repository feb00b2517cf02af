"""The changelog says the same in its sources, on its page and over HTTP; a release is recorded whole or not at all."""

import gzip
import re
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import yaml

from api.changelog.model import Changelog
from api.changelog.reading import changelog, entries_of, read, sections_of
from api.contract.examples.releases import OF_RELEASES
from api.resources import CHANGELOG, CONTRACT_CHANGES, OPENAPI
from releases import record as recording
from releases.difference import Difference
from releases.page import PAGE, page_of

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


def test_the_page_is_made_of_the_sources() -> None:
    assert PAGE.read_text(encoding="utf-8") == page_of(changelog()), "write it with: make release-contract"


def test_the_service_answers_with_what_the_page_says(client: httpx.Client) -> None:
    answer = client.get("/v1/changelog")
    assert answer.status_code == 200
    answered = msgspec.json.decode(answer.content, type=Changelog)
    assert answered == changelog()
    assert page_of(answered) == PAGE.read_text(encoding="utf-8")


def test_every_line_of_the_changelog_is_read() -> None:
    text = CHANGELOG.read_text(encoding="utf-8")
    unreleased = text.partition("\n## Unreleased\n")[2].partition("\n## ")[0]
    told = [unreleased, *(section for _, _, section in sections_of(text))]
    assert sum(len(list(entries_of(section))) for section in told) == len(re.findall(r"^- ", text, re.MULTILINE))
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert len(headings) == 1 + len(changelog().releases)


def test_each_release_in_the_records_is_one_of_the_changelog() -> None:
    recorded = yaml.safe_load(CONTRACT_CHANGES.read_bytes())
    assert [release["version"] for release in recorded] == [release.version for release in changelog().releases]


def test_entries_have_their_kind_and_no_link_that_leads_nowhere() -> None:
    _, _, section = next(sections_of(TEXT.replace("## Unreleased", "## 0.2.0 - 2026-11-30")))
    assert [(entry.kind, entry.text) for entry in entries_of(section)] == [
        ("added", "More of it, in two lines."),
        ("fixed", "What was wrong."),
    ]


def test_a_kind_that_nobody_knows_is_not_passed_over() -> None:
    with pytest.raises(msgspec.ValidationError):
        list(entries_of("\n### Improved\n\n- Something.\n"))


def test_what_was_unreleased_goes_under_the_version_and_its_day() -> None:
    dated = recording.dated(TEXT, "0.2.0", DAY)
    assert [(version, day) for version, day, _ in sections_of(dated)] == [
        ("0.2.0", "2026-11-30"),
        ("0.1.0", "2026-11-24"),
    ]
    assert dated.partition("## Unreleased\n")[2].startswith("\n## 0.2.0 - 2026-11-30\n\n### Added\n")


def test_a_version_is_released_once_and_not_without_anything_to_tell() -> None:
    with pytest.raises(recording.Unfit, match=r"0\.1\.0 already"):
        recording.dated(TEXT, "0.1.0", DAY)
    with pytest.raises(recording.Unfit, match="nothing under Unreleased"):
        recording.dated(recording.dated(TEXT, "0.2.0", DAY), "0.3.0", DAY)


def test_the_differences_of_a_release_come_with_it_and_stay() -> None:
    found = [
        Difference("addition", "GET /v1/toys", "The operation is new."),
        Difference("breaking", "GET /v1/units", "Gone."),
        Difference("breaking", "GET /v1/units/{code}", "Gone."),
    ]
    written = recording.written("0.2.0", found, [{"version": "0.1.0", "changes": []}])
    told = read(recording.dated(TEXT, "0.2.0", DAY), yaml.safe_load(written))
    assert [release.version for release in told.releases] == ["0.2.0", "0.1.0"]
    assert [(change.impact, change.places) for change in told.releases[0].contract] == [
        ("breaking", ["GET /v1/units", "GET /v1/units/{code}"]),
        ("addition", ["GET /v1/toys"]),
    ]
    page = page_of(told)
    assert "## 0.2.0 - 2026-11-30\n\n### Added\n\n- More of it, in two lines.\n" in page
    assert "### Contract: breaking\n\n- Gone. At `GET /v1/units`, `GET /v1/units/{code}`.\n" in page
    assert "### Contract: additions\n\n- The operation is new. At `GET /v1/toys`.\n" in page


def files_in(directory: Path) -> tuple[Path, Path, Path, Path]:
    changelog, changes = directory / "CHANGELOG.md", directory / "contract.yaml"
    changelog.write_text(TEXT.replace("0.1.0", "0.0.9"))
    changes.write_text("[]\n")
    return changelog, changes, directory / "openapi.yaml.gz", directory / "changelog.md"


def test_the_first_release_keeps_the_document_and_writes_the_page(tmp_path: Path) -> None:
    files = files_in(tmp_path)
    version = recording.record(*files, DAY)
    changelog, changes, document, page = files
    assert gzip.decompress(document.read_bytes()) == OPENAPI.read_bytes()
    assert f"## {version} - 2026-11-30" in changelog.read_text()
    assert yaml.safe_load(changes.read_bytes()) == [{"version": version, "changes": []}]
    assert page.read_text() == page_of(read(changelog.read_text(), yaml.safe_load(changes.read_bytes())))


def test_a_contract_that_changed_by_more_than_the_version_says_is_not_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = files_in(tmp_path)
    recording.record(*files, DAY)
    before = [file.read_bytes() for file in files]
    files[0].write_text(TEXT.replace("0.1.0", "0.0.9"))
    changed = files[0].read_bytes()
    breaking = [Difference("breaking", "GET /v1/units", "Gone.")]

    def broken(_before: dict[str, Any], _after: dict[str, Any]) -> list[Difference]:
        return breaking

    monkeypatch.setattr(recording, "differences", broken)
    with pytest.raises(recording.Unfit, match="by more than the step"):
        recording.record(*files, DAY)
    assert [file.read_bytes() for file in files] == [changed, *before[1:]]


def test_the_example_of_the_contract_is_a_changelog() -> None:
    example = msgspec.convert(OF_RELEASES["read_changelog"], Changelog)
    (entry,) = example.releases[0].entries
    text = " ".join(CHANGELOG.read_text(encoding="utf-8").split())
    assert f"- {entry.text}" in text
