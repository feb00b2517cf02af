"""The first questions of the wizard: header row, columns, rows to skip, and cells that all rows have."""

from collections.abc import Mapping
from typing import NamedTuple

import click
import msgspec

from api.console_language import localize
from api.console_table import print_table
from api.errors import Text
from api.exchange.imports.commands.mapping_options import parse_rows
from api.exchange.imports.commands.sending import FileToSend
from api.exchange.imports.commands.wizard.decisions import (
    MappingFields,
    add_to_list,
    find_province_column,
    find_skip_patterns,
    guess_header_row,
    list_missing_fields,
    map_column,
    set_constant,
)
from api.exchange.imports.commands.wizard.prompts import (
    IGNORE,
    confirm,
    prompt_choice,
    prompt_constant,
    prompt_text,
    say,
)
from api.exchange.imports.commands.wizard.suggestions import has_ids_of_records, suggest_fields
from api.exchange.imports.commands.wizard.template_fields import Field
from api.exchange.imports.files.csv_dialect import DELIMITERS
from api.exchange.imports.files.errors import FileRejectedError
from api.exchange.imports.files.file_table import FileTable, read_first_rows, read_table
from api.exchange.imports.files.header_search import HeaderRow
from api.exchange.imports.rows.collection_columns import COLUMNS
from api.exchange.imports.rows.layout import is_known_column, resolve_name
from api.exchange.imports.rows.mapping import ALL_OTHER_COLUMNS, ImportMapping

MAX_SHOWN_ROWS = 12
MAX_SHOWN_CELLS = 8
MAX_CELL_LENGTH = 24


class DescribedCollection(NamedTuple):
    """The collection of the rows, and the fields that its template describes."""

    name: str
    fields: dict[str, Field]


def describe_table(
    file: FileToSend, collection: DescribedCollection, mapping: MappingFields, *, again: bool
) -> tuple[FileTable, MappingFields]:
    """Ask what the file contains. Return its table and the mapping. `again`: ask also what the mapping states."""
    table, mapping = _describe_header(file, collection, mapping, again=again)
    mapping = _describe_columns(table, collection, mapping, again=again)
    while lacks_values(table, collection, mapping):
        say(NO_VALUES)
        mapping = _describe_columns(table, collection, mapping, again=True)
    for pattern, cell in find_skip_patterns(table.first_cells).items():
        question = Text(f"Lewati baris seperti '{cell}'?", f"Skip rows such as '{cell}'?")
        if pattern not in mapping.get("skip", ()) and confirm(question, default=True):
            mapping = add_to_list(mapping, "skip", pattern)
    return table, _describe_constants(table, collection, mapping, again=again)


def name_fields(table: FileTable, collection: DescribedCollection, mapping: MappingFields) -> dict[str, str | None]:
    """Return the field of each column: None if it is unknown, an empty text if it is ignored."""
    known, converted = COLUMNS[collection.name], convert_mapping(mapping)
    return {column: resolve_name(column, known, converted) for column in table.header}


def lacks_values(table: FileTable, collection: DescribedCollection, mapping: MappingFields) -> bool:
    """Return whether no column is read as `value`, which no constant can be."""
    fields = set(name_fields(table, collection, mapping).values())
    return "value" in collection.fields and not mapping.get("values") and not fields & {"value", "id"}


def convert_mapping(mapping: MappingFields) -> ImportMapping:
    """Return the mapping with its types. Raise click.BadParameter if it is invalid."""
    try:
        return msgspec.convert(mapping, ImportMapping)
    except msgspec.ValidationError as error:
        raise click.BadParameter(str(error), param_hint="--mapping") from error


def _describe_header(
    file: FileToSend, collection: DescribedCollection, mapping: MappingFields, *, again: bool
) -> tuple[FileTable, MappingFields]:
    while True:
        if again or not mapping.get("header_rows"):
            mapping = _prompt_header(read_first_rows(file.media_type, file.read_chunks(), mapping), collection, mapping)
        try:
            rows = convert_mapping(mapping).sorted_header_rows
            return read_table(file.media_type, file.read_chunks(), mapping, rows), mapping
        except FileRejectedError as error:
            if error.error.code not in HEADER_ERRORS:
                raise
            click.echo(localize(error.error.detail.id, error.error.detail.en))
            if error.error.code == "ambiguous_delimiter":
                delimiter = prompt_choice(Text("Pemisah kolom", "Delimiter of the columns"), tuple(DELIMITERS))
                mapping = mapping | ({"delimiter": delimiter} if delimiter else {})
            else:
                again = True


def _prompt_header(rows: list[HeaderRow], collection: DescribedCollection, mapping: MappingFields) -> MappingFields:
    """Show the first rows. Return the mapping with the row of the column names."""
    if not rows:
        return mapping | {"header_rows": [1]}
    guess = guess_header_row(rows, lambda name: is_known_column(collection.name, name, convert_mapping(mapping)))
    default = _format_rows(mapping.get("header_rows") or [guess])
    print_table(("row", "cells"), ((row.number, _shorten(row.cells)) for row in rows[:MAX_SHOWN_ROWS]))
    label = Text("Baris nama kolom, seperti 5 atau 5-6", "Row of the column names, such as 5 or 5-6")
    while True:
        try:
            described = mapping | {"header_rows": parse_rows(prompt_text(label, default))}
            convert_mapping(described)
        except click.BadParameter as error:
            click.echo(error.message)
        else:
            return described


def _describe_columns(
    table: FileTable, collection: DescribedCollection, mapping: MappingFields, *, again: bool
) -> MappingFields:
    known = COLUMNS[collection.name]
    names = name_fields(table, collection, mapping)
    samples = dict(zip(table.header, table.samples, strict=True))
    for column in table.header:
        if (
            names[column] == "id"
            and column not in mapping.get("columns", {})
            and not has_ids_of_records(samples[column])
        ):
            names[column] = None
    print_table(
        ("", "column", "read as", "cells"),
        (
            (number, column, names[column] or ("" if names[column] is None else IGNORE), _shorten(cells))
            for number, (column, cells) in enumerate(samples.items(), 1)
        ),
    )
    is_complete = ALL_OTHER_COLUMNS in mapping.get("columns", {}) or mapping.get("values")
    unknown = [column for column in table.header if again or (names[column] is None and not is_complete)]
    if unknown:
        _print_fields(collection)
    undecided = {column: samples[column] for column in unknown if names[column] is None}
    suggested = suggest_fields(undecided, known.find_name, filter(None, names.values()))
    for column in unknown:
        used = [field for other, field in names.items() if field and other != column]
        default = names[column] or suggested.get(column, IGNORE)
        field = _prompt_field(column, table, collection, used, default)
        names[column] = field or ""
        mapping = map_column(mapping, column, field)
    if (province := find_province_column(names)) is not None:
        question = Text(f"Apakah '{province}' wilayah angkanya?", f"Are the figures about the regions in '{province}'?")
        if confirm(question, default=True):
            mapping = map_column(mapping, province, "region")
    return mapping


def _print_fields(collection: DescribedCollection) -> None:
    fields = collection.fields.values()
    rows = ((number, field.name, "*" if field.is_required else "", field.description) for number, field in
            enumerate(fields, 1))  # fmt: skip
    print_table(("", "field", "", "description"), rows)
    others = ", ".join(name for name in COLUMNS[collection.name].by_name if name not in collection.fields)
    say(Text(f"* wajib. Kolom lain: {others}", f"* required. Other fields: {others}"))


def _prompt_field(
    column: str, table: FileTable, collection: DescribedCollection, used: list[str], default: str
) -> str | None:
    """Return the field that a column is read as, or None if it is ignored."""
    samples = _shorten(table.samples[table.header.index(column)])
    label = Text(
        f"\n'{column}' ({samples})\n  nomor atau nama kolom, {IGNORE} untuk mengabaikan",
        f"\n'{column}' ({samples})\n  number or name of the field, {IGNORE} to ignore",
    )
    while True:
        reply = prompt_text(label, default)
        if reply == IGNORE:
            return None
        names = list(collection.fields)
        is_number = reply.isdecimal() and 1 <= int(reply) <= len(names)
        field = names[int(reply) - 1] if is_number else COLUMNS[collection.name].find_name(reply)
        if field is None:
            say(Text(f"'{reply}' bukan kolom.", f"'{reply}' is not a field."))
        elif field in used:
            say(Text(f"Kolom lain sudah dibaca sebagai {field}.", f"Another column is read as {field} already."))
            if field == "value":
                say(SEVERAL_VALUES)
        else:
            return field


def _describe_constants(
    table: FileTable, collection: DescribedCollection, mapping: MappingFields, *, again: bool
) -> MappingFields:
    names = {field for field in name_fields(table, collection, mapping).values() if field}
    constants: Mapping[str, str] = mapping.get("constants", {})
    given = names if again else names | {*constants}
    if mapping.get("values"):
        given |= {"value", *(name for column in mapping["values"] for name in column.get("set", {}))}
    for field in list_missing_fields(collection.fields, given):
        default = constants.get(field.name, "ID" if field.name == "region" else "")
        mapping = set_constant(mapping, field.name, prompt_constant(field, default))
    if "nature" in collection.fields and not given & {"source", "citations", "id"}:
        say(SOURCES)
        source = prompt_constant(collection.fields["source"], constants.get("source", ""), is_required=False)
        mapping = set_constant(mapping, "source", source)
        if source and "locator" not in given:
            locator = prompt_constant(collection.fields["locator"], constants.get("locator", ""))
            mapping = set_constant(mapping, "locator", locator)
    return mapping


def _format_rows(rows: list[int]) -> str:
    return f"{rows[0]}-{rows[-1]}" if rows[1:] else str(rows[0])


def _shorten(cells: list[str]) -> str:
    """Return the first cells in one line. The equal cells of a merged title are one."""
    cells = cells[:1] if len(set(cells)) == 1 else cells
    shown = [cell if len(cell) <= MAX_CELL_LENGTH else f"{cell[:MAX_CELL_LENGTH]}…" for cell in cells]
    return " | ".join(shown[:MAX_SHOWN_CELLS]) + (" …" if len(shown) > MAX_SHOWN_CELLS else "")


# Another row of the header, or another delimiter, can correct them.
HEADER_ERRORS = frozenset(
    {"ambiguous_delimiter", "missing_header_row", "unnamed_column", "duplicate_column", "too_many_columns"}
)
NO_VALUES = Text(
    "Tidak ada kolom yang dibaca sebagai value, yaitu angkanya. Untuk beberapa kolom angka lihat `values` di "
    "docs/imports.md.",
    "No column is read as value, the number. For several columns of values see `values` in docs/imports.md.",
)
SEVERAL_VALUES = Text(
    "Impor berkas ini sekali untuk setiap kolom angka, atau tulis `values` dalam pemetaan (docs/imports.md).",
    "Import the file once for each column of values, or write `values` in the mapping (docs/imports.md).",
)
SOURCES = Text(
    "\nPenerbitan memerlukan sumber yang terbit.",
    "\nA publication requires a published source.",
)
