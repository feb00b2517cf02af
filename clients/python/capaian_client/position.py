"""The position of a follower: the cursor of the last change that the program has processed."""

import os
import re
from pathlib import Path

_CURSOR = re.compile(r"[!-~]{1,500}")


class Position:
    """A cursor, also stored in a file if there is one. The file takes precedence over `after` when it exists."""

    def __init__(self, after: str | None, file: str | Path | None) -> None:
        self._file = None if file is None else Path(file)
        self.cursor = after
        if self._file is not None and not self._file.parent.is_dir():
            raise NotADirectoryError(f"{self._file.parent} is not a directory; create it for the position file")
        if self._file is not None and self._file.exists():
            self.cursor = _read_cursor(self._file)

    def store(self, cursor: str | None, *, sync: bool = False) -> None:
        """Store a cursor. With `sync`, it also survives a power failure; an older one is stored until then."""
        if cursor is None or cursor == self.cursor:
            return
        if self._file is not None:
            part = self._file.with_name(f"{self._file.name}.part")
            with part.open("w") as output:
                output.write(cursor + "\n")
                if sync:
                    output.flush()
                    os.fsync(output.fileno())
            part.replace(self._file)
        self.cursor = cursor


def _read_cursor(file: Path) -> str:
    text = file.read_bytes()[:1000].decode(errors="replace").strip()
    if not _CURSOR.fullmatch(text):
        raise ValueError(f"{file} contains no cursor; delete it to start from `after`, or from the first change")
    return text
