"""The error of a text states the received text and the allowed ones: up to eight choices, or an example."""

from typing import Any

import pytest

from tests.http.writes.conftest import People, build_target

SOURCE = {"code": "sumber-pesan", "title": "Judul", "kind": "article", "url": "https://example.test/a"}


@pytest.mark.parametrize(
    ("path", "content", "pointer", "parts"),
    [
        ("/v1/targets", {"nature": "stok"}, "/nature", ("`stok`", "stock", "flow")),
        ("/v1/targets", {"region": "Aceh"}, "/region", ("`Aceh`", "ID")),
        ("/v1/targets", {"citations": [{"source": "A B", "locator": "x"}]}, "/citations/0/source", ("`A B`",)),
        ("/v1/targets", {"qualifier": "x" * 5_000}, "/qualifier", ("xxx…`", "at_least")),
        ("/v1/sources", {**SOURCE, "language": "indonesian"}, "/language", ("`indonesian`", "id")),
    ],
)
def test_the_error_of_a_text_states_the_received_and_the_allowed(
    people: People, path: str, content: dict[str, Any], pointer: str, parts: tuple[str, ...]
) -> None:
    body = build_target(**content) if path == "/v1/targets" else content
    for language in ("id", "en"):
        response = people.writer.client.post(
            path, json=body, headers={**people.writer.headers, "Accept-Language": language}
        )
        (detail,) = [error["detail"] for error in response.json()["errors"] if error["pointer"] == pointer]
        assert [part for part in parts if part not in detail] == [], detail
        assert detail.count(", ") <= 8
