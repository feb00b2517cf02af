"""What is told in Indonesian is told in English, section for section, and nothing to type differs."""

from pathlib import Path

import pytest

from tests.docs.outline import Section, commands_of, sections_of

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "docs/guide.md"]


def both(page: str) -> list[tuple[Section, Section]]:
    english, indonesian = (sections_of(ROOT / name) for name in (page, page.replace(".md", ".id.md")))
    return list(zip(english, indonesian, strict=True))


@pytest.mark.parametrize("page", PAGES)
def test_the_sections_are_the_same_in_number_order_and_depth(page: str) -> None:
    assert [(one.level, other.level) for one, other in both(page) if one.level != other.level] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_section_is_translated(page: str) -> None:
    assert [one.heading for one, other in both(page) if one.level > 1 and one.heading == other.heading] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_are_the_same(page: str) -> None:
    for one, other in both(page):
        assert [commands_of(block) for block in one.blocks] == [commands_of(block) for block in other.blocks]
        assert [block.language for block in one.blocks] == [block.language for block in other.blocks]


@pytest.mark.parametrize("page", PAGES)
def test_what_is_set_as_code_is_the_same(page: str) -> None:
    assert [(one.heading, sorted(one.spans)) for one, _ in both(page)] == [
        (one.heading, sorted(other.spans)) for one, other in both(page)
    ]


@pytest.mark.parametrize("page", PAGES)
def test_the_links_are_the_same_and_lead_to_the_translation_where_there_is_one(page: str) -> None:
    for one, other in both(page):
        for english, indonesian in zip(sorted(map(plain, one.links)), sorted(map(plain, other.links)), strict=True):
            assert english == indonesian
        for link in other.links:
            assert not _has_translation(page, link) or plain(link) == plain(Path(page).name), link


def plain(link: str) -> str:
    """A page and its translation are one."""
    return link.replace(".id.md", ".md")


def _has_translation(page: str, link: str) -> bool:
    """An English page, told of on an Indonesian one, though there is an Indonesian one of it."""
    there = (ROOT / page).parent / link.partition("#")[0]
    return there.suffix == ".md" and ".id" not in there.suffixes and there.with_suffix(".id.md").exists()


@pytest.mark.parametrize("page", PAGES)
def test_each_leads_to_the_other(page: str) -> None:
    translation = page.replace(".md", ".id.md")
    links = {name: {link for part in sections_of(ROOT / name) for link in part.links} for name in (page, translation)}
    assert Path(translation).name in links[page]
    assert Path(page).name in links[translation]
