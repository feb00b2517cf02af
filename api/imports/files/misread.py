"""Why a record of a table as text cannot be read, told from the text."""

import csv
import re

from api.imports.files.delimiter import QUOTED
from api.imports.files.refused import FileRefused, refused

LONGEST = 1 << 20  # characters of a record; the longest of real ones have some thousands
_LONE_CARRIAGE_RETURN = re.compile(r"\r(?=[^\r\n])")


def ended_by_carriage_returns(text: str) -> bool:
    """Lines end outside of quotes as they did on computers that are gone."""
    unquoted = QUOTED.sub("", text).partition('"')[0]
    return _LONE_CARRIAGE_RETURN.search(unquoted) is not None


def misread(text: str, line: int) -> FileRefused:
    if len(text) > csv.field_size_limit():
        return too_long(text, line)
    if ended_by_carriage_returns(text):
        return old_lines(line)
    return refused(
        "text-after-quote",
        "sesudah tanda kutip penutup masih ada teks; tanda kutip di dalam sel ditulis dua kali",
        "text follows after a closing quote; a quote inside a cell is written twice",
        line,
    )


def old_lines(line: int) -> FileRefused:
    return refused(
        "lone-carriage-return",
        "baris diakhiri CR saja; simpan dengan akhir baris LF atau CRLF",
        "lines end with CR alone; save the file with line ends LF or CRLF",
        line,
    )


def too_long(text: str, line: int) -> FileRefused:
    """However much of the record was there when it was noticed."""
    if ended_by_carriage_returns(text[: LONGEST + 1]):
        return old_lines(line)
    return refused(
        "record-too-long",
        f"rekaman yang dimulai di sini lebih dari {LONGEST} aksara, atau selnya lebih dari {csv.field_size_limit()}; "
        "mungkin tanda kutipnya tidak ditutup",
        f"the record that begins here has more than {LONGEST} characters, or a cell more than "
        f"{csv.field_size_limit()}; perhaps a quote is not closed",
        line,
    )


def unclosed(line: int) -> FileRefused:
    return refused(
        "unclosed-quote",
        "rekaman yang dimulai di sini memuat tanda kutip yang tidak ditutup",
        "the record that begins here has a quote that is never closed",
        line,
    )
