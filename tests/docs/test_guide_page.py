"""The guide as a page of the service: what it is made of, where it leads, and that it needs no script."""

import re
from itertools import groupby
from pathlib import Path

import httpx
import pytest

from api.contract import committed
from api.contract.guide import FILES, VARIANTS, served_at, slug_of
from tests.docs.outline import Section, sections_of

DOCS = Path(__file__).parents[2] / "docs"
ADDRESSES = {"/docs/guide": "guide.md", "/docs/panduan": "guide.id.md"}


def sections(name: str) -> list[Section]:
    return sections_of(DOCS / name)


def test_the_guide_tells_the_six_things_in_the_order_in_which_they_are_needed() -> None:
    assert [section.heading for section in sections("guide.md") if section.level == 2] == [
        "Read",
        "Follow the cursor",
        "Cache with ETags",
        "Follow changes",
        "Write",
        "Import",
    ]


@pytest.mark.parametrize("name", FILES.values())
def test_a_sample_is_there_in_every_language_or_for_everybody(name: str) -> None:
    for section in sections(name):
        for _, group in groupby(section.blocks, key=lambda block: block.group):
            assert [block.language for block in group] in (["sh"], list(VARIANTS))


@pytest.mark.parametrize("name", FILES.values())
def test_every_section_has_samples_and_leads_into_the_reference(name: str) -> None:
    for section in sections(name):
        if section.level == 2:
            assert {block.language for block in section.blocks} == set(VARIANTS), section.heading
            assert [link for link in section.links if "openapi.yaml#" in link] or "ETag" in section.heading


@pytest.mark.parametrize("name", FILES.values())
def test_every_operation_that_the_guide_leads_to_exists(name: str) -> None:
    operations = {one.get("operationId") for path in committed.parsed()["paths"].values() for one in path.values()}
    links = [link for section in sections(name) for link in section.links]
    named = {link.partition("#")[2] for link in links if link.startswith("../openapi.yaml#")}
    assert named
    assert named <= operations


def test_a_link_of_the_repository_leads_to_what_the_service_has_instead() -> None:
    assert served_at("../openapi.yaml") == "../docs"
    assert served_at("../openapi.yaml#list_targets") == "../docs#/targets/list_targets"
    assert served_at("problems.md") == "../problems"
    assert served_at("problems.md#conflict") == "../problems/conflict"
    assert served_at("guide.id.md") == "panduan"


@pytest.mark.parametrize("address", ADDRESSES)
def test_all_of_the_text_and_every_sample_is_on_the_page(client: httpx.Client, address: str) -> None:
    page = client.get(address).text
    told = sections(ADDRESSES[address])
    for section in told[2:]:
        assert f'<h2 id="{slug_of(section.heading)}">{section.heading}</h2>' in page
        assert f'<li><a href="#{slug_of(section.heading)}">{section.heading}</a></li>' in page
    blocks = [block for section in told for block in section.blocks]
    assert page.count("<pre tabindex") == len(blocks)
    for language, variant in VARIANTS.items():
        alone = sum(1 for _, group in groupby(blocks, key=lambda block: block.group) if len(list(group)) == 1)
        shared = alone if language == "sh" else 0
        count = sum(block.language == language for block in blocks)
        assert page.count(f'class="sample in-{variant.slug}"') == count - shared


@pytest.mark.parametrize(("address", "language"), [("/docs/guide", "en"), ("/docs/panduan", "id")])
def test_the_page_says_which_language_it_is_in_and_needs_no_script(
    client: httpx.Client, address: str, language: str
) -> None:
    page = client.get(address).text
    assert f'<html lang="{language}">' in page
    assert "<script" not in page
    assert re.search(r"\$\w+", re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)) is None
    assert len(page.encode()) < 32_000
