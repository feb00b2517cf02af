"""A spreadsheet in Chromium, from the upload to the public page, by keyboard only and without JavaScript."""

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.pages.test_upload_pages import build_workbook
from tests.support import services
from tests.support.browser import PHONE, tab
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

MAX_TABS = 90
BOOK = build_workbook(
    ["Rekap UMKM"],
    ["No", "Bulan", "Uraian", "Hasil (ribu)"],
    [1, "2021-05", "final", 12.5],
    [2, "2021-06", "provisional", 13],
    ["Jumlah", None, None, 25.5],
)
CONSTANTS = {
    "indicator *": "unggahan",
    "nature *": "stock",
    "region *": "ID",
    "stated_on *": "2021-07-01",
    "institution *": "presiden",
    "source": "antara-2021-01-11",
    "locator": "table 2",
}


class Keyboard:
    """A page that is used with the keyboard only."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> Locator:
        """Press Tab until the element has the focus."""
        for _ in range(MAX_TABS):
            self.page.keyboard.press("Tab")
            if target.evaluate("one => one === document.activeElement"):
                return target
        raise AssertionError(target)

    def type(self, label: str, text: str) -> None:
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(text)

    def press(self, name: str, path: str) -> None:
        """Press a button of the content, or a link, and wait for the next page."""
        main = self.page.locator("main")
        target = main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True))
        self.reach(target.last)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(path)

    def sign_in(self, key: str) -> None:
        self.type("API key", key)
        self.press("Sign in", "**/en/reviews")


@pytest.fixture(scope="module")
def keys(site: services.Service, stored: DatabaseUrls) -> list[str]:
    """The keys of a writer and of a publisher; the program of the figures exists."""
    keys = [key_for(stored, "penulis unggahan", "write"), key_for(stored, "penerbit unggahan", "publish")]
    with httpx.Client(base_url=site.url, timeout=20) as client:
        writer, publisher = (Person(client, key) for key in keys)
        for collection, content in (
            ("programs", {"code": "unggahan", "name": "Program unggahan"}),
            ("indicators", {"code": "unggahan", "program": "unggahan", "name": "Unggahan", "unit": "umkm",
                            "direction": "increase", "additive": True}),
        ):  # fmt: skip
            url = writer.post(f"/v1/{collection}", content).headers["location"]
            writer.post(f"{url}/submit")
            assert publisher.transition(f"{url}/publish").status_code == 200
    return keys


def test_a_spreadsheet_becomes_published_figures_by_keyboard_without_javascript(
    site: services.Service, keys: list[str], chromium: Browser
) -> None:
    with tab(chromium, site.url, PHONE, java_script_enabled=False) as opened:
        page = opened.open("/en/reviews")
        keyboard = Keyboard(page)
        keyboard.sign_in(keys[0])
        keyboard.press("Import a file", "**/en/imports/new")
        with page.expect_file_chooser() as chooser:
            keyboard.reach(page.locator("#file"))
            page.keyboard.press("Enter")
        chooser.value.set_files({"name": "rekap.xlsx", "mimeType": "", "buffer": BOOK})
        keyboard.press("Send the file", "**/en/imports/mapping")
        keyboard.type("Uraian", "quality")
        for label, cell in CONSTANTS.items():
            keyboard.type(label, cell)
        keyboard.type("Factor of the values, such as 1000", "1000")
        keyboard.press("Check the file", "**/en/reviews/imports/*")
        preview = page.locator("main").inner_text()
        assert "12,500" in preview
        assert "provisional" in preview
        keyboard.press("Import as drafts", "**/en/reviews/imports/*")
        keyboard.press("Submit", "**/en/reviews/imports/*")
        path = page.url.removeprefix(site.url)
        keyboard.reach(page.get_by_role("button", name="Sign out"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/sign-in")
        keyboard.sign_in(keys[1])
        keyboard.press(path.rpartition("/")[2], f"**{path}")
        assert "13,000" in page.locator("main").inner_text()
        keyboard.reach(page.locator("summary").first)
        page.keyboard.press("Enter")
        assert f"/v1{path.removeprefix('/en/reviews')}/publish" in page.locator("details pre").first.inner_text()
        assert opened.open("/en/reviews/programs/unggahan").locator("dl").is_visible()
        opened.open(path)
        keyboard.press("Publish", f"**{path}")
        assert "published" in page.locator("dl").inner_text()
        assert "13,000" in opened.open("/en/programs/unggahan").locator("main").inner_text()
        assert opened.blocked == []
        assert opened.errors == []
