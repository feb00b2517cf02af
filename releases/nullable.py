"""One form of nullable types, so that the comparison sees the direction of a change."""

from typing import Any

from releases.difference import resolve_reference

_NULL = {"type": "null"}


def merge_null_types(document: Any) -> Any:
    """Write a choice between a type and null as a list of types: `type: [string, "null"]`.

    redocly reports every change of a choice as breaking, even if a response no longer has null or a request may
    contain it. For a list of types it reports only the breaking direction.
    """
    return _merge(document, document, ())


def _merge(node: Any, document: Any, ancestors: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_merge(item, document, ancestors) for item in node]
    if not isinstance(node, dict):
        return node
    choices = node.get("anyOf")
    if isinstance(choices, list) and len(choices) == 2 and _NULL in choices:
        (chosen,) = (choice for choice in choices if choice != _NULL)
        reference = chosen.get("$ref")
        if reference is not None and reference not in ancestors:
            chosen, ancestors = resolve_reference(document, chosen), (*ancestors, reference)
        if isinstance(chosen.get("type"), str):
            node = {**chosen, **{key: value for key, value in node.items() if key != "anyOf"}}
            node["type"] = [chosen["type"], "null"]
            if "enum" in node:
                node["enum"] = [*node["enum"], None]
    return {key: _merge(value, document, ancestors) for key, value in node.items()}
