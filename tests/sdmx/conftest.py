"""A service with more than what ships, and the clients that statisticians install to read such services."""

from collections.abc import Iterator

import httpx
import pytest
import sdmx
from pysdmx.api.dc.pd import PandasConnector
from pysdmx.api.dc.rest import SdmxConnector

from tests.support import databases
from tests.support.databases import Addresses
from tests.wire import recording
from tests.wire.conftest import serving

# A deadline that moves, a revised target, one that supersedes and was retracted: one of each is in force.
PROMISES = (
    recording.target(41, region="36", value=10, stated_on="2021-01-01"),
    recording.target(42, region="36", value=11, stated_on="2021-02-01", institution="idea"),
    recording.target(43, region="36", value=12, stated_on="2021-02-01", institution="presiden"),
    recording.target(44, region="51", value=20, stated_on="2021-01-01"),
    recording.target(
        45, region="51", value=20, stated_on="2021-02-01", period="2023", supersedes=recording.figure_id(44)
    ),
    recording.target(46, region="52", value=30, stated_on="2021-01-01"),
    recording.target(
        47, region="52", value=31, stated_on="2021-02-01", retracted_on="2021-03-01",
        supersedes=recording.figure_id(46),
    ),
    recording.target(48, region="53", value=40, note='Baris "satu" & <dua>,\nbaris tiga \ufffe'),
)  # fmt: skip


@pytest.fixture(scope="package")
def stored(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        databases.execute(addresses.service, *recording.MORE, *PROMISES, role="capaian_service")
        yield addresses


@pytest.fixture(scope="package")
def asking(stored: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(stored, tmp_path_factory.mktemp("sdmx")) as client:
        yield client


@pytest.fixture(scope="package")
def address(asking: httpx.Client) -> str:
    return str(asking.base_url).rstrip("/")


@pytest.fixture
def connector(address: str) -> SdmxConnector:
    return SdmxConnector(f"{address}/sdmx/v2", timeout=20)


@pytest.fixture
def pandas_connector(address: str) -> PandasConnector:
    return PandasConnector(f"{address}/sdmx/v2")


@pytest.fixture
def client_of_2_1(address: str) -> sdmx.Client:
    sdmx.add_source({"id": "CAPAIAN", "url": f"{address}/sdmx/v1", "name": "Capaian"}, override=True)
    return sdmx.Client("CAPAIAN")


@pytest.fixture
def client_of_3_0(address: str) -> sdmx.Client:
    structures = {"Accept": "application/vnd.sdmx.structure+xml;version=2.1"}
    sdmx.add_source(
        {
            "id": "CAPAIAN",
            "url": f"{address}/sdmx/v2",
            "name": "Capaian",
            "versions": ["3.0.0"],
            "headers": {
                **dict.fromkeys(("dataflow", "datastructure", "codelist"), structures),
                "data": {"Accept": "application/vnd.sdmx.data+csv;version=2.0.0"},
            },
        },
        override=True,
    )
    return sdmx.Client("CAPAIAN")
