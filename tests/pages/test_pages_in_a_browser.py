"""Every page in Chromium: both languages, both themes, phone and desk, without JavaScript, by keyboard."""

import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize

from tests.support import services
from tests.support.browser import DESK, PHONE, Tab, tab

PATHS = (
    "/",
    "/en",
    "/programs/umkm-digital",
    "/en/programs/umkm-digital",
    "/en/sources/borneo24-2021-06-11",
    "/en/findings",
    "/programs/markup",
    "/programs/umkm-digital/memo",
    "/en/embed/programs/umkm-digital",
    "/indicators/markup",
    "/en/regions/ID",
    "/en/onboarding?indicator=markup",
    "/onboarding?indicator=markup&within=32",
    "/en/programs/tidak-ada",
    "/en/browse/claims?limit=2",
    "/browse/targets/values?as_of=besok",
)


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def test_every_page_fits_the_screen_without_errors_and_without_scripts(
    chromium: Browser, site: services.Service, size: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    with tab(chromium, site.url, size, scheme, java_script_enabled=False) as opened:
        for path in PATHS:
            page = opened.open(path)
            assert page.locator("h1").inner_text()
            box = page.locator("body").bounding_box()
            assert box is not None
            assert box["width"] <= size["width"], path
        assert opened.blocked == []
        assert [error for error in opened.errors if "404" not in error and "400" not in error] == []


def test_a_reader_reaches_the_content_and_a_day_by_keyboard(chromium: Browser, site: services.Service) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open("/en/programs/umkm-digital")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        day = page.locator(".stops a", has_text="11 Jan 2021").first
        day.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/programs/umkm-digital?as_of=2021-01-11")
        assert page.locator(".stops a[aria-current]").first.inner_text() == "11 Jan 2021"


def test_a_reader_filters_a_table_by_keyboard_without_scripts(chromium: Browser, site: services.Service) -> None:
    with tab(chromium, site.url, java_script_enabled=False) as opened:
        page = opened.open("/v1/sources")
        page.locator("summary").press("Enter")
        page.get_by_label("jenis").select_option(["news", "report"])
        page.get_by_label("terbit dari").fill("2021-01-01")
        page.get_by_label("kata", exact=True).press("Enter")
        page.wait_for_url(re.compile(r"/browse/sources\?.*=2021-01-01"))
        assert "q=" not in page.url
        assert page.locator("tbody tr").count() > 0
        assert page.get_by_label("terbit dari").input_value() == "2021-01-01"


def test_a_mark_opens_the_source_that_states_it(chromium: Browser, site: services.Service) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open("/en/programs/umkm-digital")
        mark = page.locator("svg.wide a").first
        assert mark.get_attribute("aria-label")
        mark.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/sources/*")
        assert page.locator("tr:target").count() == 1


def test_a_mark_in_a_frame_opens_the_source_outside_of_it(chromium: Browser, site: services.Service) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open("/openapi.json")
        page.set_content(f'<iframe src="{site.url}/en/embed/programs/umkm-digital" width="900" height="500"></iframe>')
        mark = page.frame_locator("iframe").locator("svg.wide a").first
        with page.context.expect_page(timeout=5000) as source:
            mark.press("Enter")
        source.value.wait_for_url("**/en/sources/*")


def test_a_page_is_small_and_loads_only_its_style_sheet(chromium: Browser, site: services.Service) -> None:
    with tab(chromium, site.url) as opened:
        page = opened.open("/programs/umkm-digital")
        paths = {url.removeprefix(site.url) for url in opened.requested}
        assert paths <= {"/programs/umkm-digital", "/pages/site.css", "/docs/favicon-32x32.png"}
        assert len(page.content()) < 100_000


def find_small_targets(opened: Tab) -> list[str]:
    """List the links of the navigation that are hard to hit: lower than 24 pixels (WCAG 2.2, 2.5.8)."""
    boxes = opened.page.locator("header a, .stops a, button").all()
    return [box.inner_text() for box in boxes if (found := box.bounding_box()) and found["height"] < 24]


def test_links_of_the_navigation_are_large_enough_for_fingers(chromium: Browser, site: services.Service) -> None:
    with tab(chromium, site.url, PHONE) as opened:
        opened.open("/programs/umkm-digital")
        assert find_small_targets(opened) == []


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_axe_finds_nothing_on_any_page(
    chromium: Browser, site: services.Service, size: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    with tab(chromium, site.url, size, scheme, bypass_csp=True) as opened:  # axe runs as a script
        for path in PATHS:
            found = Axe().run(opened.open(path)).response["violations"]
            assert [(path, one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_no_column_of_a_table_is_cut_off_on_paper(chromium: Browser, site: services.Service) -> None:
    with tab(chromium, site.url, {"width": 720, "height": 1000}) as opened:
        page = opened.open("/en/programs/umkm-digital")
        page.emulate_media(media="print")
        assert page.evaluate(
            "document.querySelector('table').offsetWidth <= document.querySelector('main').offsetWidth"
        )
        assert page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflowX") == "visible"
