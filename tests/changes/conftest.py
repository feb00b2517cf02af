"""A service whose database the tests of the feed may add to, each from the end that it finds."""

from collections.abc import Iterator

import pytest

from tests.changes.following import Followed
from tests.support import databases, services
from tests.support.databases import Addresses


@pytest.fixture(scope="session")
def followed(postgres: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Followed]:
    """With fewer connections than readers who wait."""
    with databases.copy(postgres) as addresses:
        settings = {
            **addresses.settings,
            "CAPAIAN_POOL_SIZE": "2",
        }
        with services.running(tmp_path_factory.mktemp("followed"), **settings) as service:
            service.wait_until_ready()
            yield Followed(addresses, service)
            assert "request.failed" not in service.log
            assert "Traceback" not in service.log
