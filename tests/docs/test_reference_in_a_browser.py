"""/docs in Chromium: it sends requests, works with the keyboard, and fits the screen of a phone."""

import json
import time

import httpx
from playwright.sync_api import Browser, Locator, Page, expect

from api.openapi.document.info import TAGS
from tests.docs.conftest import BrowsedService
from tests.support.browser import PHONE, Tab
from tests.support.browser import tab as open_tab


def open_operation(tab: Tab, tag: str, operation: str) -> Locator:
    """Open the URL of an operation and return its block."""
    block = tab.open(f"/docs#/{tag}/{operation}").locator(f"#operations-{tag}-{operation}")
    expect(block.locator(".execute")).to_be_visible()
    return block


def execute(block: Locator) -> tuple[int, str]:
    """Execute the operation. Return the status and the body that the page shows."""
    block.locator(".execute").click()
    response = block.locator(".live-responses-table .response")
    expect(response).to_be_visible()
    status = response.locator(".response-col_status").inner_text().split()[0]
    return int(status), response.locator(".highlight-code code").first.inner_text()


def page_width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_the_tags_are_in_the_order_of_the_openapi_document(tab: Tab, browsed_service: BrowsedService) -> None:
    page = tab.open("/docs")
    expect(page.locator(".opblock-tag").first).to_be_visible()
    tags = [str(tag) for tag in page.locator(".opblock-tag").evaluate_all("all => all.map(one => one.dataset.tag)")]
    assert tags == [tag for tag in TAGS if tag != "sdmx"]  # in a document of its own
    assert {url.partition(browsed_service.url)[2] for url in tab.requested} >= {
        "/docs",
        "/openapi.json",
        "/docs/start.js",
    }


def test_all_tags_are_collapsed_at_first(tab: Tab) -> None:
    page = tab.open("/docs")
    expect(page.locator(".opblock-tag").first).to_be_visible()
    assert page.locator(".opblock").count() == 0
    assert page.locator("*").count() < 1500


def test_the_browser_of_the_tests_blocks_and_records_requests_to_other_hosts(
    chromium: Browser, browsed_service: BrowsedService
) -> None:
    with open_tab(chromium, browsed_service.url) as tab:
        tab.page.set_content('<img src="http://capaian.example/picture.png">')
        tab.page.wait_for_load_state("networkidle")
        assert tab.blocked == ["http://capaian.example/picture.png"]
        assert "ERR_FAILED" in tab.errors[0]


def test_the_content_security_policy_blocks_other_hosts(chromium: Browser, browsed_service: BrowsedService) -> None:
    with open_tab(chromium, browsed_service.url) as tab:
        page = tab.open("/docs")
        fetch = "fetch('http://capaian.example/').then(() => 'fetched', () => 'blocked')"
        assert page.evaluate(fetch) == "blocked"
        assert tab.blocked == []
        assert "Content Security Policy" in tab.errors[0]


def test_an_operation_opens_at_once_and_names_its_models(tab: Tab) -> None:
    """Swagger UI alone needs seconds for each operation of a document of this size."""
    page = tab.open("/docs")
    page.locator("#operations-tag-targets").click()
    block = page.locator("#operations-targets-list_targets")
    expect(block).to_be_visible()
    started_at = time.monotonic()
    block.locator(".opblock-summary-control").click()
    expect(block.locator(".execute")).to_be_visible()
    seconds = time.monotonic() - started_at
    print(f"an operation opens in {seconds:.2f} s")  # noqa: T201  # the measured figure
    assert seconds < 1.5  # 0.3 on an idle machine
    block.locator(".response-col_description .tablinks", has_text="Schema").first.click()
    expect(block.get_by_text("TargetPage").first).to_be_visible()


def test_operations_are_found_by_a_filter(tab: Tab) -> None:
    page = tab.open("/docs")
    page.locator(".operation-filter-input").fill("onboarding")
    expect(page.locator(".opblock-tag")).to_have_count(1)


def test_a_tried_read_shows_the_response_of_the_service(tab: Tab) -> None:
    block = open_operation(tab, "targets", "list_targets")
    status, body = execute(block)
    url = block.locator(".request-url pre").inner_text()
    assert status == 200
    assert json.loads(body) == httpx.get(url).json()
    assert len(json.loads(body)["data"]) == 16


def test_a_write_without_a_key_shows_the_problem(chromium: Browser, browsed_service: BrowsedService) -> None:
    with open_tab(chromium, browsed_service.url) as tab:
        status, body = execute(open_operation(tab, "targets", "create_target"))
        assert status == 401
        assert json.loads(body)["type"] == "/problems/unauthenticated"
        assert tab.blocked == []
        assert ["401" in error for error in tab.errors] == [True]  # Chromium logs the status


def test_with_a_key_the_example_of_a_write_creates_a_draft(tab: Tab, browsed_service: BrowsedService) -> None:
    block = open_operation(tab, "targets", "create_target")
    page = tab.page
    page.locator(".auth-wrapper button.authorize").first.click()
    page.locator("#auth-bearer-value").fill(browsed_service.key)
    page.locator(".modal-ux button.authorize").first.click()
    page.locator(".modal-ux button.btn-done").first.click()
    status, body = execute(block)
    assert status == 201, body
    created = json.loads(body)
    assert (created["status"], created["recorded_by"]) == ("draft", "Data UMKM")
    stored = httpx.get(
        f"{browsed_service.url}/v1/targets/{created['id']}", headers={"Authorization": f"Bearer {browsed_service.key}"}
    )
    assert stored.json()["value"] == created["value"]


def test_the_reference_is_not_wider_than_the_screen_of_a_phone(
    chromium: Browser, browsed_service: BrowsedService
) -> None:
    with open_tab(chromium, browsed_service.url, PHONE) as tab:
        block = open_operation(tab, "targets", "list_targets")
        assert page_width(tab.page) == PHONE["width"]
        assert execute(block)[0] == 200
        assert page_width(tab.page) == PHONE["width"]
        assert tab.blocked == tab.errors == []


def test_an_operation_can_be_opened_and_executed_by_keyboard(tab: Tab) -> None:
    page = tab.open("/docs")
    expect(page.locator(".opblock-tag").first).to_be_visible()
    focus_by_keyboard(page, "#operations-tag-units button")
    page.keyboard.press("Enter")
    focus_by_keyboard(page, "#operations-units-list_units .opblock-summary-control")
    page.keyboard.press("Enter")
    expect(page.locator("#operations-units-list_units .execute")).to_be_visible()
    focus_by_keyboard(page, "#operations-units-list_units .execute")
    page.keyboard.press("Enter")
    expect(page.locator("#operations-units-list_units .live-responses-table .response")).to_be_visible()


def focus_by_keyboard(page: Page, selector: str) -> None:
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            break
    focused = page.locator(selector)
    expect(focused).to_be_focused()
    assert focused.evaluate("one => getComputedStyle(one).outlineStyle") != "none"
