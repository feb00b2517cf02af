"""The Indonesian pages have the sections, commands and links of the English pages."""

from pathlib import Path

import pytest

from tests.docs.outline import Section, list_commands, parse_sections

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "docs/guide.md"]


def pair_sections(page: str) -> list[tuple[Section, Section]]:
    english, indonesian = (parse_sections(ROOT / name) for name in (page, page.replace(".md", ".id.md")))
    return list(zip(english, indonesian, strict=True))


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_sections(page: str) -> None:
    assert [(one.level, other.level) for one, other in pair_sections(page) if one.level != other.level] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_section_is_translated(page: str) -> None:
    assert [one.heading for one, other in pair_sections(page) if one.level > 1 and one.heading == other.heading] == []


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_commands(page: str) -> None:
    for one, other in pair_sections(page):
        assert [list_commands(block) for block in one.blocks] == [list_commands(block) for block in other.blocks]
        assert [block.language for block in one.blocks] == [block.language for block in other.blocks]


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_code_spans(page: str) -> None:
    assert [(one.heading, sorted(one.spans)) for one, _ in pair_sections(page)] == [
        (one.heading, sorted(other.spans)) for one, other in pair_sections(page)
    ]


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_links_except_to_translated_pages(page: str) -> None:
    for one, other in pair_sections(page):
        for english, indonesian in zip(
            sorted(map(english_link, one.links)), sorted(map(english_link, other.links)), strict=True
        ):
            assert english == indonesian
        for link in other.links:
            assert not _has_translation(page, link) or english_link(link) == english_link(Path(page).name), link


def english_link(link: str) -> str:
    """Return the link to the English page."""
    return link.replace(".id.md", ".md")


def _has_translation(page: str, link: str) -> bool:
    """Return whether the link goes to an English page that has an Indonesian translation."""
    target = (ROOT / page).parent / link.partition("#")[0]
    return target.suffix == ".md" and ".id" not in target.suffixes and target.with_suffix(".id.md").exists()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_and_its_translation_link_to_each_other(page: str) -> None:
    translation = page.replace(".md", ".id.md")
    links = {
        name: {link for part in parse_sections(ROOT / name) for link in part.links} for name in (page, translation)
    }
    assert Path(translation).name in links[page]
    assert Path(page).name in links[translation]
