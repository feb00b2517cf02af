"""Holds one answer of the service against openapi.yaml: status, media type, headers and body are what it promises."""

import json
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker

from tests.contract.committed import document, method_of, path_item, resolved
from tests.contract.exercised import TESTS, Exchange

JsonObject = dict[str, Any]

PROBLEM_JSON = "application/problem+json"
PROBLEM: JsonObject = {"$ref": "#/components/schemas/Problem"}
MOST_ITEMS = 20  # of a page; the rest is made by the same encoder of the same model


def check(response: httpx.Response) -> None:
    """Raises AssertionError unless the contract allows this answer; its body has to be read already."""
    request = response.request
    where = f"{request.method} {request.url.raw_path.decode()} → {response.status_code}"
    path = path_item(request.url.raw_path.decode().split("?")[0])
    method = method_of(request.method)
    if path is None:
        _expect(response.is_error, where, "an address that the contract does not have answers with a problem")
        _check_problem(response, where)
    elif method == "options":
        _expect(response.status_code == 204, where, "OPTIONS answers 204")
        _expect("allow" in response.headers, where, "has no Allow")
    elif method not in path:
        _expect(
            response.status_code in (400, 405, 414, 500), where, "a method that the contract does not have is a 405"
        )
        _expect(response.status_code != 405 or "allow" in response.headers, where, "has no Allow")
        _check_problem(response, where)
    else:
        promised = path[method]["responses"].get(str(response.status_code))
        _expect(promised is not None, where, "the contract does not have this status")
        _check_promised(response, resolved(promised), where)
        TESTS.note(
            Exchange(
                request.method,
                request.url.raw_path.decode(),
                request.headers,
                response.status_code,
                response.headers.get("content-type", ""),
            )
        )


def _check_promised(response: httpx.Response, promised: JsonObject, where: str) -> None:
    for name, header in promised.get("headers", {}).items():
        if resolved(header).get("required"):
            _expect(name in response.headers, where, f"has no {name}")
    media_type = response.headers.get("content-type", "").split(";")[0]
    content = promised.get("content")
    if content is not None and _left_out(response):
        _expect(not media_type, where, f"is {media_type} without a body")
        return
    if content is None:
        _expect(not media_type and not response.content, where, "has a body, and the contract none")
        return
    _expect(media_type in content, where, f"is {media_type}, and the contract has {', '.join(content)}")
    if response.request.method != "HEAD":
        _check_body(response, content[media_type].get("schema", {}), media_type, where)


def _left_out(response: httpx.Response) -> bool:
    """Whether the body of something made is missing because that was preferred."""
    minimal = response.headers.get("preference-applied") == "return=minimal"
    return response.status_code == 201 and minimal and not response.content


def _check_problem(response: httpx.Response, where: str) -> None:
    media_type = response.headers.get("content-type", "")
    _expect(media_type == PROBLEM_JSON, where, f"is {media_type}, and every failure is {PROBLEM_JSON}")
    for name in ("X-Request-Id", "API-Version", "traceparent", "Content-Language"):
        _expect(name in response.headers, where, f"has no {name}")
    if response.request.method != "HEAD":
        _check_body(response, PROBLEM, PROBLEM_JSON, where)


def _check_body(response: httpx.Response, schema: JsonObject, media_type: str, where: str) -> None:
    if not media_type.endswith("json") or media_type.endswith("ndjson"):
        return  # text is text, and lines of JSON are no JSON
    body = response.json()
    if isinstance(body, dict) and isinstance(body.get("data"), list):
        step = max(1, -(-len(body["data"]) // MOST_ITEMS))
        body = {**body, "data": body["data"][::step]}
    fault = next(_validator(json.dumps(schema)).iter_errors(body), None)
    if fault is not None:
        raise AssertionError(f"{where}: {fault.json_path}: {fault.message}")
    if media_type == PROBLEM_JSON:
        _expect(body["status"] == response.status_code, where, f"says status {body['status']}")


@cache
def _validator(schema: str) -> Draft202012Validator:
    """Of a schema as JSON text, in which references lead into the document."""
    rooted = {**json.loads(schema), "components": document()["components"]}
    return Draft202012Validator(rooted, format_checker=FormatChecker())


def _expect(holds: bool, where: str, otherwise: str) -> None:
    if not holds:
        raise AssertionError(f"{where}: {otherwise}")
