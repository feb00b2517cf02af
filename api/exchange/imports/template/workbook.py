"""Build the spreadsheet of a template. Its first sheet is the one that an import reads."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from api.exchange.imports.template.columns import TemplateColumn
from api.exchange.imports.template.queries import ListedCode

LAST_ROW = 10_000  # of the cells with a list of choices
COLUMN_WIDTH = 18
TEXT_FORMAT = "@"  # so that the code 32.10 does not become the number 32.1
BOLD = Font(bold=True)


def build_template(columns: Sequence[TemplateColumn], codes: Mapping[str, Sequence[ListedCode]]) -> bytes:
    """Return an XLSX file with the columns, their explanation, an example, and the codes of the columns."""
    book = Workbook()
    data = book.active
    if not isinstance(data, Worksheet):  # a new workbook has one
        raise TypeError
    data.title = "data"
    data.freeze_panes = "A2"
    used = {column.codes for column in columns if column.codes}
    for position, column in enumerate(columns, 1):
        _add_column(data, position, column, len(codes.get(column.codes or "", ())))
    explained = [
        (
            column.name,
            "yes" if column.is_required else "",
            column.description,
            ", ".join(column.choices),
            column.example,
            column.codes,
        )
        for column in columns
    ]
    _add_sheet(book, "columns", ("column", "required", "description", "choices", "example", "codes"), explained)
    example = [column.example for column in columns]
    _add_sheet(book, "example", [column.name for column in columns], [example])
    for name in sorted(used):
        _add_sheet(book, name, ("code", "name", "detail"), codes[name])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _add_column(sheet: Worksheet, position: int, column: TemplateColumn, code_count: int) -> None:
    letter = get_column_letter(position)
    header = sheet.cell(1, position, column.name)
    header.font = BOLD
    header.comment = Comment(column.description, "Capaian")
    dimension = sheet.column_dimensions[letter]
    dimension.width = COLUMN_WIDTH
    if column.codes or column.name in ("period", "stated_on", "published_on", "due_on"):
        dimension.number_format = TEXT_FORMAT
    choices = None
    if column.choices:
        choices = f'"{",".join(column.choices)}"'
    elif code_count:
        choices = f"{column.codes}!$A$2:$A${code_count + 1}"
    if choices is not None:
        validation = DataValidation("list", formula1=choices, allow_blank=not column.is_required)
        validation.showErrorMessage = bool(column.choices)  # other codes are possible: drafts, former regions
        validation.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.add_data_validation(validation)


def _add_sheet(book: Workbook, name: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.append(list(header))
    for cell in sheet[1]:
        cell.font = BOLD
    for row in rows:
        sheet.append(list(row))
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a name is never a formula
    for position in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(position)].width = COLUMN_WIDTH
