"""Invalid values of every field type: times, integers, names, URLs; each is rejected with its location."""

from typing import Any

import pytest

from tests.http.writes.conftest import People

SOURCE: dict[str, Any] = {"code": "sumber-buruk", "kind": "news", "title": "Berita", "date_basis": "unknown"}
OFFICE: dict[str, Any] = {"code": "lembaga-buruk", "name": "Lembaga", "kind": "agency", "rank": 4}

TIMES = [
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1899-12-31T23:59:59Z", "2022-03-28T10:00:00",
    "2022-03-28T10:00:60Z", "2022-03-28T10:00:00+99:00", "2022-03-28", "2022-02-30T00:00:00Z", "now", 1648461600,
]  # fmt: skip
RANKS = ["5", 1.5, True, None, 0, 100, 2**31, 2**63, 2**64, 10**30, -1, [], {}]
NAMES = [
    "", " ", "x" * 501, "=1+1", "+62", "-1", "@x", "\tx", "a\tb", "a\nb", "a\rb", "a\0b", "a\x1bb", "a\x85b",
    "a\u202eb", "a\u2066b", "a\u200bb", "a\ufeffb", " a", "a ", 5, ["a"], None,
]  # fmt: skip
CODES = ["A", "a", "Kemenkop", "a_b", "a b", "-a", "a" * 65, "é1", "a\n", "..", "", 12]
LANGUAGES = ["", "i", "Indonesia", "id_ID", "id\0", "id\n", "ï", "id-" + "a" * 40, 5]
DIGESTS = ["", "1f", "A" * 64, "0" * 65, "0" * 63 + "\0", "\0", 5]
DURATIONS = ["", "P0M", "P1H", "3 bulan", "P3M\0", "P1000Y", 3]
MAPPINGS = [
    ({"columns": {"a\0b": "region"}}, "/columns"),
    ({"columns": {"a": "regi\0n"}}, "/columns"),
    ({"constants": {"indicator": "x\0"}}, "/constants"),
    ({"sheet": "Rekap\0"}, "/sheet"),
]
URLS = ["javascript:alert(1)", "//host", "ftp://host/x", "https://", "https://a b", "https://é/", "x" * 2001, 5]


@pytest.mark.parametrize("time_", TIMES, ids=repr)
def test_a_time_requires_a_zone_and_an_allowed_year(people: People, time_: object) -> None:
    check_rejected(people, "sources", {**SOURCE, "retrieved_at": time_}, "/retrieved_at")


@pytest.mark.parametrize("rank", RANKS, ids=repr)
def test_an_integer_is_within_its_limits(people: People, rank: object) -> None:
    check_rejected(people, "institutions", {**OFFICE, "rank": rank}, "/rank")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_is_trimmed_printable_and_not_a_formula(people: People, name: object) -> None:
    check_rejected(people, "institutions", {**OFFICE, "name": name}, "/name")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_an_author_is_a_valid_name(people: People, name: object) -> None:
    check_rejected(people, "sources", {**SOURCE, "authors": ["Ade irma Junida", name]}, "/authors/1")


@pytest.mark.parametrize("language", LANGUAGES, ids=ascii)
def test_a_language_is_a_bcp_47_code(people: People, language: object) -> None:
    check_rejected(people, "sources", {**SOURCE, "language": language}, "/language")


@pytest.mark.parametrize("digest", DIGESTS, ids=ascii)
def test_a_digest_has_64_digits(people: People, digest: object) -> None:
    check_rejected(people, "sources", {**SOURCE, "content_sha256": digest}, "/content_sha256")


@pytest.mark.parametrize("duration", DURATIONS, ids=ascii)
def test_expected_every_is_a_duration(people: People, duration: object) -> None:
    indicator = {"code": "x1", "program": "umkm-digital", "name": "Indikator", "unit": "umkm", "direction": "increase"}
    check_rejected(people, "indicators", {**indicator, "additive": True, "expected_every": duration}, "/expected_every")


@pytest.mark.parametrize(("mapping", "pointer"), MAPPINGS, ids=ascii)
def test_a_mapping_has_no_nul(people: People, mapping: object, pointer: str) -> None:
    response = people.admin.put("/v1/mappings/nasty", mapping)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"].startswith(pointer)


@pytest.mark.parametrize("code", CODES, ids=ascii)
def test_a_code_is_lower_case_letters_digits_and_hyphens(people: People, code: object) -> None:
    check_rejected(people, "institutions", {**OFFICE, "code": code}, "/code")


def test_a_code_is_not_the_name_of_a_url(people: People) -> None:
    check_rejected(people, "institutions", {**OFFICE, "code": "values"}, "/code")


@pytest.mark.parametrize("url", URLS, ids=lambda url: ascii(url)[:30])
def test_a_url_uses_http_or_https(people: People, url: object) -> None:
    check_rejected(people, "sources", {**SOURCE, "original_url": url}, "/original_url")


def test_an_integer_with_thousands_of_digits_is_out_of_range(people: People) -> None:
    body = b'{"code": "lembaga-buruk", "name": "Lembaga", "kind": "agency", "rank": ' + b"9" * 5000 + b"}"
    response = people.writer.client.post(
        "/v1/institutions", content=body, headers={**people.writer.headers, "Content-Type": "application/json"}
    )
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/rank")


def test_a_time_is_stored_with_microseconds(people: People) -> None:
    created = people.writer.post("/v1/sources", {**SOURCE, "retrieved_at": "2022-03-28T10:00:00.123456+07:00"})
    assert created.json()["retrieved_at"] == "2022-03-28T03:00:00.123456Z"


def check_rejected(people: People, collection: str, body: dict[str, Any], pointer: str) -> None:
    response = people.writer.post(f"/v1/{collection}", body)
    assert response.status_code == 422, response.text
    errors = response.json()["errors"]
    assert [error["pointer"] for error in errors] == [pointer]
    assert all(error["detail"].startswith(pointer) for error in errors)
