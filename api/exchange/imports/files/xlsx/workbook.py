"""Workbook: the sheet to read, the shared strings and the cell formats of an XLSX file."""

import re
from collections.abc import Iterator
from datetime import datetime
from posixpath import dirname, join, normpath
from typing import NamedTuple, Self

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from api.exchange.imports.cells.number_words import find_magnitude
from api.exchange.imports.files.sheet_rows import SheetName, choose_sheet
from api.exchange.imports.files.xlsx.shared_strings import load_shared_strings
from api.exchange.imports.files.xml_parser import XmlDepthLimit, parse_xml
from api.exchange.imports.files.zip_package import ZipPackage, corrupt_spreadsheet_error

MAX_PART_BYTES = 16 << 20  # of styles and relationships
MAX_ELEMENTS = 200_000  # Excel allows 64,000 cell formats
MAX_FORMAT_LENGTH = 255
_SCALING_COMMA = re.compile(r"[0#?],+(?![0#?,])")  # after it, the format shows thousands of the stored number
_QUOTED_LITERAL = re.compile(r'"[^"]*"|\\.')  # literal text in a number format

XmlElement = tuple[str, dict[str, str]]


class Workbook(NamedTuple):
    """What is needed to interpret the cells of one sheet.

    `dates`, `durations` and `percents` are the indexes of the cell formats that show a number as one of these, and
    `scaled` of those that show a word such as `juta` after it, by index.
    """

    part: str  # name of the part with the sheet
    sheet: str
    strings: list[str]
    dates: frozenset[int]
    durations: frozenset[int]
    percents: frozenset[int]
    scaled: dict[int, str]
    epoch: datetime

    @classmethod
    def open(cls, package: ZipPackage, sheet: str | None) -> Self:
        """Open the named sheet, or by default the first visible one. Raises FileRejectedError."""
        root = next(
            (part for kind, part in _load_relationships(package, "").values() if kind == "officeDocument"), None
        )
        if root is None:
            raise corrupt_spreadsheet_error()
        elements = list(_parse_elements(package, root, frozenset({"workbookPr", "sheet"})))
        related = _load_relationships(package, root)
        kinds = dict(related.values())
        formats = _load_number_formats(package, kinds["styles"]) if "styles" in kinds else []
        dates = frozenset(number for number, code in enumerate(formats) if is_date_format(code))
        is_mac = any(properties.get("date1904") in {"1", "true"} for name, properties in elements if name != "sheet")
        return cls(
            *_find_sheet_part([attributes for name, attributes in elements if name == "sheet"], related, sheet),
            load_shared_strings(package, kinds["sharedStrings"]) if "sharedStrings" in kinds else [],
            dates,
            frozenset(number for number in dates if is_timedelta_format(formats[number])),
            frozenset(number for number, code in enumerate(formats) if "%" in _QUOTED_LITERAL.sub("", code)),
            {number: word for number, code in enumerate(formats) if (word := _find_scale(code)) is not None},
            MAC_EPOCH if is_mac else WINDOWS_EPOCH,
        )


def _find_scale(code: str) -> str | None:
    """Return the number word that a format shows after a number that it does not divide: `juta` of `0" juta"`."""
    literals = "".join(part.strip('"').removeprefix("\\") for part in _QUOTED_LITERAL.findall(code))
    word = find_magnitude(literals)
    return None if _SCALING_COMMA.search(_QUOTED_LITERAL.sub("", code)) else word


def _find_sheet_part(
    sheets: list[dict[str, str]], related: dict[str, tuple[str, str]], wanted: str | None
) -> tuple[str, str]:
    """Return part and name of the wanted sheet, or of the first visible one. Raise FileRejectedError if missing."""
    tables = []  # without chart sheets
    for sheet in sheets:
        kind, part = related.get(next((value for name, value in sheet.items() if name.endswith(":id")), ""), ("", ""))
        if kind == "worksheet":
            tables.append((part, SheetName(sheet.get("name", ""), sheet.get("state", "visible") == "visible")))
    part, found = tables[choose_sheet([named for _, named in tables], wanted)]
    return part, found.name


def _load_relationships(package: ZipPackage, part: str) -> dict[str, tuple[str, str]]:
    """Return the type and name of each part that a part refers to, by relationship id."""
    name = join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
    found = {}
    for _, attributes in _parse_elements(package, name, frozenset({"Relationship"})):
        target = attributes.get("Target", "")
        kind = attributes.get("Type", "").rpartition("/")[2]
        found[attributes.get("Id", "")] = kind, normpath(join("/", dirname(part), target)).lstrip("/")
    return found


def _load_number_formats(package: ZipPackage, part: str) -> list[str]:
    """Return the number format code of each cell format, by index."""
    codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    formats: list[str] = []
    within = ""
    for name, attributes in _parse_elements(
        package, part, frozenset({"numFmts", "cellXfs", "dxfs", "cellStyleXfs", "xf", "numFmt"})
    ):
        if name == "numFmt" and within == "numFmts":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")[:MAX_FORMAT_LENGTH]
        elif name == "xf" and within == "cellXfs":
            formats.append(codes.get(attributes.get("numFmtId", ""), ""))
        elif name not in {"xf", "numFmt"}:
            within = name
    return formats


def _parse_elements(package: ZipPackage, part: str, wanted: frozenset[str]) -> Iterator[XmlElement]:
    """Yield the elements with these local names, in document order."""
    reader = _ElementCollector(wanted)
    for _ in parse_xml(package.read(part, MAX_PART_BYTES), reader):
        yield from reader.found
        reader.found.clear()


class _ElementCollector:
    def __init__(self, wanted: frozenset[str]) -> None:
        self.found: list[XmlElement] = []
        self._wanted = wanted
        self._number = 0
        self._depth = XmlDepthLimit()

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        self._depth.enter()
        local = name.rpartition(":")[2]
        if local in self._wanted:
            self._number += 1
            if self._number > MAX_ELEMENTS:
                raise corrupt_spreadsheet_error()
            self.found.append((local, attributes))

    def end_element(self, _: str) -> None:
        self._depth.leave()

    def characters(self, data: str) -> None:
        """Ignore text: these parts have only attributes."""
