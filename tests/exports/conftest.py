"""Services to export from: one with all sorts of entries, one with a crowd."""

from collections.abc import Iterator

import httpx
import pytest

from tests.support import databases, services
from tests.support.databases import Addresses
from tests.wire import recording
from tests.wire.conftest import serving

# Words that are hard to write: quotes, line breaks, commas, several citations, moments with and without fractions.
NASTY = (
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
        32, period="2031-01-01/2031-01-09", nature="flow", value="0.000000010", note="#N/A bukan galat"
    ),
    recording.source(
        "laporan-sulit",
        title='Laporan "sulit", satu',
        authors=["Ani, S.E.", 'Budi "B"'],
        url="https://example.org/a,b?c=%22",
        retrieved_at="2022-03-01T01:02:03.4567Z",
        content_sha256="ab" * 32,
        note="#REF!\nbaris dua",
    ),
    recording.source("laporan-tepat", retrieved_at="2022-03-01T01:02:03Z", language="id"),
)


@pytest.fixture(scope="package")
def various(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        databases.execute(addresses.service, *recording.MORE, *NASTY, role="capaian_service")
        yield addresses


@pytest.fixture(scope="package")
def exporting(various: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(various, tmp_path_factory.mktemp("exporting")) as client:
        yield client


@pytest.fixture(scope="module")
def crowded(filled: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    """Over 100,000 targets and 40,000 realizations."""
    with services.running(tmp_path_factory.mktemp("crowded"), **filled.settings) as service:
        service.wait_until_ready()
        yield service
