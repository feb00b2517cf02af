"""Texts of a spreadsheet, as its shared strings and its cells hold them."""

import re

from api.imports.files.markup import Depth, told
from api.imports.files.package import Package

LARGEST = 64 << 20  # bytes of the shared strings
_ESCAPED = re.compile(r"_x(?!0000|[Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # neither NUL nor half a surrogate pair


def unescaped(text: str) -> str:
    """XML has no carriage return of its own, so spreadsheets write `_x000D_`."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def shared_strings(package: Package, name: str) -> list[str]:
    """Raises FileRefused."""
    reader = _Strings()
    for _ in told(package.read(name, LARGEST), reader):
        pass
    return reader.strings


class _Strings:
    """Runs of one string follow each other; how it is pronounced (`rPh`) is no part of it."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._runs: list[str] = []
        self._depth = Depth()
        self._is_text = False
        self._is_spoken = False

    def start(self, name: str, _: dict[str, str]) -> None:
        self._depth.enter()
        local = name.rpartition(":")[2]
        if local == "t":
            self._is_text = not self._is_spoken
        elif local == "rPh":
            self._is_spoken = True

    def end(self, name: str) -> None:
        self._depth.leave()
        local = name.rpartition(":")[2]
        if local == "t":
            self._is_text = False
        elif local == "si":
            self.strings.append(unescaped("".join(self._runs)))
            self._runs = []
        elif local == "rPh":
            self._is_spoken = False

    def text(self, data: str) -> None:
        if self._is_text:
            self._runs.append(data)
