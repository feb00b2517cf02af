"""What breaks clients and `redocly diff` does not see: defaults, formats, headers, names in generated code."""

from collections.abc import Iterator
from typing import NamedTuple

from releases.difference import Difference, JsonObject, resolved

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_ABSENT = object()


class Held(NamedTuple):
    """A schema where one operation takes or answers it."""

    place: str
    schema: JsonObject


def unseen_by_redocly(before: JsonObject, after: JsonObject) -> list[Difference]:
    found = [
        Difference("breaking", place, text)
        for place, old, new in _operations_of_both(before, after)
        for text in (*_tags(old, new), *_defaults(before, old, after, new), *_answers(before, old, after, new))
    ]
    gone = before["components"].get("schemas", {}).keys() - after["components"].get("schemas", {}).keys()
    found += [
        Difference("breaking", f"components/schemas/{name}", f"The model `{name}`, a class in generated code, is gone.")
        for name in sorted(gone)
    ]
    return list(dict.fromkeys(found))


def _operations_of_both(before: JsonObject, after: JsonObject) -> Iterator[tuple[str, JsonObject, JsonObject]]:
    for path, item in before["paths"].items():
        for method in METHODS:
            if method in item and method in after["paths"].get(path, {}):
                yield f"{method.upper()} {path}", item[method], after["paths"][path][method]


def _tags(old: JsonObject, new: JsonObject) -> Iterator[str]:
    """Generated code files an operation under the first of its tags."""
    if old.get("tags", [])[:1] != new.get("tags", [])[:1]:
        yield f"It stood under the tag {_said(old['tags'])} and stands under {_said(new['tags'])}."


def _said(tags: list[str]) -> str:
    return f"`{tags[0]}`" if tags else "none"


def _defaults(before: JsonObject, old: JsonObject, after: JsonObject, new: JsonObject) -> Iterator[str]:
    """A request that leaves something out asks for something else than it did."""
    now = dict(_taken(after, new))
    for place, schema in _taken(before, old):
        if place in now:
            was, became = (one.get("default", _ABSENT) for one in (schema, now[place]))
            if was != became:
                yield f"The default of {place} was {_written(was)} and is {_written(became)}."


def _written(default: object) -> str:
    return "none" if default is _ABSENT else f"`{default}`"


def _answers(before: JsonObject, old: JsonObject, after: JsonObject, new: JsonObject) -> Iterator[str]:
    answers = {status: resolved(after, answer) for status, answer in new["responses"].items()}
    for status, reference in old["responses"].items():
        if status not in answers:
            continue
        answer = resolved(before, reference)
        headers = {name: resolved(after, header) for name, header in answers[status].get("headers", {}).items()}
        for name, header in answer.get("headers", {}).items():
            if resolved(before, header).get("required") and not headers.get(name, {"required": True}).get("required"):
                yield f"The header `{name}` of a {status} was always there and may be missing."
        now = dict(_in_content(after, f"a {status}", answers[status]))
        for place, schema in _in_content(before, f"a {status}", answer):
            if place in now and schema.get("format", _ABSENT) != now[place].get("format", _ABSENT):
                was, became = (_written(one.get("format", _ABSENT)) for one in (schema, now[place]))
                yield f"The format of {place} was {was} and is {became}."


def _taken(document: JsonObject, operation: JsonObject) -> Iterator[Held]:
    for reference in operation.get("parameters", []):
        parameter = resolved(document, reference)
        yield from _within(document, f"`{parameter['name']}`", parameter["schema"])
    body = resolved(document, operation.get("requestBody", {}))
    yield from _in_content(document, "the body", body)


def _in_content(document: JsonObject, place: str, holder: JsonObject) -> Iterator[Held]:
    for media_type, content in holder.get("content", {}).items():
        yield from _within(document, f"{place} ({media_type})", content.get("schema", {}))


def _within(document: JsonObject, place: str, schema: JsonObject, inside: tuple[int, ...] = ()) -> Iterator[Held]:
    """The schema and all that it holds; one that holds itself is entered once."""
    schema = resolved(document, schema)
    if id(schema) in inside:
        return
    yield Held(place, schema)
    within = (*inside, id(schema))
    for name, held in schema.get("properties", {}).items():
        yield from _within(document, f"`{name}` in {place}", held, within)
    for word in ("items", "additionalProperties"):
        if isinstance(schema.get(word), dict):
            yield from _within(document, f"what is in {place}", schema[word], within)
    for word in ("anyOf", "oneOf", "allOf"):
        for number, choice in enumerate(schema.get(word, []), 1):
            yield from _within(document, f"choice {number} of {place}", choice, within)
