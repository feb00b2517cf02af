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
PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def parse_graph(response: httpx.Response) -> Graph:
    """Parse a response as its media type says, like a portal that knows nothing but its URL."""
    assert response.status_code == 200
    media_type = response.headers["content-type"].split(";")[0]
    return parse_text(response.text, media_type, str(response.request.url))


def parse_text(text: str, media_type: str, url: str | None = None) -> Graph:
    with warnings.catch_warnings():
        # The parser of rdflib uses what rdflib deprecates.
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated", DeprecationWarning)
        return Graph().parse(data=text, format=media_type, publicID=url)


def select(graph: Graph, query: str) -> list[tuple[Any, ...]]:
    found = []
    for row in graph.query(PREFIXES + query):
        assert isinstance(row, ResultRow)
        found.append(tuple(None if value is None else value.toPython() for value in row))
    return found
