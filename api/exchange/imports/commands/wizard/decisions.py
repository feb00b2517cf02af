"""The decisions of the wizard: what to ask for a file, a header and a report, and what a reply changes in the mapping.

These are pure functions. A mapping is the JSON object of docs/imports.md.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from api.exchange.imports.commands.wizard.template_fields import Field
from api.exchange.imports.files.header_search import HeaderRow, names_columns

MappingFields = dict[str, Any]
QuestionKind = Literal["multiplier", "number_format", "blank", "codes", "level", "synonym"]
QUESTIONS_BY_ERROR: dict[str, QuestionKind] = {
    "unconfirmed_multiplier": "multiplier",
    "multiplier_conflict": "multiplier",
    "count_is_whole_and_not_negative": "multiplier",  # such as 5459.9 thousand
    "ambiguous_number": "number_format",
    "other_number_format": "number_format",
    "unlisted_blank": "blank",
    "ambiguous_region": "codes",
    "unsupported_region_level": "level",
    "region_of_other_level": "level",
    "mixed_region_levels": "level",
    "unknown_region": "synonym",
    "unknown_institution": "synonym",
    "not_one_of": "synonym",
}
REPLY_OPTIONS = ("multiplier", "number_format", "blank", "regions", "cells", "skip")
MAX_SYNONYMS = 10  # more unknown names are no typing errors
STATED_DATES = ("stated_on", "stated_not_before", "stated_not_after")
# First words of rows that are no figures: totals, means, sources and remarks.
OTHER_ROWS = ("jumlah", "total", "subtotal", "rata-rata", "sumber", "source", "catatan", "keterangan", "note")

_COLUMN_NUMBER = re.compile(r"\(\d+\)")  # a row below the header that numbers the columns


class ReportedError(NamedTuple):
    """An error of the service: its code, the column and the cell if it is about one, and its text."""

    code: str
    column: str | None
    received: str | None
    detail: str


class Question(NamedTuple):
    """A question that follows from an error. `subject` is the column or the cell that it is about."""

    kind: QuestionKind
    subject: str
    error: ReportedError


def guess_header_row(rows: Sequence[HeaderRow], is_known: Callable[[str], bool]) -> int:
    """Return the first row that names columns, else the first of the widest rows."""
    naming = [row.number for row in rows if names_columns(row.cells, is_known)]
    if naming:
        return naming[0]
    widths = [sum(bool(cell.strip()) for cell in row.cells) for row in rows]
    return rows[widths.index(max(widths))].number


def find_skip_patterns(first_cells: Iterable[str]) -> dict[str, str]:
    """Return patterns for rows that are no figures, each with the first cell that it would skip."""
    found: dict[str, str] = {}
    for cell in first_cells:
        word = next((word for word in OTHER_ROWS if cell.casefold().startswith(word)), None)
        if _COLUMN_NUMBER.fullmatch(cell):
            found.setdefault(cell, cell)
        elif word is not None:
            found.setdefault(f"{cell[: len(word)]}*", cell)
    return found


def find_province_column(names: Mapping[str, str | None]) -> str | None:
    """Return the column that is read as `province` although the file has no other column of regions."""
    fields = set(names.values())
    if "province" not in fields or fields & {"region", "region_bps_code", "id"}:
        return None
    return next(column for column, field in names.items() if field == "province")


def list_missing_fields(fields: Mapping[str, Field], names: Iterable[str]) -> list[Field]:
    """Return the required fields that neither a column nor a constant has.

    A file with the ids of its records requires none, other region columns replace `region`, and other dates
    `stated_on`.
    """
    given = set(names)
    if "id" in given:
        return []
    if given & {*STATED_DATES}:
        given.add("stated_on")
    if "region_bps_code" in given:
        given.add("region")
    return [field for field in fields.values() if field.is_required and field.name not in given]


def map_column(mapping: MappingFields, column: str, field: str | None) -> MappingFields:
    """Return the mapping with a column of the file read as this field, or ignored."""
    return mapping | {"columns": {**mapping.get("columns", {}), column: field}}


def set_constant(mapping: MappingFields, field: str, cell: str) -> MappingFields:
    """Return the mapping with a cell for every row. An empty cell removes the constant."""
    others = {name: text for name, text in mapping.get("constants", {}).items() if name != field}
    return mapping | {"constants": others | ({field: cell} if cell else {})}


def add_to_list(mapping: MappingFields, option: Literal["skip", "blank"], text: str) -> MappingFields:
    """Return the mapping with a text added to one of its lists."""
    return mapping | {option: list(dict.fromkeys([*mapping.get(option, ()), text]))}


def reset_replies(mapping: MappingFields, initial: MappingFields) -> MappingFields:
    """Return the mapping without the replies about rows and errors, so that the wizard asks again."""
    unchanged = {name: value for name, value in mapping.items() if name not in REPLY_OPTIONS}
    return unchanged | {name: initial[name] for name in REPLY_OPTIONS if name in initial}


def list_questions(errors: Iterable[ReportedError], header: Sequence[str], value_column: str | None) -> list[Question]:
    """Return the questions that the errors raise, each once. Other errors are left to the user.

    The pointer of an error of the header is its `column`.
    """
    found: dict[tuple[str, str], Question] = {}
    for error in errors:
        kind = QUESTIONS_BY_ERROR.get(error.code)
        if kind is None or (kind == "codes" and not (error.received or "").isdecimal()):
            continue
        subject = find_subject(kind, error, header, value_column)
        synonyms = sum(question.kind == "synonym" for question in found.values())
        if subject is not None and not (kind == "synonym" and synonyms == MAX_SYNONYMS):
            found.setdefault((kind, subject), Question(kind, subject, error))
    return list(found.values())


def find_subject(
    kind: QuestionKind, error: ReportedError, header: Sequence[str], value_column: str | None
) -> str | None:
    """Return what a question is about: a column, a cell, or the whole file (an empty text). None: nothing to ask."""
    match kind:
        case "multiplier":
            prefix, _, position = (error.column or "").rpartition("/")
            in_header = prefix == "/header" and position.isdecimal() and int(position) < len(header)
            return header[int(position)] if in_header else value_column
        case "blank":
            return error.received
        case "synonym":
            return error.received if error.column and not error.column.startswith("/") else None
        case _:
            return ""


def apply_choice(mapping: MappingFields, question: Question, choice: str) -> MappingFields:
    """Return the mapping with the reply to a question. An empty reply changes nothing."""
    if not choice:
        return mapping
    match question.kind:
        case "multiplier":
            return mapping | {"multiplier": {**mapping.get("multiplier", {}), question.subject: int(choice)}}
        case "number_format":
            return mapping | {"number_format": choice}
        case "blank":
            return add_to_list(mapping, "blank", question.subject)
        case "codes":
            return mapping | {"regions": {**mapping.get("regions", {}), "codes": choice}}
        case "synonym":
            column = question.error.column
            synonyms = {**mapping.get("cells", {}).get(column, {}), question.subject: choice}
            return mapping | {"cells": {**mapping.get("cells", {}), column: synonyms}}
        case "level":
            return mapping | {"regions": {**mapping.get("regions", {}), "levels": choice.split("+")}}
