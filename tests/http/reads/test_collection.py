"""The nine collections: lists, records, revisions, CSV, every filter and every sort order."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from api.app import COLLECTION_MODULES
from api.http.reads.list_parameters import PAGING_PARAMETERS, ListParameters
from tests.http import recording
from tests.http.reads.filters import FILTERS, KEYS, READING_ORDERS, SORTS, Row, preferred

COLLECTIONS = [part.COLLECTION.name for part in COLLECTION_MODULES]
FIGURES = ("targets", "realizations")
BEFORE_EVERYTHING = "2001-01-01T00:00:00Z"


def list_rows(client: httpx.Client, collection: str, **parameters: str) -> list[Row]:
    response = client.get(f"/v1/{collection}", params={"limit": "1000", **parameters})
    assert response.status_code == 200, response.text
    rows: list[Row] = response.json()["data"]
    assert not response.json()["meta"]["has_more"]
    return rows


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_list_contains_every_record_once_in_reading_order(richer: httpx.Client, collection: str) -> None:
    rows = list_rows(richer, collection)
    assert rows
    assert rows == sorted(rows, key=READING_ORDERS[collection])
    assert len({row[KEYS[collection]] for row in rows}) == len(rows)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_record_is_the_same_in_the_list_alone_and_in_its_revisions(client: httpx.Client, collection: str) -> None:
    for row in list_rows(client, collection)[:20]:
        url = f"/v1/{collection}/{row[KEYS[collection]]}"
        assert client.get(url).json() == row
        history = client.get(f"{url}/revisions").json()
        assert history == {
            "data": [as_revision(row) if collection != "regions" else row],
            "meta": {
                "limit": 100,
                "has_more": False,
                "next_cursor": None,
                "count": None,
                "as_of": None,
                "known_at": None,
                "complete_until": None,
                "note": None,
                "note_en": None,
            },
        }


def without_computed_fields(row: Row) -> Row:
    """Return the row without its computed fields."""
    return {name: value for name, value in row.items() if name != "judgment"}


def as_revision(row: Row) -> Row:
    """Return the row of seed data as it is in the list of revisions."""
    return without_computed_fields(row) | {"entered_by": None}


KEY_FIELDS = ("indicator", "nature", "region", "breakdown", "period", "day_known")


def csv_line(row: Row) -> Row:
    """Return the row as its CSV line: of a judgment only the verdict and the computed number, of a key each field."""
    judgment = row.get("judgment", {})
    line: Row = {}
    for name, value in without_computed_fields(row).items():
        if name == "figure_key":
            line |= {f"figure_key_{field}": (value or {}).get(field) for field in KEY_FIELDS}
        else:
            line[name] = value
    return line | {name: judgment[name] for name in ("verdict", "computed") if judgment}


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_csv_has_the_rows_of_the_list(richer: httpx.Client, collection: str) -> None:
    rows = [csv_line(row) for row in list_rows(richer, collection)]
    response = richer.get(f"/v1/{collection}.csv", params={"limit": "1000"})
    assert response.headers["content-type"] == "text/csv; header=present; charset=utf-8"
    assert response.headers["content-disposition"] == f'attachment; filename="{collection}.csv"'
    read = list(csv.DictReader(io.StringIO(response.text, newline="")))
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


def test_the_csv_has_the_requested_columns_in_that_order(client: httpx.Client) -> None:
    response = client.get("/v1/units.csv", params={"columns": "name,code", "q": "rupiah"})
    assert response.text == "name,code\r\nrupiah,idr\r\n"
    assert client.get("/v1/units.csv", params={"q": "nothing-like-it", "columns": "symbol"}).text == "symbol\r\n"
    rejected = client.get("/v1/units.csv", params={"columns": "name,secret"})
    assert rejected.json()["errors"][0]["parameter"] == "columns"


@pytest.mark.parametrize(("collection", "name", "value", "wanted"), FILTERS)
def test_a_filter_selects_the_same_rows_as_in_python(
    richer: httpx.Client, collection: str, name: str, value: str, wanted: Callable[[Row], bool]
) -> None:
    everything = {"include_abolished": "true"} if name == "valid_on" and collection == "regions" else {}
    expected = [row for row in list_rows(richer, collection, **everything) if wanted(row)]
    assert list_rows(richer, collection, **{name: value}) == expected


# `preferred` and `include_abolished` are compared below. The next two change the meaning of other filters:
# see tests/analysis/renumbered_regions and tests/resources/institutions. test_search.py compares `q` of figures.
TESTED_ELSEWHERE = {
    *((name, "q") for name in FIGURES),
    *(
        (name, filter_name)
        for name in COLLECTIONS
        for filter_name in ("preferred", "include_abolished", "renumbered", "include_successors", *PAGING_PARAMETERS)
    ),
}


def test_every_filter_has_a_value_that_matches_some_rows_and_excludes_others(richer: httpx.Client) -> None:
    everything = {collection: list_rows(richer, collection) for collection in COLLECTIONS}
    tried: dict[tuple[str, str], set[bool]] = {}
    for collection, name, _, wanted in FILTERS:
        found = {wanted(row) for row in everything[collection]}
        tried.setdefault((collection, name), set()).update(found)
    declared = {
        (part.COLLECTION.name, name)
        for part in COLLECTION_MODULES
        for name in part.COLLECTION.parameters.__struct_fields__
        if name not in ListParameters.__struct_fields__ and (part.COLLECTION.name, name) not in TESTED_ELSEWHERE
        if (part.COLLECTION.name, name) != ("claims", "as_of")  # it excludes no claim: see tests/analysis/claims
    }
    assert declared == tried.keys()
    assert [key for key, outcomes in tried.items() if outcomes != {True, False}] == []


def test_several_filters_select_their_intersection(richer: httpx.Client) -> None:
    rows = list_rows(richer, "targets", nature="stock", period="2022", as_of="2021-12-31", institution="kemenko-marves")
    assert [row["value"] for row in rows] == [18600000]


@pytest.mark.parametrize(("collection", "sort", "parameters", "key"), SORTS)
def test_a_sort_is_ascending_or_descending(
    richer: httpx.Client, collection: str, sort: str, parameters: dict[str, str], key: Callable[[Row], Any]
) -> None:
    upwards = list_rows(richer, collection, sort=sort, **parameters)
    assert upwards == sorted(upwards, key=key)
    assert list_rows(richer, collection, sort=f"-{sort}", **parameters) == upwards[::-1]
    unordered = list_rows(richer, collection, **parameters)
    assert sorted(upwards, key=READING_ORDERS[collection]) == unordered
    assert len(upwards) > 1


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_an_exact_count_is_returned_only_on_request(richer: httpx.Client, collection: str) -> None:
    everything = len(list_rows(richer, collection))
    meta = richer.get(f"/v1/{collection}", params={"limit": "1", "count": "exact"}).json()["meta"]
    assert meta["count"] == everything
    assert meta["has_more"] is (everything > 1)
    on = {"limit": "1", "count": "exact", "cursor": meta["next_cursor"]}
    assert richer.get(f"/v1/{collection}", params=on).json()["meta"]["count"] == everything
    assert richer.get(f"/v1/{collection}").json()["meta"]["count"] is None


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_public_list_of_drafts_is_empty_and_has_a_note(richer: httpx.Client, collection: str) -> None:
    response = richer.get(f"/v1/{collection}", params={"status": "draft", "count": "exact"}).json()
    assert response["data"] == []
    assert response["meta"]["count"] == 0
    assert "published" in response["meta"]["note"]
    assert list_rows(richer, collection, status="draft,published") == list_rows(richer, collection)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_list_is_empty_before_the_first_record(client: httpx.Client, collection: str) -> None:
    rows = list_rows(client, collection)
    assert list_rows(client, collection, known_at=BEFORE_EVERYTHING) == []
    assert list_rows(client, collection, known_at=max(row["recorded_at"] for row in rows)) == rows
    record = client.get(f"/v1/{collection}/{rows[0][KEYS[collection]]}", params={"known_at": BEFORE_EVERYTHING})
    assert record.status_code == 404


@pytest.mark.parametrize("collection", FIGURES)
def test_a_list_is_empty_before_the_first_statement(client: httpx.Client, collection: str) -> None:
    assert list_rows(client, collection, as_of="2020-05-13") == []
    assert list_rows(client, collection, as_of="2200-12-31") == list_rows(client, collection)


@pytest.mark.parametrize(
    "as_of", ["2020-12-31", "2021-06-11", "2021-12-31", "2022-03-15", "2022-07-01", "2023-12-31", None]
)
def test_the_preferred_realization_of_every_key_follows_the_rule(richer: httpx.Client, as_of: str | None) -> None:
    query = {} if as_of is None else {"as_of": as_of}
    ranks = {row["code"]: row["rank"] for row in list_rows(richer, "institutions")}
    rows = list_rows(richer, "realizations", **query)
    valid = [row for row in rows if as_of or row["retracted_on"] is None]
    assert list_rows(richer, "realizations", preferred="true", **query) == preferred(valid, ranks)
    assert as_of in ("2020-12-31", "2021-06-11") or len(preferred(valid, ranks)) < len(valid)


def test_the_targets_for_small_businesses_at_the_end_of_2021_are_three(client: httpx.Client) -> None:
    rows = list_rows(client, "targets", indicator="umkm-onboarded", nature="stock", as_of="2021-12-31")
    assert [(row["period"], row["value"]) for row in rows] == [
        ("2022", 18_600_000),
        ("2023", 30_000_000),
        ("2024", 30_000_000),
    ]


def test_contradictory_figures_for_2020_are_adjacent_in_the_list(client: httpx.Client) -> None:
    rows = list_rows(client, "realizations", period="2020-05-14/2020-12-31")
    assert [(row["value"], [citation["source"] for citation in row["citations"]]) for row in rows] == [
        (3_700_000, ["antara-2021-01-11"]),
        (3_800_000, ["sindonews-2021"]),
    ]


@pytest.fixture
def numbers(richer: httpx.Client) -> Iterator[list[str]]:
    """Return every number of the lists of figures and claims as text."""
    spelled: list[str] = []
    for collection in (*FIGURES, "claims"):
        text = richer.get(f"/v1/{collection}", params={"limit": "1000"}).text
        json.loads(text, parse_int=spelled.append, parse_float=spelled.append)
    return spelled


def test_numbers_have_no_exponent(numbers: list[str]) -> None:
    assert {"20000000", "7600000000000", "123456789012345", "12.5", "-0.001"} <= set(numbers)
    assert [number for number in numbers if not re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", number)] == []


@pytest.mark.parametrize(
    ("day", "provinces"), [("2021-06-01", 34), ("2022-07-24", 34), ("2022-07-25", 37), ("2023-06-01", 38)]
)
def test_the_provinces_of_a_date_are_counted(client: httpx.Client, day: str, provinces: int) -> None:
    parameters = {"valid_on": day, "level": "province", "count": "exact", "limit": "1"}
    assert client.get("/v1/regions", params=parameters).json()["meta"]["count"] == provinces


def test_regions_of_today_are_listed_unless_others_are_requested(client: httpx.Client) -> None:
    everything = list_rows(client, "regions", include_abolished="true")
    current = list_rows(client, "regions")
    assert current == [row for row in everything if row["valid_to"] is None]
    assert (len(everything), len(current)) == (579, 553)
    csv = client.get("/v1/regions.csv", params={"limit": "1000", "columns": "code"}).text.split()
    assert csv[1:] == [row["code"] for row in current]
    assert client.get("/v1/regions/91.01").json()["valid_to"] == "2022-07-24"


def test_there_are_514_regencies_and_cities(client: httpx.Client) -> None:
    rows = list_rows(client, "regions", level="regency,city", valid_on="2023-06-01")
    assert len(rows) == 514
    assert {row["parent"] for row in rows} == {
        row["code"] for row in list_rows(client, "regions", level="province", valid_on="2023-06-01")
    }


def test_a_withdrawn_record_returns_410_with_the_reason_and_remains_visible_with_known_at(richer: httpx.Client) -> None:
    url = f"/v1/targets/{recording.figure_id(6)}"
    newest, first = richer.get(f"{url}/revisions").json()["data"]
    assert (newest["status"], newest["revision"], first["status"]) == ("withdrawn", 2, "published")
    gone = richer.get(url, headers={"Accept-Language": "en"})
    assert gone.status_code == 410
    assert "Salah ketik." in gone.json()["detail"]
    assert as_revision(richer.get(url, params={"known_at": first["recorded_at"]}).json()) == first
    assert recording.figure_id(6) not in {row["id"] for row in list_rows(richer, "targets")}
    assert recording.figure_id(6) in {
        row["id"] for row in list_rows(richer, "targets", known_at=first["recorded_at"])
    }  # fmt: skip


def test_a_draft_is_invisible_to_the_public_and_changes_no_publication(richer: httpx.Client) -> None:
    for url in (f"/v1/targets/{recording.figure_id(5)}", f"/v1/targets/{recording.figure_id(5)}/revisions"):
        assert richer.get(url).status_code == 404
    url = f"/v1/targets/{recording.figure_id(7)}"
    assert richer.get(url).json()["value"] == 8
    assert [row["revision"] for row in richer.get(f"{url}/revisions").json()["data"]] == [1]
