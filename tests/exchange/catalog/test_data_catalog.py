"""/catalog is RDF, has what DCAT-AP requires of a catalog, and describes the stored data."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph

from api.exchange.catalog.coverage import FIGURE_TYPES
from api.exchange.catalog.datasets import DATA_SETS
from api.exchange.exports.routes import EXPORTS
from api.openapi.examples.responses import RESPONSE_EXAMPLES
from tests.exchange.catalog.read_graph import AUTHORITY, parse_graph, select
from tests.support import services

# Recommended properties that every catalog has; tests/exchange/catalog/test_dcat_ap.py checks the mandatory ones.
RECOMMENDED = [
    ("dcat:Catalog", "dcat:service"),
    ("dcat:Catalog", "dct:language"),
    ("dcat:Catalog", "dct:modified"),
    ("dcat:Catalog", "dct:spatial"),
    ("dcat:Catalog", "foaf:homepage"),
    ("dcat:Dataset", "dct:publisher"),
    ("dcat:Dataset", "dcat:theme"),
    ("dcat:Dataset", "dcat:keyword"),
    ("dcat:Dataset", "dcat:distribution"),
    ("dcat:Dataset", "dct:accrualPeriodicity"),
    ("dcat:Dataset", "dct:modified"),
    ("dcat:Dataset", "dct:language"),
    ("dcat:Dataset", "dct:accessRights"),
    ("dcat:Distribution", "dcat:mediaType"),
    ("dcat:Distribution", "dct:title"),
    ("dcat:DataService", "dcat:servesDataset"),
    ("dcat:DataService", "dcat:endpointDescription"),
]


@pytest.fixture(scope="module")
def graph(client: httpx.Client) -> Graph:
    return parse_graph(client.get("/catalog"))


@pytest.mark.parametrize(("class_", "property_"), RECOMMENDED, ids=str)
def test_every_node_has_the_recommended_properties_of_dcat_ap(graph: Graph, class_: str, property_: str) -> None:
    assert select(graph, f"SELECT ?it WHERE {{ ?it a {class_} }}")
    assert select(graph, f"SELECT ?it WHERE {{ ?it a {class_} FILTER NOT EXISTS {{ ?it {property_} ?value }} }}") == []


def test_titles_and_descriptions_are_in_both_languages(graph: Graph) -> None:
    for class_ in ("dcat:Catalog", "dcat:Dataset", "dcat:DataService"):
        for language in ("id", "en"):
            without = f"FILTER NOT EXISTS {{ ?it dct:title ?t FILTER(lang(?t) = '{language}') }}"
            assert select(graph, f"SELECT ?it WHERE {{ ?it a {class_} {without} }}") == []


def test_the_catalog_lists_every_data_set_and_every_export(graph: Graph, service: services.Service) -> None:
    listed = select(graph, "SELECT ?set WHERE { ?catalog a dcat:Catalog; dcat:dataset ?set. ?set a dcat:Dataset }")
    assert {url for (url,) in listed} == {f"{service.url}/catalog#{data_set.code}" for data_set in DATA_SETS}
    assert {data_set.code for data_set in DATA_SETS if data_set.is_exported} == {export.name for export in EXPORTS}
    files = select(graph, "SELECT ?file WHERE { ?set dcat:distribution/dcat:downloadURL ?file }")
    assert {url for (url,) in files} == {
        f"{service.url}/v1/exports/{export.name}.{extension}"
        for export in EXPORTS
        for extension in ("csv", "ndjson", "parquet", "xlsx")
    }


def test_every_distribution_url_returns_its_media_type(graph: Graph, client: httpx.Client) -> None:
    found = select(graph, "SELECT ?url ?type WHERE { ?it dcat:accessURL ?url; dcat:mediaType ?type }")
    assert len(found) == len(set(graph.subjects(RDF.type, DCAT.Distribution)))
    for url, media_type in found:
        expected = media_type.removeprefix("https://www.iana.org/assignments/media-types/")
        response = client.head(url) if expected == "text/event-stream" else client.get(url)
        assert response.status_code == 200, url
        assert response.headers["content-type"].split(";")[0] == expected, url


def test_every_linked_page_of_this_host_exists(graph: Graph, client: httpx.Client, service: services.Service) -> None:
    pages = {
        str(page)
        for property_ in (DCAT.landingPage, FOAF.homepage, DCAT.endpointDescription)
        for page in graph.objects(None, property_)
    }
    assert pages == {f"{service.url}/{page}" for page in ("docs", "openapi.json", "sdmx/openapi.json")}
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]


def test_the_temporal_coverage_is_that_of_the_figures(graph: Graph, client: httpx.Client) -> None:
    for figure_type in FIGURE_TYPES:
        figures = client.get(f"/v1/{figure_type}s", params={"limit": 1000}).json()["data"]
        first, last = bounds(figures)
        coverage = select(
            graph,
            f"""SELECT ?start ?end WHERE {{ ?set dct:identifier '{figure_type}s'; dct:temporal ?time.
                ?time dcat:startDate ?start; dcat:endDate ?end }}""",
        )
        assert coverage == [(first, last)]


def bounds(figures: list[dict[str, Any]]) -> tuple[date, date]:
    """Return the first and last day of periods such as 2022, 2020-S2, 2021-Q1, 2021-05, 2020-12-31 and intervals."""
    days = [day for figure in figures for day in first_and_last_day(figure["period"])]
    return min(days), max(days)


def first_and_last_day(period: str) -> Iterator[date]:
    if "/" in period:
        yield from (date.fromisoformat(day) for day in period.split("/"))
        return
    year, *rest = period.split("-")
    first, months = 1, 12
    if rest and rest[0][0] in "SQ":
        months = {"S": 6, "Q": 3}[rest[0][0]]
        first = 1 + (int(rest[0][1]) - 1) * months
    elif len(rest) == 1:
        first, months = int(rest[0]), 1
    elif len(rest) == 2:
        yield date.fromisoformat(period)
        return
    yield date(int(year), first, 1)
    following = first + months
    yield date.fromordinal(date(int(year) + (following > 12), following - 12 * (following > 12), 1).toordinal() - 1)


def test_the_seed_data_covers_the_country_and_is_irregular(graph: Graph) -> None:
    spatial = select(graph, "SELECT DISTINCT ?region WHERE { ?set a dcat:Dataset; dct:spatial ?region }")
    assert spatial == [(f"{AUTHORITY}/country/IDN",)]
    query = "SELECT ?code ?frequency WHERE { ?s dct:identifier ?code; dct:accrualPeriodicity ?frequency }"
    assert dict(select(graph, query)) == {
        data_set.code: f"{AUTHORITY}/frequency/{'UPDATE_CONT' if data_set.code == 'changes' else 'IRREG'}"
        for data_set in DATA_SETS
    }


def test_without_settings_the_publisher_has_a_name_and_no_license_and_contact_are_stated(
    graph: Graph, client: httpx.Client
) -> None:
    (name,) = select(graph, "SELECT DISTINCT ?name WHERE { ?set a dcat:Dataset; dct:publisher/foaf:name ?name }")
    assert name == ("Capaian",)
    assert list(graph.subject_objects(DCTERMS.license)) == list(graph.subject_objects(DCAT.contactPoint)) == []
    assert "licenses" not in client.get("/v1/exports/targets/datapackage.json").json()


def test_application_json_returns_the_same_document(client: httpx.Client) -> None:
    json_ld = client.get("/catalog", headers={"accept": "application/ld+json"})
    plain = client.get("/catalog", headers={"accept": "application/json"})
    assert (json_ld.headers["content-type"], plain.headers["content-type"]) == (
        "application/ld+json",
        "application/json",
    )
    assert json_ld.content == plain.content
    assert "Accept" in plain.headers["vary"]
    assert client.get("/catalog", headers={"accept": "text/html"}).status_code == 406


def test_the_document_contains_its_context(client: httpx.Client) -> None:
    document = client.get("/catalog").json()
    assert isinstance(document["@context"], dict)
    assert all(isinstance(url, str) and url[-1] in "#/" for url in document["@context"].values())


def test_urls_do_not_depend_on_the_host_of_the_request(client: httpx.Client) -> None:
    """They are relative to the document; CAPAIAN_PUBLIC_URL makes them absolute."""
    response = client.get("/catalog", headers={"host": "data.example.go.id"})
    assert "data.example" not in response.text
    assert response.json()["@graph"][0]["@id"] == "/catalog"


def test_an_unchanged_catalog_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get("/catalog")
    assert client.get("/catalog", headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_the_example_in_the_openapi_document_equals_the_response(client: httpx.Client) -> None:
    """Except for the time and omitted items."""
    example: Any = RESPONSE_EXAMPLES["read_catalog"]
    document = client.get("/catalog", headers={"host": "data.example.go.id"}).json()
    nodes = {node["@id"]: node for node in document["@graph"]}
    for node in example["@graph"]:
        actual = nodes[node["@id"]]
        for property_, value in node.items():
            if isinstance(value, list) and property_ != "dct:spatial":
                assert all(one in actual[property_] for one in value), property_
            elif property_ != "dct:modified":
                assert actual[property_] == value, property_
    assert example["@context"] == document["@context"]
