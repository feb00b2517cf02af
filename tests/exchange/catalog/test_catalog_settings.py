"""The catalog follows the settings, publications, and the reporting intervals."""

from collections.abc import Iterator
from datetime import date, datetime

import httpx
import pytest
from rdflib import DCTERMS

from api.exchange.catalog.coverage import CatalogFacts
from api.exchange.catalog.datasets import DATA_SETS
from api.exchange.catalog.document import CatalogContext, build_catalog
from api.exchange.catalog.vocabulary import build_frequency
from api.license import PublisherInfo
from tests.conftest import checked
from tests.exchange.catalog.read_graph import AUTHORITY, parse_graph, select
from tests.http import recording
from tests.support import databases, services
from tests.support.databases import DatabaseUrls


@pytest.fixture(scope="module")
def ministry(
    postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[httpx.Client, DatabaseUrls]]:
    settings = {
        "CAPAIAN_PUBLISHER": "Kementerian Koperasi dan UKM",
        "CAPAIAN_PUBLISHER_URL": "https://kemenkopukm.example/",
        "CAPAIAN_DATA_LICENSE": "CC-BY-4.0",
    }
    with (
        databases.copy(postgres) as urls,
        services.running(tmp_path_factory.mktemp("ministry"), **urls.settings, **settings) as service,
    ):
        service.wait_until_ready()
        # The tests write to the database directly. The cache of the service is notified a moment later.
        fresh = {"cache-control": "no-cache"}
        with httpx.Client(
            base_url=service.url, timeout=20, headers=fresh, event_hooks={"response": [checked]}
        ) as client:
            yield client, urls


def test_the_settings_define_publisher_and_license(ministry: tuple[httpx.Client, DatabaseUrls]) -> None:
    client, _ = ministry
    graph = parse_graph(client.get("/catalog"))
    assert select(graph, "SELECT ?name ?page WHERE { ?agent a foaf:Agent; foaf:name ?name; foaf:homepage ?page }") == [
        ("Kementerian Koperasi dan UKM", "https://kemenkopukm.example/")
    ]
    licenses = {str(one) for one in graph.objects(None, DCTERMS.license)}
    assert licenses == {"https://creativecommons.org/licenses/by/4.0/"}
    package = client.get("/v1/exports/sources/datapackage.json").json()
    assert [one["name"] for one in package["licenses"]] == ["CC-BY-4.0"]


def test_a_publication_changes_coverage_and_modification_time(ministry: tuple[httpx.Client, DatabaseUrls]) -> None:
    client, urls = ministry
    before = modification_times(client)
    realization = recording.realization(77, period="2021-08", region="32.73", value="5")
    databases.execute(urls.service, realization, role="capaian_service")
    after = modification_times(client)
    assert after["realizations"] > before["realizations"]
    assert after["onboarding-counts"] == after["realizations"]
    assert after["targets"] == before["targets"]
    graph = parse_graph(client.get("/catalog"))
    (ends,) = select(graph, "SELECT ?end WHERE { ?set dct:identifier 'realizations'; dct:temporal/dcat:endDate ?end }")
    assert ends == (date(2021, 8, 31),)
    spatial = select(graph, "SELECT ?region WHERE { ?set dct:identifier 'realizations'; dct:spatial ?region }")
    regions = [region for (region,) in spatial if "/v1/regions/" in region]
    assert [client.get(region).json()["name"] for region in regions] == ["Jawa Barat"]


def modification_times(client: httpx.Client) -> dict[str, datetime]:
    graph = parse_graph(client.get("/catalog"))
    return dict(select(graph, "SELECT ?code ?time WHERE { ?set dct:identifier ?code; dct:modified ?time }"))


@pytest.mark.parametrize(("public_read", "right"), [(True, "PUBLIC"), (False, "RESTRICTED")])
def test_the_access_rights_follow_public_read(public_read: bool, right: str) -> None:
    facts = CatalogFacts({}, {}, frozenset())
    document = build_catalog(CatalogContext("http://data.example.go.id", PublisherInfo(), public_read), facts)
    rights = [node["dct:accessRights"]["@id"] for node in document["@graph"] if "dct:accessRights" in node]
    assert rights == [f"{AUTHORITY}/access-right/{right}"] * (len(DATA_SETS) + 2)


def test_an_empty_database_has_no_coverage_and_no_modification_time() -> None:
    facts = CatalogFacts({}, {}, frozenset())
    document = build_catalog(CatalogContext("http://data.example.go.id", PublisherInfo(), public_read=True), facts)
    data_sets = [node for node in document["@graph"] if node["@type"] == "dcat:Dataset"]
    assert not {"dct:temporal", "dct:spatial", "dct:modified"} & {
        property_ for data_set in data_sets for property_ in data_set
    }


@pytest.mark.parametrize(
    ("intervals", "frequency"),
    [
        ({"P3M"}, "QUARTERLY"),
        ({"P1Y", "P12M"}, "ANNUAL"),
        ({"P1M", "P3M"}, "IRREG"),
        ({"P5D"}, "IRREG"),
        (set(), "IRREG"),
    ],
)
def test_the_frequency_is_the_common_reporting_interval(intervals: set[str], frequency: str) -> None:
    assert build_frequency(frozenset(intervals)) == {"@id": f"{AUTHORITY}/frequency/{frequency}"}
