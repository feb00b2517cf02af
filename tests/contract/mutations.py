"""Mutations of a small contract, each labelled: breaking for whoever was built on the contract before, or harmless."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Json = dict[str, Any]
Edit = Callable[[Json], None]

SMALL: Json = yaml.load((Path(__file__).parent / "small_contract.yaml").read_text(), Loader=yaml.CSafeLoader)


def at(document: Any, *steps: str | int) -> Any:
    for step in steps:
        document = document[step]
    return document


def gone(*path: str | int) -> Edit:
    def edit(document: Json) -> None:
        del at(document, *path[:-1])[path[-1]]

    return edit


def now(value: object, *path: str | int) -> Edit:
    def edit(document: Json) -> None:
        at(document, *path[:-1])[path[-1]] = copy.deepcopy(value)

    return edit


def also(value: object, *path: str | int) -> Edit:
    def edit(document: Json) -> None:
        at(document, *path).append(copy.deepcopy(value))

    return edit


def without(value: object, *path: str | int) -> Edit:
    def edit(document: Json) -> None:
        at(document, *path).remove(value)

    return edit


def renamed(old: str, new: str, *path: str | int) -> Edit:
    def edit(document: Json) -> None:
        holder = at(document, *path)
        holder[new] = holder.pop(old)

    return edit


def together(*edits: Edit) -> Edit:
    def edit(document: Json) -> None:
        for one in edits:
            one(document)

    return edit


class Mutation(NamedTuple):
    """`name` goes on: “a contract in which …”."""

    name: str
    edit: Edit


LIST, CREATE = ("paths", "/things", "get"), ("paths", "/things", "post")
READ, REMOVE = ("paths", "/things/{code}", "get"), ("paths", "/things/{code}", "delete")
SCHEMAS = ("components", "schemas")
THING, NEW = (*SCHEMAS, "Thing"), (*SCHEMAS, "NewThing")
KIND, Q, ORDER = ((*LIST, "parameters", place) for place in (0, 2, 3))
LIMIT = ("components", "parameters", "limit")
OK = ("responses", "200")
JSON = ("content", "application/json")
OPTIONAL = {"name": "since", "in": "query", "description": "From then on.", "schema": {"type": "string"}}
THING_OF = "#/components/schemas/Thing"
NULL = {"type": "null"}
CSV = {"schema": {"type": "string"}}
HEADER = {"description": "Where it goes on.", "schema": {"type": "string"}}
PART = {"$ref": "#/components/schemas/Part"}
OR_NULL = {"anyOf": [{"type": "number"}, NULL]}

BREAKING = (
    Mutation("a path is gone", gone("paths", "/things/{code}")),
    Mutation("a path is called otherwise", renamed("/things", "/objects", "paths")),
    Mutation("an operation is gone", gone(*REMOVE)),
    Mutation("an operation id is another", now("fetch_thing", *READ, "operationId")),
    Mutation("an operation stands under another tag", now(["objects"], *READ, "tags")),
    Mutation("a parameter is gone", gone(*Q)),
    Mutation("a parameter is called otherwise", now("words", *Q, "name")),
    Mutation("a required parameter is new", also({**OPTIONAL, "required": True}, *LIST, "parameters")),
    Mutation("a parameter has become required", now(True, *Q, "required")),
    Mutation("a header of the request has become required", now(True, *CREATE, "parameters", 0, "required")),
    Mutation("a parameter is of another type", now({"type": "integer"}, *Q, "schema")),
    Mutation("a parameter has fewer words", without("-code", *ORDER, "schema", "enum")),
    Mutation("the items of a parameter have fewer words", without("small", *KIND, "schema", "items", "enum")),
    Mutation("a parameter has a list of words", now(["a", "b"], *Q, "schema", "enum")),
    Mutation("a parameter has a pattern", now("^[a-z]+$", *Q, "schema", "pattern")),
    Mutation("a parameter may be less long", now(50, *Q, "schema", "maxLength")),
    Mutation("a parameter may be less", now(500, *LIMIT, "schema", "maximum")),
    Mutation("a parameter takes fewer items", now(10, *KIND, "schema", "maxItems")),
    Mutation("a list is written otherwise", now(True, *KIND, "explode")),
    Mutation("the default of a parameter is another", now(50, *LIMIT, "schema", "default")),
    Mutation("the default of a parameter is gone", gone(*LIMIT, "schema", "default")),
    Mutation("a parameter has a default", now("code", *ORDER, "schema", "default")),
    Mutation(
        "a parameter of the path has another pattern", now("^[a-z]{2}$", *READ, "parameters", 0, "schema", "pattern")
    ),
    Mutation("a body has become required", now(True, *CREATE, "requestBody", "required")),
    Mutation("a media type of a body is gone", gone(*CREATE, "requestBody", "content", "application/merge-patch+json")),
    Mutation("a body is gone", gone(*CREATE, "requestBody")),
    Mutation(
        "a required property of a body is new",
        together(now({"type": "string"}, *NEW, "properties", "name"), also("name", *NEW, "required")),
    ),
    Mutation("a property of a body has become required", also("value", *NEW, "required")),
    Mutation("a property of a body is gone", gone(*NEW, "properties", "note")),
    Mutation("a property of a body takes whole numbers alone", now("integer", *NEW, "properties", "value", "type")),
    Mutation("a property of a body is never null", now({"type": "string"}, *NEW, "properties", "note")),
    Mutation("a property of a body may be less long", now(32, *NEW, "properties", "code", "maxLength")),
    Mutation("a property of a body has a bound", now(9, *NEW, "properties", "value", "maximum")),
    Mutation("a property of a body has another pattern", now("^[a-z]{2,}$", *NEW, "properties", "code", "pattern")),
    Mutation("a property of a body has fewer words", without("large", *NEW, "properties", "kind", "enum")),
    Mutation("a property of a body takes fewer items", now(5, *NEW, "properties", "tags", "maxItems")),
    Mutation("the default of a property of a body is another", now("large", *NEW, "properties", "kind", "default")),
    Mutation("a good status is gone", gone(*CREATE, "responses", "201")),
    Mutation("a good status is another", renamed("201", "202", *CREATE, "responses")),
    Mutation("the status of a problem is gone", gone(*READ, "responses", "404")),
    Mutation("a media type of an answer is gone", gone(*READ, *OK, "content", "text/csv")),
    Mutation(
        "a media type of an answer is another",
        renamed("application/json", "application/vnd.small+json", *READ, *OK, "content"),
    ),
    Mutation("a header of an answer is gone", gone(*LIST, *OK, "headers", "ETag")),
    Mutation("a header of an answer may be missing", now(False, *LIST, *OK, "headers", "ETag", "required")),
    Mutation(
        "a property of an answer is gone",
        together(gone(*THING, "properties", "value"), without("value", *THING, "required")),
    ),
    Mutation("a property of an answer may be missing", without("value", *THING, "required")),
    Mutation("a property of an answer is of another type", now("string", *THING, "properties", "value", "type")),
    Mutation(
        "a property of an answer may be null",
        now(OR_NULL, *THING, "properties", "value"),
    ),
    Mutation("a property of an answer has one word more", also("medium", *THING, "properties", "kind", "enum")),
    Mutation("a choice in an answer is one more", also({"type": "string"}, *THING, "properties", "size", "anyOf")),
    Mutation(
        "the items of an answer have one word more", also("green", *THING, "properties", "labels", "items", "enum")
    ),
    Mutation("a model within a model lacks a property", gone(*SCHEMAS, "Part", "properties", "name")),
    Mutation("a model within a model may be null", now({"anyOf": [PART, NULL]}, *THING, "properties", "whole")),
    Mutation("a property of an answer has another format", now("date", *THING, "properties", "code", "format")),
    Mutation(
        "an answer is of another model",
        now(
            {"$ref": THING_OF},
            *LIST,
            *OK,
            *JSON,
            "schema",
        ),
    ),
    Mutation(
        "a model is called otherwise",
        together(
            renamed("Part", "Piece", *SCHEMAS),
            now("#/components/schemas/Piece", *THING, "properties", "parts", "anyOf", 0, "$ref"),
            now("#/components/schemas/Piece", *THING, "properties", "whole", "$ref"),
            now("#/components/schemas/Piece", *NEW, "properties", "part", "$ref"),
        ),
    ),
    Mutation("both keys are asked for at once", now([{"bearer": ["write"], "api_key": []}], *REMOVE, "security")),
    Mutation("an open operation asks for a key", now([{"bearer": []}], *READ, "security")),
    Mutation("nobody is let in without a key any more", without({}, *LIST, "security")),
    Mutation("one way in is closed", without({"api_key": []}, *CREATE, "security")),
    Mutation("a scope more is asked for", now(["write", "publish"], *REMOVE, "security", 0, "bearer")),
    Mutation("another scope is asked for", now(["publish"], *REMOVE, "security", 0, "bearer")),
    Mutation("a key goes into another header", now("X-Key", "components", "securitySchemes", "api_key", "name")),
    Mutation("the service stands at another address", now("/api", "servers", 0, "url")),
)

HARMLESS = (
    Mutation("nothing is changed", together()),
    Mutation("a path is new", now({"get": {**at(SMALL, *LIST), "operationId": "list_objects"}}, "paths", "/objects")),
    Mutation("an operation is new", now({**at(SMALL, *REMOVE), "operationId": "put_thing"}, *READ[:2], "put")),
    Mutation("an optional parameter is new", also(OPTIONAL, *LIST, "parameters")),
    Mutation("an optional header of the request is new", also({**OPTIONAL, "in": "header"}, *CREATE, "parameters")),
    Mutation("a parameter may be left out", now(False, *READ, "parameters", 1, "required")),
    Mutation("a parameter has one word more", also("value", *ORDER, "schema", "enum")),
    Mutation("a parameter may be longer", now(200, *Q, "schema", "maxLength")),
    Mutation("a parameter may be any length", gone(*Q, "schema", "maxLength")),
    Mutation("a parameter is written out where it is taken", now(at(SMALL, *LIMIT), *LIST, "parameters", 1)),
    Mutation("the parameters stand in another order", lambda document: at(document, *LIST, "parameters").reverse()),
    Mutation("an optional property of a body is new", now({"type": "string"}, *NEW, "properties", "name")),
    Mutation(
        "a property of a body may be null",
        now(OR_NULL, *NEW, "properties", "value"),
    ),
    Mutation("a property of a body has one word more", also("medium", *NEW, "properties", "kind", "enum")),
    Mutation("a property of a body has no pattern", gone(*NEW, "properties", "code", "pattern")),
    Mutation(
        "a media type of a body is new",
        now({"schema": {"type": "string"}}, *CREATE, "requestBody", "content", "text/csv"),
    ),
    Mutation(
        "a property of an answer is new",
        together(now({"type": "string"}, *THING, "properties", "name"), also("name", *THING, "required")),
    ),
    Mutation("a property of an answer is always there", also("parts", *THING, "required")),
    Mutation("a property of an answer has one word fewer", without("large", *THING, "properties", "kind", "enum")),
    Mutation("a property of an answer is never null", now({"type": "string"}, *THING, "properties", "note")),
    Mutation("a model within a model is never null", now(PART, *THING, "properties", "parts")),
    Mutation("a model within a body may be null", now({"anyOf": [PART, NULL]}, *NEW, "properties", "part")),
    Mutation(
        "a header of an answer is new",
        now(HEADER, *LIST, *OK, "headers", "Link"),
    ),
    Mutation("a problem is new", now({"$ref": "#/components/responses/Problem"}, *READ, "responses", "410")),
    Mutation("a media type of an answer is new", now(CSV, *LIST, *OK, "content", "text/csv")),
    Mutation("an operation is deprecated", now(True, *READ, "deprecated")),
    Mutation("a parameter is deprecated", now(True, *Q, "deprecated")),
    Mutation("a property is deprecated", now(True, *THING, "properties", "note", "deprecated")),
    Mutation("a description is better", now("Only of this kind.", *KIND, "description")),
    Mutation("an example is another", now({"data": [{}]}, *LIST, *OK, *JSON, "example")),
    Mutation("a summary is better", now("All things", *LIST, "summary")),
    Mutation("a second tag is new", also("objects", *LIST, "tags")),
    Mutation("a way in is new", also({"api_key": []}, *REMOVE, "security")),
    Mutation("a key is asked for no more", also({}, *REMOVE, "security")),
    Mutation("one scope less is asked for", now([], *REMOVE, "security", 0, "bearer")),
    Mutation("a model is new", now({"type": "object", "description": "New."}, *SCHEMAS, "Novel")),
    Mutation("the version is another", now("1.1.0", "info", "version")),
)
