"""What a row of cells says."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from api.faults import Invalid
from api.imports.cells.cell import Cell
from api.imports.rows.column_cells import MOST_KEPT
from api.imports.rows.layout import Layout
from api.imports.rows.mapping import Mapping
from api.imports.rows.row_reader import RowReader, is_blank
from tests.imports.cells.shipped_regions import REGIONS
from tests.imports.rows.reading import REALIZATION, figure_by_id, realization, source, told

ID = "01a1fb67-1800-7000-8000-000000000108"
CITATIONS = '[{"source":"antara-2021","locator":"paragraf 3","quote":null,"note":null}]'


def test_a_row_says_what_its_columns_hold_and_nothing_else() -> None:
    said = realization()
    assert said.faults == [] and said.beside == {}
    assert said.content == {
        "indicator": "umkm-onboarded",
        "nature": "stock",
        "region": "ID",
        "period": "2022",
        "value": Decimal(13700000),
        "stated_on": "2022-03-28",
        "institution": "kemenkop-ukm",
        "quality": "final",
    }
    assert (said.number, said.line, said.raw) == (1, 2, list(REALIZATION.values()))


def test_an_empty_cell_is_null_or_the_default_where_null_cannot_be() -> None:
    said = realization(region="", breakdown="", qualifier=" ", resolution="", retracted_on="", note="", citations="")
    assert said.faults == []
    assert said.content["region"] == "ID" and said.content["breakdown"] == "" and said.content["citations"] == []
    assert said.content["qualifier"] == "exact" and said.content["resolution"] == 1
    assert said.content["retracted_on"] is None and said.content["note"] is None
    assert source(authors="").content["authors"] == []


@pytest.mark.parametrize(
    ("cells", "value", "resolution"),
    [
        ({"value": "13,7 juta"}, "13700000", "100000"),
        ({"value": "115,03"}, "115.03", "0.01"),
        ({"value": "13,7 juta", "resolution": ""}, "13700000", "100000"),
        ({"value": "13,7 juta", "resolution": "1"}, "13700000", "1"),
        ({"value": "13700000", "resolution": "100 ribu"}, "13700000", "100000"),
        ({"value": Decimal("13.7")}, "13.7", "0.1"),
        ({"value": Decimal("13.7"), "resolution": Decimal("0.5")}, "13.7", "0.5"),
    ],
)
def test_the_notation_tells_the_resolution_unless_a_cell_does(
    cells: dict[str, Cell], value: str, resolution: str
) -> None:
    said = realization(**cells)
    assert said.faults == []
    assert (str(said.content["value"]), str(said.content["resolution"])) == (value, resolution)


@pytest.mark.parametrize("value", ["13700000", "13.700.000", Decimal(13700000)])
def test_a_plain_integer_says_nothing_of_its_resolution(value: Cell) -> None:
    assert "resolution" not in realization(value=value).content


def test_words_are_taken_in_both_languages() -> None:
    said = realization(nature="Tambahan", quality="SEMENTARA", qualifier="paling sedikit", period="Triwulan III 2022")
    assert [said.content[name] for name in ("nature", "quality", "qualifier", "period")] == [
        "flow",
        "provisional",
        "at_least",
        "2022-Q3",
    ]


def test_every_faulty_column_is_told_once_by_the_name_it_has_in_the_file() -> None:
    names = {"indicator": "Indikator", "value": "Nilai", "stated_on": "Tanggal", "region": "Wilayah"}
    row: dict[str, Cell] = {
        names.get(name, name): cell
        for name, cell in (
            REALIZATION
            | {"indicator": "UMKM", "nature": "x", "region": "Bandung", "period": "M", "value": "13.700"}
            | {
                "stated_on": "3/28/2022",
                "institution": "",
                "quality": "?",
                "speaker": "=x",
                "source": "",
                "locator": "p",
            }
        ).items()
    }
    reader = RowReader(Layout.of("realizations", list(row)), REGIONS)
    assert told(reader.read(1, 2, list(row.values()))) == [
        ("Indikator", "not-this-form"),
        ("nature", "not-one-of"),
        ("Wilayah", "ambiguous-region"),
        ("period", "not-a-period"),
        ("Nilai", "ambiguous-number"),
        ("Tanggal", "month-before-day"),
        ("institution", "missing-member"),
        ("quality", "not-one-of"),
        ("speaker", "not-this-form"),
        ("source", "missing-member"),
    ]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"id": ID.upper()}, "id", "not-a-uuid"),
        ({"id": "6d0f6f0a-0f3c-4b4a-8c9c-0e5d0f7a1b2c"}, "id", "not-a-uuid"),
        ({"stated_not_before": "2022-01-01"}, "stated_on", "stated-when"),
        ({"stated_on": ""}, "stated_on", "stated-when"),
        ({"retracted_on": "2022-03-27"}, "retracted_on", "retracted-early"),
        ({"resolution": "0"}, "resolution", "too-small"),
        ({"breakdown": "catalog"}, "breakdown", "not-a-breakdown"),
        ({"breakdown": "a:1;a:2"}, "breakdown", "not-a-breakdown"),
        ({"breakdown": ";".join(f"k{n}:v" for n in range(9))}, "breakdown", "too-long"),
        ({"citations": "[{}]"}, "citations", "missing-member"),
        ({"citations": '[{"source":"ab"}]'}, "citations", "citation-without-place"),
        ({"citations": '[{"source":"ab\\n","locator":"x"}]'}, "citations", "not-this-form"),
        ({"citations": '[{"source":"ab","locator":"\\u0000"}]'}, "citations", "not-this-form"),
        ({"citations": "x"}, "citations", "invalid-json"),
        ({"citations": "["}, "citations", "invalid-json"),
        ({"citations": "[" * 100_000}, "citations", "invalid-json"),
        ({"citations": "\ud800"}, "citations", "not-this-form"),
        ({"source": "antara-2021", "locator": ""}, "source", "citation-without-place"),
        ({"unit": "percent", "value": "Rp5"}, "unit", "units-disagree"),
        ({"region": "ID", "region_bps_code": "32"}, "region_bps_code", "regions-disagree"),
        ({"note": "x\0"}, "note", "not-this-form"),
        ({"note": "\ud800"}, "note", "not-this-form"),
        ({"note": "x" * 4001}, "note", "too-long"),
        ({"note": "-x"}, "note", "not-this-form"),
        ({"speaker": "x" * 501}, "speaker", "too-long"),
        ({"speaker": "a\u202eb"}, "speaker", "not-this-form"),
        ({"institution": "kemen\u200bkop"}, "institution", "not-this-form"),
        ({"program": "UMKM"}, "program", "not-this-form"),
        ({"note": True}, "note", "wrong-type"),
        ({"value": True}, "value", "wrong-type"),
        ({"speaker": date(2022, 3, 28)}, "speaker", "wrong-type"),
        ({"value": date(2022, 3, 28)}, "value", "wrong-type"),
        ({"period": date(2022, 5, 1)}, "period", "ambiguous-period"),
        ({"value": Decimal("NaN")}, "value", "not-an-amount"),
        ({"institution": Decimal("1E+999999")}, "institution", "not-this-form"),
    ],
)
def test_a_faulty_cell_is_told_with_its_reason(cells: dict[str, Cell], column: str, code: str) -> None:
    said = realization(**cells)
    assert told(said) == [(column, code)]
    for text in (*said.faults[0].detail, *said.raw):
        assert "\0" not in text
        text.encode()


def test_a_citation_may_be_spelled_out_or_listed() -> None:
    cited = [{"source": "antara-2021", "locator": "paragraf 3", "quote": None, "note": None}]
    assert realization(source="antara-2021", locator="paragraf 3").content["citations"] == cited
    assert realization(citations=CITATIONS).content["citations"] == cited
    assert realization(source="", locator="").content["citations"] == []


def test_what_has_to_agree_with_the_indicator_stands_beside() -> None:
    assert realization(value="Rp115,03", program="umkm-digital").beside == {"unit": "idr", "program": "umkm-digital"}
    assert realization(value="45,67%").beside == {"unit": "percent"}
    assert realization(unit="UMKM").beside == {"unit": "umkm"}
    assert realization(value="Rp5", unit="rupiah").beside == {"unit": "idr"}
    assert not {"unit", "program"} & realization(value="Rp5", unit="", program="").content.keys()


@pytest.mark.parametrize(
    ("cells", "region"),
    [
        ({"region": "Kota Metro"}, "18.72"),
        ({"region": "", "region_bps_code": "1803"}, "18.01"),
        ({"region": "Kab. Lampung Selatan", "region_bps_code": "1803"}, "18.01"),
        ({"region": Decimal("32.73")}, "32.73"),
        ({"region": "", "region_bps_code": ""}, "ID"),
    ],
)
def test_a_region_is_named_by_either_scheme(cells: dict[str, Cell], region: str) -> None:
    said = realization(**cells)
    assert said.faults == [] and said.content["region"] == region
    assert "region_bps_code" not in said.content


def test_a_row_that_names_its_figure_may_say_little() -> None:
    assert figure_by_id(note="x").content == {"id": ID, "note": "x"}
    assert told(figure_by_id(value="")) == [("value", "missing-member")]
    assert told(figure_by_id(supersedes=ID)) == [("supersedes", "target-does-not-supersede-itself")]


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ({"stated_on": "2022-03-28"}, []),
        ({"stated_not_after": "2022-03-28"}, []),
        ({"retracted_on": "2022-03-28"}, []),
        ({"stated_on": "", "stated_not_before": ""}, [("stated_on", "stated-when")]),
        ({"stated_on": "2022-03-28", "stated_not_after": "2022-03-28"}, [("stated_on", "stated-when")]),
        ({"stated_on": "2022-03-28", "retracted_on": "2022-03-27"}, [("retracted_on", "retracted-early")]),
        (
            {"stated_not_before": "2022-03-28", "stated_not_after": "2022-03-27"},
            [("stated_not_after", "reversed-range")],
        ),
    ],
)
def test_what_it_does_not_say_is_given_the_benefit_of_the_doubt(
    cells: dict[str, Cell], faults: list[tuple[str, str]]
) -> None:
    assert told(figure_by_id(**cells)) == faults


def test_without_an_id_what_is_not_said_is_empty() -> None:
    assert "id" not in realization(id="").content
    assert told(realization(id="", stated_on="", stated_not_before="2022-01-01")) == [("stated_on", "stated-when")]


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ({}, []),
        ({"published_on": ""}, [("date_basis", "source-date-basis-agrees-with-its-dates")]),
        ({"date_basis": "tidak diketahui"}, [("date_basis", "source-date-basis-agrees-with-its-dates")]),
        (
            {"date_basis": "inferred", "published_not_before": "2021-01-01"},
            [("date_basis", "source-date-basis-agrees-with-its-dates")],
        ),
        (
            {
                "published_on": "",
                "date_basis": "inferred",
                "published_not_before": "2021-02-01",
                "published_not_after": "2021-01-01",
            },
            [("published_not_after", "source-bounds-are-in-order")],
        ),
        ({"language": "Indonesia"}, [("language", "source-language-is-bcp-47")]),
        ({"content_sha256": "abc"}, [("content_sha256", "source-sha256-is-64-hex-digits")]),
        ({"authors": ";".join(["A"] * 51)}, [("authors", "source-has-at-most-50-authors")]),
        ({"authors": '["=A"]'}, [("authors", "not-this-form")]),
        ({"retrieved_at": "2022-01-01 10:00"}, [("retrieved_at", "not-a-timestamp")]),
        ({"url": "ftp://x"}, [("url", "not-this-form")]),
        ({"kind": "siaran pers"}, []),
        ({"code": ""}, [("code", "missing-member")]),
    ],
)
def test_a_source_is_read_under_its_rules(cells: dict[str, Cell], faults: list[tuple[str, str]]) -> None:
    assert told(source(**cells)) == faults


def test_a_source_is_read_as_it_is_written() -> None:
    said = source(authors=" Odo ; Ade Irma ", published_on=date(2021, 1, 11), retrieved_at="2022-01-01T07:00:00+07:00")
    assert said.faults == []
    assert said.content["authors"] == ["Odo", "Ade Irma"] and said.content["published_on"] == "2021-01-11"
    assert said.content["retrieved_at"] == "2022-01-01T00:00:00+00:00"


def test_typed_cells_are_read_as_what_they_are() -> None:
    said = realization(stated_on=datetime(2022, 3, 28, 0, 0), period=Decimal(2022), note=None, institution="x-1 ")  # noqa: DTZ001  # spreadsheets know no zones
    assert said.faults == []
    assert (said.content["stated_on"], said.content["period"], said.content["note"]) == ("2022-03-28", "2022", None)
    assert said.content["institution"] == "x-1"


def test_numbers_that_are_equal_are_not_taken_for_each_other() -> None:
    reader = RowReader(Layout.of("realizations", list(REALIZATION)), REGIONS)
    rows = [list((REALIZATION | {"value": cell}).values()) for cell in (Decimal(1), True, Decimal("1.0"), "1", "1.0")]
    said = [reader.read(1, 2, row) for row in rows]
    assert [len(row.faults) for row in said] == [0, 1, 0, 0, 0]
    assert said[4].content["resolution"] == Decimal("0.1")


def test_prose_is_kept_to_the_letter_but_for_its_line_ends() -> None:
    assert realization(note="  a\r\nb \n").content["note"] == "  a\nb \n"


def test_constants_stand_in_every_row_and_are_read_once() -> None:
    mapping = Mapping(constants={"wilayah_": "x"})
    with pytest.raises(Invalid):
        realization(mapping=mapping)
    said = realization(mapping=Mapping(constants={"sumber": "antara-2021", "letak": "tabel 1", "satuan": "umkm"}))
    assert said.faults == [] and said.beside == {"unit": "umkm"}
    assert said.content["citations"][0]["source"] == "antara-2021"
    with pytest.raises(Invalid) as refused:
        realization(mapping=Mapping(constants={"note": "=x"}))
    assert [fault.pointer for fault in refused.value.faults] == ["/mapping/constants/note"]


def test_a_row_of_another_width_ends_in_faults_not_in_errors() -> None:
    reader = RowReader(Layout.of("realizations", list(REALIZATION)), REGIONS)
    assert ("quality", "missing-member") in told(reader.read(1, 2, ["umkm-onboarded"]))
    assert reader.read(1, 2, [*REALIZATION.values(), "more"]).faults == []


def test_a_row_is_blank_when_no_cell_says_anything() -> None:
    assert is_blank(["", " ", None, "\t"]) and is_blank([])
    assert not is_blank(["", False]) and not is_blank([Decimal(0)]) and not is_blank(["x"])


def test_memory_of_cells_is_bounded() -> None:
    reader = RowReader(Layout.of("realizations", list(REALIZATION)), REGIONS)
    for number in range(MOST_KEPT + 10):
        assert (
            reader.read(number, number, list((REALIZATION | {"value": str(number)}).values())).content["value"]
            == number
        )
    assert max(len(kept) for _, _, kept in reader._cells) <= MOST_KEPT
