"""The service and docs/changelog.md have every entry of CHANGELOG.md and every change to openapi.yaml."""

import re

import httpx
import msgspec
import pytest
import yaml

from api.openapi.changelog.model import Changelog
from api.openapi.changelog.parse import load_changelog, parse_entries, parse_renamed_parts, split_releases
from api.openapi.examples.changelog import CHANGELOG_EXAMPLES
from api.paths import CHANGELOG, OPENAPI_CHANGES
from releases.page import PAGE, build_page

SECTION = """\
### Added

- More of it, in two
  lines ([more](docs/more.md)).

### Fixed

- What [was](docs/was.md) wrong.
"""


def test_the_page_is_generated_from_the_sources() -> None:
    assert PAGE.read_text(encoding="utf-8") == build_page(load_changelog()), "write it with: make release-openapi"


def test_the_service_returns_the_changelog_of_the_page(client: httpx.Client) -> None:
    response = client.get("/v1/changelog")
    assert response.status_code == 200
    assert msgspec.json.decode(response.content, type=Changelog) == load_changelog()


def test_every_entry_of_the_changelog_is_parsed() -> None:
    text = CHANGELOG.read_text(encoding="utf-8")
    unreleased = text.partition("\n## Unreleased\n")[2].partition("\n## ")[0]
    sections = [unreleased, *(section for _, _, section in split_releases(text))]
    assert sum(len(list(parse_entries(section))) for section in sections) == len(re.findall(r"^- ", text, re.MULTILINE))
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert len(headings) == 1 + len(load_changelog().releases)


def test_the_changes_to_the_document_have_the_releases_of_the_changelog() -> None:
    recorded = yaml.safe_load(OPENAPI_CHANGES.read_bytes())
    assert [release["version"] for release in recorded] == [release.version for release in load_changelog().releases]


def test_an_entry_has_its_kind_and_text_without_relative_links() -> None:
    assert [(entry.kind, entry.text) for entry in parse_entries(SECTION)] == [
        ("added", "More of it, in two lines."),
        ("fixed", "What was wrong."),
    ]


def test_the_table_of_a_release_states_the_old_and_new_names() -> None:
    table = """
| where | 0.1.0 | 0.2.0 |
| --- | --- | --- |
| **Imports** | | |
| import run | `state`, `doing` | `status`, `action` |
| **Headers** | | |
| response | `traceparent` | removed |
"""
    assert [(part.group, part.where, part.before, part.after) for part in parse_renamed_parts(table)] == [
        ("Imports", "import run", "`state`, `doing`", "`status`, `action`"),
        ("Headers", "response", "`traceparent`", "removed"),
    ]


def test_an_unknown_kind_of_entry_is_an_error() -> None:
    with pytest.raises(msgspec.ValidationError):
        list(parse_entries("\n### Improved\n\n- Something.\n"))


def test_the_example_of_the_document_is_in_the_changelog() -> None:
    example = msgspec.convert(CHANGELOG_EXAMPLES["read_changelog"], Changelog)
    (entry,) = example.releases[0].entries
    text = " ".join(CHANGELOG.read_text(encoding="utf-8").split())
    assert f"- {entry.text}" in text
