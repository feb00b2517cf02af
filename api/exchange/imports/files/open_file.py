"""Choice of the reader by media type, and validation of the parameters that describe the file."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from api.errors import ErrorDetail, InvalidRequestError, Text
from api.exchange.imports.files.csv_dialect import DELIMITERS, Delimiter
from api.exchange.imports.files.csv_reader import CsvReader
from api.exchange.imports.files.header_search import IsKnownColumn
from api.exchange.imports.files.ndjson_reader import NdjsonReader
from api.exchange.imports.files.text_decoder import TextEncoding

if TYPE_CHECKING:
    from api.exchange.imports.files.sheet_reader import SheetReader

ChoiceT = TypeVar("ChoiceT")

CSV = "text/csv"
NDJSON = "application/x-ndjson"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
SPREADSHEETS = (XLSX, ODS)
MEDIA_TYPES_BY_SUFFIX = {
    ".csv": CSV,
    ".tsv": CSV,
    ".txt": CSV,
    ".ndjson": NDJSON,
    ".jsonl": NDJSON,
    ".xlsx": XLSX,
    ".ods": ODS,
}
_DELIMITERS: dict[str, Delimiter] = {name: name for name in DELIMITERS}
_UTF_8: dict[str, TextEncoding] = {"utf-8": "utf-8", "utf8": "utf-8"}
_ENCODINGS: dict[str, TextEncoding] = {**_UTF_8, "utf-16": "utf-16", "windows-1252": "windows-1252"}
_NO_DELIMITERS: dict[str, Delimiter] = {}


def open_reader(
    media_type: str,
    *,
    is_known: IsKnownColumn,
    delimiter: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    header_rows: tuple[int, ...] = (),
) -> "CsvReader | NdjsonReader | SheetReader":
    """Return the reader for a media type.

    `is_known` returns whether a name is a column; an ambiguous CSV header is split so that all names are known.
    `header_rows` are the rows of the header, from 1; without them it is searched among the first rows.
    Raises InvalidRequestError with one error per parameter that the media type does not accept.
    """
    errors: list[ErrorDetail] = []
    is_table = media_type == CSV
    encodings = _ENCODINGS if is_table else _UTF_8 if media_type == NDJSON else {}
    chosen_delimiter = _choose_option("delimiter", delimiter, _DELIMITERS if is_table else _NO_DELIMITERS, errors)
    chosen_encoding = _choose_option("encoding", encoding and encoding.lower(), encodings, errors)
    if sheet is not None and media_type not in SPREADSHEETS:
        errors.append(_misplaced_option_error("sheet"))
    if errors:
        raise InvalidRequestError("parameters", errors)
    if is_table:
        return CsvReader(is_known, chosen_delimiter, chosen_encoding, header_rows)
    return NdjsonReader() if media_type == NDJSON else _open_spreadsheet(is_known, sheet, header_rows)


def _open_spreadsheet(is_known: IsKnownColumn, sheet: str | None, header_rows: tuple[int, ...]) -> "SheetReader":
    """Import SheetReader on first use: its library needs a third of the memory of the service."""
    from api.exchange.imports.files.sheet_reader import SheetReader  # noqa: PLC0415

    return SheetReader(is_known, sheet, header_rows)


def _choose_option(
    name: str, value: str | None, choices: Mapping[str, ChoiceT], errors: list[ErrorDetail]
) -> ChoiceT | None:
    if value is None or value in choices:
        return None if value is None else choices[value]
    listed = ", ".join(choices)
    detail = Text(
        f"harus salah satu dari {listed} untuk jenis berkas ini", f"must be one of {listed} for this type of file"
    )
    errors.append(ErrorDetail("not_one_of", detail, parameter=name) if choices else _misplaced_option_error(name))
    return None


def _misplaced_option_error(name: str) -> ErrorDetail:
    detail = Text(
        "tidak berlaku untuk jenis berkas ini. Hapus parameter ini", "does not apply to this type of file; remove it"
    )
    return ErrorDetail("does_not_apply", detail, parameter=name)
