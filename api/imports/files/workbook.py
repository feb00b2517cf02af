"""A workbook: its sheets in order, and what their cells have in common."""

import re
from collections.abc import Iterator
from datetime import datetime
from posixpath import dirname, join, normpath
from typing import NamedTuple, Self

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from api.imports.cells.unreadable import shown
from api.imports.files.markup import Depth, told
from api.imports.files.package import Package, broken_spreadsheet
from api.imports.files.refused import refused
from api.imports.files.spreadsheet_text import shared_strings

LARGEST = 16 << 20  # bytes of a part that describes others
MOST_ELEMENTS = 200_000  # Excel knows 64 000 formats of cells
LONGEST_FORMAT = 255
MOST_LISTED = 20
_QUOTED = re.compile(r'"[^"]*"|\\.')  # what stands in a format as it is

Element = tuple[str, dict[str, str]]


class Workbook(NamedTuple):
    """`dates`, `durations` and `percents` are the numbers of cell formats that show a number as such."""

    part: str  # of the sheet that is read
    strings: list[str]
    dates: frozenset[int]
    durations: frozenset[int]
    percents: frozenset[int]
    epoch: datetime

    @classmethod
    def opened(cls, package: Package, sheet: str | None) -> Self:
        """Raises FileRefused."""
        root = next((part for kind, part in _related(package, "").values() if kind == "officeDocument"), None)
        if root is None:
            raise broken_spreadsheet()
        elements = list(_elements(package, root, frozenset({"workbookPr", "sheet"})))
        related = _related(package, root)
        kinds = dict(related.values())
        formats = _formats(package, kinds["styles"]) if "styles" in kinds else []
        dates = frozenset(number for number, code in enumerate(formats) if is_date_format(code))
        is_mac = any(properties.get("date1904") in {"1", "true"} for name, properties in elements if name != "sheet")
        return cls(
            _part_of([attributes for name, attributes in elements if name == "sheet"], related, sheet),
            shared_strings(package, kinds["sharedStrings"]) if "sharedStrings" in kinds else [],
            dates,
            frozenset(number for number in dates if is_timedelta_format(formats[number])),
            frozenset(number for number, code in enumerate(formats) if "%" in _QUOTED.sub("", code)),
            MAC_EPOCH if is_mac else WINDOWS_EPOCH,
        )


def _part_of(sheets: list[dict[str, str]], related: dict[str, tuple[str, str]], wanted: str | None) -> str:
    """The sheet of that name, else the first that people see."""
    tables = []  # what is no sheet of cells is a chart
    for sheet in sheets:
        kind, part = related.get(next((value for name, value in sheet.items() if name.endswith(":id")), ""), ("", ""))
        if kind == "worksheet":
            tables.append((sheet.get("name", ""), sheet.get("state", "visible") == "visible", part))
    if wanted is None:
        tables.sort(key=lambda table: not table[1])
    found = [part for name, _, part in tables if wanted in {None, name}]
    if found:
        return found[0]
    listed = ", ".join(shown(name) for name, _, _ in tables[:MOST_LISTED])
    raise refused(
        "unknown-sheet",
        f"tidak ada lembar bernama itu; yang ada: {listed}",
        f"there is no sheet of that name; there are: {listed}",
    )


def _related(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """By their ids, the kinds and names of the parts that a part refers to."""
    name = join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
    found = {}
    for _, attributes in _elements(package, name, frozenset({"Relationship"})):
        target = attributes.get("Target", "")
        kind = attributes.get("Type", "").rpartition("/")[2]
        found[attributes.get("Id", "")] = kind, normpath(join("/", dirname(part), target)).lstrip("/")
    return found


def _formats(package: Package, part: str) -> list[str]:
    """The codes of the cell formats, by their numbers."""
    codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    formats: list[str] = []
    within = ""
    for name, attributes in _elements(
        package, part, frozenset({"numFmts", "cellXfs", "dxfs", "cellStyleXfs", "xf", "numFmt"})
    ):
        if name == "numFmt" and within == "numFmts":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:LONGEST_FORMAT]
        elif name == "xf" and within == "cellXfs":
            formats.append(codes.get(attributes.get("numFmtId", ""), ""))
        elif name not in {"xf", "numFmt"}:
            within = name
    return formats


def _elements(package: Package, part: str, wanted: frozenset[str]) -> Iterator[Element]:
    reader = _Elements(wanted)
    for _ in told(package.read(part, LARGEST), reader):
        yield from reader.found
        reader.found.clear()


class _Elements:
    def __init__(self, wanted: frozenset[str]) -> None:
        self.found: list[Element] = []
        self._wanted = wanted
        self._number = 0
        self._depth = Depth()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth.enter()
        local = name.rpartition(":")[2]
        if local in self._wanted:
            self._number += 1
            if self._number > MOST_ELEMENTS:
                raise broken_spreadsheet()
            self.found.append((local, attributes))

    def end(self, _: str) -> None:
        self._depth.leave()

    def text(self, data: str) -> None:
        """Says nothing here."""
