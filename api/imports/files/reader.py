"""Which reader reads a file, told by its media type; what is said of the file besides has to fit it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from api.faults import Fault, Invalid, Text
from api.imports.files.delimited import Delimited
from api.imports.files.delimiter import Delimiter, Knows
from api.imports.files.ndjson import Lines
from api.imports.files.text import Encoding

if TYPE_CHECKING:
    from api.imports.files.spreadsheet import Spreadsheet

Choice = TypeVar("Choice")

CSV = "text/csv"
NDJSON = "application/x-ndjson"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DELIMITERS: dict[str, Delimiter] = {"comma": "comma", "semicolon": "semicolon", "tab": "tab"}
_UTF_8: dict[str, Encoding] = {"utf-8": "utf-8", "utf8": "utf-8"}
_ENCODINGS: dict[str, Encoding] = {**_UTF_8, "utf-16": "utf-16", "windows-1252": "windows-1252"}
_NONE: dict[str, Delimiter] = {}


def open_file(
    media_type: str,
    *,
    knows: Knows,
    delimiter: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> "Delimited | Lines | Spreadsheet":
    """`knows` tells whether a name is one of a column. Raises Invalid where a parameter does not fit the media type."""
    faults: list[Fault] = []
    is_table = media_type == CSV
    encodings = _ENCODINGS if is_table else _UTF_8 if media_type == NDJSON else {}
    mark = _chosen("delimiter", delimiter, _DELIMITERS if is_table else _NONE, faults)
    known = _chosen("encoding", encoding and encoding.lower(), encodings, faults)
    if sheet is not None and media_type != XLSX:
        faults.append(_misplaced("sheet"))
    if faults:
        raise Invalid("parameters", faults)
    if is_table:
        return Delimited(knows, mark, known)
    return Lines() if media_type == NDJSON else _spreadsheet(sheet)


def _spreadsheet(sheet: str | None) -> "Spreadsheet":
    """Its library takes as much memory as a third of the service, and few workers ever meet a spreadsheet."""
    from api.imports.files.spreadsheet import Spreadsheet  # noqa: PLC0415

    return Spreadsheet(sheet)


def _chosen(name: str, value: str | None, choices: Mapping[str, Choice], faults: list[Fault]) -> Choice | None:
    if value is None or value in choices:
        return None if value is None else choices[value]
    listed = ", ".join(choices)
    choose = Text(
        f"harus salah satu dari {listed} bagi jenis berkas ini", f"must be one of {listed} for this type of file"
    )
    faults.append(Fault("not-one-of", choose, parameter=name) if choices else _misplaced(name))
    return None


def _misplaced(name: str) -> Fault:
    told = Text("tidak berlaku bagi jenis berkas ini", "does not apply to this type of file")
    return Fault("does-not-apply", told, parameter=name)
