"""The pages of docs/ on the service: sections, samples and links. They work without JavaScript."""

import re
from itertools import groupby
from pathlib import Path

import httpx
import pytest

from api.openapi.pages import committed
from api.openapi.pages.docs_pages import GUIDES, PAGES, VARIANTS, build_slug, resolve_link
from tests.docs.outline import Section, parse_sections

DOCS = Path(__file__).parents[2] / "docs"
GUIDE_FILES = {f"/docs/{name}": path.name for name, path in GUIDES.items()}


def sections(name: str) -> list[Section]:
    return parse_sections(DOCS / name)


def test_the_guide_has_seven_sections_in_the_order_of_use() -> None:
    assert [section.heading for section in sections("guide.md") if section.level == 2] == [
        "Read",
        "Search",
        "Follow the cursor",
        "Cache with ETags",
        "Follow changes",
        "Write",
        "Import",
    ]


@pytest.mark.parametrize("name", GUIDE_FILES.values())
def test_a_sample_has_all_languages_or_is_shared(name: str) -> None:
    for section in sections(name):
        for _, group in groupby(section.blocks, key=lambda block: block.group):
            assert [block.language for block in group] in (["sh"], list(VARIANTS))


@pytest.mark.parametrize("name", GUIDE_FILES.values())
def test_every_section_has_samples_and_links_to_the_reference(name: str) -> None:
    for section in sections(name):
        if section.level == 2:
            assert {block.language for block in section.blocks} == set(VARIANTS), section.heading
            assert [link for link in section.links if "openapi.yaml#" in link] or "ETag" in section.heading


@pytest.mark.parametrize("name", GUIDE_FILES.values())
def test_every_linked_operation_exists(name: str) -> None:
    operations = {
        one.get("operationId") for path in committed.load_document()["paths"].values() for one in path.values()
    }
    links = [link for section in sections(name) for link in section.links]
    named = {link.partition("#")[2] for link in links if link.startswith("../openapi.yaml#")}
    assert named
    assert named <= operations


def test_every_page_of_docs_is_served_and_each_of_its_links_works(client: httpx.Client) -> None:
    pages = {f"/docs/{name}": client.get(f"/docs/{name}").text for name in (*PAGES, "index")}
    files = {path for folder in (DOCS, DOCS / "operations") for path in folder.glob("*.md")}
    assert set(PAGES.values()) == files
    assert all(f'href="{name}"' in pages["/docs/index"] for name in PAGES)
    broken = []
    for page, html in pages.items():
        for link in re.findall(r'href="([^"]+)"', html):
            url = httpx.URL(page).join(link)
            if link.startswith("https://") or (url.path == "/docs" and url.fragment):
                continue  # another host, or a place that Swagger UI shows
            target = pages.get(url.path)
            if target is None:
                assert client.get(url.path).status_code == 200, (page, link)
            elif url.fragment and f'id="{url.fragment}"' not in target:
                broken.append((page, link))
    assert broken == []


def test_a_link_to_a_file_becomes_a_link_to_a_page_of_the_service() -> None:
    assert resolve_link("../openapi.yaml") == "../docs"
    assert resolve_link("../openapi.yaml#list_targets") == "../docs#/targets/list_targets"
    assert resolve_link("problems.md") == "../problems"
    assert resolve_link("problems.md#conflict") == "../problems/conflict"
    assert resolve_link("guide.id.md") == "panduan"
    assert resolve_link("progress.md#verdicts") == "progress#verdicts"
    assert resolve_link("#audit") == "#audit"
    assert resolve_link("decisions/0014-imports.md") is None
    assert resolve_link("operations/roles.md") == "operations-roles"
    assert resolve_link("roles.md", DOCS / "operations") == "operations-roles"
    assert resolve_link("../progress.md#verdicts", DOCS / "operations") == "progress#verdicts"


@pytest.mark.parametrize("path", GUIDE_FILES)
def test_the_page_has_every_section_and_every_sample(client: httpx.Client, path: str) -> None:
    page = client.get(path).text
    page_sections = sections(GUIDE_FILES[path])
    for section in page_sections[2:]:
        assert f'<h2 id="{build_slug(section.heading)}">{section.heading}</h2>' in page
        assert f'<li><a href="#{build_slug(section.heading)}">{section.heading}</a></li>' in page
    blocks = [block for section in page_sections for block in section.blocks]
    assert page.count("<pre tabindex") == len(blocks)
    for language, variant in VARIANTS.items():
        alone = sum(1 for _, group in groupby(blocks, key=lambda block: block.group) if len(list(group)) == 1)
        shared = alone if language == "sh" else 0
        count = sum(block.language == language for block in blocks)
        assert page.count(f'class="sample in-{variant.slug}"') == count - shared


@pytest.mark.parametrize(("path", "language"), [("/docs/guide", "en"), ("/docs/panduan", "id")])
def test_the_page_has_its_language_and_one_script_that_only_shows_the_url(
    client: httpx.Client, path: str, language: str
) -> None:
    page = client.get(path).text
    assert f'<html lang="{language}">' in page
    assert re.findall("<script.*", page) == ['<script src="base-url.js" defer></script>']
    assert re.search(r"\$\w+", re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)) is None
    assert len(page.encode()) < 32_000
