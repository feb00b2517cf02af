"""openapi.yaml is valid, current, complete and true to the code."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from litestar import Litestar
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from api.app import create_litestar
from api.contract.about import TAGS
from api.contract.declared import handlers_in
from api.contract.document import build, to_yaml
from api.contract.downgrade import downgrade
from api.contract.examples.problems import problem_example
from api.contract.explanations.explained import EXPLANATIONS
from api.http.problem_types import PROBLEMS
from api.postgres.pool import Database
from api.resources import OPENAPI

Json = dict[str, Any]

PROBLEMS_MD = Path(__file__).parents[2] / "docs" / "problems.md"


@pytest.fixture(scope="module")
def app() -> Litestar:
    return create_litestar(Database("postgresql://nobody@127.0.0.1:1/nothing", 1))


@pytest.fixture(scope="module")
def document(app: Litestar) -> Json:
    return build(app)


def operations(document: Json) -> Iterator[Json]:
    for item in document["paths"].values():
        yield from item.values()


def resolved(document: Json, node: Json) -> Json:
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    return document["components"][kind][name]


def faults_of(shown: Json, document: Json) -> list[str]:
    rooted = {**shown["schema"], "components": document["components"]}
    validator = Draft202012Validator(rooted, format_checker=FormatChecker())
    return [fault.message for fault in validator.iter_errors(shown["example"])]


def test_the_document_is_valid_openapi_3_1(document: Json) -> None:
    OpenAPIV31SpecValidator(document).validate()


def test_the_older_document_is_valid_openapi_3_0_and_made_without_harm_to_the_newer(document: Json) -> None:
    before = copy.deepcopy(document)
    OpenAPIV30SpecValidator(downgrade(document)).validate()
    assert document == before


def test_the_committed_document_is_what_the_code_has(document: Json) -> None:
    assert to_yaml(document) == OPENAPI.read_text(encoding="utf-8"), "write it with: make openapi"


def test_yaml_keeps_every_text_a_text(document: Json) -> None:
    assert yaml.load(to_yaml(document), Loader=yaml.CSafeLoader) == document


def test_every_handler_declares_an_operation_with_an_id_of_its_own(app: Litestar) -> None:
    handlers = [handler for _, handler in handlers_in(app)]
    assert [handler.handler_name for handler in handlers if "operation" not in handler.opt] == []
    assert len({handler.operation_id for handler in handlers}) == len(handlers)


def test_every_tag_is_used(document: Json) -> None:
    assert {tag for operation in operations(document) for tag in operation["tags"]} == set(TAGS)


def test_every_property_is_described(document: Json) -> None:
    undescribed = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, told in schema["properties"].items()
        if not told.get("description")
    ]
    assert undescribed == []


def test_every_parameter_is_described(document: Json) -> None:
    parameters = [resolved(document, each) for operation in operations(document) for each in operation["parameters"]]
    assert [parameter["name"] for parameter in parameters if not parameter.get("description")] == []


def test_every_reference_leads_somewhere_and_every_component_is_used(document: Json) -> None:
    references = set(re.findall(r'"#/components/(\w+/[^"]+)"', json.dumps(document)))
    references |= {
        f"securitySchemes/{name}" for operation in operations(document) for way in operation["security"] for name in way
    }
    components = {f"{kind}/{name}" for kind, named in document["components"].items() for name in named}
    assert references == components


def test_every_body_and_every_good_answer_has_an_example_that_its_schema_allows(document: Json) -> None:
    for operation in operations(document):
        good = [operation["responses"][status] for status in operation["responses"] if status.startswith("2")]
        for holder in (*good, *([operation["requestBody"]] if "requestBody" in operation else [])):
            if "content" in holder:
                assert faults_of(next(iter(holder["content"].values())), document) == [], operation["operationId"]


def test_every_problem_is_told_of_in_the_document_and_explained(document: Json) -> None:
    told = document["components"]["schemas"]["Problem"]["properties"]["type"]["description"]
    assert re.findall(r"`/problems/([a-z-]+)`", told) == list(PROBLEMS)
    assert EXPLANATIONS.keys() == PROBLEMS.keys()


@pytest.mark.parametrize("slug", PROBLEMS)
def test_every_problem_has_its_section_in_the_docs(slug: str) -> None:
    sections = re.split(r"^## ", PROBLEMS_MD.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (section,) = [section for section in sections if section.startswith(f"{slug}\n")]
    prose = " ".join(section.split())
    kind, explanation = PROBLEMS[slug], EXPLANATIONS[slug]
    assert f"**{kind.status} · {kind.title.id} · {kind.title.en}**" in prose
    for text in (*explanation.happened, *explanation.remedy):
        assert text in prose
    (example,) = re.findall(r"```json\n(.*?)```", section, flags=re.DOTALL)
    assert json.loads(example) == json.loads(problem_example(slug, "en"))


def test_only_what_may_be_missing_may_be_taken_away(document: Json) -> None:
    schemas = document["components"]["schemas"]
    changes = [name for name in schemas if name.endswith("Changes")]
    assert len(changes) == 7
    for name in changes:
        needed = schemas[f"New{name.removesuffix('Changes')}"]["required"]
        taken = [
            member
            for member, told in schemas[name]["properties"].items()
            if {"type": "null"} in told.get("anyOf", ()) or "null" in told.get("type", ())
        ]
        assert set(needed).isdisjoint(taken), name
        assert set(needed) | set(taken) == schemas[name]["properties"].keys()
