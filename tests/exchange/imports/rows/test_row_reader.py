"""Conversion of a row of cells into values and errors."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from api.errors import InvalidRequestError
from api.exchange.imports.cells.cell import CellValue
from api.exchange.imports.rows.column import MAX_CACHED_CELLS
from api.exchange.imports.rows.layout import ColumnLayout
from api.exchange.imports.rows.mapping import ImportMapping
from api.exchange.imports.rows.row_reader import RowReader
from tests.exchange.imports.cells.reference import NAMES
from tests.exchange.imports.rows.read_row import (
    REALIZATION,
    list_errors,
    read_figure_by_id,
    read_realization,
    read_source,
)

ID = "01a1fb67-1800-7000-8000-000000000108"
CITATIONS = '[{"source":"antara-2021","locator":"paragraf 3","quote":null,"note":null}]'


def test_the_content_has_the_columns_of_the_file_only() -> None:
    row = read_realization()
    assert row.errors == [] and row.must_match_indicator == {}
    assert row.content == {
        "indicator": "umkm-onboarded",
        "nature": "stock",
        "region": "ID",
        "period": "2022",
        "value": Decimal(13700000),
        "stated_on": "2022-03-28",
        "institution": "kemenkop-ukm",
        "quality": "final",
    }
    assert (row.number, row.line, row.raw) == (1, 2, list(REALIZATION.values()))


def test_an_empty_cell_is_null_or_the_default() -> None:
    row = read_realization(qualifier=" ", resolution="", retracted_on="", note="", citations="")
    assert row.errors == []
    assert row.content["citations"] == []
    assert row.content["qualifier"] == "exact" and row.content["resolution"] == 1
    assert row.content["retracted_on"] is None and row.content["note"] is None
    assert read_source(authors="").content["authors"] == []


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
def test_the_notation_sets_the_resolution_unless_a_cell_states_it(
    cells: dict[str, CellValue], value: str, resolution: str
) -> None:
    row = read_realization(**cells)
    assert row.errors == []
    assert (str(row.content["value"]), str(row.content["resolution"])) == (value, resolution)


@pytest.mark.parametrize("value", ["13700000", "13.700.000", Decimal(13700000)])
def test_a_plain_integer_sets_no_resolution(value: CellValue) -> None:
    assert "resolution" not in read_realization(value=value).content


def test_choices_are_accepted_in_both_languages() -> None:
    row = read_realization(
        nature="Tambahan", quality="SEMENTARA", qualifier="paling sedikit", period="Triwulan III 2022"
    )
    assert [row.content[name] for name in ("nature", "quality", "qualifier", "period")] == [
        "flow",
        "provisional",
        "at_least",
        "2022-Q3",
    ]


def test_a_citation_has_its_own_columns_or_is_a_list() -> None:
    cited = [{"source": "antara-2021", "locator": "paragraf 3", "quote": None, "note": None}]
    assert read_realization(source="antara-2021", locator="paragraf 3").content["citations"] == cited
    assert read_realization(citations=CITATIONS).content["citations"] == cited
    assert read_realization(source="", locator="").content["citations"] == []


def test_unit_and_program_must_match_the_indicator() -> None:
    assert read_realization(value="Rp115,03", program="umkm-digital").must_match_indicator == {
        "unit": "idr",
        "program": "umkm-digital",
    }
    assert read_realization(value="45,67%").must_match_indicator == {"unit": "percent"}
    assert read_realization(unit="UMKM").must_match_indicator == {"unit": "umkm"}
    assert read_realization(value="Rp5", unit="rupiah").must_match_indicator == {"unit": "idr"}
    assert not {"unit", "program"} & read_realization(value="Rp5", unit="", program="").content.keys()


@pytest.mark.parametrize(
    ("cells", "region"),
    [
        ({"region": "Kota Metro"}, "18.72"),
        ({"region": "", "region_bps_code": "1803"}, "18.01"),
        ({"region": "Kab. Lampung Selatan", "region_bps_code": "1803"}, "18.01"),
        ({"region": Decimal("32.73")}, "32.73"),
    ],
)
def test_a_region_is_given_in_either_column(cells: dict[str, CellValue], region: str) -> None:
    row = read_realization(**cells)
    assert row.errors == [] and row.content["region"] == region
    assert "region_bps_code" not in row.content


def test_a_row_with_an_id_needs_no_other_columns() -> None:
    assert read_figure_by_id(note="x").content == {"id": ID, "note": "x"}
    assert list_errors(read_figure_by_id(value="")) == [("value", "missing_field")]
    assert list_errors(read_figure_by_id(supersedes=ID)) == [("supersedes", "target_does_not_supersede_itself")]


def test_the_columns_of_a_source_are_parsed() -> None:
    row = read_source(
        authors=" Odo ; Ade Irma ", published_on=date(2021, 1, 11), retrieved_at="2022-01-01T07:00:00+07:00"
    )
    assert row.errors == []
    assert row.content["authors"] == ["Odo", "Ade Irma"] and row.content["published_on"] == "2021-01-11"
    assert row.content["retrieved_at"] == "2022-01-01T00:00:00+00:00"


def test_typed_cells_are_converted() -> None:
    row = read_realization(stated_on=datetime(2022, 3, 28, 0, 0), period=Decimal(2022), note=None, institution="x-1 ")  # noqa: DTZ001  # spreadsheets know no zones
    assert row.errors == []
    assert (row.content["stated_on"], row.content["period"], row.content["note"]) == ("2022-03-28", "2022", None)
    assert row.content["institution"] == "x-1"


def test_equal_cells_of_different_types_are_distinct() -> None:
    reader = RowReader(ColumnLayout.build("realizations", list(REALIZATION)), NAMES)
    values = (Decimal(1), True, Decimal("1.0"), "1", "1.0")
    rows = [reader.read(1, 2, list((REALIZATION | {"value": value}).values())) for value in values]
    assert [len(row.errors) for row in rows] == [0, 1, 0, 0, 0]
    assert rows[4].content["resolution"] == Decimal("0.1")


def test_prose_does_not_change_except_its_line_ends() -> None:
    assert read_realization(note="  a\r\nb \n").content["note"] == "  a\nb \n"


def test_every_row_has_the_constants() -> None:
    mapping = ImportMapping(constants={"wilayah_": "x"})
    with pytest.raises(InvalidRequestError):
        read_realization(mapping=mapping)
    row = read_realization(
        mapping=ImportMapping(constants={"sumber": "antara-2021", "letak": "tabel 1", "satuan": "umkm"})
    )
    assert row.errors == [] and row.must_match_indicator == {"unit": "umkm"}
    assert row.content["citations"][0]["source"] == "antara-2021"
    with pytest.raises(InvalidRequestError) as caught:
        read_realization(mapping=ImportMapping(constants={"note": "=x"}))
    assert [error.pointer for error in caught.value.errors] == ["/mapping/constants/note"]


def test_a_row_of_another_width_raises_no_exception() -> None:
    reader = RowReader(ColumnLayout.build("realizations", list(REALIZATION)), NAMES)
    assert ("quality", "missing_field") in list_errors(reader.read(1, 2, ["umkm-onboarded"]))
    assert reader.read(1, 2, [*REALIZATION.values(), "more"]).errors == []


def test_the_cache_of_cells_is_limited() -> None:
    reader = RowReader(ColumnLayout.build("realizations", list(REALIZATION)), NAMES)
    for number in range(MAX_CACHED_CELLS + 10):
        assert (
            reader.read(number, number, list((REALIZATION | {"value": str(number)}).values())).content["value"]
            == number
        )
    assert max(len(values) for _, _, values in reader._caches) <= MAX_CACHED_CELLS
