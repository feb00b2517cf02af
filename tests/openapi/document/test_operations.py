"""The description of writes in the document, in a small application."""

from decimal import Decimal
from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from api.openapi.document.downgrade import downgrade_to_3_0
from api.openapi.document.schemas import DuplicateModelNameError, MissingDescriptionError, build_schemas
from api.openapi.examples import writes
from api.openapi.examples.records import MissingExampleError
from tests.openapi.document.small_application import MeasureUnitInput, Sign, build

Json = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Json:
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(writes.BODY_EXAMPLES, "MeasureUnitPatch", {"symbol": "U"})
        return build()


@pytest.fixture
def create(document: Json) -> Json:
    return document["paths"]["/v1/units"]["post"]


@pytest.fixture
def revise(document: Json) -> Json:
    return document["paths"]["/v1/units/{code}"]["patch"]


@pytest.fixture
def withdraw(document: Json) -> Json:
    return document["paths"]["/v1/units/{code}/withdraw"]["post"]


def slugs(document: Json, operation: Json, status: str) -> list[str]:
    name = operation["responses"][status]["$ref"].rpartition("/")[2]
    found: list[str] = document["components"]["responses"][name]["x-problem-types"]
    return found


def parameters(operation: Json) -> set[str]:
    return {each["$ref"].rpartition("/")[2] for each in operation["parameters"] if "$ref" in each}


def test_the_document_of_writes_is_valid_openapi_3_1_and_3_0(document: Json) -> None:
    OpenAPIV31SpecValidator(document).validate()
    OpenAPIV30SpecValidator(downgrade_to_3_0(document)).validate()


def test_a_body_is_required_and_its_schema_has_an_example(document: Json, create: Json, revise: Json) -> None:
    assert create["requestBody"]["required"] is True
    assert list(create["requestBody"]["content"]) == ["application/json"]
    content = {"schema": {"$ref": "#/components/schemas/MeasureUnitPatch"}}
    assert revise["requestBody"]["content"] == {"application/merge-patch+json": content, "application/json": content}
    schemas = document["components"]["schemas"]
    assert schemas["MeasureUnitInput"]["examples"] == [
        {"code": "umkm", "name": "usaha mikro, kecil, dan menengah", "symbol": "UMKM"}
    ]
    assert schemas["MeasureUnitPatch"]["examples"] == [{"symbol": "U"}]


def test_the_schema_of_a_body_allows_no_other_field(document: Json) -> None:
    unit_input, patch = (document["components"]["schemas"][name] for name in ("MeasureUnitInput", "MeasureUnitPatch"))
    assert unit_input["required"] == ["code", "name"]
    assert unit_input["properties"]["weight"] == {
        "description": "For sorting.",
        "type": "integer",
        "default": 1,
        "format": "int64",
    }
    assert patch["properties"]["symbol"] == {
        "description": "Short sign.",
        "anyOf": [{"type": "string", "maxLength": 8}, {"type": "null"}],
    }
    assert patch["required"] == []
    assert unit_input["additionalProperties"] is patch["additionalProperties"] is False


def test_the_response_to_a_creation_has_a_location_and_an_etag(document: Json, create: Json) -> None:
    response = create["responses"]["201"]
    headers = {name: header["$ref"].rpartition("/")[2] for name, header in response["headers"].items()}
    assert (headers["Location"], headers["ETag"]) == ("Location", "ETag-Written")
    assert document["components"]["headers"]["Location"]["required"] is True
    assert document["components"]["headers"]["Idempotent-Replayed"]["required"] is False
    schemas = {name: content["schema"]["$ref"].rpartition("/")[2] for name, content in response["content"].items()}
    assert schemas == {"application/json": "MeasureUnit", "application/vnd.capaian.reference+json": "CreatedRecord"}
    assert not {"200", "204", "304"} & set(create["responses"])


def test_a_revision_may_have_a_minimal_response(document: Json, revise: Json, withdraw: Json) -> None:
    assert revise["responses"]["204"] == {"$ref": "#/components/responses/Minimal"}
    minimal = document["components"]["responses"]["Minimal"]
    assert "content" not in minimal
    assert {"ETag", "Preference-Applied", "Idempotent-Replayed"} <= set(minimal["headers"])
    assert minimal["headers"]["Preference-Applied"]["$ref"].endswith("/Preference-Minimal")
    assert document["components"]["headers"]["Preference-Minimal"]["required"] is True
    assert "204" not in withdraw["responses"]


def test_only_a_read_has_a_304_and_if_none_match(document: Json, create: Json, revise: Json) -> None:
    read = document["paths"]["/v1/units/{code}"]["get"]
    assert "304" in read["responses"] and "If-None-Match" in parameters(read)
    for write in (create, revise):
        assert "304" not in write["responses"] and "If-None-Match" not in parameters(write)


def test_an_operation_states_whether_if_match_is_required(
    document: Json, create: Json, revise: Json, withdraw: Json
) -> None:
    shared = document["components"]["parameters"]
    assert shared["If-Match-Required"]["required"] is True and "428" in shared["If-Match-Required"]["description"]
    assert "required" not in shared["If-Match"]
    assert parameters(revise) == {"units.code", "If-Match-Required", "Idempotency-Key", "Prefer"}
    assert parameters(withdraw) == {"units.code", "If-Match"}
    assert slugs(document, revise, "428") == ["precondition-required"]
    assert slugs(document, withdraw, "412") == ["precondition-failed"]
    assert "428" not in withdraw["responses"] and "412" not in create["responses"]


def test_an_operation_lists_the_problems_that_clients_treat_differently(
    document: Json, create: Json, revise: Json, withdraw: Json
) -> None:
    assert list(create["responses"]) == ["201", "401", "403", "409", "422", "429", "default"]
    assert slugs(document, create, "422") == ["invalid-body", "idempotency-key-reused"]
    assert slugs(document, create, "409") == ["conflict", "request-in-progress"]
    assert slugs(document, revise, "409") == ["request-in-progress"]
    assert list(withdraw["responses"]) == ["200", "401", "403", "412", "429", "default"]
    for operation in (create, withdraw):
        others = slugs(document, operation, "default")
        assert {"malformed-url", "unreadable-body", "body-too-large", "internal-error", "unavailable"} <= set(others)
        assert "invalid-body" not in others


def test_security_contains_the_scopes_in_3_1_and_none_in_3_0(document: Json, create: Json, withdraw: Json) -> None:
    assert create["security"] == [{"bearer": ["write"]}, {"api_key": ["write"]}]
    assert withdraw["security"] == [
        {"bearer": ["write"]},
        {"api_key": ["write"]},
        {"bearer": ["publish"]},
        {"api_key": ["publish"]},
    ]
    downgraded = downgrade_to_3_0(document)["paths"]["/v1/units"]["post"]["security"]
    assert downgraded == [{"bearer": []}, {"api_key": []}]


def test_a_body_without_an_example_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(writes.BODY_EXAMPLES, "MeasureUnitPatch")
    with pytest.raises(MissingExampleError, match="MeasureUnitPatch"):
        build()


def test_an_example_that_the_model_does_not_allow_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(writes.BODY_EXAMPLES, "revise_unit", {"symbol": 1})
    with pytest.raises(msgspec.ValidationError, match="symbol"):
        build()


def test_two_models_with_one_name_are_an_error() -> None:
    other = msgspec.defstruct(
        "MeasureUnitInput", [("code", str)], module="elsewhere", namespace={"__doc__": "Another."}
    )
    with pytest.raises(DuplicateModelNameError, match="MeasureUnitInput"):
        build_schemas([MeasureUnitInput, other])


def test_a_model_without_a_docstring_is_an_error() -> None:
    with pytest.raises(MissingDescriptionError, match="Undescribed"):
        build_schemas([msgspec.defstruct("Undescribed", [("symbol", Sign)])])


def test_the_default_of_a_decimal_is_a_number() -> None:
    resolution = Annotated[Decimal, Meta(description="Size of the rounding.")]
    rounded = msgspec.defstruct("Rounded", [("by", resolution, Decimal("0.5"))], namespace={"__doc__": "Rounded."})
    _, schemas = build_schemas([rounded])
    field = schemas["Rounded"]["properties"]["by"]
    assert (field["type"], field["default"]) == ("number", 0.5)
