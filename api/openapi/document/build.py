"""Generator of the OpenAPI documents from the declared operations: openapi.yaml and openapi-sdmx.yaml."""

import json
import re
from typing import Any

import yaml
from litestar import Litestar

from api import __version__
from api.http.problems.document import Problem
from api.http.problems.problem_types import PROBLEM_TYPES
from api.http.writes.created_record import CreatedRecord
from api.openapi.document import info, responses
from api.openapi.document.directions import separate_directions
from api.openapi.document.headers import RESPONSE_HEADERS
from api.openapi.document.model_examples import add_model_examples
from api.openapi.document.operation_list import DeclaredOperation, list_operations
from api.openapi.document.operations import OperationBuilder
from api.openapi.document.parameters import ParameterComponents
from api.openapi.document.schemas import build_schemas
from api.openapi.document.vocabularies import Vocabularies
from api.openapi.problem_explanations.all_problems import EXPLANATIONS
from api.types import JsonObject

SDMX_TAG = "sdmx"


def build_document(app: Litestar) -> JsonObject:
    """Build the document of the service. SDMX clients know their standard and generate no code: see the other one."""
    return _build(info.SERVICE, [one for one in _list_documented(app) if one.operation.tag != SDMX_TAG])


def build_sdmx_document(app: Litestar) -> JsonObject:
    """Build the document of the SDMX operations."""
    return _build(info.SDMX, [one for one in _list_documented(app) if one.operation.tag == SDMX_TAG])


def _list_documented(app: Litestar) -> list[DeclaredOperation]:
    return [one for one in list_operations(app) if one.operation.is_documented]


def _build(texts: JsonObject, declared: list[DeclaredOperation]) -> JsonObject:
    models = [
        model
        for one in declared
        for model in (one.operation.response_model, one.operation.body_model, one.operation.item_model)
        if model is not None
    ]
    writes = [CreatedRecord] if any("Prefer" in one.operation.request_headers for one in declared) else []
    references, schemas = build_schemas([*models, *writes, Problem])
    _list_problem_types_in_text(schemas["Problem"]["properties"]["type"])
    vocabularies = Vocabularies(schemas)
    parameters = ParameterComponents([one.operation.query_model for one in declared], vocabularies)
    bodies = [one.operation.body_model for one in declared if one.operation.body_model is not None]
    directions = separate_directions(
        schemas,
        [references[model] for model in bodies],
        [references[model] for model in references if model not in bodies],
    )
    schemas = vocabularies.convert_models(directions.schemas, directions.in_responses)
    add_model_examples(schemas, declared, references, directions.renamed)
    operations = OperationBuilder(parameters, references, schemas, directions.renamed)
    paths: JsonObject = {}
    for one in declared:
        paths.setdefault(one.path, {})[one.method] = operations.build_operation(one)
    all_responses = responses.build_shared_responses(one.list_problems for one in declared)
    shared_responses = _filter_components("responses", all_responses, paths)
    used_tags = {one.operation.tag for one in declared}
    return {
        "openapi": "3.1.0",
        "info": {**texts, "version": __version__, "contact": info.CONTACT, "license": info.LICENSE},
        "servers": [{"url": "/", "description": "This service"}],
        "tags": [
            {"name": name, "description": description} for name, description in info.TAGS.items() if name in used_tags
        ],
        "x-problem-types": _build_problem_types(),
        "paths": {path: dict(sorted(item.items(), key=_sort_methods)) for path, item in paths.items()},
        "components": {
            "schemas": dict(sorted({**schemas, **vocabularies.components}.items())),
            "parameters": _filter_components("parameters", parameters.components, paths),
            "headers": _filter_components("headers", RESPONSE_HEADERS, [paths, shared_responses]),
            "securitySchemes": info.SECURITY_SCHEMES,
            "responses": shared_responses,
        },
    }


def _sort_methods(entry: tuple[str, JsonObject]) -> int:
    return ("get", "post", "put", "patch").index(entry[0])


def _filter_components(kind: str, components: JsonObject, parts: Any) -> JsonObject:
    """Return the components that the parts of the document refer to."""
    text = json.dumps(parts)
    return {name: component for name, component in components.items() if f'"#/components/{kind}/{name}"' in text}


def _list_problem_types_in_text(schema: JsonObject) -> None:
    """List the problem types in the description, not as an enum, so that a generated client accepts later types."""
    listed = ", ".join(f"[`/problems/{slug}`](/problems/{slug})" for slug in PROBLEM_TYPES)
    schema["description"] += f" One of {listed}; later versions can have more."


def _build_problem_types() -> list[JsonObject]:
    """List the problem types for programs, each with the URL of its page."""
    return [
        {
            "type": f"/problems/{slug}",
            "status": kind.status,
            "title": kind.title._asdict(),
            "description": EXPLANATIONS[slug].cause._asdict(),
        }
        for slug, kind in PROBLEM_TYPES.items()
    ]


class _YamlDumper(yaml.CSafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True  # write equal parts in full, without anchors


def _represent_text(dumper: _YamlDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_YamlDumper.add_representer(str, _represent_text)
# YAML 1.2 reads 1e3 and 0o17 as numbers, PyYAML does not. With this resolver it quotes such texts.
_NUMBER_IN_1_2 = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+|0o[0-7]+")
_YamlDumper.add_implicit_resolver("tag:yaml.org,2002:float", _NUMBER_IN_1_2, list("-+.0123456789"))


def to_yaml(document: JsonObject) -> str:
    """Write a document as YAML. Equal documents give equal bytes; a text that looks like a number or date is quoted."""
    text: str = yaml.dump(document, Dumper=_YamlDumper, sort_keys=False, allow_unicode=True, width=100)
    return text
