"""Breaking changes that `redocly diff` does not report: defaults, formats, statuses, headers, names of code."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from releases.difference import Difference, JsonObject, resolve_reference

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_ABSENT = object()
# By keyword, why a change of it breaks clients: generated code has another type, or the same request another meaning.
_REQUEST_KEYWORDS = {
    "default": "default",
    "format": "format",
    "readOnly": "`readOnly`",
    "writeOnly": "`writeOnly`",
}
_RESPONSE_KEYWORDS = {"format": "format", "readOnly": "`readOnly`", "writeOnly": "`writeOnly`"}
_HEADER_KEYWORDS = {"type": "type", "format": "format", "pattern": "pattern"}


class UsedSchema(NamedTuple):
    """A schema, where an operation uses it, and the name of its model if it has one."""

    location: str
    schema: JsonObject
    model: str | None


def find_other_breaks(before: JsonObject, after: JsonObject) -> list[Difference]:
    """List the breaking changes in operations of both documents, and the removed schemas and problem types."""
    found = [
        Difference("breaking", location, text)
        for location, old, new in _common_operations(before, after)
        for text in (
            *_check_tags(old, new),
            *_check_default_order(old, new),
            *_check_requests(before, old, after, new),
            *_check_responses(before, old, after, new),
        )
    ]
    gone = before["components"].get("schemas", {}).keys() - after["components"].get("schemas", {}).keys()
    found += [
        Difference(
            "breaking", f"components/schemas/{name}", f"The schema `{name}`, a class in generated code, is removed."
        )
        for name in sorted(gone)
    ]
    found += _check_path_parameters(before, after)
    found += _check_problem_types(before, after)
    return list(dict.fromkeys(found))


def _check_path_parameters(before: JsonObject, after: JsonObject) -> Iterator[Difference]:
    """Generated functions have arguments with the names of the path parameters."""
    now = {re.sub(r"{\w+}", "{}", path): path for path in after["paths"]}
    for path in before["paths"]:
        other = now.get(re.sub(r"{\w+}", "{}", path), path)
        if other != path:
            yield Difference("breaking", path, f"A path parameter is renamed: the path is `{other}`.")


def _check_problem_types(before: JsonObject, after: JsonObject) -> Iterator[Difference]:
    """Clients decide by the type of a problem."""
    statuses = {kind["type"]: kind["status"] for kind in after.get("x-problem-types", ())}
    for kind in before.get("x-problem-types", ()):
        name, status = kind["type"], kind["status"]
        if name not in statuses:
            yield Difference("breaking", "x-problem-types", f"The problem type `{name}` is removed.")
        elif statuses[name] != status:
            text = f"The status of the problem type `{name}` was {status} and is {statuses[name]}."
            yield Difference("breaking", "x-problem-types", text)


def _common_operations(before: JsonObject, after: JsonObject) -> Iterator[tuple[str, JsonObject, JsonObject]]:
    for path, item in before["paths"].items():
        for method in METHODS:
            if method in item and method in after["paths"].get(path, {}):
                yield f"{method.upper()} {path}", item[method], after["paths"][path][method]


def _check_tags(old: JsonObject, new: JsonObject) -> Iterator[str]:
    """Generated code groups operations by their first tag."""
    if old.get("tags", [])[:1] != new.get("tags", [])[:1]:
        yield f"The first tag was {_format_tag(old['tags'])} and is {_format_tag(new['tags'])}."


def _check_default_order(old: JsonObject, new: JsonObject) -> Iterator[str]:
    """A list without `sort` has another order; a list whose order was not documented can document it."""
    was, became = (operation.get("x-default-order") for operation in (old, new))
    if was is not None and was != became:
        yield f"The default order was {was} and is {became}."


def _format_tag(tags: list[str]) -> str:
    return f"`{tags[0]}`" if tags else "none"


def _check_requests(before: JsonObject, old: JsonObject, after: JsonObject, new: JsonObject) -> Iterator[str]:
    yield from _compare_schemas(
        _list_request_schemas(before, old), _list_request_schemas(after, new), _REQUEST_KEYWORDS
    )


def _compare_schemas(
    before: Iterator[UsedSchema], after: Iterator[UsedSchema], keywords: dict[str, str]
) -> Iterator[str]:
    """Compare the keywords and the models of schemas at the same location."""
    now = {used.location: used for used in after}
    for location, schema, model in before:
        if location not in now:
            continue
        for keyword, name in keywords.items():
            was, became = (_get_value(one, keyword) for one in (schema, now[location].schema))
            if was != became:
                yield f"The {name} of {location} was {_format_value(was)} and is {_format_value(became)}."
        other = now[location].model
        if model is not None and other is not None and model != other:
            yield f"The model of {location} was `{model}` and is `{other}`."


def _get_value(schema: JsonObject, keyword: str) -> object:
    """Return the value of a keyword; null is the default of an optional property without one."""
    value = schema.get(keyword, _ABSENT)
    return _ABSENT if value is None else value


def _format_value(value: object) -> str:
    return "none" if value is _ABSENT else f"`{value}`"


def _check_responses(before: JsonObject, old: JsonObject, after: JsonObject, new: JsonObject) -> Iterator[str]:
    responses = {status: resolve_reference(after, response) for status, response in new["responses"].items()}
    for status in responses.keys() - old["responses"].keys():
        if status.startswith("2"):
            yield f"A success can have the status {status}, which clients do not expect."
    for status, reference in old["responses"].items():
        if status not in responses:
            continue
        response = resolve_reference(before, reference)
        yield from _check_headers(before, response, after, responses[status], status)
        yield from _compare_schemas(
            _list_content_schemas(before, f"a {status}", response),
            _list_content_schemas(after, f"a {status}", responses[status]),
            _RESPONSE_KEYWORDS,
        )


def _check_headers(
    before: JsonObject, old: JsonObject, after: JsonObject, new: JsonObject, status: str
) -> Iterator[str]:
    headers = {name: resolve_reference(after, header) for name, header in new.get("headers", {}).items()}
    for name, reference in old.get("headers", {}).items():
        if name not in headers:
            continue
        header = resolve_reference(before, reference)
        if header.get("required") and not headers[name].get("required"):
            yield f"The header `{name}` of a {status} was required and is optional."
        location = f"the header `{name}` of a {status}"
        yield from _compare_schemas(
            iter([UsedSchema(location, header["schema"], None)]),
            iter([UsedSchema(location, headers[name]["schema"], None)]),
            _HEADER_KEYWORDS,
        )


def _list_request_schemas(document: JsonObject, operation: JsonObject) -> Iterator[UsedSchema]:
    for reference in operation.get("parameters", []):
        parameter = resolve_reference(document, reference)
        yield from _list_nested_schemas(document, f"`{parameter['name']}`", parameter["schema"])
    body = resolve_reference(document, operation.get("requestBody", {}))
    yield from _list_content_schemas(document, "the body", body)


def _list_content_schemas(document: JsonObject, location: str, holder: JsonObject) -> Iterator[UsedSchema]:
    for media_type, content in holder.get("content", {}).items():
        yield from _list_nested_schemas(document, f"{location} ({media_type})", content.get("schema", {}))


def _list_nested_schemas(
    document: JsonObject, location: str, schema: JsonObject, ancestors: tuple[str, ...] = ()
) -> Iterator[UsedSchema]:
    """Yield the schema and all schemas in it; a recursive schema is entered once."""
    reference = schema.get("$ref")
    schema = {**resolve_reference(document, schema), **schema} if reference is not None else schema
    model = reference.rpartition("/")[2] if reference is not None else schema.get("title")
    if model in ancestors:
        return
    yield UsedSchema(location, schema, model)
    inner = ancestors if model is None else (*ancestors, model)
    for name, part in schema.get("properties", {}).items():
        yield from _list_nested_schemas(document, f"`{name}` in {location}", part, inner)
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield from _list_nested_schemas(document, f"an item of {location}", schema[keyword], inner)
    for keyword in ("anyOf", "oneOf", "allOf"):
        for number, choice in enumerate(schema.get(keyword, []), 1):
            yield from _list_nested_schemas(document, f"choice {number} of {location}", choice, inner)
