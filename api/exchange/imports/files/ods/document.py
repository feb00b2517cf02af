"""The sheets of an ODS file: all are in one part, so the wanted one is found by its position."""

from collections.abc import Iterator

from api.exchange.imports.files.merged_cells import MergedCells
from api.exchange.imports.files.ods.names import (
    DISPLAY,
    STYLE,
    STYLE_NAME,
    TABLE,
    TABLE_NAME,
    TABLE_PROPERTIES,
    TABLE_STYLE,
)
from api.exchange.imports.files.ods.table import TABLE_LEVEL, TableHandler, repeat_row
from api.exchange.imports.files.sheet_rows import OpenSheet, SheetName, SheetRow, choose_sheet
from api.exchange.imports.files.xml_parser import StopParsing, XmlDepthLimit, contains_name, parse_xml
from api.exchange.imports.files.zip_package import ZipPackage, corrupt_spreadsheet_error, encrypted_error

CONTENT_PART = "content.xml"
MAX_TABLES = 10_000
MAX_HIDDEN_STYLES = 10_000
_MANIFEST_PART = "META-INF/manifest.xml"
_ENCRYPTION_ELEMENT = "encryption-data"


def open_table(package: ZipPackage, wanted: str | None) -> OpenSheet:
    """Open the named table, or by default the first visible one. Raises FileRejectedError."""
    if _MANIFEST_PART in package and contains_name(package.read(_MANIFEST_PART), _ENCRYPTION_ELEMENT):
        raise encrypted_error()
    finder = _TableFinder(wanted)
    for _ in parse_xml(package.read(CONTENT_PART), finder, namespaces=True):
        pass
    if not finder.tables:
        raise corrupt_spreadsheet_error()
    index = choose_sheet(finder.tables, wanted)
    merged = MergedCells()
    return OpenSheet(finder.tables[index].name, _read_rows(package, index, merged), merged)


def _read_rows(package: ZipPackage, index: int, merged: MergedCells) -> Iterator[SheetRow]:
    """Yield the rows with content, and add the ranges that begin in each of them to `merged`."""
    chunks, table = package.read(CONTENT_PART), TableHandler(index)
    for _ in parse_xml(chunks, table, namespaces=True):
        for row in table.rows:
            yield from repeat_row(row, merged)
        table.rows.clear()
    for _ in chunks:  # verifies the checksum at the end
        pass


class _TableFinder:
    """Collect the tables up to the wanted one. The styles, which hide tables, precede them."""

    def __init__(self, wanted: str | None) -> None:
        self.tables: list[SheetName] = []
        self._wanted = wanted
        self._depth = XmlDepthLimit()
        self._style = ""  # name of the current or last style
        self._hidden_styles: set[str] = set()

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        self._depth.enter()
        if name == STYLE:
            self._style = attributes.get(STYLE_NAME, "")
        elif name == TABLE_PROPERTIES and attributes.get(DISPLAY) == "false":
            self._hidden_styles.add(self._style)
        elif name == TABLE and self._depth.level == TABLE_LEVEL:
            self._add_table(attributes)

    def end_element(self, _: str) -> None:
        self._depth.leave()

    def characters(self, data: str) -> None:
        """Ignore text: names are attributes."""

    def _add_table(self, attributes: dict[str, str]) -> None:
        if len(self.tables) >= MAX_TABLES or len(self._hidden_styles) > MAX_HIDDEN_STYLES:
            raise corrupt_spreadsheet_error()
        table = SheetName(attributes.get(TABLE_NAME, ""), attributes.get(TABLE_STYLE) not in self._hidden_styles)
        self.tables.append(table)
        if table.is_visible if self._wanted is None else table.name == self._wanted:
            raise StopParsing
