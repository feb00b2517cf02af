"""Validate a response of the service against openapi.yaml: status, media type, headers and body."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator
from openapi_schema_validator import OAS30ReadValidator, oas30_format_checker

from api.http.problems.problem_types import PROBLEM_TYPES
from api.openapi.document.downgrade import downgrade_schema, downgrade_to_3_0
from tests.openapi.committed import document, documented_method, is_undocumented, path_item, resolved
from tests.openapi.coverage.recorder import TESTS, Exchange

JsonObject = dict[str, Any]

PROBLEM_JSON = "application/problem+json"
PROBLEM: JsonObject = {"$ref": "#/components/schemas/Problem"}
COMMON_HEADERS = ("API-Version", "X-Request-Id")
MAX_ITEMS = 20  # of a page; one encoder writes all items from one model


def check(response: httpx.Response) -> None:
    """Raise AssertionError if the document does not allow this response, whose body must have been read."""
    request = response.request
    where = f"{request.method} {request.url.raw_path.decode()} → {response.status_code}"
    path = request.url.raw_path.decode().split("?")[0]
    item = path_item(path)
    method = documented_method(request.method)
    if method == "options" and item is not None:
        _expect(response.status_code == 204, where, "OPTIONS returns 204")
        _expect("allow" in response.headers, where, "has no Allow")
        return
    for name in COMMON_HEADERS:
        _expect(name in response.headers, where, f"has no {name}")
    if item is None:
        _expect(
            response.is_error or is_undocumented(path), where, "a path that is not in the document returns a problem"
        )
        if response.is_error:
            _check_problem(response, where)
    elif method not in item:
        _expect(response.status_code in (400, 405, 414, 500), where, "a method that is not in the document returns 405")
        _expect(response.status_code != 405 or "allow" in response.headers, where, "has no Allow")
        _check_problem(response, where)
    else:
        responses = item[method]["responses"]
        documented = responses.get(str(response.status_code), responses["default"] if response.is_error else None)
        _expect(documented is not None, where, "the status is not in the document")
        _check_documented(response, resolved(documented), where)
        TESTS.note(
            Exchange(
                request.method,
                request.url.raw_path.decode(),
                request.headers,
                response.status_code,
                response.headers.get("content-type", ""),
            )
        )


def _check_documented(response: httpx.Response, documented: JsonObject, where: str) -> None:
    for name, reference in documented.get("headers", {}).items():
        header = resolved(reference)
        if name in response.headers:
            _check_header(response.headers[name], header["schema"], f"{where}: {name}")
        elif header.get("required"):
            _expect(False, where, f"has no {name}")
    if "age" in response.headers:
        _check_header(response.headers["age"], {"type": "integer", "minimum": 0}, f"{where}: Age")
    media_type = response.headers.get("content-type", "").split(";")[0]
    content = documented.get("content")
    if content is None:
        _expect(not media_type and not response.content, where, "has a body, the document has none")
        return
    if response.is_error:
        _check_problem(response, where, documented["x-problem-types"])
        return
    _expect(media_type in content, where, f"is {media_type}, the document has {', '.join(content)}")
    if response.request.method != "HEAD":
        _check_body(response, content[media_type].get("schema", {}), media_type, where)


def _check_header(text: str, schema: JsonObject, where: str) -> None:
    """Validate a header as a client reads it: as a number, a flag or a text."""
    value: object = text
    if schema["type"] in ("integer", "boolean"):
        value = json.loads(text)
    error = next(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(value), None)
    _expect(error is None, where, f"is {text}, which is no {schema}")


def _check_problem(response: httpx.Response, where: str, slugs: Sequence[str] = tuple(PROBLEM_TYPES)) -> None:
    """Check a problem whose type must be one of these."""
    media_type = response.headers.get("content-type", "")
    _expect(media_type == PROBLEM_JSON, where, f"is {media_type}, every error is {PROBLEM_JSON}")
    _expect("content-language" in response.headers, where, "has no Content-Language")
    if response.request.method != "HEAD":
        _check_body(response, PROBLEM, PROBLEM_JSON, where)
        slug = response.json()["type"].rpartition("/")[2]
        _expect(slug in slugs, where, f"is {slug}, the document has {', '.join(slugs)}")


def _check_body(response: httpx.Response, schema: JsonObject, media_type: str, where: str) -> None:
    if not media_type.endswith("json") or media_type.endswith("ndjson"):
        return  # text has no schema, and lines of JSON are not one JSON value
    body = response.json()
    if isinstance(body, dict) and isinstance(body.get("data"), list):
        step = max(1, -(-len(body["data"]) // MAX_ITEMS))
        body = {**body, "data": body["data"][::step]}
    for version, validator in _list_validators(json.dumps(schema)):
        error = next(validator.iter_errors(body), None)
        if error is not None:
            raise AssertionError(f"{where}: {error.json_path}: {error.message} (OpenAPI {version})")
    if media_type == PROBLEM_JSON:
        _expect(body["status"] == response.status_code, where, f"contains status {body['status']}")


@cache
def _list_validators(schema: str) -> tuple[tuple[str, Validator], ...]:
    """Return the validators of a schema, given as JSON text, in the 3.1 document and in the 3.0 document."""
    rooted = {**json.loads(schema), "components": document()["components"]}
    downgraded = {**downgrade_schema(json.loads(schema)), "components": _downgraded_components()}
    return (
        ("3.1", Draft202012Validator(rooted, format_checker=FormatChecker())),
        ("3.0", OAS30ReadValidator(downgraded, format_checker=oas30_format_checker)),
    )


@cache
def _downgraded_components() -> JsonObject:
    components: JsonObject = downgrade_to_3_0(document())["components"]
    return components


def _expect(condition: bool, where: str, message: str) -> None:
    if not condition:
        raise AssertionError(f"{where}: {message}")
