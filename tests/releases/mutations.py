"""Mutations of a small OpenAPI document, each labelled: breaking for clients of the document before, or harmless."""

from typing import NamedTuple

from tests.releases.document_edits import SMALL, Edit, append, at, combine, remove, rename, replace, take_out


class Mutation(NamedTuple):
    """An edit of the document; its name completes “a document in which …”."""

    name: str
    edit: Edit


LIST, CREATE = ("paths", "/things", "get"), ("paths", "/things", "post")
READ, REMOVE = ("paths", "/things/{code}", "get"), ("paths", "/things/{code}", "delete")
SCHEMAS = ("components", "schemas")
THING, NEW = (*SCHEMAS, "Thing"), (*SCHEMAS, "ThingInput")
KIND, Q, ORDER = ((*LIST, "parameters", index) for index in (0, 2, 3))
LIMIT = ("components", "parameters", "limit")
OK = ("responses", "200")
JSON = ("content", "application/json")
OPTIONAL = {"name": "since", "in": "query", "description": "From then on.", "schema": {"type": "string"}}
THING_REFERENCE = "#/components/schemas/Thing"
NULL = {"type": "null"}
CSV = {"schema": {"type": "string"}}
HEADER = {"description": "URL of the next page.", "schema": {"type": "string"}}
PART = {"$ref": "#/components/schemas/Part"}
OR_NULL = {"anyOf": [{"type": "number"}, NULL]}

BREAKING = (
    Mutation("a path is removed", remove("paths", "/things/{code}")),
    Mutation("a path is renamed", rename("/things", "/objects", "paths")),
    Mutation("an operation is removed", remove(*REMOVE)),
    Mutation("an operation id is changed", replace("fetch_thing", *READ, "operationId")),
    Mutation("the tag of an operation is changed", replace(["objects"], *READ, "tags")),
    Mutation("a parameter is removed", remove(*Q)),
    Mutation("a parameter is renamed", replace("words", *Q, "name")),
    Mutation("a required parameter is new", append({**OPTIONAL, "required": True}, *LIST, "parameters")),
    Mutation("a parameter has become required", replace(True, *Q, "required")),
    Mutation("a header of the request has become required", replace(True, *CREATE, "parameters", 0, "required")),
    Mutation("the type of a parameter is changed", replace({"type": "integer"}, *Q, "schema")),
    Mutation("an enum value of a parameter is removed", take_out("-code", *ORDER, "schema", "enum")),
    Mutation(
        "an enum value of the items of a parameter is removed", take_out("small", *KIND, "schema", "items", "enum")
    ),
    Mutation("a parameter has a new enum", replace(["a", "b"], *Q, "schema", "enum")),
    Mutation("a parameter has a new pattern", replace("^[a-z]+$", *Q, "schema", "pattern")),
    Mutation("the maximum length of a parameter is reduced", replace(50, *Q, "schema", "maxLength")),
    Mutation("the maximum of a parameter is reduced", replace(500, *LIMIT, "schema", "maximum")),
    Mutation("the maximum number of items of a parameter is reduced", replace(10, *KIND, "schema", "maxItems")),
    Mutation("the style of a list is changed", replace(True, *KIND, "explode")),
    Mutation("the default of a parameter is changed", replace(50, *LIMIT, "schema", "default")),
    Mutation("the default of a parameter is removed", remove(*LIMIT, "schema", "default")),
    Mutation("a parameter has a new default", replace("code", *ORDER, "schema", "default")),
    Mutation(
        "the pattern of a path parameter is changed", replace("^[a-z]{2}$", *READ, "parameters", 0, "schema", "pattern")
    ),
    Mutation("a body has become required", replace(True, *CREATE, "requestBody", "required")),
    Mutation(
        "a media type of a body is removed", remove(*CREATE, "requestBody", "content", "application/merge-patch+json")
    ),
    Mutation("a body is removed", remove(*CREATE, "requestBody")),
    Mutation(
        "a required property of a body is new",
        combine(replace({"type": "string"}, *NEW, "properties", "name"), append("name", *NEW, "required")),
    ),
    Mutation("a property of a body has become required", append("value", *NEW, "required")),
    Mutation("a property of a body is removed", remove(*NEW, "properties", "note")),
    Mutation("a property of a body accepts integers only", replace("integer", *NEW, "properties", "value", "type")),
    Mutation("a property of a body is not nullable any more", replace({"type": "string"}, *NEW, "properties", "note")),
    Mutation(
        "the maximum length of a property of a body is reduced", replace(32, *NEW, "properties", "code", "maxLength")
    ),
    Mutation("a property of a body has a new maximum", replace(9, *NEW, "properties", "value", "maximum")),
    Mutation(
        "the pattern of a property of a body is changed", replace("^[a-z]{2,}$", *NEW, "properties", "code", "pattern")
    ),
    Mutation("an enum value of a property of a body is removed", take_out("large", *NEW, "properties", "kind", "enum")),
    Mutation(
        "the maximum number of items of a property of a body is reduced",
        replace(5, *NEW, "properties", "tags", "maxItems"),
    ),
    Mutation("the default of a property of a body is changed", replace("large", *NEW, "properties", "kind", "default")),
    Mutation("a successful status is removed", remove(*CREATE, "responses", "201")),
    Mutation("a successful status is changed", rename("201", "202", *CREATE, "responses")),
    Mutation("the status of a problem is removed", remove(*READ, "responses", "404")),
    Mutation("a media type of a response is removed", remove(*READ, *OK, "content", "text/csv")),
    Mutation(
        "a media type of a response is changed",
        rename("application/json", "application/vnd.small+json", *READ, *OK, "content"),
    ),
    Mutation("a header of a response is removed", remove(*LIST, *OK, "headers", "ETag")),
    Mutation(
        "a header of a response is not required any more", replace(False, *LIST, *OK, "headers", "ETag", "required")
    ),
    Mutation(
        "a property of a response is removed",
        combine(remove(*THING, "properties", "value"), take_out("value", *THING, "required")),
    ),
    Mutation("a property of a response is not required any more", take_out("value", *THING, "required")),
    Mutation(
        "the type of a property of a response is changed", replace("string", *THING, "properties", "value", "type")
    ),
    Mutation(
        "a property of a response is nullable",
        replace(OR_NULL, *THING, "properties", "value"),
    ),
    Mutation("a property of a response has a new enum value", append("medium", *THING, "properties", "kind", "enum")),
    Mutation(
        "a property of a response has a new alternative",
        append({"type": "string"}, *THING, "properties", "size", "anyOf"),
    ),
    Mutation(
        "the items of a response have a new enum value",
        append("green", *THING, "properties", "labels", "items", "enum"),
    ),
    Mutation("a property of a nested model is removed", remove(*SCHEMAS, "Part", "properties", "name")),
    Mutation(
        "a nested model of a response is nullable", replace({"anyOf": [PART, NULL]}, *THING, "properties", "whole")
    ),
    Mutation(
        "the format of a property of a response is changed", replace("date", *THING, "properties", "code", "format")
    ),
    Mutation(
        "the model of a response is changed",
        replace(
            {"$ref": THING_REFERENCE},
            *LIST,
            *OK,
            *JSON,
            "schema",
        ),
    ),
    Mutation(
        "a model is renamed",
        combine(
            rename("Part", "Piece", *SCHEMAS),
            replace("#/components/schemas/Piece", *THING, "properties", "parts", "anyOf", 0, "$ref"),
            replace("#/components/schemas/Piece", *THING, "properties", "whole", "$ref"),
            replace("#/components/schemas/Piece", *NEW, "properties", "part", "$ref"),
        ),
    ),
    Mutation(
        "both credentials are required together", replace([{"bearer": ["write"], "api_key": []}], *REMOVE, "security")
    ),
    Mutation("a public operation requires a key", replace([{"bearer": []}], *READ, "security")),
    Mutation("an operation requires a key in all cases", take_out({}, *LIST, "security")),
    Mutation("an alternative of the security is removed", take_out({"api_key": []}, *CREATE, "security")),
    Mutation("another scope is required in addition", replace(["write", "publish"], *REMOVE, "security", 0, "bearer")),
    Mutation("the required scope is changed", replace(["publish"], *REMOVE, "security", 0, "bearer")),
    Mutation("the header of a key is changed", replace("X-Key", "components", "securitySchemes", "api_key", "name")),
    Mutation("the URL of the service is changed", replace("/api", "servers", 0, "url")),
    Mutation(
        "a success has another status in addition",
        replace({"description": "Accepted."}, *CREATE, "responses", "202"),
    ),
    Mutation(
        "a path parameter is renamed",
        combine(
            rename("/things/{code}", "/things/{id}", "paths"),
            replace("id", "paths", "/things/{id}", "get", "parameters", 0, "name"),
        ),
    ),
    Mutation("a problem type is removed", remove("x-problem-types", 0)),
    Mutation("a problem type is renamed", replace("/problems/missing", "x-problem-types", 0, "type")),
    Mutation("the status of a problem type is changed", replace(410, "x-problem-types", 0, "status")),
    Mutation("a property of a body is read-only", replace(True, *NEW, "properties", "value", "readOnly")),
    Mutation("a property of a response is write-only", replace(True, *THING, "properties", "value", "writeOnly")),
    Mutation(
        "the items of a list have another model",
        combine(
            replace(at(SMALL, *THING), *SCHEMAS, "Object"),
            replace("#/components/schemas/Object", *SCHEMAS, "Page", "properties", "data", "items", "$ref"),
        ),
    ),
    Mutation("the format of a parameter is dropped", remove(*READ, "parameters", 1, "schema", "format")),
    Mutation("the format of a property of a body is changed", replace("float", *NEW, "properties", "value", "format")),
    Mutation(
        "the pattern of a header is changed", replace('^"[a-z]+"$', *LIST, *OK, "headers", "ETag", "schema", "pattern")
    ),
    Mutation("the default order of a list is changed", replace(["kind"], *LIST, "x-default-order")),
)

HARMLESS = (
    Mutation("nothing is changed", combine()),
    Mutation("null is the default of an optional property", replace(None, *NEW, "properties", "note", "default")),
    Mutation(
        "a path is new", replace({"get": {**at(SMALL, *LIST), "operationId": "list_objects"}}, "paths", "/objects")
    ),
    Mutation("an operation is new", replace({**at(SMALL, *REMOVE), "operationId": "put_thing"}, *READ[:2], "put")),
    Mutation("an optional parameter is new", append(OPTIONAL, *LIST, "parameters")),
    Mutation("an optional header of the request is new", append({**OPTIONAL, "in": "header"}, *CREATE, "parameters")),
    Mutation("a parameter is not required any more", replace(False, *READ, "parameters", 1, "required")),
    Mutation("a parameter has a new enum value", append("value", *ORDER, "schema", "enum")),
    Mutation("the maximum length of a parameter is raised", replace(200, *Q, "schema", "maxLength")),
    Mutation("the maximum length of a parameter is removed", remove(*Q, "schema", "maxLength")),
    Mutation(
        "a reference to a parameter is replaced by the parameter", replace(at(SMALL, *LIMIT), *LIST, "parameters", 1)
    ),
    Mutation("the order of the parameters is changed", lambda document: at(document, *LIST, "parameters").reverse()),
    Mutation("an optional property of a body is new", replace({"type": "string"}, *NEW, "properties", "name")),
    Mutation(
        "a property of a body is nullable",
        replace(OR_NULL, *NEW, "properties", "value"),
    ),
    Mutation("a property of a body has a new enum value", append("medium", *NEW, "properties", "kind", "enum")),
    Mutation("the pattern of a property of a body is removed", remove(*NEW, "properties", "code", "pattern")),
    Mutation(
        "a media type of a body is new",
        replace({"schema": {"type": "string"}}, *CREATE, "requestBody", "content", "text/csv"),
    ),
    Mutation(
        "a property of a response is new",
        combine(replace({"type": "string"}, *THING, "properties", "name"), append("name", *THING, "required")),
    ),
    Mutation("a property of a response is required", append("parts", *THING, "required")),
    Mutation(
        "an enum value of a property of a response is removed", take_out("large", *THING, "properties", "kind", "enum")
    ),
    Mutation(
        "a property of a response is not nullable any more", replace({"type": "string"}, *THING, "properties", "note")
    ),
    Mutation("a nested model of a response is not nullable any more", replace(PART, *THING, "properties", "parts")),
    Mutation("a nested model of a body is nullable", replace({"anyOf": [PART, NULL]}, *NEW, "properties", "part")),
    Mutation(
        "a header of a response is new",
        replace(HEADER, *LIST, *OK, "headers", "Link"),
    ),
    Mutation("a problem is new", replace({"$ref": "#/components/responses/Problem"}, *READ, "responses", "410")),
    Mutation("a media type of a response is new", replace(CSV, *LIST, *OK, "content", "text/csv")),
    Mutation("an operation is deprecated", replace(True, *READ, "deprecated")),
    Mutation("a parameter is deprecated", replace(True, *Q, "deprecated")),
    Mutation("a property is deprecated", replace(True, *THING, "properties", "note", "deprecated")),
    Mutation("a description is changed", replace("Only of this kind.", *KIND, "description")),
    Mutation("an example is changed", replace({"data": [{}]}, *LIST, *OK, *JSON, "example")),
    Mutation("a summary is changed", replace("All things", *LIST, "summary")),
    Mutation("a second tag is new", append("objects", *LIST, "tags")),
    Mutation("an alternative of the security is new", append({"api_key": []}, *REMOVE, "security")),
    Mutation("an operation requires no key any more", append({}, *REMOVE, "security")),
    Mutation("a scope is not required any more", replace([], *REMOVE, "security", 0, "bearer")),
    Mutation("a model is new", replace({"type": "object", "description": "New."}, *SCHEMAS, "Novel")),
    Mutation("a problem type is new", append({"type": "/problems/gone", "status": 410}, "x-problem-types")),
    Mutation("the version is changed", replace("1.1.0", "info", "version")),
)
