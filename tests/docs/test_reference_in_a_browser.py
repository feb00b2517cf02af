"""/docs in a Chromium that reaches this service alone: it opens, tries requests, and fits a phone and a keyboard."""

import json

import httpx
from playwright.sync_api import Browser, Locator, Page, expect

from api.contract.about import TAGS
from tests.docs.conftest import Shown
from tests.support.browser import PHONE, Tab
from tests.support.browser import tab as opened


def unfolded(tab: Tab, tag: str, operation: str) -> Locator:
    """An operation, by the address of its own."""
    block = tab.open(f"/docs#/{tag}/{operation}").locator(f"#operations-{tag}-{operation}")
    expect(block.locator(".execute")).to_be_visible()
    return block


def executed(block: Locator) -> tuple[int, str]:
    """The status and the body that are shown."""
    block.locator(".execute").click()
    answer = block.locator(".live-responses-table .response")
    expect(answer).to_be_visible()
    status = answer.locator(".response-col_status").inner_text().split()[0]
    return int(status), answer.locator(".highlight-code code").first.inner_text()


def width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_every_part_is_shown_in_the_order_of_the_contract(tab: Tab, shown: Shown) -> None:
    page = tab.open("/docs")
    expect(page.locator(".opblock-tag").first).to_be_visible()
    tags = [str(tag) for tag in page.locator(".opblock-tag").evaluate_all("all => all.map(one => one.dataset.tag)")]
    assert tags == list(TAGS)
    assert {url.partition(shown.url)[2] for url in tab.asked} >= {"/docs", "/openapi-3.0.json", "/docs/start.js"}


def test_nothing_is_unfolded_before_somebody_asks_for_it(tab: Tab) -> None:
    page = tab.open("/docs")
    expect(page.locator(".opblock-tag").first).to_be_visible()
    assert page.locator(".opblock").count() == 0
    assert page.locator("*").count() < 1500


def test_a_request_to_another_host_would_be_noticed_and_stopped(chromium: Browser, shown: Shown) -> None:
    with opened(chromium, shown.url) as tab:
        tab.page.set_content('<img src="http://capaian.example/picture.png">')
        tab.page.wait_for_load_state("networkidle")
        assert tab.strayed == ["http://capaian.example/picture.png"]
        assert "ERR_FAILED" in tab.errors[0]


def test_the_page_itself_may_not_ask_another_host_either(chromium: Browser, shown: Shown) -> None:
    with opened(chromium, shown.url) as tab:
        page = tab.open("/docs")
        asking = "fetch('http://capaian.example/').then(() => 'answered', () => 'refused')"
        assert page.evaluate(asking) == "refused"
        assert tab.strayed == []
        assert "Content Security Policy" in tab.errors[0]


def test_a_read_that_is_tried_out_shows_the_answer_of_the_service(tab: Tab) -> None:
    block = unfolded(tab, "targets", "list_targets")
    status, body = executed(block)
    address = block.locator(".request-url pre").inner_text()
    assert status == 200
    assert json.loads(body) == httpx.get(address).json()
    assert len(json.loads(body)["data"]) == 16


def test_a_write_without_a_key_shows_the_problem(chromium: Browser, shown: Shown) -> None:
    with opened(chromium, shown.url) as tab:
        status, body = executed(unfolded(tab, "targets", "create_target"))
        assert status == 401
        assert json.loads(body)["type"] == "/problems/unauthenticated"
        assert tab.strayed == []
        assert ["401" in error for error in tab.errors] == [True]  # Chromium's own note of the answer


def test_with_a_key_the_example_of_a_write_is_entered_as_it_stands(tab: Tab, shown: Shown) -> None:
    block = unfolded(tab, "targets", "create_target")
    page = tab.page
    page.locator(".auth-wrapper button.authorize").first.click()
    page.locator("#auth-bearer-value").fill(shown.key)
    page.locator(".modal-ux button.authorize").first.click()
    page.locator(".modal-ux button.btn-done").first.click()
    status, body = executed(block)
    assert status == 201, body
    entered = json.loads(body)
    assert (entered["status"], entered["recorded_by"]) == ("draft", "Data UMKM")
    kept = httpx.get(f"{shown.url}/v1/targets/{entered['id']}", headers={"Authorization": f"Bearer {shown.key}"})
    assert kept.json()["value"] == entered["value"]


def test_on_a_phone_nothing_is_wider_than_the_screen(chromium: Browser, shown: Shown) -> None:
    with opened(chromium, shown.url, PHONE) as tab:
        block = unfolded(tab, "targets", "list_targets")
        assert width(tab.page) == PHONE["width"]
        assert executed(block)[0] == 200
        assert width(tab.page) == PHONE["width"]
        assert tab.strayed == tab.errors == []


def test_an_operation_can_be_unfolded_and_tried_by_keyboard_alone(tab: Tab) -> None:
    page = tab.open("/docs")
    expect(page.locator(".opblock-tag").first).to_be_visible()
    reach(page, "#operations-tag-units button")
    page.keyboard.press("Enter")
    reach(page, "#operations-units-list_units .opblock-summary-control")
    page.keyboard.press("Enter")
    expect(page.locator("#operations-units-list_units .execute")).to_be_visible()
    reach(page, "#operations-units-list_units .execute")
    page.keyboard.press("Enter")
    expect(page.locator("#operations-units-list_units .live-responses-table .response")).to_be_visible()


def reach(page: Page, selector: str) -> None:
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            break
    focused = page.locator(selector)
    expect(focused).to_be_focused()
    assert focused.evaluate("one => getComputedStyle(one).outlineStyle") != "none"
