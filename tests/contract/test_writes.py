"""What the document says of writes, shown by a small application that has two."""

from decimal import Decimal
from typing import Annotated, Any

import msgspec
import pytest
from litestar import Litestar, get, patch, post
from msgspec import Meta
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from api.contract.document import build
from api.contract.downgrade import downgrade
from api.contract.examples import written
from api.contract.examples.entities import NoExample
from api.contract.schemas import Ambiguous, Undescribed, schemas_of
from api.http.kinds import CODE
from api.http.operation import Operation
from api.units.model import Unit

Json = dict[str, Any]

Sign = Annotated[str, Meta(description="Short sign.", max_length=8)]


class NewUnit(msgspec.Struct, forbid_unknown_fields=True):
    """A unit to enter."""

    code: Annotated[str, Meta(description="Code of the unit.")]
    name: Annotated[str, Meta(description="Name in Indonesian.")]
    symbol: Sign | None = None
    weight: Annotated[int, Meta(description="For sorting.")] = 1


class UnitChanges(msgspec.Struct, forbid_unknown_fields=True):
    """Members of a unit to change."""

    symbol: Sign | msgspec.UnsetType | None = msgspec.UNSET


HEEDED = ("If-Match", "Idempotency-Key", "Prefer")


def operation(**fields: Any) -> dict[str, Operation]:
    common = {"summary": "Write", "description": "Writes.", "tag": "units", "asks": "write", "answers": Unit}
    return {"operation": Operation(**{**common, **fields})}


def made() -> Json:
    @get("/v1/units/{code:str}", operation_id="read_unit", opt=operation(asks="public", path_parameters={"code": CODE}))
    async def read() -> None: ...

    @post(
        "/v1/units",
        operation_id="create_unit",
        opt=operation(
            status=201, takes=NewUnit, asked_in_headers=HEEDED[1:], headers=("Location", "ETag"), problems=("conflict",)
        ),
    )
    async def create() -> None: ...

    @patch(
        "/v1/units/{code:str}",
        operation_id="revise_unit",
        opt=operation(
            takes=UnitChanges,
            body_types=("application/merge-patch+json", "application/json"),
            path_parameters={"code": CODE},
            asked_in_headers=HEEDED,
            problems=("not-found", "outcome-unknown"),
        ),
    )
    async def revise() -> None: ...

    @post(
        "/v1/units/{code:str}/withdraw",
        operation_id="withdraw_unit",
        opt=operation(asks="write or publish", path_parameters={"code": CODE}, asked_in_headers=("If-Match",)),
    )
    async def withdraw() -> None: ...

    return build(Litestar([read, create, revise, withdraw], openapi_config=None, logging_config=None))


@pytest.fixture(scope="module")
def document() -> Json:
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(written.BODIES, "UnitChanges", {"symbol": "U"})
        return made()


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
    examples = document["components"]["responses"][name]["content"]["application/problem+json"]["examples"]
    return [example.removesuffix(".id") for example in examples if example.endswith(".id")]


def parameters(operation: Json) -> set[str]:
    return {each["$ref"].rpartition("/")[2] for each in operation["parameters"] if "$ref" in each}


def test_writes_are_valid_openapi_3_1_and_3_0(document: Json) -> None:
    OpenAPIV31SpecValidator(document).validate()
    OpenAPIV30SpecValidator(downgrade(document)).validate()


def test_a_body_is_required_and_shown_in_each_media_type(create: Json, revise: Json) -> None:
    assert create["requestBody"]["required"] is True
    assert list(create["requestBody"]["content"]) == ["application/json"]
    assert create["requestBody"]["content"]["application/json"]["example"] == {
        "code": "umkm",
        "name": "usaha mikro, kecil, dan menengah",
        "symbol": "UMKM",
    }
    shown = {"schema": {"$ref": "#/components/schemas/UnitChanges"}, "example": {"symbol": "U"}}
    assert revise["requestBody"]["content"] == {"application/merge-patch+json": shown, "application/json": shown}


def test_what_a_body_may_hold_is_told_strictly(document: Json) -> None:
    new, changes = (document["components"]["schemas"][name] for name in ("NewUnit", "UnitChanges"))
    assert new["required"] == ["code", "name"]
    assert new["properties"]["weight"] == {"description": "For sorting.", "type": "integer", "default": 1}
    assert changes["properties"]["symbol"] == {
        "description": "Short sign.",
        "anyOf": [{"type": "string", "maxLength": 8}, {"type": "null"}],
    }
    assert changes["required"] == []
    assert new["additionalProperties"] is changes["additionalProperties"] is False


def test_what_is_made_has_an_address_and_a_tag(document: Json, create: Json) -> None:
    answer = create["responses"]["201"]
    headers = {name: header["$ref"].rpartition("/")[2] for name, header in answer["headers"].items()}
    assert (headers["Location"], headers["ETag"]) == ("Location", "ETag-Written")
    assert document["components"]["headers"]["Location"]["required"] is True
    assert document["components"]["headers"]["Idempotent-Replayed"]["required"] is False
    assert "return=minimal" in answer["description"]
    assert not {"200", "204", "304"} & set(create["responses"])


def test_a_change_may_be_answered_with_nothing(document: Json, revise: Json, withdraw: Json) -> None:
    minimal = revise["responses"]["204"]
    assert "content" not in minimal
    assert {"ETag", "Preference-Applied", "Idempotent-Replayed"} <= set(minimal["headers"])
    assert minimal["headers"]["Preference-Applied"]["$ref"].endswith("/Preference-Minimal")
    assert document["components"]["headers"]["Preference-Minimal"]["required"] is True
    assert "204" not in withdraw["responses"]


def test_only_a_read_is_spared_by_a_tag(document: Json, create: Json, revise: Json) -> None:
    read = document["paths"]["/v1/units/{code}"]["get"]
    assert "304" in read["responses"] and "If-None-Match" in parameters(read)
    for write in (create, revise):
        assert "304" not in write["responses"] and "If-None-Match" not in parameters(write)


def test_a_patch_has_to_say_of_which_state(document: Json, create: Json, revise: Json, withdraw: Json) -> None:
    shared = document["components"]["parameters"]
    assert shared["If-Match-Required"]["required"] is True and "428" in shared["If-Match-Required"]["description"]
    assert "required" not in shared["If-Match"]
    assert parameters(revise) == {"If-Match-Required", "Idempotency-Key", "Prefer", "Accept-Language"}
    assert parameters(withdraw) == {"If-Match", "Accept-Language"}
    assert slugs(document, revise, "428") == ["precondition-required"]
    assert slugs(document, withdraw, "412") == ["precondition-failed"]
    assert "428" not in withdraw["responses"] and "412" not in create["responses"]


def test_problems_follow_from_what_is_taken_and_heeded(document: Json, create: Json, withdraw: Json) -> None:
    assert slugs(document, create, "400") == ["malformed-url", "invalid-parameters", "unreadable-body"]
    assert slugs(document, create, "409") == ["conflict", "request-in-progress"]
    assert slugs(document, create, "422") == ["invalid-body", "idempotency-key-reused"]
    for status, slug in (("408", "body-too-slow"), ("413", "body-too-large"), ("415", "unsupported-media-type")):
        assert slugs(document, create, status) == [slug]
    assert slugs(document, withdraw, "400") == ["malformed-url", "invalid-parameters"]
    assert not {"408", "409", "413", "415", "422"} & set(withdraw["responses"])


def test_answers_of_one_status_are_told_apart_by_their_problems(document: Json, create: Json, revise: Json) -> None:
    assert slugs(document, create, "409") == ["conflict", "request-in-progress"]
    assert slugs(document, revise, "409") == ["request-in-progress"]
    assert slugs(document, revise, "503") == ["unavailable", "outcome-unknown"]
    assert slugs(document, create, "503") == ["unavailable"]


def test_security_names_the_scope_and_3_0_cannot(document: Json, create: Json, withdraw: Json) -> None:
    assert create["security"] == [{"bearer": ["write"]}, {"api_key": ["write"]}]
    assert withdraw["security"] == [
        {"bearer": ["write"]},
        {"api_key": ["write"]},
        {"bearer": ["publish"]},
        {"api_key": ["publish"]},
    ]
    older = downgrade(document)["paths"]["/v1/units"]["post"]["security"]
    assert older == [{"bearer": []}, {"api_key": []}]


def test_the_example_of_an_answer_is_what_the_example_of_the_body_leaves(create: Json, revise: Json) -> None:
    entered = create["responses"]["201"]["content"]["application/json"]["example"]
    assert (entered["code"], entered["status"], entered["revision"]) == ("umkm", "draft", 1)
    changed = revise["responses"]["200"]["content"]["application/json"]["example"]
    assert (changed["symbol"], changed["status"], changed["revision"]) == ("U", "draft", 2)


def test_a_body_without_an_example_is_not_accepted() -> None:
    with pytest.raises(NoExample, match="UnitChanges"):
        made()


def test_an_example_that_the_model_refuses_is_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(written.BODIES, "revise_unit", {"symbol": 1})
    with pytest.raises(msgspec.ValidationError, match="symbol"):
        made()


def test_two_models_of_one_name_are_not_accepted() -> None:
    other = msgspec.defstruct("NewUnit", [("code", str)], module="elsewhere", namespace={"__doc__": "Another."})
    with pytest.raises(Ambiguous, match="NewUnit"):
        schemas_of([NewUnit, other])


def test_a_model_that_says_nothing_of_itself_is_not_accepted() -> None:
    with pytest.raises(Undescribed, match="Silent"):
        schemas_of([msgspec.defstruct("Silent", [("symbol", Sign)])])


def test_a_decimal_left_out_is_a_number_as_it_is_when_given() -> None:
    resolution = Annotated[Decimal, Meta(description="Size of the rounding.")]
    rounded = msgspec.defstruct("Rounded", [("by", resolution, Decimal("0.5"))], namespace={"__doc__": "Rounded."})
    _, schemas = schemas_of([rounded])
    assert (schemas["Rounded"]["properties"]["by"]["type"], schemas["Rounded"]["properties"]["by"]["default"]) == (
        "number",
        0.5,
    )
