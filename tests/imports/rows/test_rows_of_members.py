"""What a JSON object says as a row."""

import json
from decimal import Decimal
from typing import Any

import pytest

from api.faults import Fault, Text
from api.http.decoding import members_of
from api.imports.rows.layout import Layout
from api.imports.rows.row_reader import RowReader, Said
from tests.imports.cells.shipped_regions import REGIONS
from tests.imports.rows.reading import told

ID = "01a1fb67-1800-7000-8000-000000000201"
FIGURE: dict[str, Any] = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "period": "2022-05",
    "value": 13700000,
    "stated_on": "2022-05-31",
    "institution": "kemenkop-ukm",
    "quality": "final",
}
LISTED = FIGURE | {
    "id": ID,
    "program": "umkm-digital",
    "region": "ID",
    "breakdown": {"part": "own", "catalog": "local"},
    "qualifier": "exact",
    "resolution": 0.5,
    "citations": [{"source": "antara-2021", "locator": "tabel 1", "quote": None, "note": None}],
    "note": None,
    "revision": 1,
    "status": "published",
    "reason": None,
    "recorded_at": "2026-11-21T00:00:00Z",
    "recorded_by": "system",
}


def read(members: dict[str, Any], collection: str = "realizations") -> Said:
    reader = RowReader(Layout.of(collection, None), REGIONS)
    return reader.read_record((1, 1, [], members_of(json.dumps(members).encode()), []))


def test_an_object_says_what_it_holds_and_nothing_else() -> None:
    said = read(FIGURE)
    assert said.faults == [] and said.content == FIGURE | {"value": Decimal(13700000)}


def test_an_object_as_lists_answer_it_is_taken_again() -> None:
    said = read(LISTED)
    assert said.faults == [] and said.beside == {"program": "umkm-digital"}
    assert said.content == {
        **{name: value for name, value in LISTED.items() if name in FIGURE},
        "id": ID,
        "region": "ID",
        "breakdown": "catalog:local,part:own",
        "qualifier": "exact",
        "resolution": Decimal("0.5"),
        "citations": LISTED["citations"],
        "note": None,
    }


def test_its_raw_cells_say_the_same_in_a_csv_file() -> None:
    said = read(LISTED)
    layout = Layout.of("realizations", list(Layout.of("realizations", None).columns.values()))
    again = RowReader(layout, REGIONS).read(1, 2, said.raw)
    assert again.faults == []
    assert {name: value for name, value in again.content.items() if name in said.content} == said.content


@pytest.mark.parametrize(
    ("members", "column", "code"),
    [
        ({"value": "13700000"}, "value", "wrong-type"),
        ({"value": 1e-10}, "value", "not-an-amount"),
        ({"resolution": 0}, "resolution", "too-small"),
        ({"nature": "Kumulatif"}, "nature", "not-one-of"),
        ({"period": "Maret 2022"}, "period", "not-this-form"),
        ({"period": "2022-13"}, "period", "not-a-period"),
        ({"period": "2022-01-01/2022-12-31"}, "period", "period-is-canonical"),
        ({"stated_on": "28/3/2022"}, "stated_on", "not-a-date"),
        ({"stated_on": "1800-01-01"}, "stated_on", "not-a-date"),
        ({"stated_on": None}, "stated_on", "stated-when"),
        ({"breakdown": "catalog:local"}, "breakdown", "wrong-type"),
        ({"breakdown": {"catalog\n": "local"}}, "breakdown", "not-this-form"),
        ({"citations": [{"source": "ab"}]}, "citations", "citation-without-place"),
        ({"citations": [{"source": "ab", "locator": "x\n"}]}, "citations", "not-this-form"),
        ({"citations": [{"source": "ab", "page": "x"}]}, "citations", "unknown-member"),
        ({"indicator": "umkm-onboarded\n"}, "indicator", "not-this-form"),
        ({"speaker": "a\0"}, "speaker", "not-this-form"),
        ({"id": 5}, "id", "wrong-type"),
        ({"id": "x"}, "id", "not-a-uuid"),
        ({"program": "XY"}, "program", "not-this-form"),
        ({"unit": "umkm"}, "unit", "unknown-member"),
        ({"a/b\0": 1}, "a/b\ufffd", "unknown-member"),
    ],
)
def test_it_is_read_as_strictly_as_the_api_reads(members: dict[str, Any], column: str, code: str) -> None:
    said = read(FIGURE | members)
    assert told(said) == [(column, code)]
    for text in (*said.faults[0].detail, *said.raw):
        assert "\0" not in text
        text.encode()


def test_all_its_faults_are_told_at_once() -> None:
    faulty = {"value": "5", "nature": "x", "breakdown": {"a\n": "b"}, "period": "2022-13", "stated_on": "1800-01-01"}
    assert {column for column, _ in told(read(FIGURE | faulty | {"id": "x"}))} == {*faulty, "id"}


def test_with_an_id_it_may_say_little_and_null_goes_back_to_the_default() -> None:
    assert read({"id": ID}).content == {"id": ID}
    said = read({"id": ID, "region": None, "breakdown": None, "resolution": None, "citations": None, "note": None})
    assert said.faults == []
    assert said.content == {
        "id": ID,
        "region": "ID",
        "breakdown": "",
        "resolution": Decimal(1),
        "citations": [],
        "note": None,
    }
    assert told(read({"id": ID, "value": None})) == [("value", "wrong-type")]
    assert told(read({"id": None, "note": "x"})) == [
        (name, "missing-member") for name in ("indicator", "nature", "period", "value", "institution", "quality")
    ]


def test_a_source_is_named_by_its_code() -> None:
    assert read({"code": "antara-2021", "note": "x"}, "sources").content == {"code": "antara-2021", "note": "x"}
    assert told(read({"note": "x"}, "sources")) == [("code", "missing-member")]
    faulty = {
        "authors": ["=x"],
        "language": "Indonesia",
        "content_sha256": "x",
        "retrieved_at": "2200-12-31T23:59:59-10:00",
    }
    assert {column for column, _ in told(read({"code": "antara-2021"} | faulty, "sources"))} == {*faulty}


@pytest.mark.parametrize("members", [{"note": "\ud800"}, {"\ud800": 1}, {"citations": [{"source": "\ud800"}]}])
def test_halves_of_surrogate_pairs_end_as_faults(members: dict[str, Any]) -> None:
    said = RowReader(Layout.of("realizations", None), REGIONS).read_record((1, 1, [], FIGURE | members, []))
    assert said.faults
    "".join([*said.raw, *said.faults[0].detail, said.faults[0].column or ""]).encode()


def test_a_record_that_was_not_whole_says_why_and_nothing_else() -> None:
    fault = Fault("too-few-cells", Text("kurang", "too few"), pointer="/lines/7")
    said = RowReader(Layout.of("realizations", ["id"]), REGIONS).read_record((3, 7, ["x"], None, [fault]))
    assert (said.number, said.line, said.content, said.raw, told(said)) == (3, 7, {}, ["x"], [(None, "too-few-cells")])
