"""The delimiter, the header and the line ends of a CSV file: detection, and the errors of a wrong dialect."""

import csv
import re
from collections.abc import Iterator
from typing import Literal

from api.exchange.imports.files.errors import FileRejectedError, build_file_error
from api.exchange.imports.files.header_search import IsKnownColumn

Delimiter = Literal["comma", "semicolon", "tab"]

DELIMITERS: dict[Delimiter, str] = {"comma": ",", "semicolon": ";", "tab": "\t"}
QUOTED_TEXT = re.compile(r'"[^"]*"')
_SEP_LINE = re.compile(r'"?sep=([^\r\n"])"?\r?\n', re.IGNORECASE)
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
TEXT_FORMULA_START = '="'
MAX_RECORD_LENGTH = 1 << 20  # characters; records of real files have a few thousand
_LONE_CARRIAGE_RETURN = re.compile(r"\r(?=[^\r\n])")


def parse_sep_line(text: str) -> tuple[Delimiter | None, int]:
    """Return the delimiter that Excel's first line `sep=;` states and the length of that line, or (None, 0).

    Raises FileRejectedError for another delimiter.
    """
    match = _SEP_LINE.match(text)
    if match is None:
        return None, 0
    for name, delimiter in DELIMITERS.items():
        if delimiter == match[1]:
            return name, match.end()
    raise build_file_error(
        "unknown_delimiter",
        f"baris sep= menyatakan pemisah {match[1]}. Gunakan koma, titik koma, atau tab",
        f"the line sep= states the delimiter {match[1]}; use comma, semicolon or tab",
        1,
    )


def detect_delimiter(header: str, is_known: IsKnownColumn, line: int) -> Delimiter:
    """Return the delimiter of a header, comma if it contains none.

    With several possible delimiters, return the one that splits the header into known column names only.
    Raises FileRejectedError if there is not exactly one.
    """
    unquoted = QUOTED_TEXT.sub("", header)
    found = [name for name, delimiter in DELIMITERS.items() if delimiter in unquoted]
    if len(found) < 2:
        return found[0] if found else "comma"
    fitting = [name for name in found if all(is_known(cell) for cell in _split_header(header, DELIMITERS[name]))]
    if len(fitting) == 1:
        return fitting[0]
    raise _ambiguous_delimiter_error(found, line)


def _split_header(header: str, delimiter: str) -> Iterator[str]:
    try:
        cells = next(csv.reader([header], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return iter([header])  # not the name of a column
    return iter([cell for cell in cells if cell.strip()])


def _ambiguous_delimiter_error(found: list[Delimiter], line: int) -> FileRejectedError:
    listed = ", ".join(found)
    return build_file_error(
        "ambiguous_delimiter",
        f"tajuk memuat lebih dari satu pemisah yang mungkin ({listed}). Tentukan salah satu dengan delimiter=",
        f"the header has more than one possible delimiter ({listed}); choose one with delimiter=",
        line,
    )


def replace_text_formulas(cells: list[str]) -> list[str]:
    """Return the cells with the text of `="32.10"`, which programs write so that Excel does not convert it."""
    return [match[1] if (match := _TEXT_FORMULA.fullmatch(cell)) else cell for cell in cells]


def has_carriage_return_lines(text: str) -> bool:
    """Return True if a line outside quotes ends with CR alone, as on classic Mac OS."""
    unquoted = QUOTED_TEXT.sub("", text).partition('"')[0]
    return _LONE_CARRIAGE_RETURN.search(unquoted) is not None


def explain_csv_error(text: str, line: int) -> FileRejectedError:
    """Build the error for a record that the `csv` module rejects.

    `text` begins with the record, `line` is the line where it begins.
    """
    if len(text) > csv.field_size_limit():
        return record_too_long_error(text, line)
    if has_carriage_return_lines(text):
        return carriage_return_lines_error(line)
    return build_file_error(
        "text_after_quote",
        "masih ada teks sesudah tanda kutip penutup. Tulis tanda kutip di dalam sel dua kali",
        "text follows a closing quote; write a quote inside a cell twice",
        line,
    )


def carriage_return_lines_error(line: int) -> FileRejectedError:
    return build_file_error(
        "lone_carriage_return",
        "baris diakhiri CR saja. Silakan simpan berkas dengan akhir baris LF atau CRLF",
        "lines end with CR alone; save the file with LF or CRLF line ends",
        line,
    )


def record_too_long_error(text: str, line: int) -> FileRejectedError:
    """Build the error for a record above the limit. The result does not depend on how much of it was received."""
    if has_carriage_return_lines(text[: MAX_RECORD_LENGTH + 1]):
        return carriage_return_lines_error(line)
    return build_file_error(
        "record_too_long",
        f"rekaman yang dimulai di baris ini lebih dari {MAX_RECORD_LENGTH} aksara, atau salah satu selnya lebih dari "
        f"{csv.field_size_limit()} aksara. Periksa apakah ada tanda kutip yang tidak ditutup",
        f"the record that begins on this line has more than {MAX_RECORD_LENGTH} characters, or a cell of it has more "
        f"than {csv.field_size_limit()}; check for a quote that is not closed",
        line,
    )


def unclosed_quote_error(line: int) -> FileRejectedError:
    return build_file_error(
        "unclosed_quote",
        "rekaman yang dimulai di baris ini memuat tanda kutip yang tidak ditutup. Tambahkan tanda kutip penutupnya",
        "the record that begins on this line has a quote that is not closed; add the closing quote",
        line,
    )
