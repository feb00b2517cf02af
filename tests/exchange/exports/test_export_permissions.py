"""An export has drafts for the callers that read them in lists, and only for them."""

import json

import httpx
import pytest

from tests.exchange.exports.read_lists import METADATA, list_rows
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

DRAFTS = "status=draft,published"


@pytest.fixture(scope="module")
def reader(stored: DatabaseUrls, export_client: httpx.Client) -> Person:
    return Person(export_client, key_for(stored, "pembaca", "read:drafts"))


def test_an_export_has_the_drafts_that_the_caller_reads_in_lists(export_client: httpx.Client, reader: Person) -> None:
    public = export_client.get(f"/v1/exports/targets.ndjson?{DRAFTS}").text.splitlines()
    assert len(public) == len(list_rows(export_client, "targets"))
    drafts = reader.get(f"/v1/exports/targets.ndjson?{DRAFTS}")
    assert len(drafts.text.splitlines()) == len(public) + 2
    listed = reader.get(f"/v1/targets?{DRAFTS}&limit=1000").json()["data"]
    assert [json.loads(line) for line in drafts.text.splitlines()] == [
        {field: value for field, value in row.items() if field not in METADATA} for row in listed
    ]
    csv = reader.get(f"/v1/exports/targets.csv?{DRAFTS}&columns=id,revision,status")
    assert csv.text == reader.get(f"/v1/targets.csv?{DRAFTS}&columns=id,revision,status&limit=1000").text


def test_a_response_to_a_key_is_not_for_shared_caches(reader: Person) -> None:
    assert reader.get("/v1/exports/targets.csv").headers["cache-control"] == "private, no-cache"


def test_an_empty_export_has_its_media_type_for_all_callers(export_client: httpx.Client, reader: Person) -> None:
    empty = "/v1/exports/targets.ndjson?indicator=tak-ada"
    for response in (export_client.get(empty), reader.get(empty)):
        assert (response.status_code, response.content) == (200, b"")
        assert response.headers["content-type"] == "application/x-ndjson"


def test_progress_and_counts_are_the_same_for_all_callers(export_client: httpx.Client, reader: Person) -> None:
    for name in ("progress", "onboarding-counts"):
        assert reader.get(f"/v1/exports/{name}.csv").text == export_client.get(f"/v1/exports/{name}.csv").text
