"""The list of errors in a problem document: at most 20 short errors in the order of the body, and the number of all."""

import json
from typing import Any

import httpx
import pytest

from tests.http.writes.conftest import TARGET, People, create_record

UNKNOWN = {f"tak_ada_{number}": number for number in range(3000)}


def send_json(people: People, content: Any, **headers: str) -> httpx.Response:
    return people.writer.client.post(
        "/v1/targets",
        content=json.dumps(content).encode(),
        headers={**people.writer.headers, "Content-Type": "application/json"} | headers,
    )


def test_a_body_of_unknown_fields_has_20_errors_in_the_response(people: People) -> None:
    response = send_json(people, TARGET | UNKNOWN)
    problem = response.json()
    assert response.status_code == 422
    assert [error["pointer"] for error in problem["errors"]] == [f"/{name}" for name in list(UNKNOWN)[:20]]
    assert problem["error_count"] == len(UNKNOWN)
    assert len(response.content) < 20_000


def test_errors_are_in_the_order_of_the_fields_in_the_body(people: People) -> None:
    content = {
        "tak_ada": 1, "value": "7", "citations": [{"source": "antara-2021-01-11"}], "lain": 2, "stated_on": "soon",
        "nature": "x", "qualifier": 1,
    }  # fmt: skip
    for names in (list(content), list(reversed(content))):
        problem = send_json(people, {name: content[name] for name in names}).json()
        listed = [error["pointer"] for error in problem["errors"] if error["code"] != "missing_field"]
        # The citation is valid JSON, but it has no locator.
        assert listed == ["/citations/0" if name == "citations" else f"/{name}" for name in names]
        assert [error["code"] for error in problem["errors"]][:3] == ["missing_field"] * 3
        assert problem["error_count"] == len(problem["errors"])


def test_errors_of_rules_are_in_the_order_of_the_body_too(people: People) -> None:
    content = TARGET | {"value": 1e30, "period": "2022-13", "citations": [{"source": "antara-2021-01-11"}] * 30}
    for names in (list(content), list(reversed(content))):
        problem = send_json(people, {name: content[name] for name in names}).json()
        pointers = [error["pointer"] for error in problem["errors"]]
        fields = list(dict.fromkeys(pointer.split("/")[1] for pointer in pointers))
        assert fields == [name for name in names if name in fields]
        indexes = [int(pointer.rpartition("/")[2]) for pointer in pointers if pointer.startswith("/citations")]
        assert indexes == list(range(len(indexes)))
        assert (len(pointers), problem["error_count"]) == (20, 32)


def test_errors_of_a_patch_are_in_the_order_of_the_patch(people: People) -> None:
    created = create_record(people.writer)
    patch = {"note": 5, "tak_ada": 1, "value": "x", "indicator": 7}
    for names in (list(patch), list(reversed(patch))):
        response = people.writer.client.patch(
            created.headers["location"],
            content=json.dumps({name: patch[name] for name in names}).encode(),
            headers={
                **people.writer.headers, "Content-Type": "application/merge-patch+json",
                "If-Match": created.headers["etag"],
            },
        )  # fmt: skip
        assert [error["pointer"] for error in response.json()["errors"]] == [f"/{name}" for name in names]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "content",
    [
        {"nature": "x" * 50_000},
        {"qualifier": '" - at `$.value' * 3000},
        {"x" * 50_000: 1},
        {"citations": [{"source": "antara-2021-01-11", "locator": "1", "y" * 50_000: 1}]},
        {"citations": [{"source": "antara-2021-01-11", "locator": "1", "` - at `$" + ".z" * 9_000: 1}]},
        {"~/" * 25_000: 1},
        {"breakdown": {"q" * 50_000: "r" * 50_000}},
        {"indicator": "a" * 50_000},
    ],
    ids=["enum", "quoted path", "field", "nested field", "nested path", "escaped", "map", "text"],
)
def test_a_text_of_an_error_is_short(people: People, content: dict[str, Any], language: str) -> None:
    response = send_json(people, TARGET | content, **{"Accept-Language": language})
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert all(0 < len(text) <= 500 for text in error.values()), error
    assert len(response.content) < 2000
