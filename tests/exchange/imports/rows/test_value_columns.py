"""Any table with several columns of values: each cell is the figure of its row, period and scale, or it is skipped."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.files.record import FileRecord
from api.exchange.imports.rows.layout import ColumnLayout
from api.exchange.imports.rows.mapping import ImportMapping
from api.exchange.imports.rows.mapping_options import ValueColumn
from api.exchange.imports.rows.row_reader import RowReader
from tests.exchange.imports.cells.reference import NAMES

CONSTANTS = {
    "indicator": "umkm-onboarded",
    "nature": "flow",
    "quality": "final",
    "stated_on": "2024-01-05",
    "institution": "kemenkop-ukm",
}
YEARS = st.lists(st.integers(1990, 2020), min_size=1, max_size=6, unique=True)
NUMBERS = st.one_of(st.none(), st.integers(0, 10**6))


@given(st.data(), YEARS, st.sampled_from([1, 1000, 10**6]))
def test_each_cell_is_the_figure_of_its_row_period_and_scale(
    data: st.DataObject, years: list[int], factor: int
) -> None:
    numbers = data.draw(st.lists(st.lists(NUMBERS, min_size=len(years), max_size=len(years)), min_size=1, max_size=5))
    column = ValueColumn(column="capaian {year}", set={"period": "{year}"}, multiplier=factor)
    mapping = ImportMapping(values=[column], constants=CONSTANTS, blank=["-"])
    layout = ColumnLayout.build("realizations", ["wilayah", *(f"Capaian_{year}" for year in years)], mapping)
    reader = RowReader(layout, NAMES)
    read = []
    for line, (region, row) in enumerate(zip(("11", "12", "13", "14", "32"), numbers, strict=False), 2):
        cells = [region, *("-" if number is None else str(number) for number in row)]
        figures = reader.read_figures(FileRecord(line - 1, line, [*cells], None, []), len(read) + 1)
        assert [figure is None for figure in figures] == [number is None for number in row]
        read += [figure for figure in figures if figure is not None]
    assert [(figure.number, figure.errors) for figure in read] == [(number, []) for number in range(1, len(read) + 1)]
    assert [
        (figure.line, figure.content["period"], figure.content["value"], figure.raw[figure.value_position or 0])
        for figure in read
    ] == [
        (line, str(year), Decimal(number * factor), str(number))
        for line, row in enumerate(numbers, 2)
        for year, number in zip(years, row, strict=True)
        if number is not None
    ]
