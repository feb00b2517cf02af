"""Whoever sees a draft in the lists has it in exports, and nobody else."""

import json

import httpx
import pytest

from tests.exports.listed import ENVELOPE, rows
from tests.support.callers import Person, key_for
from tests.support.databases import Addresses

DRAFTS = "status=draft,published"


@pytest.fixture(scope="module")
def reader(various: Addresses, exporting: httpx.Client) -> Person:
    return Person(exporting, key_for(various, "pembaca", "read:drafts"))


def test_drafts_are_for_those_who_see_them_in_lists(exporting: httpx.Client, reader: Person) -> None:
    public = exporting.get(f"/v1/exports/targets.ndjson?{DRAFTS}").text.splitlines()
    assert len(public) == len(rows(exporting, "targets"))
    seen = reader.get(f"/v1/exports/targets.ndjson?{DRAFTS}")
    assert len(seen.text.splitlines()) == len(public) + 2
    listed = reader.get(f"/v1/targets?{DRAFTS}&limit=1000").json()["data"]
    assert [json.loads(line) for line in seen.text.splitlines()] == [
        {name: value for name, value in row.items() if name not in ENVELOPE} for row in listed
    ]
    csv = reader.get(f"/v1/exports/targets.csv?{DRAFTS}&columns=id,revision,status")
    assert csv.text == reader.get(f"/v1/targets.csv?{DRAFTS}&columns=id,revision,status&limit=1000").text


def test_what_a_key_gets_is_for_no_shared_cache(reader: Person) -> None:
    assert reader.get("/v1/exports/targets.csv").headers["cache-control"] == "private, no-cache"


def test_an_export_of_no_rows_has_its_type_for_everybody(exporting: httpx.Client, reader: Person) -> None:
    nothing = "/v1/exports/targets.ndjson?indicator=tak-ada"
    for answer in (exporting.get(nothing), reader.get(nothing)):
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-type"] == "application/x-ndjson"


def test_progress_and_counts_are_the_same_for_all(exporting: httpx.Client, reader: Person) -> None:
    for kind in ("progress", "onboarding-counts"):
        assert reader.get(f"/v1/exports/{kind}.csv").text == exporting.get(f"/v1/exports/{kind}.csv").text
