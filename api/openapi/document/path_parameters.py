"""Path parameters of the OpenAPI document."""

import re
from collections.abc import Iterator, Mapping

from api.openapi.document.operation_list import DeclaredOperation
from api.openapi.document.parameters import ParameterComponents, build_parameter_reference
from api.openapi.examples.parameters import build_path_example
from api.openapi.examples.records import find_record_model
from api.types import JsonObject

# By collection: the model whose key field the parameter is; it has the description.
_MODEL_BY_COLLECTION = {
    "imports": "ImportRun",
    "keys": "ApiKey",
    "mappings": "SavedMapping",
    "programs": "Program",
    "realizations": "Realization",
}
# By parameter, if no model has the field.
_DESCRIPTIONS = {
    "agency": "Who maintains it: `CAPAIAN`.",
    "component": "The dimensions to list.",
    "context": "Of what data are asked: of a flow.",
    "flow": "Id of the flow: `TARGET`, `REALIZATION` or `STATEMENT`.",
    "key": "A value for each dimension but time, in their order.",
    "kind": "Kind of structure.",
    "name": "Id of the structure.",
    "provider": "Provider: `CAPAIAN`.",
    "reference": "The dataflow, alone or with its agency and version.",
    "version": "Version; only one exists.",
}


def build_path_parameters(
    one: DeclaredOperation, schemas: Mapping[str, JsonObject], parameters: ParameterComponents
) -> Iterator[JsonObject]:
    """Yield the path parameters of an operation; one that is the same in all paths of a collection is a component."""
    for collection, name in re.findall(r"(?:([^/{}]+)/)?{(\w+)}", one.path):
        parameter_type = one.operation.path_parameters[name]
        rule = parameter_type.error_text.en
        description = _find_description(one, collection, name, schemas)
        parameter = {
            "name": name,
            "in": "path",
            "required": True,
            "description": f"{description} {rule[0].upper()}{rule[1:]}.".lstrip(),
            "schema": parameters.vocabularies.convert_parameter(parameter_type.schema, name, description),
            "example": build_path_example(one.operation, name),
        }
        key = f"{collection}.{name}"
        is_shared = parameters.components.setdefault(key, parameter) == parameter
        yield build_parameter_reference(key) if is_shared else parameter


def _find_description(one: DeclaredOperation, collection: str, name: str, schemas: Mapping[str, JsonObject]) -> str:
    model = find_record_model(one.operation)
    schema = schemas.get(_MODEL_BY_COLLECTION.get(collection, "") if model is None else model.__name__, {})
    description: str = schema.get("properties", {}).get(name, {}).get("description", _DESCRIPTIONS.get(name, ""))
    return description
