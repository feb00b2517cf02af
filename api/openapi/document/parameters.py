"""Query parameters and request headers of the OpenAPI document."""

import inspect
import re
from collections import Counter
from collections.abc import Iterable

from api.http.reads.includes import IncludeParameter
from api.http.reads.list_parameters import ListParameters, RecordParameters, RevisionsParameters
from api.http.request.query_string import QueryParameter, QueryParameters, list_parameters
from api.openapi.document.vocabularies import Vocabularies
from api.openapi.examples.parameters import build_parameter_example
from api.types import JsonObject

PARAMETER_REF = "#/components/parameters/"
# Parameters of these classes are the same for all collections; other classes put their name before the parameter.
_SHARED_MODELS = frozenset({QueryParameters, RecordParameters, RevisionsParameters, ListParameters})
_SHARED_NAMES = frozenset({"include", "known_at", "names", "dialect"})  # the same in every class


_IF_MATCH: JsonObject = {
    "name": "If-Match",
    "in": "header",
    "description": "The `ETag` of the revision that you read. If another revision is current, nothing changes (412).",
    "schema": {"type": "string"},
}
# Tools for developers send examples unchanged. A cursor belongs to one list, and at a time before the installation the
# service has no data. Claims are not counted by verdict. For the same reason headers have no example.
WITHOUT_EXAMPLE = frozenset({"cursor", "known_at", "asOf", "claim_verdict"})
# By component name.
REQUEST_HEADERS = {
    "If-None-Match": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The `ETag` of your copy. If the response has not changed, it is 304 without a body.",
        "schema": {"type": "string"},
    },
    "If-Modified-Since": {
        "name": "If-Modified-Since",
        "in": "header",
        "description": "The `Last-Modified` of your copy. It is ignored if the request has `If-None-Match`.",
        "schema": {"type": "string"},
    },
    "If-Match": _IF_MATCH,
    "If-Match-Required": {
        **_IF_MATCH,
        "required": True,
        "description": f"{_IF_MATCH['description']} Required: a request without it is rejected (428). "
        "Only PATCH accepts `*`.",
    },
    "If-None-Match-Write": {
        "name": "If-None-Match",
        "in": "header",
        "description": "`*`: if the record exists, nothing changes (412).",
        "schema": {"type": "string"},
    },
    "Idempotency-Key": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "A value that you create for each new request, such as a random UUID. If you repeat a "
        "request with its key, you receive the stored response, and nothing changes a second time.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    },
    "Last-Event-ID": {
        "name": "Last-Event-ID",
        "in": "header",
        "description": "The `id` of the last event that you received. The stream continues after it.",
        "schema": {"type": "string"},
    },
    "Prefer": {
        "name": "Prefer",
        "in": "header",
        "description": "`return=minimal` returns only type, id and URL of a new record (201), and no body of another "
        "successful response (204); `return=representation` is the default (RFC 7240).",
        "schema": {"type": "string"},
    },
    "Prefer-Wait": {
        "name": "Prefer",
        "in": "header",
        "description": "`wait=20` waits at most 20 seconds for the end; the maximum is 30, the default 10. "
        "`respond-async` without `wait` does not wait (RFC 7240).",
        "schema": {"type": "string"},
    },
}


class ParameterComponents:
    """Collects the query parameters; a parameter of several operations becomes a component."""

    def __init__(self, queries: Iterable[type[QueryParameters]], vocabularies: Vocabularies) -> None:
        self.vocabularies = vocabularies
        declared = [(query, parameter) for query in queries for parameter in list_parameters(query).values()]
        uses = Counter(_build_component_name(query, parameter.field) for query, parameter in declared)
        self.components: JsonObject = dict(REQUEST_HEADERS)  # the document contains only those that it refers to
        for query, parameter in declared:
            key = _build_component_name(query, parameter.field)
            component = self._build_query_parameter(key, parameter)
            if uses[key] > 1 and self.components.setdefault(key, component) != component:
                raise ValueError(f"Two parameters have the name {key}. Rename one of their classes.")

    def build_query_parameters(self, query: type[QueryParameters]) -> list[JsonObject]:
        return [
            build_parameter_reference(key) if key in self.components else self._build_query_parameter(key, parameter)
            for parameter in list_parameters(query).values()
            for key in (_build_component_name(query, parameter.field),)
        ]

    def build_form_schema(self, query: type[QueryParameters]) -> JsonObject:
        """Build the schema of a form whose last part is a file and whose other fields are the query parameters."""
        fields = [
            self._build_query_parameter(_build_component_name(query, one.field), one) for one in _list_fields(query)
        ]
        return {
            "type": "object",
            "properties": {
                **{field["name"]: {**field["schema"], "description": field["description"]} for field in fields},
                "file": FILE_PART,
            },
            "required": ["file"],
            "additionalProperties": False,
        }

    def _build_query_parameter(self, key: str, parameter: QueryParameter) -> JsonObject:
        built = _build_query_parameter(key, parameter)
        return {**built, "schema": self.vocabularies.convert_parameter(built["schema"], key, parameter.description)}


FILE_PART: JsonObject = {
    "type": "string",
    "format": "binary",
    "description": "The file, as the last part. Its type is that of the part, or follows from the suffix of its name: "
    "`.csv`, `.tsv`, `.txt`, `.ndjson`, `.jsonl`, `.xlsx`, `.ods`.",
}


def _list_fields(query: type[QueryParameters]) -> list[QueryParameter]:
    """Return the parameters that a form can have: all except the token of an earlier request, which has no file."""
    return [parameter for name, parameter in list_parameters(query).items() if name != "apply_token"]


def build_parameter_reference(key: str) -> JsonObject:
    return {"$ref": PARAMETER_REF + key}


def _build_component_name(query: type[QueryParameters], name: str) -> str:
    """Return `known_at` for a shared parameter, else with the class: `figure_period`, `unit_q`."""
    owner = next(kind for kind in query.__mro__ if name in inspect.get_annotations(kind))
    # Onboarding counts and changes include other parts than the lists of records.
    has_own_values = name == "include" and inspect.get_annotations(owner)[name] is not IncludeParameter
    if owner in _SHARED_MODELS or (name in _SHARED_NAMES and not has_own_values):
        return name
    return f"{_build_component_prefix(owner.__name__)}_{name}"


def _build_component_prefix(class_name: str) -> str:
    stem, _, suffix = class_name.partition("Parameters")
    return re.sub(r"(?<!^)(?=[A-Z])", "_", f"{stem.removesuffix('List')}{suffix}").lower()


def _build_query_parameter(key: str, parameter: QueryParameter) -> JsonObject:
    listed = parameter.type.schema["type"] == "array"
    schema = dict(parameter.type.schema)
    if parameter.default is not None:
        schema["default"] = list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default
    description = parameter.description
    # In the schema and the description, not in `example`: Swagger UI would fill in all of them.
    example = build_parameter_example(key, parameter)
    if WITHOUT_EXAMPLE.isdisjoint((key, parameter.name)):
        schema["examples"] = [example]
    if "pattern" in schema.get("items", schema) and parameter.name != "cursor":
        description += f" Example: `{parameter.name}={','.join(example) if isinstance(example, list) else example}`."
    style: JsonObject = {"style": "form", "explode": False} if listed else {}
    deprecation = parameter.deprecation.to_openapi if parameter.deprecation is not None else {}
    return {"name": parameter.name, "in": "query", "description": description, **deprecation, **style, "schema": schema}
