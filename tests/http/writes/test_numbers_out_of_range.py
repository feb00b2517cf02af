"""Numbers with huge exponents or thousands of digits: every field rejects them with 422, none fails with 500."""

import json
from typing import Any

import httpx
import pytest

from tests.http.writes.conftest import TARGET, People, create_record

# Beyond 1e999999 the default context of `decimal` raises Overflow; beyond 18 digits of exponent Decimal() itself fails.
NUMBERS = {
    "a huge exponent": "1e999999999",
    "a huge negative number": "-1e999999999",
    "a tiny number": "1e-999999999",
    "a tiny negative number": "-1e-999999999",
    "an exponent beyond every decimal": "1e99999999999999999999999",
    "thirty digits": "1." + "0" * 29 + "1",
    "thousands of digits": "9" * 20_000,
    "thousands of decimals": "0." + "0" * 20_000 + "1",
}
CLAIM = {"kind": "ratio", "figures": ["01a1fb67-1800-7000-8000-000000000205"], "base": "target", "stated_resolution": 1}
OFFICE = {"code": "lembaga-angka", "name": "Lembaga", "kind": "agency"}


def send_number(people: People, path: str, content: dict[str, Any], field: str, number: str) -> httpx.Response:
    body = json.dumps({**content, field: "NUMBER"}).replace('"NUMBER"', number)
    headers = {**people.writer.headers, "Content-Type": "application/json"}
    return people.writer.client.post(path, content=body, headers=headers)


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
@pytest.mark.parametrize(
    ("path", "content", "field"),
    [
        ("/v1/targets", TARGET, "value"),
        ("/v1/targets", TARGET, "resolution"),
        ("/v1/targets", TARGET, "note"),
        ("/v1/claims/check", {**CLAIM, "stated_value": 1}, "stated_value"),
        ("/v1/claims/check", {**CLAIM, "stated_value": 1}, "stated_resolution"),
        ("/v1/institutions", OFFICE, "rank"),
    ],
)
def test_a_number_out_of_range_returns_422(
    people: People, number: str, path: str, content: dict[str, Any], field: str
) -> None:
    response = send_number(people, path, content, field, number)
    assert (response.status_code, response.json()["type"]) == (422, "/problems/invalid-body"), response.text
    assert {error["pointer"] for error in response.json()["errors"]} == {f"/{field}"}


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_a_number_out_of_range_in_a_patch_returns_422(people: People, number: str) -> None:
    created = create_record(people.writer)
    headers = {
        **people.writer.headers, "Content-Type": "application/merge-patch+json", "If-Match": created.headers["etag"],
    }  # fmt: skip
    url = created.headers["location"]
    response = people.writer.client.patch(url, content=f'{{"value": {number}}}', headers=headers)
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/value")


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_a_number_out_of_range_in_the_query_returns_400(people: People, number: str) -> None:
    response = people.writer.client.get("/v1/targets", params={"limit": number[:4000]})
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "not_a_whole_number")
