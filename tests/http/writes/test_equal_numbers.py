"""Equal numbers are accepted, rejected, stored and returned in the same way, in any spelling."""

import json
from typing import Any

import pytest

from tests.http.writes.conftest import People, build_target

SPELLINGS = {
    "0.1": ("0.1", "0.10000000000000000000", "1e-1", "1.0e-1", "10E-2", "0.1" + "0" * 20_000),
    "0.000000001": ("1e-9", "1.0e-9", "0.000000001", "0.0000000010"),
    "2500": ("2500", "2500.0", "2.5e3", "25e+2", "2500.000000000000000000000"),
    "0": ("0", "-0", "0.0", "0e999999999", "0e-999999999", "-0e99999999999999999999999"),
}
TOO_EXACT = ("1e-10", "1.0e-10", "0.0000000001", "0.00000000010")


def send_amount(people: People, number: str) -> Any:
    """Create a target in rupiah, because a count has no decimals."""
    content = build_target(indicator="bbi-stimulus", value="NUMBER", resolution="RESOLUTION")
    body = json.dumps(content).replace('"NUMBER"', number).replace('"RESOLUTION"', "0.000000001")
    headers = {**people.writer.headers, "Content-Type": "application/json"}
    return people.writer.client.post("/v1/targets", content=body, headers=headers)


@pytest.mark.parametrize(("plain", "spellings"), SPELLINGS.items())
def test_equal_numbers_are_stored_without_trailing_zeros(
    people: People, plain: str, spellings: tuple[str, ...]
) -> None:
    written = set()
    for number in spellings:
        created = send_amount(people, number)
        assert created.status_code == 201, created.text
        record = people.writer.client.get(f"{created.headers['location']}", headers=people.writer.headers)
        written.add(record.text.partition('"value":')[2].partition(",")[0])
    assert len(written) == 1
    assert json.loads(written.pop()) == json.loads(plain)


def test_equal_numbers_are_rejected_with_the_same_error_and_its_pointer(people: People) -> None:
    errors = [send_amount(people, number).json()["errors"] for number in TOO_EXACT]
    assert [[(error["code"], error["pointer"]) for error in found] for found in errors] == [
        [("not_an_amount", "/value")]
    ] * len(TOO_EXACT)


def test_a_whole_number_may_have_decimals_that_are_zero(people: People) -> None:
    office = {"code": "lembaga-bulat", "name": "Lembaga", "kind": "agency", "rank": 0}
    body = json.dumps(office).replace('"rank": 0', '"rank": 3.0')
    headers = {**people.writer.headers, "Content-Type": "application/json"}
    created = people.writer.client.post("/v1/institutions", content=body, headers=headers)
    assert (created.status_code, created.json()["rank"]) == (201, 3)


def test_an_error_about_the_whole_body_has_no_pointer_and_no_other_an_empty_one(people: People) -> None:
    headers = {**people.writer.headers, "Content-Type": "application/json"}
    for body in (b"[]", b"{", b"1", b"\xff"):
        (error,) = people.writer.client.post("/v1/targets", content=body, headers=headers).json()["errors"]
        assert "pointer" not in error
    figure = build_target()
    assert people.writer.post("/v1/targets", figure).status_code == 201
    (error,) = people.writer.post("/v1/targets", figure).json()["errors"]
    assert (error["code"], "pointer" in error) == ("figure_exists", False)
    office = {"code": "lembaga-ganda", "name": "Lembaga", "kind": "agency", "rank": 1}
    assert people.writer.post("/v1/institutions", office).status_code == 201
    (error,) = people.writer.post("/v1/institutions", office).json()["errors"]
    assert (error["code"], error["pointer"]) == ("already_exists", "/code")
