"""A service with the API key of a writer, and a browser that can only reach this service."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.support import browser, databases, services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls


class BrowsedService(NamedTuple):
    """The URL of a service and an API key with the scope `write`."""

    url: str
    key: str


@pytest.fixture(scope="package")
def browsed_service(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowsedService]:
    with (
        databases.copy(postgres) as urls,
        services.running(
            tmp_path_factory.mktemp("browsed"),
            CAPAIAN_DATABASE_URL=urls.service,
            CAPAIAN_MIGRATION_DATABASE_URL=urls.owner,
        ) as service,
    ):
        key = key_for(urls, "Data UMKM", "write")
        service.wait_until_ready()
        yield BrowsedService(service.url, key)


@pytest.fixture(scope="module")
def chromium(browsed_service: BrowsedService) -> Iterator[Browser]:
    """A browser that starts after the service and ends before it: it occupies the event loop of this process."""
    if browser.CHROMIUM is None:
        pytest.skip(browser.NEEDS_CHROMIUM)
    with browser.chromium() as running:
        yield running


@pytest.fixture
def tab(chromium: Browser, browsed_service: BrowsedService) -> Iterator[browser.Tab]:
    """A tab. After the test it has sent no request to another host, and it has no errors."""
    with browser.tab(chromium, browsed_service.url) as opened:
        yield opened
    assert opened.requested
    assert opened.blocked == []
    assert opened.errors == []
