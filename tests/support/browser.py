"""A local Chromium that can reach only one service; its requests and errors are recorded."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, Route, ViewportSize, expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NEEDS_CHROMIUM = "needs a Chromium, such as the Debian package chromium"
TIMEOUT_MS = 30_000  # enough for two busy cores
expect.set_options(timeout=TIMEOUT_MS)
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# Each window loads two popups of its address bar, which take most of the processor time of a small page. This list
# replaces that of Playwright, so two of its features are repeated.
_DISABLED_FEATURES = "WebUIOmniboxPopup,WebUIOmniboxAimPopup,PaintHolding,HttpsUpgrades"
# The browser sends no requests of its own and resolves no names: a request for another host fails.
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
    f"--disable-features={_DISABLED_FEATURES}",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()


class Tab:
    """A page with the URLs that it requested, those of other hosts, which were blocked, and its errors."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.requested: list[str] = []
        self.blocked: list[str] = []
        self.errors: list[str] = []
        self._home = home
        page.set_default_timeout(TIMEOUT_MS)
        page.context.on("request", self._record)
        page.context.route("**/*", self._allow_or_block)
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path: str) -> Page:
        self.page.goto(self._home + path)
        return self.page

    def _record(self, request: Request) -> None:
        self.requested.append(request.url)

    def _allow_or_block(self, route: Route) -> None:
        if urlsplit(route.request.url).netloc == urlsplit(self._home).netloc:
            route.continue_()
        else:
            self.blocked.append(route.request.url)
            route.abort()


@contextmanager
def tab(
    browser: Browser,
    home: str,
    size: ViewportSize = DESK,
    scheme: Literal["light", "dark"] = "light",
    **settings: Any,
) -> Iterator[Tab]:
    context = browser.new_context(viewport=size, color_scheme=scheme, **settings)
    try:
        yield Tab(context.new_page(), home)
    finally:
        context.close()
