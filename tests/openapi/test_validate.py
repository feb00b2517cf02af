"""The validation of responses detects each difference from the document."""

import httpx
import pytest

from tests.openapi.validate import check

HEADERS = {
    "api-version": "0.1.0",
    "content-type": "application/json",
    "etag": '"a"',
    "x-request-id": "a",
}
PROBLEM_HEADERS = {**HEADERS, "content-type": "application/problem+json", "content-language": "id"}
MINIMAL = {
    "api-version": "0.1.0",
    "etag": '"1-a"',
    "location": "/v1/programs/a",
    "preference-applied": "return=minimal",
    "x-request-id": "a",
}
CREATED = {
    **dict.fromkeys(("name_en", "description", "description_en", "lead_institution", "starts_on", "ends_on", "reason")),
    "code": "umkm-digital",
    "url": "/v1/programs/umkm-digital",
    "name": "Digitalisasi UMKM",
    "revision": 1,
    "status": "draft",
    "recorded_at": "2026-11-21T00:00:00Z",
    "recorded_by": "a",
}
ME = {"principal": "a", "scopes": ["write"], "institution": None, "expires_at": None}
NOT_FOUND = {"type": "/problems/not-found", "title": "t", "status": 404, "detail": "d", "instance": "i",
             "errors": [], "error_count": 0}  # fmt: skip


def response(
    status: int = 200,
    body: object = ME,
    *,
    headers: dict[str, str] = HEADERS,
    without: str = "",
    method: str = "GET",
    path: str = "/v1/me",
) -> httpx.Response:
    sent = {name: value for name, value in headers.items() if name != without}
    request = httpx.Request(method, f"http://service{path}")
    if body is None:
        return httpx.Response(status, headers=sent, request=request)
    return httpx.Response(status, headers=sent, json=body, request=request)


def response_to_write(
    status: int,
    body: object = None,
    *,
    method: str = "POST",
    path: str = "/v1/programs",
    without: str = "",
    media_type: str = "application/json",
) -> httpx.Response:
    headers = {**MINIMAL, "content-type": media_type} if body is not None else MINIMAL
    return response(status, body, headers=headers, without=without, method=method, path=path)


@pytest.mark.parametrize(
    "valid",
    [
        response(),
        response(method="HEAD", body=None),
        response(304, None, without="content-type"),
        response(404, NOT_FOUND, headers=PROBLEM_HEADERS, path="/v1/nothing"),
        response(405, {**NOT_FOUND, "status": 405}, headers={**PROBLEM_HEADERS, "allow": "GET"}, method="PUT"),
        response(204, None, headers={**HEADERS, "allow": "GET"}, method="OPTIONS"),
        response_to_write(201, CREATED),
        response_to_write(
            201,
            {"type": "program", "id": "umkm-digital", "url": "/v1/programs/umkm-digital"},
            media_type="application/vnd.capaian.reference+json",
        ),
        response_to_write(204, method="PATCH", path="/v1/programs/umkm-digital"),
        response_to_write(200, CREATED, method="POST", path="/v1/programs/umkm-digital/submit"),
    ],
)
def test_a_valid_response_passes(valid: httpx.Response) -> None:
    check(valid)


@pytest.mark.parametrize(
    ("invalid", "message"),
    [
        (response(201), "the status is not in the document"),
        (response(404, NOT_FOUND, headers=PROBLEM_HEADERS), "is not-found, the document has malformed-request"),
        (response(307), "the status is not in the document"),
        (response(without="etag"), "has no ETag"),
        (response(without="x-request-id"), "has no X-Request-Id"),
        (response(without="content-type", method="HEAD", body=None), "is , the document has application/json"),
        (response(headers={**HEADERS, "content-type": "text/html"}), "is text/html"),
        (response(headers={**HEADERS, "age": "-1"}), "Age: is -1"),
        (response(304), "has a body, the document has none"),
        (response(body={**ME, "scopes": ["asleep"]}), r"\$\.scopes\[0\]: 'asleep' is not one of"),
        (response(body={}), "'principal' is a required property"),
        (response(body={**ME, "more": 1}), "'more' was unexpected"),
        (response(path="/v1/nothing"), "returns a problem"),
        (response(404, ME, path="/v1/nothing"), "every error is application/problem"),
        (
            response(404, {**NOT_FOUND, "status": 410}, headers=PROBLEM_HEADERS, path="/v1/nothing"),
            "contains status 410",
        ),
        (
            response(404, NOT_FOUND, headers=PROBLEM_HEADERS, without="content-language", path="/v1/nothing"),
            "Content-Language",
        ),
        (response(405, {**NOT_FOUND, "status": 405}, headers=PROBLEM_HEADERS, method="PUT"), "has no Allow"),
        (response(method="PUT"), "returns 405"),
        (response(204, None, headers={}, method="OPTIONS"), "has no Allow"),
        (response_to_write(200, CREATED), "the status is not in the document"),
        (response_to_write(201, CREATED, without="location"), "has no Location"),
        (response_to_write(201, CREATED, without="etag"), "has no ETag"),
        (response_to_write(201), "is , the document has application/json"),
        (response_to_write(201, {**CREATED, "revision": "1"}), "is not of type 'integer'"),
        (response_to_write(204, CREATED, method="PATCH", path="/v1/programs/a"), "has a body, the document has none"),
        (
            response_to_write(204, method="PATCH", path="/v1/programs/a", without="preference-applied"),
            "has no Preference-Applied",
        ),
        (response_to_write(304, method="PATCH", path="/v1/programs/a"), "the status is not in the document"),
    ],
)
def test_an_invalid_response_fails_with_the_difference(invalid: httpx.Response, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check(invalid)


def test_an_item_of_a_page_is_validated_against_its_schema() -> None:
    meta = {"limit": 100, "has_more": False, "next_cursor": None, "count": None, "note": None, "note_en": None}
    invalid = response(
        body={"data": [{"code": "umkm", "url": "/v1/units/umkm"}], "meta": meta}, path="/v1/units?limit=100"
    )
    with pytest.raises(AssertionError, match=r"\$\.data\[0\]: 'name' is a required property"):
        check(invalid)
