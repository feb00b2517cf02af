"""A Chromium of this machine that reaches one service alone, and what its pages asked for and complained of."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, Route, ViewportSize, expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NEEDS_CHROMIUM = "needs a Chromium, such as the Debian package chromium"
PATIENCE = 30_000  # milliseconds; two busy cores need some of them
expect.set_options(timeout=PATIENCE)
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# Nothing of the browser's own goes out, and no name is looked up: a page that asks for another host gets no answer.
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
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
    """A page, all that it asked for, what of it went elsewhere and was stopped, and its errors."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.asked: list[str] = []
        self.strayed: list[str] = []
        self.errors: list[str] = []
        self._home = home
        page.set_default_timeout(PATIENCE)
        page.context.on("request", self._note)
        page.context.route("**/*", self._pass_or_stop)
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path: str) -> Page:
        self.page.goto(self._home + path)
        return self.page

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)

    def _pass_or_stop(self, route: Route) -> None:
        there, home = urlsplit(route.request.url), urlsplit(self._home)
        if there.netloc == home.netloc:
            route.continue_()
        else:
            self.strayed.append(route.request.url)
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
