"""A draft of a figure freezes the unit only for users who may read the draft; its author confirms the number."""

import itertools
from typing import Any

import httpx

from tests.http.writes.conftest import People, build_target
from tests.http.writes.test_units import list_errors
from tests.support.callers import Person

_numbers = itertools.count()


def publish(writer: Person, publisher: Person, url: str) -> None:
    assert writer.post(f"{url}/submit").status_code == 200
    response = publisher.transition(f"{url}/publish")
    assert response.status_code == 200, response.text


def publish_indicator(people: People) -> str:
    """Publish an indicator in umkm; return its code."""
    code = f"satuan-berubah-{next(_numbers)}"
    content = {"code": code, "program": "umkm-digital", "name": "A", "unit": "umkm", "direction": "increase",
               "additive": True}  # fmt: skip
    created = people.writer.post("/v1/indicators", content)
    assert created.status_code == 201, created.text
    publish(people.writer, people.publisher, created.headers["location"])
    return code


def change_unit(person: Person, indicator: str, **changes: Any) -> httpx.Response:
    url = f"/v1/indicators/{indicator}"
    return person.patch(url, {"unit": "produk", **changes}, **{"If-Match": person.get(url).headers["etag"]})


def test_a_hidden_draft_of_a_figure_does_not_freeze_the_unit_and_its_author_confirms_the_number(people: People) -> None:
    indicator = publish_indicator(people)
    drafted = people.stranger.post("/v1/targets", build_target(indicator=indicator, institution="idea"))
    url = drafted.headers["location"]
    assert people.bound.get(url).status_code == 404
    assert change_unit(people.bound, indicator).status_code == 200
    publish(people.bound, people.publisher, f"/v1/indicators/{indicator}")
    rejected = people.stranger.post(f"{url}/submit")
    assert (rejected.status_code, list_errors(rejected)) == (409, [("figure_is_in_the_unit_of_its_draft", "/value")])
    patched = people.stranger.patch(url, {"value": 41000000}, **{"If-Match": people.stranger.get(url).headers["etag"]})
    assert patched.json()["unit"] == "produk"
    publish(people.stranger, people.publisher, url)


def test_a_submitted_figure_freezes_the_unit_for_its_publisher(people: People) -> None:
    indicator = publish_indicator(people)
    drafted = people.stranger.post("/v1/targets", build_target(indicator=indicator, institution="idea"))
    assert change_unit(people.bound, indicator).status_code == 200
    assert people.bound.post(f"/v1/indicators/{indicator}/submit").status_code == 200
    assert people.stranger.post(f"{drafted.headers['location']}/submit").status_code == 200
    frozen = people.publisher.transition(f"/v1/indicators/{indicator}/publish")
    assert (frozen.status_code, list_errors(frozen)) == (409, [("unit_is_frozen_once_figures_exist", "/unit")])


def test_an_own_draft_of_a_figure_freezes_the_unit(people: People) -> None:
    indicator = publish_indicator(people)
    assert people.bound.post("/v1/targets", build_target(indicator=indicator)).status_code == 201
    frozen = change_unit(people.bound, indicator)
    assert (frozen.status_code, list_errors(frozen)) == (409, [("unit_is_frozen_once_figures_exist", "/unit")])
