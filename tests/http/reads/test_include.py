"""`include` adds the records that a response refers to by code, as their own URLs return them."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.http import recording
from tests.http.conftest import GrowingService

Record = dict[str, Any]
TYPES = ("region", "indicator", "institution", "source", "unit", "program")
ALL = ",".join(TYPES)


def list_codes(record: Record, record_type: str) -> set[str]:
    """Return the codes of a figure or claim that refer to records of a type."""
    match record_type:
        case "institution":
            return {record[name] for name in ("institution", "on_behalf_of") if record.get(name)}
        case "source" if "citations" in record:
            return {citation["source"] for citation in record["citations"]} | ({record.get("plan")} - {None})
        case _:
            return {record[record_type]} if record_type in record else set()


@pytest.mark.parametrize("collection", ["targets", "realizations", "claims"])
def test_a_page_includes_each_record_that_its_records_refer_to(richer: httpx.Client, collection: str) -> None:
    page = richer.get(f"/v1/{collection}", params={"include": ALL, "limit": "1000"}).json()
    assert list(page["included"]) == list(TYPES)
    for record_type, included in page["included"].items():
        codes = set().union(*(list_codes(record, record_type) for record in page["data"]))
        if collection == "claims" and record_type in ("indicator", "region"):
            codes = {claim["figure_key"][record_type] for claim in page["data"] if claim["figure_key"]}
        assert list(included) == sorted(codes)
        for code, record in included.items():
            assert record == richer.get(f"/v1/{record_type}s/{code}").json()
    assert "included" not in richer.get(f"/v1/{collection}", params={"limit": "1"}).json()


@pytest.mark.parametrize("path", ["progress", "programs/umkm-digital/progress"])
def test_progress_includes_the_institutions_of_all_its_figures(richer: httpx.Client, path: str) -> None:
    page = richer.get(f"/v1/{path}", params={"include": ALL}).json()
    institutions: set[str] = set()
    for row in page["data"]:
        reported = row["realization"] or {"alternatives": []}
        figures = [row["target"], reported, *reported["alternatives"]]
        institutions |= {figure["institution"] for figure in figures if "institution" in figure}
    assert set(page["included"]["institution"]) == institutions
    assert set(page["included"]["unit"]) == {row["unit"] for row in page["data"]}
    assert set(page["included"]["source"]) == {row["plan"] for row in page["data"]} - {None}


def test_a_page_includes_only_the_requested_types_of_its_own_records(client: httpx.Client) -> None:
    parameters = {"include": "unit", "limit": "1"}
    page = client.get("/v1/targets", params=parameters).json()
    (target,) = page["data"]
    assert page["included"] == {"unit": {target["unit"]: client.get(f"/v1/units/{target['unit']}").json()}}
    # The cursor does not depend on `include`.
    following = client.get("/v1/targets", params={"limit": "1", "cursor": page["meta"]["next_cursor"]})
    assert following.status_code == 200
    empty = client.get("/v1/targets", params={"include": "unit,region", "indicator": "no-such-indicator"}).json()
    assert (empty["data"], empty["included"]) == ([], {"unit": {}, "region": {}})


@pytest.mark.parametrize(
    "url",
    [
        "/v1/targets/01a1fb67-1800-7000-8000-000000000108",
        "/v1/realizations/01a1fb67-1800-7000-8000-000000000205",
        "/v1/claims/01a1fb67-1800-7000-8000-000000000301",
    ],
)
def test_a_single_record_has_the_included_records_in_a_field(client: httpx.Client, url: str) -> None:
    plain, response = client.get(url), client.get(url, params={"include": "source,program"})
    record = response.json()
    included = record.pop("included")
    assert record == plain.json()
    assert set(included["source"]) == ({record["source"]} if "source" in record else list_codes(record, "source"))
    assert all(one == client.get(one["url"]).json() for one in included["source"].values())
    # The included records can change later than the record; the ETag covers them and begins with the revision.
    assert "last-modified" not in response.headers
    assert response.headers["etag"] != plain.headers["etag"]
    assert response.headers["etag"].startswith('"1-')


def test_included_records_are_those_of_known_at(growing: GrowingService) -> None:
    institution = {"code": "badan-lama", "kind": "agency", "rank": 9}
    growing.insert(
        recording.recorded("institution", **institution, name="Nama lama", succeeded_by=[]),
        recording.target(960, institution="badan-lama", period="2018"),
    )
    url = f"/v1/targets/{recording.figure_id(960)}"
    then = growing.client.get(url).json()["recorded_at"]
    growing.insert(recording.recorded("institution", **institution, name="Nama baru", succeeded_by=[], revision=2))
    for path, read in SINGLE_AND_LIST.items():
        found = [
            read(growing.client.get(path.format(url=url), params={"include": "institution", **time}).json())
            for time in ({}, {"known_at": then})
        ]
        assert [one["institution"]["badan-lama"]["name"] for one in found] == ["Nama baru", "Nama lama"]


SINGLE_AND_LIST: dict[str, Callable[[Record], Record]] = {
    "{url}": lambda record: record["included"],
    "/v1/targets?institution=badan-lama": lambda page: page["included"],
}


@pytest.mark.parametrize("path", ["/v1/targets", "/v1/targets/01a1fb67-1800-7000-8000-000000000108", "/v1/progress"])
@pytest.mark.parametrize("value", ["targets", "region,", "REGION", "region;unit", "*", "region,claim"])
def test_an_unknown_type_is_rejected_with_the_allowed_ones(client: httpx.Client, path: str, value: str) -> None:
    response = client.get(path, params={"include": value})
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["parameter"], error["code"]) == ("include", "not_one_of")
    assert ", ".join(TYPES) in error["detail"]


@pytest.mark.parametrize("path", ["/v1/targets.csv", "/v1/progress.csv", "/v1/exports/targets.ndjson", "/v1/programs"])
def test_other_lists_do_not_accept_include(client: httpx.Client, path: str) -> None:
    response = client.get(path, params={"include": "region"})
    assert [error["code"] for error in response.json()["errors"]] == ["unknown_parameter"]
