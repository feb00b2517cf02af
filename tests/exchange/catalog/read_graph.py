"""Parse the catalog as RDF and query it with SPARQL."""

import warnings
from typing import Any

import httpx
from rdflib import Graph
from rdflib.query import ResultRow

AUTHORITY = "http://publications.europa.eu/resource/authority"
PREFIXES = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def parse_graph(response: httpx.Response) -> Graph:
    assert response.status_code == 200
    with warnings.catch_warnings():
        # The parser of rdflib uses what rdflib deprecates.
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated", DeprecationWarning)
        return Graph().parse(data=response.text, format="json-ld", publicID=str(response.request.url))


def select(graph: Graph, query: str) -> list[tuple[Any, ...]]:
    found = []
    for row in graph.query(PREFIXES + query):
        assert isinstance(row, ResultRow)
        found.append(tuple(None if value is None else value.toPython() for value in row))
    return found
