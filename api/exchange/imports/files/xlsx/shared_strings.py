"""Shared strings of an XLSX workbook, and its escape sequences."""

import re

from api.exchange.imports.files.xml_parser import XmlDepthLimit, parse_xml
from api.exchange.imports.files.zip_package import ZipPackage

MAX_SHARED_STRING_BYTES = 64 << 20
_ESCAPED = re.compile(r"_x(?!0000|[Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # except NUL and surrogates


def unescape_xlsx(text: str) -> str:
    """Decode sequences such as `_x000D_`: XML cannot contain every control character."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def load_shared_strings(package: ZipPackage, name: str) -> list[str]:
    """Return the shared strings by index. Raises FileRejectedError."""
    reader = _SharedStringHandler()
    for _ in parse_xml(package.read(name, MAX_SHARED_STRING_BYTES), reader):
        pass
    return reader.strings


class _SharedStringHandler:
    """Collect the strings: join the runs of each one, skip the phonetic text (`rPh`)."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._runs: list[str] = []
        self._depth = XmlDepthLimit()
        self._is_text = False
        self._is_phonetic = False

    def start_element(self, name: str, _: dict[str, str]) -> None:
        self._depth.enter()
        local = name.rpartition(":")[2]
        if local == "t":
            self._is_text = not self._is_phonetic
        elif local == "rPh":
            self._is_phonetic = True

    def end_element(self, name: str) -> None:
        self._depth.leave()
        local = name.rpartition(":")[2]
        if local == "t":
            self._is_text = False
        elif local == "si":
            self.strings.append(unescape_xlsx("".join(self._runs)))
            self._runs = []
        elif local == "rPh":
            self._is_phonetic = False

    def characters(self, data: str) -> None:
        if self._is_text:
            self._runs.append(data)
