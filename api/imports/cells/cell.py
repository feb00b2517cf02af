"""What a cell holds: a text, or in a spreadsheet also a number, a day, a truth value or nothing."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from api.imports.cells.unreadable import storable

Cell = str | Decimal | date | bool | None
EDGES = " \t\r\n\u00a0"  # what people leave around a word without meaning it


def is_blank(cells: Sequence[Cell]) -> bool:
    """No cell says anything."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip(EDGES)) for cell in cells)


def written(cell: Cell) -> str:
    """The cell as a text, for a file of faulty rows, in characters that the database can hold."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case Decimal():
            return plain(cell)
        case date():
            return cell.isoformat()
        case _:
            return storable(cell)


def plain(number: Decimal) -> str:
    """Without an exponent, unless that would fill pages."""
    return f"{number:f}" if abs(number.adjusted()) < 100 else str(number)
