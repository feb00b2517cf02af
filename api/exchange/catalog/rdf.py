"""Write the catalog as Turtle and as RDF/XML.

Of JSON-LD, the catalog uses only nodes with URLs, references and literals, and the functions below read nothing else.
docs/decisions/0029-catalog-for-portals.md compares this with rdflib.
"""

import json
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape, quoteattr

from api.types import JsonObject

Statement = tuple[str, str, JsonObject]  # URL of the subject, property, and a value as in JSON-LD


def to_turtle(document: JsonObject) -> bytes:
    """Write a document as Turtle 1.1."""
    prefixes = "".join(f"@prefix {name}: <{url}> .\n" for name, url in document["@context"].items())
    nodes = (
        "\n<{}>\n    {} .\n".format(url, " ;\n    ".join(lines))
        for url, lines in _group_by_subject(document, _write_turtle).items()
    )
    return (prefixes + "".join(nodes)).encode()


def to_rdf_xml(document: JsonObject) -> bytes:
    """Write a document as RDF/XML 1.1."""
    prefixes = "".join(f"\n  xmlns:{name}={quoteattr(url)}" for name, url in document["@context"].items())

    def write(property_: str, value: JsonObject) -> str:
        return _write_xml(property_, value, document["@context"])

    nodes = (
        "  <rdf:Description rdf:about={}>\n    {}\n  </rdf:Description>\n".format(quoteattr(url), "\n    ".join(lines))
        for url, lines in _group_by_subject(document, write).items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{prefixes}>\n{"".join(nodes)}</rdf:RDF>\n'.encode()


def _group_by_subject(document: JsonObject, write: Callable[[str, JsonObject], str]) -> dict[str, dict[str, None]]:
    """Return the written statements by subject, each once and in the order of the document."""
    found: dict[str, dict[str, None]] = {}
    for node in document["@graph"]:
        for url, property_, value in _list_statements(node):
            found.setdefault(url, {})[write(property_, value)] = None
    return found


def _list_statements(node: JsonObject) -> Iterator[Statement]:
    """Yield the statements of a node and of the nodes in its values."""
    for property_, values in node.items():
        for value in values if isinstance(values, list) else [values]:
            if property_ == "@type":
                yield node["@id"], "rdf:type", {"@id": value}
            elif isinstance(value, str):
                if property_ != "@id":
                    yield node["@id"], property_, {"@value": value}
            else:
                yield node["@id"], property_, value
                if "@id" in value:
                    yield from _list_statements(value)


def _write_turtle(property_: str, value: JsonObject) -> str:
    if property_ == "rdf:type":
        return f"a {value['@id']}"
    if "@id" in value:
        return f"{property_} <{value['@id']}>"
    text = json.dumps(value["@value"], ensure_ascii=False)  # the escapes of JSON are valid in Turtle
    if "@language" in value:
        return f"{property_} {text}@{value['@language']}"
    return f"{property_} {text}^^{value['@type']}" if "@type" in value else f"{property_} {text}"


def _write_xml(property_: str, value: JsonObject, context: dict[str, str]) -> str:
    if property_ == "rdf:type":
        return f"<rdf:type rdf:resource={quoteattr(_expand(value['@id'], context))}/>"
    if "@id" in value:
        return f"<{property_} rdf:resource={quoteattr(value['@id'])}/>"
    attribute = ""
    if "@language" in value:
        attribute = f" xml:lang={quoteattr(value['@language'])}"
    elif "@type" in value:
        attribute = f" rdf:datatype={quoteattr(_expand(value['@type'], context))}"
    return f"<{property_}{attribute}>{escape(value['@value'])}</{property_}>"


def _expand(name: str, context: dict[str, str]) -> str:
    """Return the URL of a name with a prefix."""
    prefix, _, rest = name.partition(":")
    return context[prefix] + rest
