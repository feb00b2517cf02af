"""openapi.yaml is valid, complete, and the document that the code generates."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from api.app import create_litestar
from api.database.pool import Database
from api.openapi.document.build import build_document, build_sdmx_document, to_yaml
from api.openapi.document.downgrade import downgrade_to_3_0
from api.openapi.document.info import TAGS
from api.openapi.pages.committed import load_json, load_sdmx_json
from api.paths import OPENAPI, OPENAPI_SDMX

Json = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Json:
    return build_document(create_litestar(Database("postgresql://user@127.0.0.1:1/nothing", 1)))


@pytest.fixture(scope="module")
def sdmx_document() -> Json:
    return build_sdmx_document(create_litestar(Database("postgresql://user@127.0.0.1:1/nothing", 1)))


@pytest.fixture(params=["document", "sdmx_document"])
def each_document(request: pytest.FixtureRequest) -> Json:
    found: Json = request.getfixturevalue(request.param)
    return found


def operations(document: Json) -> Iterator[Json]:
    for item in document["paths"].values():
        yield from item.values()


def test_each_document_is_valid_openapi_3_1(each_document: Json) -> None:
    OpenAPIV31SpecValidator(each_document).validate()


def test_the_downgraded_document_is_valid_openapi_3_0_and_the_original_is_unchanged(document: Json) -> None:
    before = copy.deepcopy(document)
    OpenAPIV30SpecValidator(downgrade_to_3_0(document)).validate()
    assert document == before


def test_the_committed_documents_are_generated_from_the_code(document: Json, sdmx_document: Json) -> None:
    assert to_yaml(document) == OPENAPI.read_text(encoding="utf-8"), "write it with: make openapi"
    assert to_yaml(sdmx_document) == OPENAPI_SDMX.read_text(encoding="utf-8"), "write it with: make openapi"


def test_a_client_downloads_at_most_600_kilobytes_with_150_operations(document: Json) -> None:
    assert len(load_json()) <= 600_000
    assert len(list(operations(document))) <= 150


def test_the_document_of_sdmx_has_at_most_200_kilobytes_with_25_operations(sdmx_document: Json) -> None:
    assert len(load_sdmx_json()) <= 200_000
    assert len(list(operations(sdmx_document))) <= 25


def test_yaml_preserves_all_values(document: Json) -> None:
    assert yaml.load(to_yaml(document), Loader=yaml.CSafeLoader) == document


def test_every_tag_is_used(document: Json, sdmx_document: Json) -> None:
    used = {tag for each in (document, sdmx_document) for operation in operations(each) for tag in operation["tags"]}
    assert used == set(TAGS)


def test_every_reference_has_a_component_and_every_component_is_used(each_document: Json) -> None:
    document = each_document
    references = set(re.findall(r'"#/components/(\w+/[^"]+)"', json.dumps(document)))
    references |= {
        f"securitySchemes/{name}"
        for operation in operations(document)
        for alternative in operation["security"]
        for name in alternative
    }
    components = {f"{kind}/{name}" for kind, named in document["components"].items() for name in named}
    assert references == components


def test_a_patch_can_remove_exactly_the_optional_fields(document: Json) -> None:
    schemas = document["components"]["schemas"]
    patches = [name for name in schemas if name.endswith("Patch")]
    assert len(patches) == 8
    for name in patches:
        required = schemas[f"{name.removesuffix('Patch')}Input"]["required"]
        removable = [
            field
            for field, schema in schemas[name]["properties"].items()
            if {"type": "null"} in schema.get("anyOf", ()) or "null" in schema.get("type", ())
        ]
        assert set(required).isdisjoint(removable), name
        assert set(required) | set(removable) == schemas[name]["properties"].keys()
