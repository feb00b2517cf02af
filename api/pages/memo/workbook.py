"""The memo as XLSX: formatted for print, numbers as numbers, texts never as formulas."""

import io
from collections.abc import Iterator
from decimal import Decimal
from math import ceil
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from api.pages.formatting import format_qualifier
from api.pages.language import Language, choose_text
from api.pages.memo.memo import Memo, list_label_headers
from api.pages.memo.table import MemoCell, MemoNumber
from api.pages.texts import TEXTS

_HEADER_ROW: Final = 4
_FIRST_ROW: Final = _HEADER_ROW + 2
_PARTS: Final = (TEXTS["memo_target"], TEXTS["realization"], TEXTS["achievement_percent"], TEXTS["source"])
_PART_WIDTHS: Final = (16, 16, 12, 11)
_MAX_COLUMNS_ON_ONE_PAGE: Final = 4
_NOTE_WIDTH: Final = 130  # characters of the merged cells of a note
_BOLD: Final = Font(bold=True)
_THIN: Final = Side(style="thin", color="BFBFBF")
_BORDER: Final = Border(_THIN, _THIN, _THIN, _THIN)
_HEADER_FILL: Final = PatternFill("solid", fgColor="EDEBE4")
_TOP: Final = Alignment(vertical="top", wrap_text=True)
_CENTER: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
_RIGHT: Final = Alignment(horizontal="right", vertical="top")


def build_workbook(memo: Memo, language: Language) -> bytes:
    """Return the XLSX file of a memo."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook has one
        raise TypeError
    sheet.title = "memo"
    book.properties.creator = "Capaian"
    _SheetWriter(sheet, memo, language).write()
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


class _SheetWriter:
    """Writes one sheet."""

    def __init__(self, sheet: Worksheet, memo: Memo, language: Language) -> None:
        self._sheet, self._memo, self._language = sheet, memo, language
        self._headers = list_label_headers(memo, language)
        self._width = len(self._headers) + len(_PARTS) * len(memo.table.columns)

    def write(self) -> None:
        self._write_text(1, 1, self._memo.name).font = Font(bold=True, size=14)
        title = choose_text(TEXTS["memo"], self._language)
        self._write_text(2, 1, f"{title} ({self._memo.day})").font = _BOLD
        self._write_headers()
        for number, row in enumerate(self._memo.table.rows):
            position = _FIRST_ROW + number
            for column, label in enumerate([str(number + 1), *row.labels], 1):
                self._style(self._write_text(position, column, label), _TOP)
            for index, cell in enumerate(row.cells):
                self._write_cell(position, len(self._headers) + 1 + len(_PARTS) * index, cell)
        self._write_notes(_FIRST_ROW + len(self._memo.table.rows) + 1)
        self._set_up_print()

    def _write_headers(self) -> None:
        for column, header in enumerate(self._headers, 1):
            self._write_header(_HEADER_ROW, column, header)
            self._write_header(_HEADER_ROW + 1, column, "")
            self._sheet.merge_cells(None, _HEADER_ROW, column, _HEADER_ROW + 1, column)
            self._sheet.column_dimensions[get_column_letter(column)].width = (5, 40, 12, 18, 14)[column - 1]
        for index, label in enumerate(self._memo.table.columns):
            first = len(self._headers) + 1 + len(_PARTS) * index
            for offset, (part, width) in enumerate(zip(_PARTS, _PART_WIDTHS, strict=True)):
                self._write_header(_HEADER_ROW, first + offset, label if offset == 0 else "")
                self._write_header(_HEADER_ROW + 1, first + offset, choose_text(part, self._language))
                self._sheet.column_dimensions[get_column_letter(first + offset)].width = width
            self._sheet.merge_cells(None, _HEADER_ROW, first, _HEADER_ROW, first + len(_PARTS) - 1)

    def _write_header(self, row: int, column: int, text: str) -> None:
        cell = self._style(self._write_text(row, column, text), _CENTER)
        cell.font, cell.fill = _BOLD, _HEADER_FILL

    def _write_cell(self, row: int, column: int, content: MemoCell | None) -> None:
        if content is None:
            for offset in range(len(_PARTS)):
                self._style(self._sheet.cell(row, column + offset), _RIGHT)
            return
        missing = f"– {content.note}".strip()
        self._write_number(row, column, content.target, "–")
        self._write_number(row, column + 1, content.realization, missing)
        if content.achievement is None:
            self._style(self._write_text(row, column + 2, "–"), _RIGHT)
        else:
            cell = self._style(self._sheet.cell(row, column + 2, content.achievement / 100), _RIGHT)
            cell.number_format = "0.00%"
        note = content.note if content.realization is not None else ""
        self._style(self._write_text(row, column + 3, f"{content.sources} {note}".strip()), _TOP)

    def _write_number(self, row: int, column: int, number: MemoNumber | None, missing: str) -> None:
        if number is None or number.value_to is not None:
            self._style(self._write_text(row, column, missing if number is None else number.text), _RIGHT)
            return
        cell = self._style(self._sheet.cell(row, column, number.value), _RIGHT)
        cell.number_format = build_number_format(number.value, format_qualifier(number.qualifier, self._language))

    def _write_notes(self, row: int) -> None:
        for text, is_heading in self._list_notes():
            cell = self._write_text(row, 1, text)
            cell.alignment = _TOP
            cell.font = _BOLD if is_heading else Font()
            self._sheet.merge_cells(None, row, 1, row, max(8, min(self._width, 12)))
            self._sheet.row_dimensions[row].height = 15 * ceil(len(text) / _NOTE_WIDTH)
            row += 1

    def _list_notes(self) -> Iterator[tuple[str, bool]]:
        table = self._memo.table
        if not table.rows:
            yield choose_text(TEXTS["no_targets"], self._language), False
        yield from ((note, False) for note in (*self._memo.notes, *table.limits))
        if table.reasons:
            yield choose_text(TEXTS["reasons"], self._language), True
            yield from ((f"{letter}  {text}", False) for letter, text in table.reasons)
        if table.sources:
            yield choose_text(TEXTS["sources"], self._language), True
        for note in table.sources:
            yield f"{note.number}  {note.title}" + (f" ({note.locators})" if note.locators else ""), False

    def _set_up_print(self) -> None:
        sheet = self._sheet
        sheet.freeze_panes = f"C{_FIRST_ROW}"
        sheet.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW + 1}"
        sheet.print_title_cols = "A:B"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 0
        is_narrow = len(self._memo.table.columns) <= _MAX_COLUMNS_ON_ONE_PAGE
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=is_narrow)
        if (footer := sheet.HeaderFooter.oddFooter) is not None:
            footer.center.text = "&P / &N"

    def _write_text(self, row: int, column: int, text: str) -> Cell:
        """Write a text, also one that begins with `=` or is the name of an error, as a text."""
        cell = self._sheet.cell(row, column)
        if not isinstance(cell, Cell):  # only a cell inside merged ones
            raise TypeError
        cell.value = text
        cell.data_type = "s"
        return cell

    def _style(self, cell: object, alignment: Alignment) -> Cell:
        if not isinstance(cell, Cell):
            raise TypeError
        cell.alignment, cell.border = alignment, _BORDER
        return cell


def build_number_format(value: Decimal, qualifier: str) -> str:
    """Return the format of a number: its decimals, and before it the qualifier as a text."""
    decimals = max(0, -int(value.normalize().as_tuple().exponent))
    number = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'"{qualifier}"{number}' if qualifier else number
