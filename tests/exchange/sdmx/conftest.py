"""A service with figures in addition to the seed data, and the SDMX clients of statisticians."""

from collections.abc import Iterator

import httpx
import pytest
import sdmx
from pysdmx.api.dc.pd import PandasConnector
from pysdmx.api.dc.rest import SdmxConnector

from tests.http import recording
from tests.http.conftest import serving
from tests.support import databases
from tests.support.databases import DatabaseUrls

# Revised targets, a moved deadline, a retracted successor: one target of each region is in force.
TARGETS = (
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
    recording.target(49, region="61", period="2021-W20", nature="rate", value=17, value_to=19),
    recording.target(50, region="62", period="2020-W53", value=80_000, qualifier="nearly", resolution=1_000),
)  # fmt: skip


@pytest.fixture(scope="package")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        databases.execute(urls.service, *recording.MORE, *TARGETS, role="capaian_service")
        yield urls


@pytest.fixture(scope="package")
def http_client(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(stored, tmp_path_factory.mktemp("sdmx")) as client:
        yield client


@pytest.fixture(scope="package")
def base_url(http_client: httpx.Client) -> str:
    return str(http_client.base_url).rstrip("/")


@pytest.fixture
def connector(base_url: str) -> SdmxConnector:
    return SdmxConnector(f"{base_url}/sdmx/v2", timeout=20)


@pytest.fixture
def pandas_connector(base_url: str) -> PandasConnector:
    return PandasConnector(f"{base_url}/sdmx/v2")


@pytest.fixture
def sdmx1_v1_client(base_url: str) -> sdmx.Client:
    sdmx.add_source({"id": "CAPAIAN", "url": f"{base_url}/sdmx/v1", "name": "Capaian"}, override=True)
    return sdmx.Client("CAPAIAN")


@pytest.fixture
def sdmx1_v2_client(base_url: str) -> sdmx.Client:
    structures = {"Accept": "application/vnd.sdmx.structure+xml;version=2.1"}
    sdmx.add_source(
        {
            "id": "CAPAIAN",
            "url": f"{base_url}/sdmx/v2",
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
