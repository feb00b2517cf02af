"""A service for the tests of pages, and a program whose every text tries to be markup."""

from collections.abc import Iterator
from html.parser import HTMLParser
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from tests.support import browser, databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PUBLIC_URL = "https://data.example.go.id/capaian"
JSON = {"Accept": "application/json"}
MARKUP = """"><script>alert(1)</script>'{{ 7 * 'x' }}&amp;"""


class Tags(HTMLParser):
    """The tags of a page, its links, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))
        assert not [name for name in values if name.startswith("on") or name == "style"], (tag, values)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="package")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture(scope="package")
def site(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    """A service whose program `markup` and source `markup` have only hostile texts."""
    with services.running(tmp_path_factory.mktemp("pages"), **stored.settings) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20) as client:
            writer = Person(client, key_for(stored, "penulis halaman", "write"))
            publisher = Person(client, key_for(stored, "penerbit halaman", "publish"))
            for collection, content in HOSTILE:
                created = writer.post(f"/v1/{collection}", content)
                assert created.status_code == 201, created.text
                url = created.headers["location"]
                assert writer.post(f"{url}/submit").status_code == 200
                assert publisher.transition(f"{url}/publish").status_code == 200
        yield service


TARGET: dict[str, Any] = {
    "indicator": "markup",
    "nature": "stock",
    "period": "2022",
    "value": 5,
    "stated_on": "2022-01-01",
    "institution": "presiden",
    "speaker": MARKUP,
    "citations": [{"source": "markup", "locator": MARKUP}],
}
REALIZATION: dict[str, Any] = {**TARGET, "stated_on": "2023-01-05", "quality": "final"}
HOSTILE: list[tuple[str, dict[str, Any]]] = [
    ("programs", {"code": "markup", "name": MARKUP, "name_en": MARKUP, "description": MARKUP}),
    ("units", {"code": "markup", "name": MARKUP, "symbol": MARKUP[:20], "kind": "count"}),
    (
        "indicators",
        {
            "code": "markup",
            "program": "markup",
            "name": MARKUP,
            "name_en": MARKUP,
            "unit": "markup",
            "direction": "increase",
            "additive": True,
        },
    ),
    (
        "sources",
        {
            "code": "markup",
            "kind": "news",
            "title": MARKUP,
            "authors": [MARKUP],
            "note": MARKUP,
            "published_on": "2022-01-01",
            "date_basis": "stated",
            "language": "id",
            "original_url": 'https://example.org/"><script>alert(1)</script>',
        },
    ),
    ("programs", {"code": "daerah", "name": "Program daerah"}),
    (
        "indicators",
        {
            "code": "daerah",
            "program": "daerah",
            "name": "Daerah",
            "unit": "markup",
            "direction": "increase",
            "additive": True,
        },
    ),
    ("targets", {**TARGET, "indicator": "daerah", "region": "32"}),
    ("targets", {**TARGET, "indicator": "daerah", "region": "32", "value": 7, "stated_on": "2022-02-01"}),
    ("targets", TARGET),
    ("targets", {**TARGET, "region": "32", "value": 2}),
    ("realizations", {**REALIZATION, "region": "31", "value": 7}),
    ("realizations", {**REALIZATION, "region": "32.01", "value": 3}),
    ("realizations", {**REALIZATION, "region": "32.73", "value": 1}),
    ("realizations", {**REALIZATION, "region": "91.01", "value": 4, "period": "2021"}),
]


@pytest.fixture(scope="package")
def private(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    """A service that the public may not read, behind a gateway with a path."""
    settings = {**stored.settings, "CAPAIAN_PUBLIC_READ": "false", "CAPAIAN_PUBLIC_URL": PUBLIC_URL}
    with services.running(tmp_path_factory.mktemp("private"), **settings) as service:
        service.wait_until_ready()
        yield service


@pytest.fixture(scope="package")
def http(site: services.Service) -> Iterator[httpx.Client]:
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))  # a request with a cookie bypasses the cache
    with httpx.Client(base_url=site.url, timeout=20, headers=HTML, cookies=no_cookies) as client:
        yield client


@pytest.fixture(scope="module")
def chromium(site: services.Service) -> Iterator[Browser]:
    if browser.CHROMIUM is None:
        pytest.skip(browser.NEEDS_CHROMIUM)
    with browser.chromium() as running:
        yield running
