"""One spelling of “may be null”, so that what the comparison sees of it has a direction."""

from typing import Any

from releases.difference import resolved

_NULL = {"type": "null"}


def spelled(document: Any) -> Any:
    """The same document with `type: [string, null]` for a choice between a string and null.

    redocly calls every change of a choice breaking, even where null is taken from what is answered, or allowed in what
    is sent; of a list of types it knows which way is safe.
    """
    return _spelled(document, document, ())


def _spelled(node: Any, document: Any, inside: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_spelled(item, document, inside) for item in node]
    if not isinstance(node, dict):
        return node
    choices = node.get("anyOf")
    if isinstance(choices, list) and len(choices) == 2 and _NULL in choices:
        (chosen,) = (choice for choice in choices if choice != _NULL)
        reference = chosen.get("$ref")
        if reference is not None and reference not in inside:
            chosen, inside = resolved(document, chosen), (*inside, reference)
        if isinstance(chosen.get("type"), str):
            node = {**chosen, **{key: value for key, value in node.items() if key != "anyOf"}}
            node["type"] = [chosen["type"], "null"]
            if "enum" in node:
                node["enum"] = [*node["enum"], None]
    return {key: _spelled(value, document, inside) for key, value in node.items()}
