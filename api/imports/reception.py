"""The reception: bytes of a body become lines to stage, in pieces of bounded size, beside the event loop."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.faults import Fault, Text
from api.imports.cells.regions import Regions
from api.imports.files.inflate import Coding, inflater
from api.imports.files.reader import open_file
from api.imports.files.record import Record
from api.imports.files.refused import FileRefused, FileTooLarge
from api.imports.rows.columns import knows
from api.imports.rows.layout import Layout
from api.imports.rows.mapping import Mapping
from api.imports.rows.row_reader import RowReader
from api.imports.staging import BATCH, LARGEST_BATCH, copied

MOST_ROWS = 2_000_000


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a file before its first byte: by its address and header fields, and by its mapping."""

    collection: str
    media_type: str
    coding: Coding
    mapping: Mapping | None
    delimiter: str | None
    number_format: Any
    encoding: str | None
    sheet: str | None


class Reception:
    """Feed it the body, take the batches it yields, and `finish`. Raises what api/imports/files does, and Invalid."""

    def __init__(self, described: Described, regions: Regions, import_id: UUID) -> None:
        self.described = described
        self.import_id = import_id
        self.rows = 0
        self._regions = regions
        self._size = 0
        self._hash = hashlib.sha256()
        self._inflater = inflater(described.coding)
        self._file = open_file(
            described.media_type,
            knows=lambda name: knows(described.collection, name, described.mapping),
            delimiter=described.delimiter,
            encoding=described.encoding,
            sheet=described.sheet,
        )
        self._layout: Layout | None = None
        self._reader: RowReader | None = None
        self._lines: list[bytes] = []
        self._staged = 0

    def feed(self, data: bytes) -> Iterator[list[bytes]]:
        self._size += len(data)
        self._hash.update(data)
        for piece in self._inflater.feed(data):
            yield from self._taken(self._file.feed(piece))

    def finish(self) -> Iterator[list[bytes]]:
        for piece in self._inflater.finish():
            yield from self._taken(self._file.feed(piece))
        yield from self._taken(self._file.finish())
        if not self.rows:
            raise FileRefused(EMPTY)
        if self._lines:
            yield self._lines

    def _taken(self, records: Iterable[Record]) -> Iterator[list[bytes]]:
        for record in records:
            self.rows += 1
            if self.rows > MOST_ROWS:
                raise FileTooLarge
            line = copied(self._reading().read_record(record), self.import_id)
            self._lines.append(line)
            self._staged += len(line)
            if len(self._lines) == BATCH or self._staged > LARGEST_BATCH:
                yield self._lines
                self._lines, self._staged = [], 0

    def _reading(self) -> RowReader:
        """Once there is a record, there is a header."""
        if self._reader is None:
            about = self.described
            self._layout = Layout.of(about.collection, self._file.header, about.mapping)
            self._reader = RowReader(self._layout, self._regions, about.number_format)
        return self._reader

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    @property
    def columns(self) -> dict[str, str]:
        """Ours, in the order of the file, and what it calls them."""
        return {} if self._layout is None else self._layout.columns

    @property
    def found(self) -> dict[str, Any]:
        """What was found of the file."""
        read = {name: getattr(self._file, name, None) for name in ("encoding", "delimiter")}
        return {"bytes": self._size, "sha256": self.sha256, **read}


EMPTY = Fault("no-rows", Text("tidak memuat satu baris pun", "has not a single row"))
