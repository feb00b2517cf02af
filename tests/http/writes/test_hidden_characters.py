"""Texts with hidden characters or a disguised formula: every field of every body rejects them, naming the character."""

from typing import Any

import pytest

from tests.http.writes.conftest import TARGET, People, create_record
from tests.schema.test_text_rules import NASTY

SOURCE: dict[str, Any] = {"code": "sumber-tersembunyi", "kind": "news", "title": "Berita", "date_basis": "unknown"}
CITATION = {"source": "antara-2021-01-11", "locator": "1"}
CLAIM = {
    "source": "antara-2021-01-11", "locator": "paragraph 3", "kind": "weekday", "stated_date": "2021-01-11",
    "stated_weekday": "monday",
}  # fmt: skip
# Path, content, field, and the pointer of the error.
FIELDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "name": ("/v1/institutions", {"code": "lembaga-x", "kind": "agency", "rank": 4}, "/name"),
    "title": ("/v1/sources", SOURCE, "/title"),
    "author": ("/v1/sources", SOURCE, "/authors/0"),
    "note of a source": ("/v1/sources", SOURCE, "/note"),
    "speaker": ("/v1/targets", TARGET, "/speaker"),
    "note": ("/v1/targets", TARGET, "/note"),
    "locator": ("/v1/targets", TARGET, "/citations/0/locator"),
    "quote": ("/v1/targets", TARGET, "/citations/0/quote"),
    "note of a citation": ("/v1/targets", TARGET, "/citations/0/note"),
    "locator of a claim": ("/v1/claims", CLAIM, "/locator"),
    "note of a claim": ("/v1/claims/check", CLAIM, "/note"),
    "definition": (
        "/v1/indicators",
        {
            "code": "x9",
            "program": "umkm-digital",
            "name": "I",
            "unit": "umkm",
            "direction": "increase",
            "additive": True,
        },
        "/definition",
    ),
}


def insert(content: dict[str, Any], pointer: str, text: str) -> dict[str, Any]:
    _, field, *path = pointer.split("/")
    if not path:
        return content | {field: text}
    return content | {field: [CITATION | {path[1]: text}] if len(path) == 2 else [text]}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_rejects_every_nasty_text(people: People, field: str) -> None:
    path, content, pointer = FIELDS[field]
    accepted = []
    for text in NASTY:
        response = people.writer.post(path, insert(content, pointer, text))
        errors = response.json().get("errors", [])
        codes = {(error["pointer"], error["code"] in ("hidden_character", "formula")) for error in errors}
        if response.status_code != 422 or codes != {(pointer, True)}:
            accepted.append((text, response.text))
    assert accepted == []


def test_a_reason_rejects_every_nasty_text(people: People) -> None:
    url = create_record(people.writer).headers["location"]
    for text in NASTY:
        response = people.writer.post(f"{url}/withdraw", {"reason": text})
        assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/reason"), ascii(text)
    assert people.writer.transition(f"{url}/withdraw", {"reason": "dua\nbaris\tbergeser"}).status_code == 200


def test_a_key_name_rejects_every_nasty_text(people: People) -> None:
    for text in NASTY:
        key = {"name": text, "scopes": ["write"], "institution": None, "expires_at": None}
        response = people.admin.post("/v1/keys", key)
        assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/name"), ascii(text)


def test_a_mapping_rejects_hidden_characters_but_not_line_breaks_in_headers(people: People) -> None:
    for mapping in (
        {"columns": {"Nilai\u202e": "value"}}, {"columns": {"Nilai": "val\u200bue"}}, {"sheet": "Re\u2066kap"},
        {"constants": {"note": "a\u200db"}}, {"constants": {"no\ufeffte": "a"}},
    ):  # fmt: skip
        response = people.admin.put("/v1/mappings/tersembunyi", mapping)
        assert (response.status_code, response.json()["errors"][0]["code"]) == (422, "hidden_character")
    accepted = {"columns": {"Nilai\r\n(Rp)": "value", "=": None, "+/-": None}}
    assert people.admin.put("/v1/mappings/tersembunyi", accepted).status_code == 201


def test_the_error_names_the_character_and_its_position(people: People) -> None:
    target = TARGET | {"citations": [CITATION, CITATION | {"quote": "3,8 juta\u200bUMKM"}]}
    (error,) = people.writer.post("/v1/targets", target).json()["errors"]
    assert error["pointer"] == "/citations/1/quote"
    assert "U+200B" in error["detail"] and "9" in error["detail"]


def test_ordinary_texts_are_stored_unchanged(people: People) -> None:
    for text in ("a\nb\tc", "UMKM = usaha", "Nahdlatul ‘Ulama’ ℹ️", "\u2260 1", "(+62) 21"):
        assert create_record(people.writer, note=text).json()["note"] == text
