"""Services for exports: one with every kind of record, and one with many figures."""

from collections.abc import Iterator

import httpx
import pytest

from tests.exchange.exports import modified_service
from tests.http import recording
from tests.http.conftest import serving
from tests.support import databases, services
from tests.support.databases import DatabaseUrls

# Values that are difficult to write: quotes, line breaks, commas, several citations, times with and without fractions.
DIFFICULT_RECORDS = (
    recording.target(
        31,
        period="2031",
        note='Baris "satu",\nbaris dua;\n\n\ttiga \\ empat',
        speaker="Tri “Rismaharini”, S.H.",
        citations=[
            {"source": "antara-2021-01-11", "locator": 'para "3", \\ 4', "quote": "Satu\n“dua”\té 🏪", "note": None},
            {"source": "sindonews-2021", "locator": None, "quote": "Hanya kutipan", "note": "Catatan, panjang"},
        ],
    ),
    recording.realization(
        32,
        period="2001-01-01/2001-01-09",
        nature="flow",
        value="0.000000010",
        note="#N/A bukan galat",
        **recording.RUPIAH,
    ),
    recording.source(
        "laporan-sulit",
        title='Laporan "sulit", satu',
        authors=["Ani, S.E.", 'Budi "B"'],
        original_url="https://example.org/a,b?c=%22",
        retrieved_at="2022-03-01T01:02:03.4567Z",
        content_sha256="ab" * 32,
        note="#REF!\nbaris dua",
    ),
    recording.source("laporan-tepat", retrieved_at="2022-03-01T01:02:03Z", language="id"),
)


@pytest.fixture(scope="package")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    """A database with the seed data and the records above."""
    with databases.copy(postgres) as urls:
        databases.execute(urls.service, *recording.MORE, *DIFFICULT_RECORDS, role="capaian_service")
        yield urls


@pytest.fixture(scope="package")
def export_client(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a service over `stored`."""
    with serving(stored, tmp_path_factory.mktemp("exports")) as client:
        yield client


@pytest.fixture(scope="package")
def filled(postgres: DatabaseUrls, filled_template: str) -> Iterator[DatabaseUrls]:
    """A database with over 100,000 targets and 40,000 realizations, shared by all files of this folder."""
    with databases.copy(postgres, filled_template) as urls:
        yield urls


@pytest.fixture(scope="package")
def large_service(filled: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    """A service over `filled`. X-Forwarded-For states the client."""
    settings = {**filled.settings, "CAPAIAN_TRUSTED_PROXIES": "127.0.0.1"}
    with services.running(tmp_path_factory.mktemp("large"), **settings) as service:
        service.wait_until_ready()
        yield service


@pytest.fixture(scope="package")
def failing_service(filled: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    """A service whose exports fail after some rows."""
    directory = tmp_path_factory.mktemp("failing")
    with modified_service.running(modified_service.FAILING, filled, directory) as service:
        yield service
