"""Targets and realizations state ranges, hedges and ISO weeks."""

from typing import Any

import pytest

from tests.http.writes.conftest import TARGET, People, build_target, create_published_target, create_record

EXACT = {"qualifier": "exact", "resolution": 1}


@pytest.mark.parametrize(
    ("content", "code", "pointer"),
    [
        ({"value": 17, "value_to": 19, "qualifier": "at_least"}, "range_with_qualifier", "/qualifier"),
        ({"value": 17, "value_to": 19, "qualifier": "at_most"}, "range_with_qualifier", "/qualifier"),
        ({"value": 17, "value_to": 19, "qualifier": "nearly"}, "range_with_qualifier", "/qualifier"),
        ({"value": 17, "value_to": 17}, "reversed_range", "/value_to"),
        ({"value": 17, "value_to": 16}, "reversed_range", "/value_to"),
    ],
)
def test_a_range_has_two_ends_in_order_and_no_open_side(
    people: People, content: dict[str, Any], code: str, pointer: str
) -> None:
    response = people.writer.post("/v1/targets", {**TARGET, **EXACT, **content})
    assert response.status_code == 422
    assert [(error["code"], error["pointer"]) for error in response.json()["errors"]] == [(code, pointer)]


def test_a_range_becomes_one_number_again(people: People) -> None:
    created = create_record(people.writer, **{**EXACT, "value": 17, "value_to": 19})
    assert (created.json()["value"], created.json()["value_to"]) == (17, 19)
    url, etag = created.headers["location"], created.headers["etag"]
    too_high = people.writer.patch(url, {"value": 20}, etag)
    assert [error["code"] for error in too_high.json()["errors"]] == ["reversed_range"]
    hedged = people.writer.patch(url, {"value_to": None, "qualifier": "nearly"}, etag)
    assert (hedged.status_code, hedged.json()["value_to"], hedged.json()["qualifier"]) == (200, None, "nearly")


def test_a_week_is_entered_filtered_and_has_one_notation(people: People) -> None:
    url = create_published_target(people, period="2020-W53", nature="flow", region="32")
    read = people.public.get(url).json()
    assert (read["period"], read["period_start"], read["period_end"]) == ("2020-W53", "2020-12-28", "2021-01-03")
    for query in ("period=2020-W53", "period=2020-12-28/2021-01-03", "period_from=2020-12-28&period_to=2021-01-03"):
        found = people.public.get(f"/v1/targets?region=32&{query}").json()["data"]
        assert [target["url"] for target in found] == [url], query
    assert people.public.get("/v1/progress?region=32&period=2020-W53").json()["data"][0]["period"] == "2020-W53"
    assert people.public.get("/v1/targets?period=2021-W53").status_code == 400
    rejected = people.writer.post("/v1/targets", build_target(period="2021-W53"))
    assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (422, "not_a_period")
    stored = people.writer.post("/v1/targets", build_target(period="2020-12-28/2021-01-03", nature="flow"))
    assert (stored.status_code, stored.json()["period"]) == (201, "2020-W53")
