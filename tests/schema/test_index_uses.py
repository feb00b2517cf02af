"""Each index of a figure serves a documented read, or a rule that writes check; docs/indexes.md lists them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.schema.conftest import Session
from tests.schema.index_uses import find_index_uses
from tests.support.databases import DatabaseUrls
from tests.support.newer_schema import needs_own_schema

DOCUMENT = Path(__file__).parents[2] / "docs" / "indexes.md"
pytestmark = needs_own_schema
UNUSED = "figures_by_speaker"  # an index without a use, which the test has to find


@pytest.fixture(scope="module")
def uses(filled: DatabaseUrls) -> Iterator[dict[str, list[str]]]:
    owner = Session(filled.owner)
    try:
        owner.run(f"BEGIN; CREATE INDEX {UNUSED} ON target (speaker)")
        yield owner.call(find_index_uses)
    finally:
        owner.close()


def test_every_index_of_a_figure_has_a_use(uses: dict[str, list[str]]) -> None:
    assert [name for name, found in uses.items() if not found] == [UNUSED]


def test_the_documentation_lists_every_index_of_a_figure(uses: dict[str, list[str]]) -> None:
    listed = re.findall(r"^\| `((?:target|realization)_\w+)` \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(uses.keys() - {UNUSED})
