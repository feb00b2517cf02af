"""The guide in Chromium with JavaScript disabled."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from api.openapi.pages.docs_pages import VARIANTS
from tests.docs.conftest import BrowsedService
from tests.support.browser import PHONE, Tab
from tests.support.browser import tab as open_tab

PATHS = ["/docs/guide", "/docs/panduan"]


@pytest.fixture
def tab_without_scripts(chromium: Browser, browsed_service: BrowsedService) -> Iterator[Tab]:
    with open_tab(chromium, browsed_service.url, java_script_enabled=False) as tab:
        yield tab
    assert tab.requested
    assert tab.blocked == tab.errors == []


def count_visible(page: Page) -> list[int]:
    """Count the visible samples of each language."""
    return [page.locator(f".in-{one.slug}:visible").count() for one in VARIANTS.values()]


@pytest.mark.parametrize("path", PATHS)
def test_the_visible_samples_are_in_the_selected_language(tab_without_scripts: Tab, path: str) -> None:
    page = tab_without_scripts.open(path)
    curl, no_python, no_typescript = count_visible(page)
    assert (curl > 6, no_python, no_typescript) == (True, 0, 0)
    page.get_by_label("Python").check()
    assert count_visible(page) == [0, curl, 0]
    page.get_by_label("TypeScript").check()
    assert count_visible(page) == [0, 0, curl]
    page.locator("#in-all").check()
    assert count_visible(page) == [curl, curl, curl]


def test_the_language_can_be_selected_by_keyboard(tab_without_scripts: Tab) -> None:
    page = tab_without_scripts.open("/docs/guide")
    page.get_by_label("curl").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Python")).to_be_checked()
    assert count_visible(page)[1] > 6


@pytest.mark.parametrize("path", PATHS)
def test_the_guide_is_not_wider_than_the_screen_of_a_phone(tab: Tab, path: str) -> None:
    tab.page.set_viewport_size(PHONE)
    page = tab.open(path)
    page.locator("#in-all").check()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_guide_has_the_preferred_color_scheme(chromium: Browser, browsed_service: BrowsedService) -> None:
    backgrounds = []
    for scheme in ("light", "dark"):
        with open_tab(chromium, browsed_service.url, scheme=scheme) as tab:
            page = tab.open("/docs/guide")
            backgrounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert backgrounds == ["rgb(255, 255, 255)", "rgb(21, 24, 28)"]


def test_the_guide_links_to_the_operation_in_the_reference(tab: Tab) -> None:
    page = tab.open("/docs/guide")
    page.get_by_role("link", name="Targets").click()
    expect(page.locator("#operations-targets-list_targets .execute")).to_be_visible()
    page.get_by_role("link", name="Panduan").click()
    expect(page.get_by_role("heading", name="Mengikuti kursor")).to_be_visible()
