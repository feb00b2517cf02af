"""Members of every other type at their worst: moments, whole numbers, names, addresses, each refused by its place."""

from typing import Any

import pytest

from tests.writing.conftest import People

SOURCE: dict[str, Any] = {"code": "sumber-buruk", "kind": "news", "title": "Berita", "date_basis": "unknown"}
OFFICE: dict[str, Any] = {"code": "lembaga-buruk", "name": "Lembaga", "kind": "agency", "rank": 4}

MOMENTS = [
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
ADDRESSES = ["javascript:alert(1)", "//host", "ftp://host/x", "https://", "https://a b", "https://é/", "x" * 2001, 5]


@pytest.mark.parametrize("moment", MOMENTS, ids=repr)
def test_a_moment_has_its_zone_and_lies_in_reach(people: People, moment: object) -> None:
    refused(people, "sources", {**SOURCE, "retrieved_at": moment}, "/retrieved_at")


@pytest.mark.parametrize("rank", RANKS, ids=repr)
def test_a_whole_number_is_one_and_in_its_bounds(people: People, rank: object) -> None:
    refused(people, "institutions", {**OFFICE, "rank": rank}, "/rank")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_is_plain_trimmed_and_no_formula(people: People, name: object) -> None:
    refused(people, "institutions", {**OFFICE, "name": name}, "/name")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_an_author_has_a_name(people: People, name: object) -> None:
    refused(people, "sources", {**SOURCE, "authors": ["Ade irma Junida", name]}, "/authors/1")


@pytest.mark.parametrize("language", LANGUAGES, ids=ascii)
def test_a_language_is_a_tag_of_bcp_47(people: People, language: object) -> None:
    refused(people, "sources", {**SOURCE, "language": language}, "/language")


@pytest.mark.parametrize("digest", DIGESTS, ids=ascii)
def test_a_digest_has_64_digits(people: People, digest: object) -> None:
    refused(people, "sources", {**SOURCE, "content_sha256": digest}, "/content_sha256")


@pytest.mark.parametrize("duration", DURATIONS, ids=ascii)
def test_what_passes_between_two_reports_is_a_duration(people: People, duration: object) -> None:
    indicator = {"code": "x1", "program": "umkm-digital", "name": "Indikator", "unit": "umkm", "direction": "increase"}
    refused(people, "indicators", {**indicator, "additive": True, "expected_every": duration}, "/expected_every")


@pytest.mark.parametrize(("mapping", "pointer"), MAPPINGS, ids=ascii)
def test_a_mapping_has_no_nul(people: People, mapping: object, pointer: str) -> None:
    answer = people.admin.put("/v1/mappings/nasty", mapping)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)


@pytest.mark.parametrize("code", CODES, ids=ascii)
def test_a_code_is_lower_case_letters_digits_and_hyphens(people: People, code: object) -> None:
    refused(people, "institutions", {**OFFICE, "code": code}, "/code")


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: ascii(address)[:30])
def test_an_address_leads_to_the_web(people: People, address: object) -> None:
    refused(people, "sources", {**SOURCE, "url": address}, "/url")


def test_an_integer_with_thousands_of_digits_is_out_of_bounds(people: People) -> None:
    body = b'{"code": "lembaga-buruk", "name": "Lembaga", "kind": "agency", "rank": ' + b"9" * 5000 + b"}"
    answer = people.writer.client.post(
        "/v1/institutions", content=body, headers={**people.writer.headers, "Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/rank")


def test_a_moment_is_kept_to_the_microsecond(people: People) -> None:
    created = people.writer.post("/v1/sources", {**SOURCE, "retrieved_at": "2022-03-28T10:00:00.123456+07:00"})
    assert created.json()["retrieved_at"] == "2022-03-28T03:00:00.123456Z"


def refused(people: People, noun: str, body: dict[str, Any], pointer: str) -> None:
    answer = people.writer.post(f"/v1/{noun}", body)
    assert answer.status_code == 422, answer.text
    faults = answer.json()["errors"]
    assert [fault["pointer"] for fault in faults] == [pointer]
    assert all(fault["detail"].startswith(pointer) for fault in faults)
