"""A service with a writer's key, and a browser that reaches it alone."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.support import browser, databases, services
from tests.support.callers import key_for
from tests.support.databases import Addresses


class Shown(NamedTuple):
    """Where it is, and the key of somebody who writes."""

    url: str
    key: str


@pytest.fixture(scope="module")
def shown(postgres: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with (
        databases.copy(postgres) as addresses,
        services.running(
            tmp_path_factory.mktemp("shown"),
            CAPAIAN_DATABASE_URL=addresses.service,
            CAPAIAN_MIGRATION_DATABASE_URL=addresses.owner,
        ) as service,
    ):
        key = key_for(addresses, "Data UMKM", "write")
        service.wait_until_ready()
        yield Shown(service.url, key)


@pytest.fixture(scope="module")
def chromium(shown: Shown) -> Iterator[Browser]:
    """After the service, and gone before it: while it runs, nothing else in this process can run an event loop."""
    if browser.CHROMIUM is None:
        pytest.skip(browser.NEEDS_CHROMIUM)
    with browser.chromium() as running:
        yield running


@pytest.fixture
def tab(chromium: Browser, shown: Shown) -> Iterator[browser.Tab]:
    """Whatever a test does in it: nothing was asked of another host, and nothing complained."""
    with browser.tab(chromium, shown.url) as opened:
        yield opened
    assert opened.asked
    assert opened.strayed == []
    assert opened.errors == []
