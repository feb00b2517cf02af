"""The merged ranges of a sheet in an XLSX file."""

import re

from openpyxl.utils import column_index_from_string

from api.exchange.imports.files.merged_cells import MergedCells, MergedRange
from api.exchange.imports.files.xml_parser import StopParsing, XmlDepthLimit, contains_name, parse_xml
from api.exchange.imports.files.zip_package import ZipPackage, corrupt_spreadsheet_error

MAX_RANGES = 100_000
_ELEMENT = "mergeCell"
_RANGE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})(?::([A-Z]{1,3})([1-9][0-9]{0,6}))?")


def load_merged_cells(package: ZipPackage, part: str) -> MergedCells:
    """Read the merged ranges, which follow the rows of a sheet. Raises FileRejectedError."""
    if not contains_name(package.read(part), _ELEMENT):  # most sheets have none
        return MergedCells(())
    collector = _RangeCollector()
    for _ in parse_xml(package.read(part), collector):
        pass
    return MergedCells(collector.ranges)


def parse_range(reference: str) -> MergedRange:
    """Parse a reference such as `B3:B7`. Raises FileRejectedError."""
    found = _RANGE.fullmatch(reference)
    if found is None:
        raise corrupt_spreadsheet_error()
    first_column, last_column = (column_index_from_string(letters) for letters in (found[1], found[3] or found[1]))
    parsed = MergedRange(int(found[2]), int(found[4] or found[2]), first_column, last_column)
    if parsed.first_row > parsed.last_row or first_column > last_column:
        raise corrupt_spreadsheet_error()
    return parsed


class _RangeCollector:
    def __init__(self) -> None:
        self.ranges: list[MergedRange] = []
        self._depth = XmlDepthLimit()

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        self._depth.enter()
        if name.rpartition(":")[2] == _ELEMENT:
            self.ranges.append(parse_range(attributes.get("ref", "")))
            if len(self.ranges) > MAX_RANGES:
                raise corrupt_spreadsheet_error()

    def end_element(self, name: str) -> None:
        self._depth.leave()
        if name.rpartition(":")[2] == "mergeCells":
            raise StopParsing

    def characters(self, data: str) -> None:
        """Ignore text: ranges are attributes."""
