"""/catalog is read as what it claims to be: RDF, with what DCAT-AP asks of a catalog, and true to what is held."""

import warnings
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import httpx
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, URIRef
from rdflib.query import ResultRow

from api.catalog.datasets import DATA_SETS
from api.catalog.document import Asked, catalog_of
from api.catalog.held import FIGURES, Held
from api.catalog.vocabulary import rhythm
from api.contract.examples.answers import ANSWERS
from api.exports.routes import EXPORTS
from api.terms import Terms
from tests.conftest import checked
from tests.support import databases, services
from tests.support.databases import Addresses
from tests.wire import recording

AUTHORITY = "http://publications.europa.eu/resource/authority"
PREFIXES = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
# What DCAT-AP 3 makes mandatory, by class.
MANDATORY = [
    ("dcat:Catalog", "dct:title"),
    ("dcat:Catalog", "dct:description"),
    ("dcat:Catalog", "dct:publisher"),
    ("dcat:Catalog", "dcat:dataset"),
    ("dcat:Dataset", "dct:title"),
    ("dcat:Dataset", "dct:description"),
    ("dcat:Distribution", "dcat:accessURL"),
    ("dcat:DataService", "dct:title"),
    ("dcat:DataService", "dcat:endpointURL"),
    ("foaf:Agent", "foaf:name"),
]
# What it recommends and this service has.
RECOMMENDED = [
    ("dcat:Catalog", "dcat:service"),
    ("dcat:Catalog", "dct:license"),
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
    ("dcat:Distribution", "dct:license"),
    ("dcat:Distribution", "dcat:mediaType"),
    ("dcat:Distribution", "dct:title"),
    ("dcat:DataService", "dcat:servesDataset"),
    ("dcat:DataService", "dcat:endpointDescription"),
]


@pytest.fixture(scope="module")
def graph(client: httpx.Client) -> Graph:
    return read(client.get("/catalog"))


def read(answer: httpx.Response) -> Graph:
    assert answer.status_code == 200
    with warnings.catch_warnings():
        # rdflib's own parser uses what rdflib deprecates.
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated", DeprecationWarning)
        return Graph().parse(data=answer.text, format="json-ld")


def rows(graph: Graph, query: str) -> list[tuple[Any, ...]]:
    found = []
    for row in graph.query(PREFIXES + query):
        assert isinstance(row, ResultRow)
        found.append(tuple(None if value is None else value.toPython() for value in row))
    return found


@pytest.mark.parametrize(("kind", "property_"), [*MANDATORY, *RECOMMENDED], ids=str)
def test_everything_has_what_dcat_ap_asks_of_it(graph: Graph, kind: str, property_: str) -> None:
    assert rows(graph, f"SELECT ?it WHERE {{ ?it a {kind} }}")
    assert rows(graph, f"SELECT ?it WHERE {{ ?it a {kind} FILTER NOT EXISTS {{ ?it {property_} ?value }} }}") == []


def test_titles_and_descriptions_are_in_both_languages(graph: Graph) -> None:
    for kind in ("dcat:Catalog", "dcat:Dataset", "dcat:DataService"):
        for language in ("id", "en"):
            without = f"FILTER NOT EXISTS {{ ?it dct:title ?t FILTER(lang(?t) = '{language}') }}"
            assert rows(graph, f"SELECT ?it WHERE {{ ?it a {kind} {without} }}") == []


def test_the_catalog_lists_every_data_set_and_every_export_is_had_in_one(
    graph: Graph, service: services.Service
) -> None:
    listed = rows(graph, "SELECT ?set WHERE { ?catalog a dcat:Catalog; dcat:dataset ?set. ?set a dcat:Dataset }")
    assert {address for (address,) in listed} == {f"{service.url}/catalog#{data_set.code}" for data_set in DATA_SETS}
    assert {data_set.code for data_set in DATA_SETS if data_set.is_exported} == {export.name for export in EXPORTS}
    files = rows(graph, "SELECT ?file WHERE { ?set dcat:distribution/dcat:downloadURL ?file }")
    assert {address for (address,) in files} == {
        f"{service.url}/v1/exports/{export.name}.{ending}"
        for export in EXPORTS
        for ending in ("csv", "ndjson", "parquet", "xlsx")
    }


def test_every_distribution_can_be_fetched_and_is_of_its_media_type(graph: Graph, client: httpx.Client) -> None:
    found = rows(graph, "SELECT ?address ?type WHERE { ?it dcat:accessURL ?address; dcat:mediaType ?type }")
    assert len(found) == len(set(graph.subjects(RDF.type, DCAT.Distribution)))
    for address, media_type in found:
        wanted = media_type.removeprefix("https://www.iana.org/assignments/media-types/")
        answer = client.head(address) if wanted == "text/event-stream" else client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"].split(";")[0] == wanted, address


def test_every_page_that_it_names_on_this_host_is_there(
    graph: Graph, client: httpx.Client, service: services.Service
) -> None:
    pages = {
        str(one)
        for words in (DCAT.landingPage, FOAF.homepage, DCAT.endpointDescription)
        for one in graph.objects(None, words)
    }
    assert pages == {f"{service.url}/docs", f"{service.url}/openapi.yaml"}
    assert [client.get(page).status_code for page in pages] == [200, 200]


def test_the_extent_in_time_is_that_of_the_figures(graph: Graph, client: httpx.Client) -> None:
    for noun in FIGURES:
        figures = client.get(f"/v1/{noun}s", params={"limit": 1000}).json()["data"]
        first, last = bounds(figures)
        extent = rows(
            graph,
            f"""SELECT ?start ?end WHERE {{ ?set dct:identifier '{noun}s'; dct:temporal ?time.
                ?time dcat:startDate ?start; dcat:endDate ?end }}""",
        )
        assert extent == [(first, last)]


def bounds(figures: list[dict[str, Any]]) -> tuple[date, date]:
    """Of periods such as 2022, 2020-S2, 2021-Q1, 2021-05, 2020-12-31 and intervals of days."""
    days = [day for figure in figures for day in days_of(figure["period"])]
    return min(days), max(days)


def days_of(period: str) -> Iterator[date]:
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


def test_what_ships_is_about_the_country_and_comes_irregularly(graph: Graph) -> None:
    spatial = rows(graph, "SELECT DISTINCT ?place WHERE { ?set a dcat:Dataset; dct:spatial ?place }")
    assert spatial == [(f"{AUTHORITY}/country/IDN",)]
    rhythms = rows(graph, "SELECT ?code ?rhythm WHERE { ?s dct:identifier ?code; dct:accrualPeriodicity ?rhythm }")
    assert dict(rhythms) == {
        data_set.code: f"{AUTHORITY}/frequency/{'UPDATE_CONT' if data_set.code == 'changes' else 'IRREG'}"
        for data_set in DATA_SETS
    }


def test_licence_and_publisher_are_those_of_the_settings_and_of_the_data_packages(
    graph: Graph, client: httpx.Client
) -> None:
    (named,) = rows(graph, "SELECT DISTINCT ?name WHERE { ?set a dcat:Dataset; dct:publisher/foaf:name ?name }")
    assert named == ("Capaian",)
    (licence,) = rows(graph, "SELECT DISTINCT ?licence WHERE { ?it a dcat:Distribution; dct:license ?licence }")
    package = client.get("/v1/exports/targets/datapackage.json").json()
    assert [one["path"] for one in package["licenses"]] == list(licence)


def test_json_is_the_same_document_under_its_own_name(client: httpx.Client) -> None:
    linked = client.get("/catalog", headers={"accept": "application/ld+json"})
    plain = client.get("/catalog", headers={"accept": "application/json"})
    assert (linked.headers["content-type"], plain.headers["content-type"]) == (
        "application/ld+json",
        "application/json",
    )
    assert linked.content == plain.content
    assert "Accept" in plain.headers["vary"]
    assert client.get("/catalog", headers={"accept": "text/turtle"}).status_code == 406


def test_nothing_has_to_be_fetched_to_read_it(client: httpx.Client) -> None:
    document = client.get("/catalog").json()
    assert isinstance(document["@context"], dict)
    assert all(isinstance(address, str) and address[-1] in "#/" for address in document["@context"].values())


def test_addresses_are_under_the_host_that_was_asked(client: httpx.Client) -> None:
    graph = read(client.get("/catalog", headers={"host": "data.example.go.id"}))
    (catalog,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert catalog == URIRef("http://data.example.go.id/catalog")
    assert "127.0.0.1" not in graph.serialize(format="turtle")


def test_it_is_conditional_like_every_answer(client: httpx.Client) -> None:
    first = client.get("/catalog")
    assert client.get("/catalog", headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_the_example_of_the_contract_holds_what_the_service_answers(client: httpx.Client) -> None:
    """But for the host, the moment, and what it leaves out."""
    example: Any = ANSWERS["read_catalog"]
    told = {node["@id"]: node for node in example["@graph"]}
    whole = client.get("/catalog", headers={"host": "127.0.0.1:8000"}).json()
    answered = {node["@id"]: node for node in whole["@graph"]}
    for address, node in told.items():
        for property_, value in node.items():
            if isinstance(value, list) and property_ != "dct:spatial":
                assert all(one in answered[address][property_] for one in value), property_
            elif property_ != "dct:modified":
                assert answered[address][property_] == value, property_
    assert example["@context"] == whole["@context"]


@pytest.fixture(scope="module")
def ministry(postgres: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Addresses]]:
    settings = {
        "CAPAIAN_PUBLISHER": "Kementerian Koperasi dan UKM",
        "CAPAIAN_PUBLISHER_URL": "https://kemenkopukm.example/",
        "CAPAIAN_DATA_LICENSE": "CC-BY-4.0",
    }
    with databases.copy(postgres) as addresses:
        connected = addresses.settings
        with services.running(tmp_path_factory.mktemp("ministry"), **connected, **settings) as service:
            service.wait_until_ready()
            with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
                yield client, addresses


def test_a_ministry_publishes_under_its_own_name_and_licence(ministry: tuple[httpx.Client, Addresses]) -> None:
    client, _ = ministry
    graph = read(client.get("/catalog"))
    assert rows(graph, "SELECT ?name ?page WHERE { ?who a foaf:Agent; foaf:name ?name; foaf:homepage ?page }") == [
        ("Kementerian Koperasi dan UKM", "https://kemenkopukm.example/")
    ]
    licences = {str(one) for one in graph.objects(None, DCTERMS.license)}
    assert licences == {"https://creativecommons.org/licenses/by/4.0/"}
    package = client.get("/v1/exports/sources/datapackage.json").json()
    assert [one["name"] for one in package["licenses"]] == ["CC-BY-4.0"]


def test_the_extent_and_the_day_of_change_follow_what_is_published(ministry: tuple[httpx.Client, Addresses]) -> None:
    client, addresses = ministry
    before = modified(client)
    extended = recording.realization(77, period="2031-03", region="32.73", value="5")
    databases.execute(addresses.service, extended, role="capaian_service")
    after = modified(client)
    assert after["realizations"] > before["realizations"]
    assert after["onboarding-counts"] == after["realizations"]
    assert after["targets"] == before["targets"]
    graph = read(client.get("/catalog"))
    (ends,) = rows(graph, "SELECT ?end WHERE { ?set dct:identifier 'realizations'; dct:temporal/dcat:endDate ?end }")
    assert ends == (date(2031, 3, 31),)
    places = rows(graph, "SELECT ?place WHERE { ?set dct:identifier 'realizations'; dct:spatial ?place }")
    regions = [place for (place,) in places if "/v1/regions/" in place]
    assert [client.get(region).json()["name"] for region in regions] == ["Jawa Barat"]


def modified(client: httpx.Client) -> dict[str, datetime]:
    graph = read(client.get("/catalog"))
    return dict(rows(graph, "SELECT ?code ?moment WHERE { ?set dct:identifier ?code; dct:modified ?moment }"))


@pytest.mark.parametrize(("public_read", "right"), [(True, "PUBLIC"), (False, "RESTRICTED")])
def test_whoever_may_read_is_told(public_read: bool, right: str) -> None:
    nothing = Held({}, {}, frozenset())
    document = catalog_of(Asked("http://data.example.go.id", Terms(), public_read), nothing)
    rights = [node["dct:accessRights"]["@id"] for node in document["@graph"] if "dct:accessRights" in node]
    assert rights == [f"{AUTHORITY}/access-right/{right}"] * (len(DATA_SETS) + 2)


def test_where_nothing_is_held_no_extent_and_no_day_is_made_up() -> None:
    nothing = Held({}, {}, frozenset())
    document = catalog_of(Asked("http://data.example.go.id", Terms(), public_read=True), nothing)
    sets = [node for node in document["@graph"] if node["@type"] == "dcat:Dataset"]
    assert not {"dct:temporal", "dct:spatial", "dct:modified"} & {word for one in sets for word in one}


@pytest.mark.parametrize(
    ("expected", "rhythm_"),
    [
        ({"P3M"}, "QUARTERLY"),
        ({"P1Y", "P12M"}, "ANNUAL"),
        ({"P1M", "P3M"}, "IRREG"),
        ({"P5D"}, "IRREG"),
        (set(), "IRREG"),
    ],
)
def test_the_rhythm_is_the_one_in_which_figures_are_expected(expected: set[str], rhythm_: str) -> None:
    assert rhythm(frozenset(expected)) == {"@id": f"{AUTHORITY}/frequency/{rhythm_}"}
