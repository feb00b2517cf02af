"""The meta of a page states the times that the list applies."""

import time

import httpx
import pytest

from api.database.complete_until import REUSE_SECONDS
from api.http.reads.immutable import today_in_jakarta
from tests.http import recording
from tests.http.conftest import GrowingService

SETTLED = "2026-11-22T07:00:00+07:00"  # more than half an hour ago
COMPUTED = ("progress", "findings", "onboarding-counts", "claims")


def read_times(client: httpx.Client, path: str, **parameters: str) -> dict[str, str | None]:
    response = client.get(f"/v1/{path}", params={"limit": "1", **parameters})
    assert response.status_code == 200, response.text
    meta = response.json()["meta"]
    return {name: meta[name] for name in ("as_of", "known_at", "complete_until")}


@pytest.mark.parametrize("path", ["targets", "realizations", *COMPUTED])
def test_the_meta_states_the_times_of_the_request(client: httpx.Client, path: str) -> None:
    times = read_times(client, path, as_of="2022-03-28", known_at=SETTLED)
    known_at = "2026-11-22T00:00:00Z"
    assert times == {"as_of": "2022-03-28", "known_at": known_at, "complete_until": known_at}


@pytest.mark.parametrize("path", COMPUTED)
def test_the_meta_of_a_computed_list_states_today_and_the_state_of_the_data(client: httpx.Client, path: str) -> None:
    listed = read_times(client, "targets")
    times = read_times(client, path)
    assert times["as_of"] == str(today_in_jakarta())
    assert times["known_at"] is None
    assert times["complete_until"] == listed["complete_until"]


def test_a_list_without_a_day_states_none_except_for_preferred_realizations(client: httpx.Client) -> None:
    assert read_times(client, "targets")["as_of"] is None
    assert read_times(client, "realizations", preferred="true")["as_of"] == str(today_in_jakarta())
    assert read_times(client, "realizations", preferred="true", as_of="2022-01-31")["as_of"] == "2022-01-31"


def test_a_list_of_reference_data_states_only_known_at(client: httpx.Client) -> None:
    times = read_times(client, "programs", known_at=SETTLED)
    assert times == {"as_of": None, "known_at": "2026-11-22T00:00:00Z", "complete_until": None}


def test_every_page_states_the_times(client: httpx.Client) -> None:
    first = client.get("/v1/progress", params={"limit": "1"}).json()["meta"]
    second = client.get("/v1/progress", params={"limit": "1", "cursor": first["next_cursor"]}).json()["meta"]
    assert [second[name] for name in ("as_of", "complete_until")] == [first["as_of"], first["complete_until"]]


def test_a_later_record_changes_no_time_of_a_response_about_the_past(growing: GrowingService) -> None:
    parameters = {"as_of": "2022-03-28", "known_at": SETTLED}
    paths = ("targets", "progress", "findings")
    before = [growing.client.get(f"/v1/{path}", params=parameters).json() for path in paths]
    newest = read_times(growing.client, "progress")["complete_until"]
    growing.insert(recording.target(950, period="2019"))
    assert [growing.client.get(f"/v1/{path}", params=parameters).json() for path in paths] == before
    # Negative control: the present changes, after the second for which a connection reuses its time.
    time.sleep(REUSE_SECONDS)
    later = growing.client.get("/v1/progress?limit=1", headers={"Cache-Control": "no-cache"}).json()["meta"]
    assert later["complete_until"] > newest
