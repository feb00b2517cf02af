"""CellValue: the content of a cell, and CellError: why it cannot be used."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from api.errors import Text


@dataclass(frozen=True, slots=True)
class InvalidCell:
    """A cell of a spreadsheet without a usable value: its text in the file, and the error of its column."""

    text: str
    code: str
    detail: Text


CellValue = str | Decimal | date | bool | InvalidCell | None
SURROUNDING_WHITESPACE = " \t\r\n\u00a0"  # ignored at both ends of a cell


class CellError(ValueError):
    """A cell is missing, invalid or ambiguous. `code` is stable, `detail` states the error in both languages."""

    def __init__(self, code: str, detail: Text) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def format_cell(cell: CellValue) -> str:
    """Return the cell as text for the file of rejected rows, in characters that the database can store."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case Decimal():
            return format_decimal(cell)
        case date():
            return cell.isoformat()
        case InvalidCell():
            return replace_unstorable(cell.text)
        case _:
            return replace_unstorable(cell)


def format_decimal(number: Decimal) -> str:
    """Write a number without an exponent, unless it is beyond 100 digits."""
    return f"{number:f}" if abs(number.adjusted()) < 100 else str(number)


def quote_cell(text: str) -> str:
    """Return at most 40 characters of a cell for a message; characters that are not printable become U+FFFD."""
    shortened = text if len(text) <= 40 else f"{text[:39]}…"
    return "".join(character if character.isprintable() else "\ufffd" for character in shortened)


def replace_unstorable(text: str) -> str:
    """Replace what UTF-8 or the database cannot store: NUL by U+FFFD, surrogates by a question mark."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def build_cell_pointer(number: int, column: str | None) -> str:
    """Build a JSON Pointer (RFC 6901) to a row of the file, or to its cell in a column."""
    return f"/rows/{number}" + ("" if column is None else f"/{escape_pointer(column)}")


def escape_pointer(name: str) -> str:
    """Escape the name of a column for a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
