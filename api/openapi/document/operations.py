"""Generator of one operation: parameters, request body and responses."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.auth.caller import AccessRequirement, list_sufficient_scopes
from api.exchange.exports.formats import FORMATS
from api.http.request.operation import JSON_TYPE
from api.http.writes.created_record import REFERENCE_TYPE, CreatedRecord
from api.openapi.document import responses
from api.openapi.document.operation_list import DeclaredOperation, has_deprecations
from api.openapi.document.parameters import REQUEST_HEADERS, ParameterComponents, build_parameter_reference
from api.openapi.document.path_parameters import build_path_parameters
from api.openapi.document.schemas import SCHEMA_REF, MissingDescriptionError, get_schema_name
from api.openapi.examples.imports import FILE_EXAMPLES
from api.openapi.examples.records import find_record_model
from api.openapi.examples.responses import build_alternative_example, build_response_example
from api.types import JsonObject

FORM_TYPE = "multipart/form-data"
EVENT_STREAM_TYPE = "text/event-stream"  # a stream has no end, so it has no ETag
DOWNLOAD_TYPES = frozenset(one.media_type for one in FORMATS)  # media types of file downloads


class OperationBuilder:
    """Builds operations with references to shared parameters and schemas."""

    def __init__(
        self,
        parameters: ParameterComponents,
        references: Mapping[Any, JsonObject],
        schemas: JsonObject,
        body_schemas: Mapping[str, str],
    ) -> None:
        """Create a builder; `body_schemas` has the schemas that requests use instead of those of responses."""
        self.parameters = parameters
        self.references = references
        self.schemas = schemas
        self.body_schemas = body_schemas

    def build_operation(self, one: DeclaredOperation) -> JsonObject:
        operation = one.operation
        has_body = operation.body_model is not None or operation.accepts_file
        body = {"requestBody": self.build_request_body(one)} if has_body else {}
        return {
            "operationId": one.operation_id,
            "summary": operation.summary,
            "description": operation.description,
            "tags": [operation.tag],
            **({"x-default-order": list(operation.default_order)} if operation.default_order else {}),
            **(operation.deprecation.to_openapi if operation.deprecation is not None else {}),
            "security": build_security(operation.requires),
            "parameters": [
                *build_path_parameters(one, self.schemas, self.parameters),
                *self.parameters.build_query_parameters(operation.query_model),
                *(build_parameter_reference(name) for name in _list_request_headers(one)),
            ],
            **body,
            "responses": {**self.build_success_responses(one), **responses.build_problem_references(one.list_problems)},
        }

    def build_request_body(self, one: DeclaredOperation) -> JsonObject:
        if one.operation.accepts_file:
            file = {"type": "string", "format": "binary"}
            file_content = {
                media_type: {
                    "schema": self.parameters.build_form_schema(one.operation.query_model)
                    if media_type == FORM_TYPE
                    else file,
                    "example": FILE_EXAMPLES[media_type],
                }
                for media_type in one.operation.body_media_types
            }
            return {"description": "The file; empty if `apply_token` is given.", "content": file_content}
        name = get_schema_name(self.references[one.operation.body_model])
        model = {"$ref": SCHEMA_REF + self.body_schemas.get(name, name)}
        return {
            "description": f"{self.describe_schema(model)} At most {one.operation.max_body_bytes >> 10} KiB.",
            "required": True,
            "content": {media_type: {"schema": model} for media_type in one.operation.body_media_types},
        }

    def build_success_responses(self, one: DeclaredOperation) -> dict[str, JsonObject]:
        """Build the success responses by status."""
        status = one.operation.status
        if _supports_conditional_requests(one):
            etag = "ETag-Whole" if one.operation.may_stream else "ETag"
            return {
                str(status): self.build_success_response(one, etag, *one.operation.response_headers),
                **responses.build_not_modified(),
            }
        if one.method == "get":
            return {str(status): self.build_success_response(one, *one.operation.response_headers)}
        headers = tuple(_list_write_headers(one))
        if status == 204:
            return {"204": responses.build_empty_success(f"{one.operation.summary}: done.", *headers)}
        found = {str(status): self.build_success_response(one, *headers)}
        if "Prefer" in one.operation.request_headers and status == 200:
            found["204"] = responses.build_minimal(has_etag="ETag-Written" in headers)
        if one.operation.may_return_202:
            found["202"] = self.build_success_response(one, *headers, "Retry-After-Going-On")
        if one.operation.may_return_201:
            found["201"] = self.build_success_response(one, *headers, "Location")
        if "Prefer" in one.operation.request_headers and "201" in found:
            # A type of its own: a union would take the fields of the record from typed clients.
            found["201"]["content"][REFERENCE_TYPE] = {"schema": self.references[CreatedRecord]}
        return found

    def build_success_response(self, one: DeclaredOperation, *headers: str) -> JsonObject:
        operation = one.operation
        if has_deprecations(operation):
            headers = (*headers, "Deprecation", "Sunset")
        media_type, *other_types = operation.media_types or (operation.media_type,)
        first_content = self.build_response_content(one, media_type)
        content = {media_type: first_content} | {
            other: first_content  # the same document under a second name
            if other == JSON_TYPE and media_type.endswith("+json")
            else {
                "schema": self.build_response_schema(one, other),
                **build_alternative_example(one.operation_id, other),
            }
            for other in other_types
        }
        return responses.build_success(self.describe_response(one), content, *headers)

    def build_response_content(self, one: DeclaredOperation, media_type: str) -> JsonObject:
        """Build the content of a response. The schema of a model, also of an item, has an example."""
        schema = self.build_response_schema(one, media_type)
        if one.operation.response_model is not None or one.operation.item_model is not None:
            return {"schema": schema}
        return {"schema": schema, "example": build_response_example(one.operation_id, one.operation)}

    def build_response_schema(self, one: DeclaredOperation, media_type: str) -> JsonObject:
        if one.operation.response_model is not None:
            return self.references[one.operation.response_model]
        if one.operation.item_model is not None:
            reference = self.references[one.operation.item_model]["$ref"]
            return {
                "type": "string",
                "description": f"Each item is a `{reference.removeprefix(SCHEMA_REF)}`.",
                "x-item-schema": reference,
            }
        if media_type in DOWNLOAD_TYPES:
            return {"type": "string", "format": "binary"}  # so that generated clients save bytes
        if media_type == JSON_TYPE or media_type.endswith("+json"):
            return {"type": "object", "additionalProperties": True}
        return {"type": "string"}

    def describe_response(self, one: DeclaredOperation) -> str:
        """Return the description of the model, or else of the media type or the operation."""
        if one.operation.response_model is None:
            return responses.TEXT_DESCRIPTIONS.get(one.operation.media_type, one.operation.description)
        return self.describe_schema(self.references[one.operation.response_model])

    def describe_schema(self, reference: JsonObject) -> str:
        description: str = self.schemas[get_schema_name(reference)]["description"]
        return description.split("\n", maxsplit=1)[0]


def build_security(requirement: AccessRequirement) -> list[JsonObject]:
    """Build the security requirements: none, or each scheme with each sufficient scope; optional for the public."""
    if requirement == "nothing":
        return []  # `[{}]` would be optional: Prism then rejects a key
    sufficient = [[scope] for scope in list_sufficient_scopes(requirement)] or [[]]
    found: list[JsonObject] = [{scheme: scopes} for scopes in sufficient for scheme in ("bearer", "api_key")]
    return [{}, *found] if requirement == "public" else found


def _supports_conditional_requests(one: DeclaredOperation) -> bool:
    """Return whether the client can revalidate its copy with If-None-Match."""
    return one.method == "get" and one.operation.media_type != EVENT_STREAM_TYPE


def _list_request_headers(one: DeclaredOperation) -> Iterator[str]:
    """Yield the component names of the request headers."""
    if _supports_conditional_requests(one):
        yield "If-None-Match"
        if "Last-Modified" in one.operation.response_headers:
            yield "If-Modified-Since"
    for name in one.operation.request_headers:
        if name not in REQUEST_HEADERS:
            raise MissingDescriptionError(name)
        yield name


def _list_write_headers(one: DeclaredOperation) -> Iterator[str]:
    """Yield the response headers of a write; ETag if the response is one record, or if the route lists it."""
    operation = one.operation
    if "ETag" in operation.response_headers or (
        operation.response_model is not None and find_record_model(operation) is operation.response_model
    ):
        yield "ETag-Written"
    if operation.status == 201:
        yield "Location"
    if "Idempotency-Key" in operation.request_headers:
        yield "Idempotent-Replayed"
    if "Prefer" in operation.request_headers:
        yield "Preference-Applied"
    yield from (name for name in operation.response_headers if name != "ETag")
