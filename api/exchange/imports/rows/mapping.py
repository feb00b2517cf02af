"""ImportMapping: the columns and options of a file with other column names than the API."""

from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from api import types
from api.exchange.imports.rows.mapping_options import (
    BlankText,
    CellText,
    ColumnName,
    HeaderRowNumber,
    Multiplier,
    Pattern,
    RegionOptions,
    ValueColumn,
    WhenRule,
)

ALL_OTHER_COLUMNS = "*"  # of `columns`


class ImportMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The columns, constants and options of a file. An unknown field is an error, so that no option is ignored."""

    has_verbatim_texts: ClassVar[bool] = True  # names of columns as the file has them

    columns: Annotated[
        dict[ColumnName, ColumnName | None],
        Meta(
            max_length=500,
            description="Maps names of columns in the file to names of columns of the API; null ignores a column, "
            'and `"*": null` all columns that are unknown. Columns that are not listed are resolved by their own '
            "names.",
            examples=[{"Kab/Kota": "region", "Capaian": "value", "No": None}],
        ),
    ] = msgspec.field(default_factory=dict)
    constants: Annotated[
        dict[ColumnName, CellText],
        Meta(
            max_length=100,
            description="Columns that the file does not contain, each with the cell that every row has.",
            examples=[{"indicator": "umkm-onboarded", "nature": "stock", "institution": "kemenkop-ukm"}],
        ),
    ] = msgspec.field(default_factory=dict)
    values: Annotated[
        list[ValueColumn],
        Meta(
            max_length=100,
            description="Several columns of values: each of their cells is a figure of its own. A file with one "
            "column of values maps it to `value` instead.",
            examples=[
                [
                    {"column": "P1", "set": {"indicator": "poverty-gap"}},
                    {"column": "{year}", "set": {"period": "{year}"}},
                ]
            ],
        ),
    ] = msgspec.field(default_factory=list)
    cells: Annotated[
        dict[ColumnName, Annotated[dict[ColumnName, CellText], Meta(max_length=1000)]],
        Meta(
            max_length=50,
            description="Synonyms of cells by column, of the API or of the file: a cell that is the first text, in "
            "any case, is read as the second one.",
            examples=[{"region": {"Sumut": "12"}}],
        ),
    ] = msgspec.field(default_factory=dict)
    when: Annotated[
        list[WhenRule],
        Meta(
            max_length=50,
            description="Rules for single rows. They override the cells of the row and the constants; of several "
            "rules for one row, the later one overrides the earlier ones.",
            examples=[[{"column": "wilayah", "equals": ["JAWA BARAT"], "set": {"breakdown": "part:own"}}]],
        ),
    ] = msgspec.field(default_factory=list)
    delimiter: (
        Annotated[
            Literal["comma", "semicolon", "tab"],
            Meta(
                description="Delimiter of a CSV file. By default it is detected in the header.", examples=["semicolon"]
            ),
        ]
        | None
    ) = None
    number_format: (
        Annotated[
            Literal["id", "en"],
            Meta(
                description="`id`: 13.700,5; `en`: 13,700.5. Without it an ambiguous number is an error.",
                examples=["id"],
            ),
        ]
        | None
    ) = None
    encoding: (
        Annotated[
            Literal["utf-8", "utf-16", "windows-1252"],
            Meta(description="Character encoding of a CSV file. By default it is detected.", examples=["windows-1252"]),
        ]
        | None
    ) = None
    sheet: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=100,
                extra={"text_rule": "header"},
                description="Sheet of a spreadsheet. By default the first visible one.",
                examples=["Rekap"],
            ),
        ]
        | None
    ) = None
    header_rows: Annotated[
        list[HeaderRowNumber],
        Meta(
            max_length=5,
            description="Rows of the header in the sheet or file, from 1; the names in several rows are joined. By "
            "default the only one of the first 20 rows that names two columns or more, else the first row.",
            examples=[[5], [5, 6]],
        ),
    ] = msgspec.field(default_factory=list)
    skip: Annotated[
        list[Pattern],
        Meta(
            max_length=50,
            description="Rows to skip, such as totals and notes: patterns for their first cell with content, in any "
            "case; `*` stands for any text.",
            examples=[["Jumlah*", "Sumber:*"]],
        ),
    ] = msgspec.field(default_factory=list)
    blank: Annotated[
        list[BlankText],
        Meta(
            max_length=50,
            description="Cells that mean an empty cell, in any case. A row whose value is one of them has no figure "
            "and is skipped.",
            examples=[["-", "n/a"]],
        ),
    ] = msgspec.field(default_factory=list)
    multiplier: Annotated[
        dict[ColumnName, Multiplier],
        Meta(
            max_length=20,
            description="Factor of the numbers in a column of the file, also of their resolution. A header, title or "
            "unit that names one (`ribu`, `juta`) is an error without it; 1 states that the numbers are complete.",
            examples=[{"Jumlah UMKM (ribu)": 1000}],
        ),
    ] = msgspec.field(default_factory=dict)
    resolution: Annotated[
        dict[ColumnName, types.Amount],
        Meta(
            max_length=20,
            description="Step to which the numbers of a column are rounded, as written in the file: 0.1 for `12,3`. By "
            "default the finest of a column with a `multiplier`, else that of each number.",
            examples=[{"Jumlah UMKM (ribu)": 0.1}],
        ),
    ] = msgspec.field(default_factory=dict)
    regions: Annotated[RegionOptions, Meta(description="The level, province and code scheme of the regions.")] = (
        msgspec.field(default_factory=RegionOptions)
    )

    @property
    def sorted_header_rows(self) -> tuple[int, ...]:
        """The rows of the header in ascending order, empty if the mapping states none."""
        return tuple(sorted(set(self.header_rows)))
