"""A service that states publisher, license and contact point."""

from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import checked
from tests.support import databases, services
from tests.support.databases import DatabaseUrls

CONTACT_NAME = 'Pusat Data & "Informasi" <\\> 😀'
CONTACT_URL = "https://kemenkopukm.example/kontak?a=1&b='2'#c"
SETTINGS = {
    "CAPAIAN_PUBLISHER": "Kementerian Koperasi dan UKM",
    "CAPAIAN_PUBLISHER_URL": "https://kemenkopukm.example/",
    "CAPAIAN_DATA_LICENSE": "CC-BY-4.0",
    "CAPAIAN_CONTACT_NAME": CONTACT_NAME,
    "CAPAIAN_CONTACT_URL": CONTACT_URL,
    "CAPAIAN_CONTACT_EMAIL": "data@kemenkopukm.example",
}


@pytest.fixture(scope="package")
def ministry(
    postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[httpx.Client, DatabaseUrls]]:
    with (
        databases.copy(postgres) as urls,
        services.running(tmp_path_factory.mktemp("ministry"), **urls.settings, **SETTINGS) as service,
    ):
        service.wait_until_ready()
        # The tests write to the database directly. The cache of the service is notified a moment later.
        fresh = {"cache-control": "no-cache"}
        with httpx.Client(
            base_url=service.url, timeout=20, headers=fresh, event_hooks={"response": [checked]}
        ) as client:
            yield client, urls
