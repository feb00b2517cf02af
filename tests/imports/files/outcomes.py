"""What comes of a file: its header, its records, and what it is refused for."""

from typing import Any, NamedTuple

from api.imports.files.inflate import Coding, inflater
from api.imports.files.reader import CSV, open_file
from api.imports.files.record import Record
from api.imports.files.refused import FileRefused, FileTooLarge

KNOWN = {"a", "b", "c", "indicator", "value", "note", "kode;nama"}


class Outcome(NamedTuple):
    header: list[str] | None
    records: list[Record]
    refused: str | None
    pointer: str | None

    @property
    def rows(self) -> list[list[Any]]:
        return [record.cells for record in self.records]

    @property
    def faults(self) -> list[str]:
        return [fault.code for record in self.records for fault in record.faults]


def outcome_of(
    data: bytes, media_type: str = CSV, coding: Coding = "identity", chunk: int = 1 << 16, **said: str | None
) -> Outcome:
    file, body = open_file(media_type, knows=KNOWN.__contains__, **said), inflater(coding)
    records: list[Record] = []
    code, pointer = None, None
    try:
        for start in range(0, len(data), chunk):
            for piece in body.feed(data[start : start + chunk]):
                records += file.feed(piece)
        for piece in body.finish():
            records += file.feed(piece)
        for record in file.finish():
            records.append(record)
    except FileRefused as refusal:
        code, pointer = refusal.fault.code, refusal.fault.pointer
    except FileTooLarge:
        code = "too-large"
    return Outcome(file.header, records, code, pointer)
