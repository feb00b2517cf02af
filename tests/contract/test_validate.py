"""The check of every answer finds what is wrong with one."""

import httpx
import pytest

from tests.contract.validate import check

HEADERS = {
    "api-version": "0.1.0",
    "content-type": "application/json",
    "etag": '"a"',
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "x-request-id": "a",
}
PROBLEM_HEADERS = {**HEADERS, "content-type": "application/problem+json", "content-language": "id"}
MINIMAL = {
    "api-version": "0.1.0",
    "etag": '"1-a"',
    "location": "/v1/programs/a",
    "preference-applied": "return=minimal",
    "traceparent": HEADERS["traceparent"],
    "x-request-id": "a",
}
ENTERED = {
    **dict.fromkeys(("name_en", "description", "lead_institution", "starts_on", "ends_on", "reason")),
    "code": "umkm-digital",
    "name": "Digitalisasi UMKM",
    "revision": 1,
    "status": "draft",
    "recorded_at": "2026-11-21T00:00:00Z",
    "recorded_by": "a",
}
ALIVE = {"status": "live"}
NOT_FOUND = {"type": "/problems/not-found", "title": "t", "status": 404, "detail": "d", "instance": "i", "errors": []}


def answer(
    status: int = 200,
    body: object = ALIVE,
    *,
    headers: dict[str, str] = HEADERS,
    without: str = "",
    method: str = "GET",
    path: str = "/health/live",
) -> httpx.Response:
    sent = {name: value for name, value in headers.items() if name != without}
    request = httpx.Request(method, f"http://service{path}")
    if body is None:
        return httpx.Response(status, headers=sent, request=request)
    return httpx.Response(status, headers=sent, json=body, request=request)


def written(
    status: int, body: object = None, *, method: str = "POST", path: str = "/v1/programs", without: str = ""
) -> httpx.Response:
    headers = {**MINIMAL, "content-type": "application/json"} if body is not None else MINIMAL
    return answer(status, body, headers=headers, without=without, method=method, path=path)


@pytest.mark.parametrize(
    "right",
    [
        answer(),
        answer(method="HEAD", body=None),
        answer(304, None, without="content-type"),
        answer(404, NOT_FOUND, headers=PROBLEM_HEADERS, path="/v1/nothing"),
        answer(405, {**NOT_FOUND, "status": 405}, headers={**PROBLEM_HEADERS, "allow": "GET"}, method="PUT"),
        answer(204, None, headers={"allow": "GET"}, method="OPTIONS"),
        written(201, ENTERED),
        written(201),
        written(204, method="PATCH", path="/v1/programs/umkm-digital"),
        written(200, ENTERED, method="POST", path="/v1/programs/umkm-digital/submit"),
    ],
)
def test_a_right_answer_passes(right: httpx.Response) -> None:
    check(right)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (answer(201), "the contract does not have this status"),
        (answer(404, NOT_FOUND, headers=PROBLEM_HEADERS), "the contract does not have this status"),
        (answer(without="etag"), "has no ETag"),
        (answer(without="x-request-id"), "has no X-Request-Id"),
        (answer(without="content-type", method="HEAD", body=None), "is , and the contract has application/json"),
        (answer(headers={**HEADERS, "content-type": "text/html"}), "is text/html"),
        (answer(304), "has a body, and the contract none"),
        (answer(body={"status": "asleep"}), r"\$\.status: 'asleep' is not one of"),
        (answer(body={}), "'status' is a required property"),
        (answer(body={**ALIVE, "more": 1}), "'more' was unexpected"),
        (answer(path="/v1/nothing"), "answers with a problem"),
        (answer(404, ALIVE, path="/v1/nothing"), "every failure is application/problem"),
        (answer(404, {**NOT_FOUND, "status": 410}, headers=PROBLEM_HEADERS, path="/v1/nothing"), "says status 410"),
        (
            answer(404, NOT_FOUND, headers=PROBLEM_HEADERS, without="content-language", path="/v1/nothing"),
            "Content-Language",
        ),
        (answer(405, {**NOT_FOUND, "status": 405}, headers=PROBLEM_HEADERS, method="PUT"), "has no Allow"),
        (answer(method="PUT"), "is a 405"),
        (answer(204, None, headers={}, method="OPTIONS"), "has no Allow"),
        (written(200, ENTERED), "the contract does not have this status"),
        (written(201, ENTERED, without="location"), "has no Location"),
        (written(201, ENTERED, without="etag"), "has no ETag"),
        (written(201, without="preference-applied"), "is , and the contract has application/json"),
        (written(201, {**ENTERED, "revision": "1"}), r"\$\.revision: '1' is not of type 'integer'"),
        (written(204, ENTERED, method="PATCH", path="/v1/programs/a"), "has a body, and the contract none"),
        (
            written(204, method="PATCH", path="/v1/programs/a", without="preference-applied"),
            "has no Preference-Applied",
        ),
        (written(304, method="PATCH", path="/v1/programs/a"), "the contract does not have this status"),
    ],
)
def test_a_wrong_answer_is_told_what_is_wrong(wrong: httpx.Response, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        check(wrong)


def test_an_item_of_a_page_is_held_against_its_model() -> None:
    meta = {"limit": 100, "has_more": False, "next_cursor": None, "count": None, "note": None}
    wrong = answer(body={"data": [{"code": "umkm"}], "meta": meta}, path="/v1/units?limit=100")
    with pytest.raises(AssertionError, match=r"\$\.data\[0\]: 'name' is a required property"):
        check(wrong)
