"""Texts are stored in NFC, so that equal texts are equal; a text without a visible character is rejected."""

import unicodedata

import pytest

from tests.http.writes.conftest import People, build_target

COMPOSED, DECOMPOSED = "Café, hlm. 3", "Cafe\u0301, hlm. 3"
SOURCE, OTHER_SOURCE = "antara-2021-01-11", "tribunnews-2022-03-28"


def test_a_locator_in_another_form_is_the_same_citation(people: People) -> None:
    first = build_target(citations=[{"source": SOURCE, "locator": COMPOSED}])
    created = people.writer.post("/v1/targets", first)
    assert created.status_code == 201
    repeated = {
        **first,
        "citations": [{"source": SOURCE, "locator": DECOMPOSED}],
        "distinct_from": [created.json()["id"]],
    }
    response = people.writer.post("/v1/targets", repeated)
    assert (response.status_code, response.json()["errors"][0]["code"]) == (422, "same_citation")
    other = {**repeated, "citations": [{"source": OTHER_SOURCE, "locator": DECOMPOSED}]}
    second = people.writer.post("/v1/targets", other)
    assert (second.status_code, second.json()["citations"][0]["locator"]) == (201, COMPOSED)


def test_names_and_notes_are_stored_in_nfc(people: People) -> None:
    office = {"code": "lembaga-nfc", "name": f"Lembaga {DECOMPOSED}", "kind": "agency", "rank": 1}
    created = people.writer.post("/v1/institutions", office)
    assert created.json()["name"] == f"Lembaga {COMPOSED}"
    patched = people.writer.patch("/v1/institutions/lembaga-nfc", {"name": f"Baru {DECOMPOSED}"}, "*")
    assert patched.json()["name"] == f"Baru {COMPOSED}"
    target = people.writer.post("/v1/targets", build_target(note=DECOMPOSED))
    assert unicodedata.is_normalized("NFC", target.json()["note"])


def test_a_mapping_has_the_names_of_columns_as_the_file_has_them(people: People) -> None:
    mapping = people.admin.put("/v1/mappings/nama-terurai", {"columns": {DECOMPOSED: "value"}}).json()["mapping"]
    assert list(mapping["columns"]) == [DECOMPOSED]


@pytest.mark.parametrize("text", [" ", "\u00a0", "\u3000 ", "\n", "\u2800", "\u3164", "\ufe0f", "\u0301", " \u20e3 "])
def test_a_text_without_a_visible_character_is_rejected(people: People, text: str) -> None:
    citation = {"source": SOURCE, "locator": "hlm. 3"}
    contents = {
        "/note": build_target(note=text),
        "/citations/0/locator": build_target(citations=[citation | {"locator": text}]),
        "/citations/0/quote": build_target(citations=[citation | {"quote": text}]),
    }
    for pointer, content in contents.items():
        response = people.writer.post("/v1/targets", content)
        (error,) = response.json()["errors"]
        assert (response.status_code, error["pointer"]) == (422, pointer), response.text
        assert error["code"] in ("blank", "hidden_character")
