"""The guide in a Chromium that reaches this service alone, with scripts switched off: it needs none."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from api.contract.guide import VARIANTS
from tests.docs.conftest import Shown
from tests.support.browser import PHONE, Tab
from tests.support.browser import tab as opened

ADDRESSES = ["/docs/guide", "/docs/panduan"]


@pytest.fixture
def plain(chromium: Browser, shown: Shown) -> Iterator[Tab]:
    with opened(chromium, shown.url, java_script_enabled=False) as tab:
        yield tab
    assert tab.asked
    assert tab.strayed == tab.errors == []


def visible(page: Page) -> list[int]:
    """How many samples are shown of each language."""
    return [page.locator(f".in-{one.slug}:visible").count() for one in VARIANTS.values()]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_samples_are_in_the_language_that_was_chosen(plain: Tab, address: str) -> None:
    page = plain.open(address)
    curl, none, nothing = visible(page)
    assert (curl > 6, none, nothing) == (True, 0, 0)
    page.get_by_label("Python").check()
    assert visible(page) == [0, curl, 0]
    page.get_by_label("TypeScript").check()
    assert visible(page) == [0, 0, curl]
    page.locator("#in-all").check()
    assert visible(page) == [curl, curl, curl]


def test_the_choice_is_made_by_keyboard_too(plain: Tab) -> None:
    page = plain.open("/docs/guide")
    page.get_by_label("curl").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Python")).to_be_checked()
    assert visible(page)[1] > 6


@pytest.mark.parametrize("address", ADDRESSES)
def test_on_a_phone_the_guide_is_not_wider_than_the_screen(tab: Tab, address: str) -> None:
    tab.page.set_viewport_size(PHONE)
    page = tab.open(address)
    page.locator("#in-all").check()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_guide_is_dark_where_that_is_preferred(chromium: Browser, shown: Shown) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        with opened(chromium, shown.url, scheme=scheme) as tab:
            page = tab.open("/docs/guide")
            grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(21, 24, 28)"]


def test_the_guide_leads_to_the_operation_in_the_reference(tab: Tab) -> None:
    page = tab.open("/docs/guide")
    page.get_by_role("link", name="Targets").click()
    expect(page.locator("#operations-targets-list_targets .execute")).to_be_visible()
    page.get_by_role("link", name="Panduan").click()
    expect(page.get_by_role("heading", name="Mengikuti kursor")).to_be_visible()
