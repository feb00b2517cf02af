"""Random tables of figures, in the layouts, scales and notations that imports read."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.exchange.imports.cells.reference import load_table
from tests.exchange.imports.real_files.sheets import CONSTANTS

Cell = str | Decimal | date | None
Row = list[Cell]
Region = tuple[str, str]  # code and name
YearPart = tuple[int, int]  # a year, and the number of the quarter or month in it
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
ROMAN = ("I", "II", "III", "IV")
# A name of a region that was renumbered is that of two regions.
REGIONS = [
    (row["code"], row["name"])
    for row in load_table("regions")
    if row["code"] != "ID" and not row["valid_from"] and not row["valid_to"]
]
NAMESAKES = {"Jambi", "Bengkulu", "Gorontalo"}  # provinces with a city or regency of their name
SCALES = {1: "", 1000: " (ribu)", 10**6: " (juta)", 10**9: " (miliar)"}


class Figure(NamedTuple):
    """A figure as the author of the table means it."""

    region: str
    period: str
    value: Decimal


class RandomTable(NamedTuple):
    """The rows of a file and what they mean.

    `merged` are the first and last rows, from 1, whose cells in the first column are merged. `is_clear`: nothing in the
    table has two readings, so all figures must be read.
    """

    rows: list[Row]
    merged: list[tuple[int, int]]
    mapping: dict[str, Any]
    number_format: str | None
    figures: set[Figure]
    is_clear: bool


class PeriodForm(NamedTuple):
    """A kind of period: its canonical text, its texts in cells, and those in the names of columns.

    `pattern` is the pattern of these names, and `set_period` the period that it stands for.
    """

    parts: int
    canonical: Callable[[int, int], str]
    in_cells: list[Callable[[int, int], Cell]]
    in_names: list[Callable[[int, int], str]]
    pattern: str
    set_period: str


PERIODS = {
    "year": PeriodForm(
        1,
        lambda year, _: f"{year}",
        [lambda year, _: f"{year}", lambda year, _: f"TA {year}", lambda year, _: Decimal(year)],
        [lambda year, _: f"Tahun {year}", lambda year, _: f"tahun_{year}"],
        "tahun {year}",
        "{year}",
    ),
    "quarter": PeriodForm(
        4,
        lambda year, part: f"{year}-Q{part}",
        [
            lambda year, part: f"{year}-Q{part}",
            lambda year, part: f"TW {ROMAN[part - 1]} {year}",
            lambda year, part: f"Triwulan {part} {year}",
        ],
        [lambda year, part: f"TW {ROMAN[part - 1]} {year}", lambda year, part: f"tw_{part}_{year}"],
        "TW {1..4} {year}",
        "{year}-Q{1..4}",
    ),
    "month": PeriodForm(
        12,
        lambda year, part: f"{year}-{part:02}",
        [
            lambda year, part: f"{year}-{part:02}",
            lambda year, part: f"{MONTHS[part - 1]} {year}",
            lambda year, part: f"{MONTHS[part - 1][:3]} {year}",
        ],
        [lambda year, part: f"{MONTHS[part - 1]} {year}", lambda year, part: f"{part:02}-{year}"],
        "{month} {year}",
        "{year}-{month}",
    ),
    "day": PeriodForm(
        12,
        lambda year, part: f"{year}-{part:02}-{part + 1:02}",
        [
            lambda year, part: date(year, part, part + 1),
            lambda year, part: f"{part + 1} {MONTHS[part - 1]} {year}",
            lambda year, part: f"{part + 1}/{part}/{year}",
        ],
        [lambda year, part: f"per {part + 1} {MONTHS[part - 1]} {year}"],
        "per {2..13} {month} {year}",
        "{2..13}/{month}/{year}",
    ),
}


def _swap_separators(text: str) -> str:
    return text.translate(str.maketrans(",.", ".,"))


# By name: how the notation writes a number, and its number format.
NOTATIONS: dict[str, tuple[Callable[[Decimal], Cell], str]] = {
    "id": (lambda number: _swap_separators(f"{number:,f}"), "id"),
    "en": (lambda number: f"{number:,f}", "en"),
    "comma": (lambda number: _swap_separators(f"{number:f}"), "id"),
    "point": (lambda number: f"{number:f}", "en"),
    "spaces": (lambda number: f"{number:,f}".replace(",", " ").replace(".", ","), "id"),
    "cell": (lambda number: number, "id"),
}
numbers = st.builds(
    lambda number, decimals: Decimal(number).scaleb(-decimals),
    st.integers(0, 10**7) | st.integers(0, 10**5).map(lambda number: number * 1000),
    st.integers(0, 3),
)


class Content(NamedTuple):
    """The figures of a table by region and period, None where it has none, and how a table writes them."""

    form: PeriodForm
    regions: list[Region]
    periods: list[YearPart]
    values: dict[tuple[Region, YearPart], Decimal | None]
    write_region: Callable[[Region], str]
    write_period: Callable[[int, int], Cell]
    write_name: Callable[[int, int], str]
    write_number: Callable[[Decimal], Cell]

    def write_value(self, region: Region, period: YearPart) -> Cell:
        value = self.values[region, period]
        return "-" if value is None else self.write_number(value)


class Scale(NamedTuple):
    """The factor of all numbers, and where the table and the mapping state it."""

    factor: int
    is_in_header: bool
    is_in_title: bool
    is_in_mapping: bool

    @property
    def header_text(self) -> str:
        return SCALES[self.factor] if self.is_in_header else ""

    @property
    def entry(self) -> dict[str, Any]:
        return {"multiplier": self.factor} if self.is_in_mapping else {}


def write_long(content: Content, scale: Scale) -> tuple[list[Row], dict[str, Any]]:
    """One row per figure."""
    name = f"Capaian{scale.header_text}"
    rows: list[Row] = [["Daerah", "Waktu", name]]
    rows += [
        [content.write_region(region), content.write_period(*period), content.write_value(region, period)]
        for region in content.regions
        for period in content.periods
    ]
    options: dict[str, Any] = {"columns": {"Daerah": "region", "Waktu": "period", name: "value"}}
    return rows, options | ({"multiplier": {name: scale.factor}} if scale.is_in_mapping else {})


def write_periods_as_columns(content: Content, scale: Scale) -> tuple[list[Row], dict[str, Any]]:
    """One row per region. The mapping has each column."""
    names = [f"Kolom {number}{scale.header_text}" for number in range(len(content.periods))]
    values = [
        {"column": name, "set": {"period": content.form.canonical(*period)}, **scale.entry}
        for name, period in zip(names, content.periods, strict=True)
    ]
    return _write_region_rows(content, names), {"columns": {"Daerah": "region"}, "values": values}


def write_periods_by_pattern(content: Content, scale: Scale) -> tuple[list[Row], dict[str, Any]]:
    """One row per region. The names of columns state the period."""
    names = [f"{content.write_name(*period)}{scale.header_text}" for period in content.periods]
    pattern = f"{content.form.pattern}{scale.header_text}"
    values = [{"column": pattern, "set": {"period": content.form.set_period}, **scale.entry}]
    return _write_region_rows(content, names), {"columns": {"Daerah": "region"}, "values": values}


def write_regions_as_columns(content: Content, scale: Scale) -> tuple[list[Row], dict[str, Any]]:
    """One row per period. The names of columns state the region."""
    header: Row = ["Waktu", *(f"{content.write_region(region)}{scale.header_text}" for region in content.regions)]
    rows: list[Row] = [
        [content.write_period(*period), *(content.write_value(region, period) for region in content.regions)]
        for period in content.periods
    ]
    values = [{"column": f"{{text}}{scale.header_text}", "set": {"region": "{text}"}, **scale.entry}]
    return [header, *rows], {"columns": {"Waktu": "period"}, "values": values}


def _write_region_rows(content: Content, names: list[str]) -> list[Row]:
    rows: list[Row] = [
        [content.write_region(region), *(content.write_value(region, period) for period in content.periods)]
        for region in content.regions
    ]
    return [["Daerah", *names], *rows]


LAYOUTS = [write_long, write_periods_as_columns, write_periods_by_pattern, write_regions_as_columns]


@st.composite
def contents(draw: st.DrawFn, write_number: Callable[[Decimal], Cell]) -> Content:
    form = PERIODS[draw(st.sampled_from(sorted(PERIODS)))]
    parts = st.tuples(st.integers(2000, 2024), st.integers(1, form.parts))
    regions = draw(st.lists(st.sampled_from(REGIONS), min_size=2, max_size=5, unique=True))
    periods = draw(st.lists(parts, min_size=2, max_size=5, unique=True))
    values = {(region, period): draw(st.none() | numbers) for region in regions for period in periods}
    position = draw(st.sampled_from([0, 1]))
    return Content(
        form,
        regions,
        periods,
        values,
        lambda region: region[position],
        draw(st.sampled_from(form.in_cells)),
        draw(st.sampled_from(form.in_names)),
        write_number,
    )


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    factor = draw(st.sampled_from(sorted(SCALES)))
    stated = draw(st.sampled_from(["header", "title", "mapping"])) if factor > 1 else "nowhere"
    return Scale(
        factor, stated == "header", stated == "title", stated == "mapping" or (factor > 1 and draw(st.booleans()))
    )


@st.composite
def random_tables(draw: st.DrawFn, *, is_spreadsheet: bool) -> RandomTable:
    texts = st.sampled_from(sorted(NOTATIONS.keys() - {"cell"}))
    notation = draw(st.just("cell") | texts if is_spreadsheet else texts)
    write_number, number_format = NOTATIONS[notation]
    stated_format = draw(st.sampled_from([number_format, None]))
    content, scale = draw(contents(write_number)), draw(scales())
    write_layout = draw(st.sampled_from(LAYOUTS))
    rows, options = write_layout(content, scale)
    if write_layout is not write_regions_as_columns and draw(st.booleans()):
        rows.append(["Jumlah", *[None] * (len(rows[0]) - 2), "0"])
        options["skip"] = ["Jumlah*"]
    titles = 1 if scale.is_in_title else draw(st.integers(0, 2))
    title = f"Rekapitulasi{SCALES[scale.factor] if scale.is_in_title else ''}"
    merged = []
    if is_spreadsheet and write_layout is write_long and draw(st.booleans()):
        merged = _merge_regions(rows, len(content.regions), len(content.periods), titles)
    if titles:
        rows = [*([title, *[None] * (len(rows[0]) - 1)] for _ in range(titles)), *rows]
        options["header_rows"] = [titles + 1]
    constants = {name: cell for name, cell in CONSTANTS.items() if name != "period"}
    constants["nature"] = "stock" if content.form is PERIODS["day"] else "flow"
    return RandomTable(
        rows,
        merged,
        options | {"constants": constants, "blank": ["-"], "regions": {"codes": "kemendagri"}},
        stated_format,
        {
            Figure(region[0], content.form.canonical(*period), value * scale.factor)
            for (region, period), value in content.values.items()
            if value is not None
        },
        is_clear=(stated_format is not None or notation == "cell")
        and (scale.is_in_mapping or scale.factor == 1)
        and NAMESAKES.isdisjoint(map(content.write_region, content.regions)),
    )


def _merge_regions(rows: list[Row], regions: int, periods: int, titles: int) -> list[tuple[int, int]]:
    """Leave the region in the first one of its rows only. Return the first and last row of each region."""
    firsts = [2 + titles + region * periods for region in range(regions)]
    for first in firsts:
        for number in range(first + 1, first + periods):
            rows[number - 1 - titles][0] = None
    return [(first, first + periods - 1) for first in firsts]
