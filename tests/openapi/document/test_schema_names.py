"""Names of schemas are valid class names in the languages of generated clients, and collide with no generated name."""

import re

import pytest

from tests.openapi.committed import written

SCHEMAS = list(written()["components"]["schemas"])
# Reserved or built-in names of languages, and of classes that every generated client imports or contains.
RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
        Action Any Api ApiClient ApiError ApiException ApiKeyAuth ApiResponse Array Attribute BaseApi Blob Boolean
        Buffer Byte Character Class Client Comparable Configuration Console Date DateTime Decimal Dict Dimension Double
        Dynamic Enum Environment Error Event Exception Field File Float FormData Function Guid Hash Headers
        HttpBasicAuth HttpBearerAuth HttpFile Import Index Int Integer Interface Iterable Iterator Json JsonUtil Kernel
        List Long Map Measurement Method Model Models Module Namespace Never Nil None Nothing Notification Null Number
        Object Observable Operation Option Optional Override Package Pair Process Promise Range Record Request
        RequestContext Response ResponseContext Result RetryConfig Runtime Seq ServerConfiguration ServerVariable Set
        Short Some String StringUtil Struct Symbol Task Thread Time Tuple Type Undefined Union Unit Uri Url Uuid Vec
        Version Void Warning
        """,
    )
)
# A generated Go file with such a suffix is compiled only in tests or on one system.
GO_FILE_SUFFIXES = re.compile("(Test|Android|Darwin|Freebsd|Ios|Js|Linux|Unix|Wasm|Windows|Amd64|Arm64|Arm|386)$")


def list_generated_names(schema: str) -> set[str]:
    """List the functions and types that generators write next to a schema: constructors in Go, tests, APIs."""
    return {f"New{schema}", f"New{schema}WithDefaults", f"Nullable{schema}", f"NewNullable{schema}", f"{schema}Api"}


def test_no_schema_has_a_reserved_name() -> None:
    reserved = {name.lower() for name in RESERVED}
    assert [name for name in SCHEMAS if name.lower() in reserved] == []


def test_no_schema_has_the_name_of_a_constructor_or_type_that_is_generated_for_another() -> None:
    generated = {name.lower() for schema in SCHEMAS for name in list_generated_names(schema)}
    assert [name for name in SCHEMAS if name.lower() in generated] == []


def test_no_two_schemas_differ_only_in_case() -> None:
    assert len({name.lower() for name in SCHEMAS}) == len(SCHEMAS)


def test_every_name_is_a_class_name_and_no_file_of_go_is_skipped() -> None:
    for name in SCHEMAS:
        assert re.fullmatch(r"([A-Z][a-z0-9]+)+", name), name
        assert not GO_FILE_SUFFIXES.search(name), name


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_the_model_of_a_body_is_called_an_input_or_a_patch(method: str) -> None:
    suffix = "Patch" if method == "patch" else "Input"
    operations = [item[method] for item in written()["paths"].values() if method in item]
    schemas = [
        content["schema"]
        for operation in operations
        for content in operation.get("requestBody", {}).get("content", {}).values()
    ]
    models = {schema["$ref"].rpartition("/")[2] for schema in schemas if "$ref" in schema}
    assert models
    assert [name for name in models if not name.endswith(suffix)] == []
