"""A record: one row of a table, or one object of a line, before anybody asks what it means."""

from typing import Any, NamedTuple

from api.faults import Fault
from api.imports.cells.cell import Cell


class Record(NamedTuple):
    """`number` counts the rows of data from 1; `line`, from 1, is where the record begins in the file or the sheet.

    `members` are those of a JSON object, where the file is of lines of JSON and this one is an object.
    """

    number: int
    line: int
    cells: list[Cell]
    members: dict[str, Any] | None
    faults: list[Fault]
