"""NameLookup: find the code of a record, such as a unit or an institution, by one of its names."""

import re
from collections.abc import Iterable
from typing import Final

from api.errors import Text
from api.exchange.imports.cells.cell import CellError


class NameLookup:
    """The codes of records by their names, in any case and without punctuation."""

    def __init__(self, records: Iterable[tuple[str, Iterable[str | None]]] = ()) -> None:
        self._codes: dict[str, set[str]] = {}
        for code, names in records:
            for name in (code, *names):
                if name and (normalized := normalize_name(name)):
                    self._codes.setdefault(normalized, set()).add(code)

    def find(self, text: str) -> str | None:
        """Return the code of the only record with this name, None if there is none. Raises CellError."""
        codes = self._codes.get(normalize_name(text), ())
        if len(codes) > 1:
            raise CellError("ambiguous_name", AMBIGUOUS_NAME.fill(", ".join(sorted(codes))))
        return next(iter(codes), None)


def normalize_name(text: str) -> str:
    """Return the name in lower case without spaces, points, commas, hyphens, slashes and brackets."""
    return re.sub(r"[ \u00a0.,()/_-]+", "", text.replace("&", " dan ").casefold())


NO_NAMES: Final = NameLookup()
AMBIGUOUS_NAME = Text("dapat berarti {0}. Tulis kodenya", "can mean {0}; write the code")
