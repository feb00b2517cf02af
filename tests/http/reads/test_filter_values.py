"""`/values` lists the values of a filter with their counts and names, under the other filters of the request."""

from collections import Counter
from typing import Any

import httpx
import pytest

from api.resources.indicators.routes import VALUES as OF_INDICATORS
from api.resources.programs.routes import VALUES as OF_PROGRAMS
from api.resources.realizations.routes import VALUES as OF_REALIZATIONS
from api.resources.sources.routes import VALUES as OF_SOURCES
from api.resources.targets.routes import VALUES as OF_TARGETS
from tests.http.conftest import GrowingService
from tests.http.recording import recorded

FILTERS = {
    "targets": OF_TARGETS,
    "realizations": OF_REALIZATIONS,
    "programs": OF_PROGRAMS,
    "indicators": OF_INDICATORS,
    "sources": OF_SOURCES,
}
EVERY_FILTER = [(collection, name) for collection, sources in FILTERS.items() for name in sources]
Json = dict[str, Any]


def list_values(client: httpx.Client, collection: str, **parameters: str) -> list[Json]:
    response = client.get(f"/v1/{collection}/values", params={"limit": "1000", **parameters})
    assert response.status_code == 200, response.text
    assert response.json()["meta"]["has_more"] is False
    values: list[Json] = response.json()["data"]
    return values


def list_rows(client: httpx.Client, collection: str, **parameters: str) -> list[Json]:
    rows: list[Json] = client.get(f"/v1/{collection}", params={"limit": "1000", **parameters}).json()["data"]
    return rows


@pytest.mark.parametrize(("collection", "name"), EVERY_FILTER)
def test_each_count_is_the_length_of_the_list_with_that_value(richer: httpx.Client, collection: str, name: str) -> None:
    values = list_values(richer, collection, of=name)
    assert len(values) > 1 or (collection, name) == ("programs", "lead_institution")
    assert values == sorted(values, key=lambda one: (-one["count"], one["value"]))
    for one in values:
        assert len(list_rows(richer, collection, **{name: one["value"]})) == one["count"], one
    if name not in ("source", "unit", "plan", "level"):
        counted = Counter(row[name] for row in list_rows(richer, collection) if row[name] is not None)
        assert {one["value"]: one["count"] for one in values} == counted


def test_a_value_has_the_names_of_its_record(richer: httpx.Client) -> None:
    names = {row["code"]: (row["name"], row["name_en"]) for row in list_rows(richer, "programs")}
    values = list_values(richer, "targets", of="program")
    assert {one["value"]: (one["name"], one["name_en"]) for one in values} == {
        one["value"]: names[one["value"]] for one in values
    }
    assert {(one["name"], one["name_en"]) for one in list_values(richer, "targets", of="nature")} == {(None, None)}
    titles = {row["code"]: row["title"] for row in list_rows(richer, "sources")}
    for one in list_values(richer, "realizations", of="source"):
        assert (one["name"], one["name_en"]) == (titles[one["value"]], None)
    names = {row["code"]: row["name"] for row in list_rows(richer, "regions", include_abolished="true")}
    assert all(one["name"] == names[one["value"]] for one in list_values(richer, "targets", of="region"))


def test_all_other_filters_apply_and_the_filter_itself_does_not(richer: httpx.Client) -> None:
    under = {"program": "umkm-digital", "region": "32", "as_of": "2022-12-31"}
    expected = Counter(row["indicator"] for row in list_rows(richer, "targets", **under))
    values = list_values(richer, "targets", of="indicator", indicator="koperasi-modern", **under)
    assert {one["value"]: one["count"] for one in values} == expected
    expected = Counter(row["program"] for row in list_rows(richer, "targets", q="presiden"))
    found = list_values(richer, "targets", of="program", q="presiden")
    assert {one["value"]: one["count"] for one in found} == expected
    assert list_values(richer, "targets", of="program", q="zzz") == []
    assert list_values(richer, "targets", of="program", known_at="2001-01-01T00:00:00Z") == []
    assert list_values(richer, "sources", of="kind", status="draft") == []


def test_the_unit_of_a_program_is_that_of_its_indicators_at_known_at(growing: GrowingService) -> None:
    indicator = {"code": "berganti-satuan", "program": "berganti-satuan", "name": "Indikator", "direction": "increase"}
    growing.insert(
        recorded("program", code="berganti-satuan", name="Program"),
        recorded("indicator", **indicator, unit="umkm", additive=True),
    )
    before = growing.client.get("/v1/indicators/berganti-satuan").json()["recorded_at"]
    growing.insert(recorded("indicator", **indicator, unit="koperasi", additive=True, revision=2))
    for times, unit, other in (({}, "koperasi", "umkm"), ({"known_at": before}, "umkm", "koperasi")):
        parameters = {"code": "berganti-satuan", **times}
        values = list_values(growing.client, "programs", of="unit", **parameters)
        assert [one["value"] for one in values] == [unit]
        assert len(list_rows(growing.client, "programs", unit=unit, **parameters)) == 1
        assert list_rows(growing.client, "programs", unit=other, **parameters) == []
        lines = growing.client.get("/v1/programs.csv", params={"unit": unit, **parameters}).text.splitlines()
        assert len(lines) == 2


def test_indicators_are_selected_by_the_lead_of_their_program_at_known_at(growing: GrowingService) -> None:
    program = {"code": "berganti-pemimpin", "name": "Program"}
    growing.insert(
        recorded("program", **program, lead_institution="kemendag"),
        recorded("indicator", code="dipimpin", program="berganti-pemimpin", name="Indikator", direction="increase",
                 unit="umkm", additive=True),
    )  # fmt: skip
    before = growing.client.get("/v1/indicators/dipimpin").json()["recorded_at"]
    growing.insert(recorded("program", **program, lead_institution="lkpp", revision=2))
    for times, leading, other in (({}, "lkpp", "kemendag"), ({"known_at": before}, "kemendag", "lkpp")):
        for lead, count in ((leading, 1), (other, 0)):
            parameters = {"program": "berganti-pemimpin", "lead_institution": lead, **times}
            assert len(list_rows(growing.client, "indicators", **parameters)) == count


def test_a_limit_returns_the_most_frequent_values(richer: httpx.Client) -> None:
    everything = list_values(richer, "targets", of="institution")
    page = richer.get("/v1/targets/values", params={"of": "institution", "limit": "1"}).json()
    assert page["data"] == everything[:1]
    assert (page["meta"]["has_more"], page["meta"]["next_cursor"]) == (True, None)
    assert richer.get("/v1/targets/values").json()["data"] == list_values(richer, "targets", of="program")


def test_the_meta_states_what_that_of_the_list_states(richer: httpx.Client) -> None:
    parameters = {"status": "draft", "as_of": "2022-03-28", "known_at": "2026-11-22T07:00:00+07:00"}
    of_list, of_values = (
        richer.get(f"/v1/{path}", params=parameters).json()["meta"] for path in ("targets", "targets/values")
    )
    assert of_values["note_en"] is not None
    for name in ("as_of", "known_at", "note", "note_en"):
        assert of_values[name] == of_list[name], name


def test_a_response_is_cached_until_a_record_changes(richer: httpx.Client) -> None:
    first = richer.get("/v1/sources/values", params={"of": "kind", "publisher": "antara"})
    again = richer.get("/v1/sources/values", params={"of": "kind", "publisher": "antara"})
    assert first.headers["etag"] == again.headers["etag"]
    assert again.headers["cache-status"].startswith("capaian; hit")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("of=value", "of"),
        ("of=program,region", "of"),
        ("of=program&of=region", "of"),
        ("of=", "of"),
        ("of=note", "of"),
        ("of=program'--", "of"),
        ("of=program&limit=1001", "limit"),
        ("of=program&cursor=AAAAAAAAAAAAAAAA", "cursor"),
        ("of=program&sort=value", "sort"),
        ("of=program&count=exact", "count"),
        ("of=program&q=-", "q"),
        ("of=program&colour=red", "colour"),
    ],
)
def test_an_invalid_parameter_is_rejected(client: httpx.Client, query: str, parameter: str) -> None:
    response = client.get(f"/v1/targets/values?{query}")
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]


def test_no_record_has_the_code_of_this_url(client: httpx.Client) -> None:
    assert client.get("/v1/institutions/values").status_code == 404
