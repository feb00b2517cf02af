"""A service for tests of the change feed. Tests add changes; each one starts at the end that it finds."""

from collections.abc import Iterator

import pytest

from tests.exchange.changes.feed_reader import FeedService
from tests.support import databases, services
from tests.support.databases import DatabaseUrls


@pytest.fixture(scope="package")
def feed_service(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FeedService]:
    """A service with fewer database connections than waiting readers."""
    with databases.copy(postgres) as urls:
        settings = {**urls.settings, "CAPAIAN_POOL_SIZE": "2"}
        with services.running(tmp_path_factory.mktemp("changes"), **settings) as service:
            service.wait_until_ready()
            yield FeedService(urls, service)
            assert "request.failed" not in service.log
            assert "Traceback" not in service.log
