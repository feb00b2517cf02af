"""The nine collections: lists, single entities and revisions, CSV, every filter and every order."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from api.app import NOUNS
from api.http.list_query import ListQuery
from tests.wire import recording
from tests.wire.filters import FILTERS, KEYS, READING_ORDERS, SORTS, Row, preferred

COLLECTIONS = [part.COLLECTION.name for part in NOUNS]
FIGURES = ("targets", "realizations")
BEFORE_EVERYTHING = "2001-01-01T00:00:00Z"


def listed(client: httpx.Client, collection: str, **parameters: str) -> list[Row]:
    answer = client.get(f"/v1/{collection}", params={"limit": "1000", **parameters})
    assert answer.status_code == 200, answer.text
    rows: list[Row] = answer.json()["data"]
    assert not answer.json()["meta"]["has_more"]
    return rows


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_list_holds_every_entity_once_in_an_order_fit_for_reading(richer: httpx.Client, collection: str) -> None:
    rows = listed(richer, collection)
    assert rows
    assert rows == sorted(rows, key=READING_ORDERS[collection])
    assert len({row[KEYS[collection]] for row in rows}) == len(rows)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_an_entity_of_a_list_answers_alone_and_as_its_only_revision(client: httpx.Client, collection: str) -> None:
    for row in listed(client, collection)[:20]:
        address = f"/v1/{collection}/{row[KEYS[collection]]}"
        assert client.get(address).json() == row
        history = client.get(f"{address}/revisions").json()
        assert history == {
            "data": [recorded_of(row)],
            "meta": {"limit": 100, "has_more": False, "next_cursor": None, "count": None, "note": None},
        }


def recorded_of(row: Row) -> Row:
    """Without what is computed when it is answered."""
    return {name: value for name, value in row.items() if name != "judgement"}


def line_of(row: Row) -> Row:
    """Of a judgement, a line has the verdict and what was computed."""
    said = row.get("judgement", {})
    return recorded_of(row) | {name: said[name] for name in ("verdict", "computed") if said}


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_csv_is_the_list_row_by_row(richer: httpx.Client, collection: str) -> None:
    rows = [line_of(row) for row in listed(richer, collection)]
    answer = richer.get(f"/v1/{collection}.csv", params={"limit": "1000"})
    assert answer.headers["content-type"] == "text/csv; header=present; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{collection}.csv"'
    read = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [list(line) for line in read] == [list(row) for row in rows]
    for line, row in zip(read, rows, strict=True):
        assert {name: cell for name, cell in line.items() if not same(cell, row[name])} == {}


def same(cell: str, value: Any) -> bool:
    match value:
        case None:
            return cell == ""
        case bool():
            return cell == ("true" if value else "false")
        case list():
            return bool(json.loads(cell) == value)
        case dict():
            return cell == (";".join(f"{key}:{value[key]}" for key in sorted(value)) or "none")
        case int() | float():
            return "e" not in cell.lower() and float(cell) == value
        case _:
            return bool(cell == value)


def test_the_csv_has_the_columns_asked_for_in_that_order(client: httpx.Client) -> None:
    answer = client.get("/v1/units.csv", params={"columns": "name,code", "q": "rupiah"})
    assert answer.text == "name,code\r\nrupiah,idr\r\n"
    assert client.get("/v1/units.csv", params={"q": "nothing-like-it", "columns": "symbol"}).text == "symbol\r\n"
    refused = client.get("/v1/units.csv", params={"columns": "name,secret"})
    assert refused.json()["errors"][0]["parameter"] == "columns"


@pytest.mark.parametrize(("collection", "name", "value", "wanted"), FILTERS)
def test_a_filter_selects_what_filtering_the_whole_list_selects(
    richer: httpx.Client, collection: str, name: str, value: str, wanted: Callable[[Row], bool]
) -> None:
    expected = [row for row in listed(richer, collection) if wanted(row)]
    assert listed(richer, collection, **{name: value}) == expected


def test_every_filter_has_a_value_that_matches_and_one_that_leaves_out(richer: httpx.Client) -> None:
    everything = {collection: listed(richer, collection) for collection in COLLECTIONS}
    tried: dict[tuple[str, str], set[bool]] = {}
    for collection, name, _, wanted in FILTERS:
        found = {wanted(row) for row in everything[collection]}
        tried.setdefault((collection, name), set()).update(found)
    declared = {
        (part.COLLECTION.name, name)
        for part in NOUNS
        for name in part.COLLECTION.query.__struct_fields__
        if name not in ListQuery.__struct_fields__ and name != "preferred"
        if (part.COLLECTION.name, name) != ("claims", "as_of")  # leaves none out: see tests/claims
    }
    assert declared == tried.keys()
    assert [key for key, outcomes in tried.items() if outcomes != {True, False}] == []


def test_filters_together_select_what_all_of_them_select(richer: httpx.Client) -> None:
    rows = listed(richer, "targets", nature="stock", period="2022", as_of="2021-12-31", institution="kemenko-marves")
    assert [row["value"] for row in rows] == [18600000]


@pytest.mark.parametrize(("collection", "sort", "parameters", "key"), SORTS)
def test_a_sort_orders_up_and_down(
    richer: httpx.Client, collection: str, sort: str, parameters: dict[str, str], key: Callable[[Row], Any]
) -> None:
    upwards = listed(richer, collection, sort=sort, **parameters)
    assert upwards == sorted(upwards, key=key)
    assert listed(richer, collection, sort=f"-{sort}", **parameters) == upwards[::-1]
    unordered = listed(richer, collection, **parameters)
    assert sorted(upwards, key=READING_ORDERS[collection]) == unordered
    assert len(upwards) > 1


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_an_exact_count_is_the_number_of_all_and_left_out_unless_asked_for(
    richer: httpx.Client, collection: str
) -> None:
    everything = len(listed(richer, collection))
    meta = richer.get(f"/v1/{collection}", params={"limit": "1", "count": "exact"}).json()["meta"]
    assert meta["count"] == everything
    assert meta["has_more"] is (everything > 1)
    on = {"limit": "1", "count": "exact", "cursor": meta["next_cursor"]}
    assert richer.get(f"/v1/{collection}", params=on).json()["meta"]["count"] == everything
    assert richer.get(f"/v1/{collection}").json()["meta"]["count"] is None


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_drafts_are_not_for_the_public_and_the_answer_says_so(richer: httpx.Client, collection: str) -> None:
    answer = richer.get(f"/v1/{collection}", params={"status": "draft", "count": "exact"}).json()
    assert answer["data"] == []
    assert answer["meta"]["count"] == 0
    assert "published" in answer["meta"]["note"]
    assert listed(richer, collection, status="draft,published") == listed(richer, collection)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_before_anything_was_recorded_there_is_nothing(client: httpx.Client, collection: str) -> None:
    rows = listed(client, collection)
    assert listed(client, collection, known_at=BEFORE_EVERYTHING) == []
    assert listed(client, collection, known_at=max(row["recorded_at"] for row in rows)) == rows
    entity = client.get(f"/v1/{collection}/{rows[0][KEYS[collection]]}", params={"known_at": BEFORE_EVERYTHING})
    assert entity.status_code == 404


@pytest.mark.parametrize("collection", FIGURES)
def test_before_anything_was_stated_there_is_nothing(client: httpx.Client, collection: str) -> None:
    assert listed(client, collection, as_of="2020-05-13") == []
    assert listed(client, collection, as_of="2200-12-31") == listed(client, collection)


@pytest.mark.parametrize(
    "as_of", ["2020-12-31", "2021-06-11", "2021-12-31", "2022-03-15", "2022-07-01", "2023-12-31", None]
)
def test_the_preferred_realization_of_every_key_is_the_one_the_rule_prefers(
    richer: httpx.Client, as_of: str | None
) -> None:
    asked = {} if as_of is None else {"as_of": as_of}
    ranks = {row["code"]: row["rank"] for row in listed(richer, "institutions")}
    rows = listed(richer, "realizations", **asked)
    standing = [row for row in rows if as_of or row["retracted_on"] is None]
    assert listed(richer, "realizations", preferred="true", **asked) == preferred(standing, ranks)
    assert as_of in ("2020-12-31", "2021-06-11") or len(preferred(standing, ranks)) < len(standing)


def test_the_targets_for_small_businesses_at_the_end_of_2021_are_three(client: httpx.Client) -> None:
    rows = listed(client, "targets", indicator="umkm-onboarded", nature="stock", as_of="2021-12-31")
    assert [(row["period"], row["value"]) for row in rows] == [
        ("2022", 18_600_000),
        ("2023", 30_000_000),
        ("2024", 30_000_000),
    ]


def test_the_figures_for_2020_that_contradict_each_other_stand_beside_each_other(client: httpx.Client) -> None:
    rows = listed(client, "realizations", period="2020-05-14/2020-12-31")
    assert [(row["value"], [citation["source"] for citation in row["citations"]]) for row in rows] == [
        (3_700_000, ["antara-2021-01-11"]),
        (3_800_000, ["sindonews-2021"]),
    ]


@pytest.fixture
def numbers(richer: httpx.Client) -> Iterator[list[str]]:
    """Every number of the lists of figures and claims, as it is spelled."""
    spelled: list[str] = []
    for collection in (*FIGURES, "claims"):
        text = richer.get(f"/v1/{collection}", params={"limit": "1000"}).text
        json.loads(text, parse_int=spelled.append, parse_float=spelled.append)
    return spelled


def test_numbers_are_written_out_in_full(numbers: list[str]) -> None:
    assert {"20000000", "7600000000000", "123456789012345", "12.5", "-0.001"} <= set(numbers)
    assert [number for number in numbers if not re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", number)] == []


@pytest.mark.parametrize(
    ("day", "provinces"), [("2021-06-01", 34), ("2022-07-24", 34), ("2022-07-25", 37), ("2023-06-01", 38)]
)
def test_the_provinces_of_a_day_are_counted(client: httpx.Client, day: str, provinces: int) -> None:
    parameters = {"valid_on": day, "level": "province", "count": "exact", "limit": "1"}
    assert client.get("/v1/regions", params=parameters).json()["meta"]["count"] == provinces


def test_there_are_514_regencies_and_cities(client: httpx.Client) -> None:
    rows = listed(client, "regions", level="regency,city", valid_on="2023-06-01")
    assert len(rows) == 514
    assert {row["parent"] for row in rows} == {
        row["code"] for row in listed(client, "regions", level="province", valid_on="2023-06-01")
    }


def test_what_was_withdrawn_is_gone_and_says_why_but_earlier_moments_still_have_it(richer: httpx.Client) -> None:
    address = f"/v1/targets/{recording.figure_id(6)}"
    newest, first = richer.get(f"{address}/revisions").json()["data"]
    assert (newest["status"], newest["revision"], first["status"]) == ("withdrawn", 2, "published")
    gone = richer.get(address, headers={"Accept-Language": "en"})
    assert gone.status_code == 410
    assert "Salah ketik." in gone.json()["detail"]
    assert richer.get(address, params={"known_at": first["recorded_at"]}).json() == first
    assert recording.figure_id(6) not in {row["id"] for row in listed(richer, "targets")}
    assert recording.figure_id(6) in {
        row["id"] for row in listed(richer, "targets", known_at=first["recorded_at"])
    }  # fmt: skip


def test_a_draft_is_not_there_for_the_public_and_changes_nothing_published(richer: httpx.Client) -> None:
    for address in (f"/v1/targets/{recording.figure_id(5)}", f"/v1/targets/{recording.figure_id(5)}/revisions"):
        assert richer.get(address).status_code == 404
    address = f"/v1/targets/{recording.figure_id(7)}"
    assert richer.get(address).json()["value"] == 8
    assert [row["revision"] for row in richer.get(f"{address}/revisions").json()["data"]] == [1]
