"""Build the errors of a row from what the parser or the database stored."""

from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import Any, NamedTuple

from api.database.constraint_messages import CONSTRAINT_MESSAGES
from api.errors import Text
from api.exchange.imports.report.nearest_codes import NO_SUGGESTIONS, Suggestions, add_suggestions, find_unknown
from api.exchange.imports.report.row_model import RowError
from api.exchange.imports.report.stored_errors import decode_text, shorten
from api.resources.figures.validation import (
    BOUNDS_REVERSED,
    RANGE_REVERSED,
    RANGE_WITH_QUALIFIER,
    RESOLUTION_REQUIRED,
    RETRACTED_BEFORE_STATED,
    STATED_DATE_REQUIRED,
)
from api.resources.realizations.validation import PERIOD_AFTER_STATED


class RowRule(NamedTuple):
    """Code and text of a rule that only imports check."""

    code: str
    text: Text


class RowContent(NamedTuple):
    """Sheet and line of a row, its cells, empty if they are deleted, and the position of its value, if it is known."""

    sheet: str | None
    line: int
    cells: Sequence[str]
    value_position: int | None = None

    def describe_cell(self, position: int | None) -> tuple[str | None, str | None]:
        """Return the reference of a cell of a sheet, such as `Rekap!D47`, and its text."""
        if position is None:
            return None, None
        reference = None if self.sheet is None else format_cell_reference(self.sheet, position, self.line)
        return reference, shorten(self.cells[position]) if position < len(self.cells) else None


NO_CONTENT = RowContent(None, 0, ())


def format_cell_reference(sheet: str, position: int, line: int) -> str:
    """Return sheet, column and line of a cell, such as `Rekap!AA47`. The column is an index from 0."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, len(ascii_uppercase))
        letters = ascii_uppercase[rest] + letters
    return f"{sheet}!{letters}{line}"


# By the names that schema/functions/import_planning.sql uses. `{0}` and `{1}` are the values that it adds.
ROW_RULES: dict[str, RowRule] = {
    "figure_is_in_the_unit_of_its_indicator": RowRule(
        "unit_mismatch",
        Text(
            "menggunakan satuan {0}, sedangkan satuan indikatornya {1}",
            "has the unit {0}, but the unit of the indicator is {1}",
        ),
    ),
    "figure_has_the_program_of_its_indicator": RowRule(
        "program_mismatch",
        Text("bukan program indikator ini, yaitu {0}", "is not the program of the indicator, which is {0}"),
    ),
    "figure_is_stated_on_a_day_or_between_two": RowRule("stated_date_required", STATED_DATE_REQUIRED),
    "figure_bounds_are_in_order": RowRule("reversed_range", BOUNDS_REVERSED),
    "figure_range_is_in_order": RowRule("reversed_range", RANGE_REVERSED),
    "figure_range_has_no_open_side": RowRule("range_with_qualifier", RANGE_WITH_QUALIFIER),
    "figure_is_retracted_after_it_was_stated": RowRule("retracted_before_stated", RETRACTED_BEFORE_STATED),
    "figure_id_is_of_one_type": RowRule("id_of_other_type", Text("adalah id sebuah {0}", "is the id of a {0}")),
    "row_is_about_one_figure": RowRule(
        "ambiguous_figure",
        Text(
            "cocok dengan beberapa angka yang sudah ada ({0} dan {1}). Silakan isi kolom id",
            "matches several existing figures ({0} and {1}). Fill in the column id",
        ),
    ),
    "figure_exists": RowRule(
        "figure_exists",
        Text(
            "bertentangan dengan angka {0}: nilainya {1}, sumbernya {2}. Isi distinct_from bila ini pernyataan lain, "
            "atau id bila ini koreksi",
            "contradicts the figure {0}: its value is {1}, its sources are {2}. Fill in distinct_from if this is "
            "another statement, or id if this is a correction",
        ),
    ),
    "resolution_required": RowRule("resolution_required", RESOLUTION_REQUIRED),
    "period_after_stated": RowRule("period_after_stated", PERIOD_AFTER_STATED),
    "row_is_not_worked_on_by_another": RowRule(
        "record_in_use_by_other",
        Text("sudah ada dan sedang dikerjakan orang lain", "already exists and another user is working on it"),
    ),
    "row_is_about_nothing_withdrawn": RowRule(
        "record_withdrawn", Text("merujuk pada catatan yang telah ditarik", "refers to a withdrawn record")
    ),
    "row_says_what_is_required": RowRule(
        "missing_required_column", Text("wajib diisi untuk catatan baru", "is required for a new record")
    ),
    "row_agrees_with_its_file": RowRule(
        "conflicting_duplicate_row",
        Text(
            "menyatakan angka yang sama seperti baris {0}, tetapi dengan isi yang berbeda",
            "states the same figure as line {0}, but with different content",
        ),
    ),
}


def build_row_error(
    stored: Mapping[str, Any],
    columns: Mapping[str, str],
    row: RowContent = NO_CONTENT,
    suggestions: Suggestions = NO_SUGGESTIONS,
) -> RowError:
    """Build an error from its stored form: a code and a text, or the name of a violated rule.

    `columns` contains the names of all columns in the file, in order. Errors of the parser already use them.
    """
    api_column = stored["column"]
    if api_column == "citations" and api_column not in columns:
        api_column = "source"  # the file spells out one citation per row
    column = columns.get(api_column, api_column)
    if api_column == "value" and _has_value_columns(columns, row):
        column = list(columns.values())[row.value_position or 0]
    if "rule" not in stored:
        if not stored.get("of_database", False):
            column = stored["column"]
        code, text = stored["code"], decode_text(stored)
    else:
        code, text = _describe_rule(stored["rule"], stored["named"])
    cell, received = _describe_cell(column, columns, row)
    if received is None and column not in columns.values() and (unknown := find_unknown(stored)) is not None:
        received = unknown[1]  # a constant of the mapping
    detail, detail_en = add_suggestions(text, stored, suggestions)
    return RowError(column=column, received=received, code=code, detail=detail, detail_en=detail_en, cell=cell)


def _describe_rule(rule: str, values: Sequence[str]) -> tuple[str, Text]:
    """Return code and text of a violated rule."""
    code, text = ROW_RULES[rule] if rule in ROW_RULES else (rule, CONSTRAINT_MESSAGES[rule].text)
    return code, Text(text.id.format(*values), text.en.format(*values))


def _has_value_columns(columns: Mapping[str, str], row: RowContent) -> bool:
    """Return whether the file has several columns of values, of which the row has one."""
    return row.value_position is not None and "value" not in columns


def _describe_cell(column: str | None, columns: Mapping[str, str], row: RowContent) -> tuple[str | None, str | None]:
    """Return reference and content of a cell. The name of a column may be shortened.

    Of several columns of values, an error of a column that the file does not have is an error of the figure: it has the
    reference of its value.
    """
    positions = (position for position, name in enumerate(columns.values()) if column in (name, shorten(name)))
    position = next(positions, None)
    if position is None and column is not None and _has_value_columns(columns, row):
        reference, _ = row.describe_cell(row.value_position)
        return reference, None
    return row.describe_cell(position)
