"""Units are entered by people like other records, and their kind decides which numbers are valid."""

import itertools
from typing import Any

import httpx
import pytest

from tests.http.writes.conftest import TARGET, People, create_record

numbers = itertools.count(1)


def create_indicator(people: People, kind: str, **content: Any) -> tuple[str, str]:
    """Create drafts of a unit of this kind and of an indicator in it; return their codes."""
    unit, indicator = f"satuan-{next(numbers)}", f"indikator-{next(numbers)}"
    create_record(people.writer, "units", code=unit, name="satuan", kind=kind)
    fields = {"code": indicator, "name": "Indikator", "program": "umkm-digital", "direction": "increase"}
    create_record(people.writer, "indicators", **{**fields, "unit": unit, "additive": False, **content})
    return unit, indicator


def send_target(people: People, indicator: str, *, in_language: str = "id", **content: Any) -> httpx.Response:
    body = {**TARGET, "indicator": indicator, "qualifier": "exact", **content}
    return people.writer.post("/v1/targets", body, accept_language=in_language)


def list_errors(response: httpx.Response) -> list[tuple[str, str]]:
    return [(error["code"], error["pointer"]) for error in response.json()["errors"]]


def test_a_unit_is_entered_submitted_published_revised_withdrawn_and_restored(people: People) -> None:
    created = create_record(people.writer, "units", code="kapal", name="kapal", name_en="boats", kind="count")
    url = created.headers["location"]
    assert (created.json()["status"], created.json()["kind"], created.json()["symbol"]) == ("draft", "count", None)
    assert people.public.get(url).status_code == 404
    assert people.writer.post(f"{url}/submit").status_code == 200
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    assert "kapal" in [unit["code"] for unit in people.public.get("/v1/units?kind=count&limit=1000").json()["data"]]
    assert "kapal" not in people.public.get("/v1/units.csv?kind=amount,share,index,rank").text
    read = people.writer.get(url)
    revised = people.writer.patch(url, {"symbol": "kapal"}, **{"If-Match": read.headers["etag"]})
    assert (revised.status_code, revised.json()["symbol"], revised.json()["status"]) == (200, "kapal", "draft")
    assert people.public.get(url).json()["symbol"] is None
    assert people.writer.post(f"{url}/submit").status_code == 200
    assert people.publisher.transition(f"{url}/reject", {"reason": "Tanpa nama."}).status_code == 200
    assert people.writer.post(f"{url}/submit").status_code == 200
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    assert people.public.get(url).json()["symbol"] == "kapal"
    assert people.second_publisher.transition(f"{url}/withdraw", {"reason": "Tidak dipakai."}).status_code == 200
    assert people.public.get(url).status_code == 410
    assert people.publisher.transition(f"{url}/restore", {"reason": "Dipakai lagi."}).status_code == 200
    assert people.public.get(url).json()["status"] == "published"
    revisions = people.writer.get(f"{url}/revisions").json()["data"]
    assert [revision["status"] for revision in revisions][::-1] == [
        "draft", "submitted", "published", "draft", "submitted", "rejected", "submitted", "published", "withdrawn",
        "published",
    ]  # fmt: skip
    changes = people.public.get("/v1/changes?type=unit&limit=1000").json()["data"]
    assert [change["action"] for change in changes if change["record"]["id"] == "kapal"] == [
        "published", "changed", "withdrawn", "published",
    ]  # fmt: skip
    audited = people.admin.get("/v1/audit?type=unit&id=kapal&limit=1000").json()["data"]
    assert len(audited) == len(revisions)


def test_the_kind_of_a_new_unit_is_required_and_one_of_five(people: People) -> None:
    for content, code in (
        ({}, "missing_field"),
        ({"kind": "percentage"}, "not_one_of"),
        ({"kind": None}, "wrong_type"),
    ):
        response = people.writer.post("/v1/units", {"code": "satuan-tanpa-jenis", "name": "satuan", **content})
        assert (response.status_code, list_errors(response)) == (422, [(code, "/kind")])


@pytest.mark.parametrize(
    ("kind", "content", "errors"),
    [
        ("count", {"value": -5}, ("count_is_whole_and_not_negative", "/value")),
        ("count", {"value": 0.5}, ("count_is_whole_and_not_negative", "/value")),
        ("count", {"value": 407.1}, ("count_is_whole_and_not_negative", "/value")),
        ("count", {"value": 17, "value_to": 18.5}, ("range_of_a_count_or_rank_is_whole", "/value_to")),
        ("count", {"value": 17, "resolution": 0.5}, ("resolution_of_a_count_or_rank_is_whole", "/resolution")),
        ("rank", {"value": 64.5}, ("rank_is_whole_and_from_1", "/value")),
        ("rank", {"value": 0}, ("rank_is_whole_and_from_1", "/value")),
        ("share", {"value": 40, "nature": "flow"}, ("flow_is_in_a_unit_that_adds_up", "/nature")),
        ("index", {"value": 40, "nature": "flow"}, ("flow_is_in_a_unit_that_adds_up", "/nature")),
        ("rank", {"value": 40, "nature": "flow"}, ("flow_is_in_a_unit_that_adds_up", "/nature")),
    ],
)
def test_a_number_that_its_unit_does_not_have_is_rejected(
    people: People, kind: str, content: dict[str, Any], errors: tuple[str, str]
) -> None:
    _, indicator = create_indicator(people, kind)
    response = send_target(people, indicator, **{"resolution": 1, **content})
    assert (response.status_code, list_errors(response)) == (422, [errors]), response.text
    english = send_target(people, indicator, **{"resolution": 1, **content}, in_language="en")
    assert english.json()["errors"][0]["detail"] != response.json()["errors"][0]["detail"]
    valid = send_target(people, indicator, value=64, resolution=1)
    assert valid.status_code == 201
    changed = people.writer.patch(
        valid.headers["location"], {"resolution": 1, **content}, **{"If-Match": valid.headers["etag"]}
    )
    assert (changed.status_code, list_errors(changed)) == (422, [errors])


@pytest.mark.parametrize("kind", ["amount", "share", "index"])
def test_any_number_is_an_amount_a_share_or_an_index(people: People, kind: str) -> None:
    _, indicator = create_indicator(people, kind)
    assert send_target(people, indicator, value=-0.46, value_to=137.5, resolution=0.01).status_code == 201
    assert send_target(people, indicator, value=40, resolution=0.5, nature="rate").status_code == 201


@pytest.mark.parametrize("kind", ["share", "index", "rank"])
def test_an_indicator_of_a_share_an_index_or_a_rank_is_not_additive(people: People, kind: str) -> None:
    unit, indicator = create_indicator(people, kind)
    error = ("additive_indicator_has_a_unit_that_adds_up", "/additive")
    fields = {"code": f"{indicator}-b", "name": "Indikator", "program": "umkm-digital", "direction": "increase"}
    response = people.writer.post("/v1/indicators", {**fields, "unit": unit, "additive": True})
    assert (response.status_code, list_errors(response)) == (422, [error])
    etag = people.writer.get(f"/v1/indicators/{indicator}").headers["etag"]
    response = people.writer.patch(f"/v1/indicators/{indicator}", {"additive": True}, **{"If-Match": etag})
    assert (response.status_code, list_errors(response)) == (422, [error])


def test_an_indicator_in_percent_is_neither_additive_nor_a_flow(people: People) -> None:
    fields = {"code": "pangsa-kur", "name": "Pangsa", "program": "umkm-digital", "direction": "increase"}
    response = people.writer.post("/v1/indicators", {**fields, "unit": "percent", "additive": True})
    assert list_errors(response) == [("additive_indicator_has_a_unit_that_adds_up", "/additive")]
    create_record(people.writer, "indicators", **fields, unit="percent", additive=False)
    assert list_errors(send_target(people, "pangsa-kur", nature="flow")) == [
        ("flow_is_in_a_unit_that_adds_up", "/nature")
    ]
    assert send_target(people, "pangsa-kur", nature="rate", value=40.5, resolution=0.1).status_code == 201


def test_the_kind_of_a_unit_is_frozen_by_its_figures_and_its_additive_indicators(people: People) -> None:
    unit, indicator = create_indicator(people, "count", additive=True)
    url = f"/v1/units/{unit}"
    etag = people.writer.get(url).headers["etag"]
    response = people.writer.patch(url, {"kind": "share"}, **{"If-Match": etag})
    assert (response.status_code, list_errors(response)) == (409, [("kind_fits_additive_indicators", "/kind")])
    assert people.writer.patch(url, {"kind": "amount"}, **{"If-Match": etag}).status_code == 200
    created = send_target(people, indicator, value=2.5, resolution=0.5)
    assert created.status_code == 201
    etag = people.writer.get(url).headers["etag"]
    response = people.writer.patch(url, {"kind": "count"}, **{"If-Match": etag})
    assert (response.status_code, list_errors(response)) == (409, [("kind_is_frozen_once_figures_exist", "/kind")])
    assert people.writer.patch(url, {"name": "lain"}, **{"If-Match": etag}).status_code == 200


def test_the_shipped_units_have_a_kind_and_two_names(people: People) -> None:
    kinds: dict[str, set[str]] = {}
    for unit in people.public.get("/v1/units?limit=1000").json()["data"]:
        if unit["recorded_by"] == "system":
            assert unit["name"] and unit["name_en"]
            kinds.setdefault(unit["kind"], set()).add(unit["code"])
    assert kinds == {
        "count": {
            *("umkm", "koperasi", "produk", "orang", "rumah-tangga", "keluarga", "rumah", "desa", "sekolah", "siswa"),
            *("merchant", "penyedia", "debitur", "rekening", "transaksi", "dosis", "sppg", "pekerja", "balita"),
        },
        "amount": {"idr", "usd", "ton", "kg", "ha", "km", "mw", "gw"},
        "share": {"percent"},
        "index": {"poin-indeks"},
        "rank": {"peringkat"},
    }
