"""The catalog follows the settings, publications, and the reporting intervals."""

from datetime import date, datetime

import httpx
import pytest
import yaml
from rdflib import DCTERMS, SKOS, Literal, URIRef

from api.exchange.catalog.coverage import CatalogFacts
from api.exchange.catalog.datasets import DATA_SETS
from api.exchange.catalog.document import CatalogContext, build_catalog
from api.exchange.catalog.vocabulary import build_frequency
from api.license import PublisherInfo
from tests.exchange.catalog.conftest import CONTACT_NAME, CONTACT_URL
from tests.exchange.catalog.read_graph import AUTHORITY, parse_graph, select
from tests.http import recording
from tests.support import databases
from tests.support.databases import DatabaseUrls


def test_the_settings_define_publisher_license_and_contact_point(ministry: tuple[httpx.Client, DatabaseUrls]) -> None:
    client, _ = ministry
    graph = parse_graph(client.get("/catalog"))
    assert select(graph, "SELECT ?name ?page WHERE { ?agent a foaf:Agent; foaf:name ?name; foaf:homepage ?page }") == [
        ("Kementerian Koperasi dan UKM", "https://kemenkopukm.example/")
    ]
    licenses = {str(one) for one in graph.objects(None, DCTERMS.license)}
    assert licenses == {"https://creativecommons.org/licenses/by/4.0/"}
    package = client.get("/v1/exports/sources/datapackage.json").json()
    (data_license,) = package["licenses"]
    assert data_license["name"] == "CC-BY-4.0"
    assert data_license["path"] == "https://creativecommons.org/licenses/by/4.0/"
    contacts = """SELECT DISTINCT ?name ?email ?page WHERE {
        ?set a dcat:Dataset; dcat:contactPoint ?contact.
        ?contact vcard:fn ?name; vcard:hasEmail ?email; vcard:hasURL ?page }"""
    assert select(graph, contacts) == [(CONTACT_NAME, "mailto:data@kemenkopukm.example", CONTACT_URL)]


def test_every_data_set_and_service_has_the_license_and_the_contact_point(
    ministry: tuple[httpx.Client, DatabaseUrls],
) -> None:
    graph = parse_graph(ministry[0].get("/catalog"))
    for class_, property_ in (
        ("dcat:Dataset", "dct:license"),
        ("dcat:Distribution", "dct:license"),
        ("dcat:DataService", "dct:license"),
        ("dcat:Dataset", "dcat:contactPoint"),
        ("dcat:DataService", "dcat:contactPoint"),
    ):
        without = f"SELECT ?it WHERE {{ ?it a {class_} FILTER NOT EXISTS {{ ?it {property_} ?value }} }}"
        assert select(graph, without) == [], (class_, property_)


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
    assert [graph.value(URIRef(region), SKOS.prefLabel) for region in regions] == [Literal("Jawa Barat")]


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
    assert build_frequency(frozenset(intervals))["@id"] == f"{AUTHORITY}/frequency/{frequency}"


@pytest.mark.parametrize("path", ["/openapi.yaml", "/openapi.json", "/openapi-3.0.json", "/sdmx/openapi.json"])
def test_the_openapi_documents_name_the_contact_point(ministry: tuple[httpx.Client, DatabaseUrls], path: str) -> None:
    document = yaml.load(ministry[0].get(path).content, Loader=yaml.CSafeLoader)
    assert document["info"]["contact"] == {
        "name": CONTACT_NAME,
        "url": CONTACT_URL,
        "email": "data@kemenkopukm.example",
    }
