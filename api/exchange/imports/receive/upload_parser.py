"""Parse an upload: the bytes of the body become lines for COPY, in batches of limited size. Runs in threads."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.errors import ErrorDetail, Text
from api.exchange.imports.cells.cell import build_cell_pointer, format_cell
from api.exchange.imports.cells.reference_names import ReferenceNames
from api.exchange.imports.files.decompression import FileEncoding, open_decompressor
from api.exchange.imports.files.errors import (
    FileRejectedError,
    TooManyRejectedRowsError,
    UnknownRegionsError,
    build_limit_error,
)
from api.exchange.imports.files.open_file import open_reader
from api.exchange.imports.files.record import FileRecord
from api.exchange.imports.receive.copy_lines import CopyLineEncoder, RowBatch
from api.exchange.imports.receive.quota import QUOTA_EXCEEDED
from api.exchange.imports.report.model import ImportAction, ImportMode
from api.exchange.imports.rows.layout import ColumnLayout, is_known_column
from api.exchange.imports.rows.mapping import ImportMapping
from api.exchange.imports.rows.parsed_row import ParsedRow
from api.exchange.imports.rows.row_reader import RowReader

MAX_ROWS = 2_000_000
BATCH_ROWS = 5_000  # of one COPY
MAX_DEFERRED_ROWS = 5_000  # of names that the others decide; their cells have at most 4 million characters
MAX_DEFERRED_CHARACTERS = 4_000_000
MAX_ERRORS_IN_PROBLEM = 20
MAX_LISTED_LINES = 100


@dataclass(frozen=True, slots=True)
class UploadOptions:
    """What the query string or form, the headers and the mapping state about a file."""

    collection: str
    media_type: str
    content_encoding: FileEncoding
    mapping: ImportMapping | None
    delimiter: str | None
    number_format: Any
    encoding: str | None
    sheet: str | None
    max_rejected_rows: int
    max_staged_bytes: int
    mode: ImportMode = "atomic"
    action: ImportAction = "apply"
    reason: str | None = None


class UploadParser:
    """Call `feed` for each chunk of the body, then `finish`; both yield batches of lines.

    Rejected rows are in batches of their own, so that a file of invalid rows is rejected before one is stored.
    Raise FileRejectedError, FileTooLargeError, TooManyRejectedRowsError, or InvalidRequestError for columns that do not
    fit the mapping.
    """

    def __init__(self, options: UploadOptions, names: ReferenceNames, import_id: UUID) -> None:
        self.options = options
        self.import_id = import_id
        self.rows = 0
        self._encoder = CopyLineEncoder(import_id)
        self._names = names
        self._size = 0
        self._hash = hashlib.sha256()
        self._decompressor = open_decompressor(options.content_encoding)
        self._file = open_reader(
            options.media_type,
            is_known=lambda name: is_known_column(options.collection, name, options.mapping),
            delimiter=options.delimiter,
            encoding=options.encoding,
            sheet=options.sheet,
            header_rows=options.mapping.sorted_header_rows if options.mapping is not None else (),
        )
        self._layout: ColumnLayout | None = None
        self._reader: RowReader | None = None
        self.staged_bytes = 0
        self._rejected_rows = 0
        self._skipped_rows = 0
        self._skipped_lines: list[int] = []
        self._first_errors: list[ErrorDetail] = []
        self._deferred: list[FileRecord] = []
        self._deferred_size = 0
        self._accepted_batch = RowBatch(BATCH_ROWS)
        self._rejected_batch = RowBatch(MAX_ROWS)

    def feed(self, data: bytes) -> Iterator[list[bytes]]:
        self._size += len(data)
        self._hash.update(data)
        for chunk in self._decompressor.feed(data):
            yield from self._encode_batches(self._file.feed(chunk))

    def finish(self) -> Iterator[list[bytes]]:
        for chunk in self._decompressor.finish():
            yield from self._encode_batches(self._file.feed(chunk))
        yield from self._encode_batches(self._file.finish())
        if not self.rows:
            raise FileRejectedError(NO_ROWS)
        yield from self._encode_deferred()
        self._check_region_names()
        for batch in (self._accepted_batch, self._rejected_batch):
            if batch.lines:
                yield batch.take()

    def _encode_batches(self, records: Iterable[FileRecord]) -> Iterator[list[bytes]]:
        for record in records:
            number = self.rows + 1
            rows = self._get_row_reader().read_figures(record, number)
            is_undecided = False
            for row in rows:
                if row is None:
                    self._count_skipped_row(record)
                    continue
                self.rows += 1
                is_undecided = is_undecided or row.is_undecided
            if self.rows + self._skipped_rows > MAX_ROWS:
                raise build_limit_error("too_many_rows", *TOO_MANY_ROWS)
            if is_undecided:
                self._deferred.append(record._replace(number=number))
                self._deferred_size += sum(map(len, map(format_cell, record.cells)))
                if len(self._deferred) >= MAX_DEFERRED_ROWS or self._deferred_size > MAX_DEFERRED_CHARACTERS:
                    yield from self._encode_deferred()
            else:
                yield from self._encode_rows(rows)

    def _encode_deferred(self) -> Iterator[list[bytes]]:
        """Read the deferred rows again: now the other names decide between a province and its city."""
        if self._deferred:
            reader = self._get_row_reader()
            reader.decide_namesakes()
            deferred, self._deferred = self._deferred, []
            for record in deferred:
                yield from self._encode_rows(reader.read_figures(record, record.number))

    def _encode_rows(self, rows: Iterable[ParsedRow | None]) -> Iterator[list[bytes]]:
        for row in rows:
            if row is None:
                continue
            if row.errors:
                self._count_rejected_row(row)
            line = self._encoder.encode(row)
            self.staged_bytes += len(line)
            if self.staged_bytes > self.options.max_staged_bytes:
                raise build_limit_error("staging_quota_exceeded", *QUOTA_EXCEEDED)
            batch = self._rejected_batch if row.errors else self._accepted_batch
            batch.add(line)
            if batch.is_full:
                yield batch.take()

    def _count_skipped_row(self, record: FileRecord) -> None:
        self._skipped_rows += 1
        if len(self._skipped_lines) < MAX_LISTED_LINES and record.line not in self._skipped_lines[-1:]:
            self._skipped_lines.append(record.line)

    def _check_region_names(self) -> None:
        """Raise UnknownRegionsError if so many names are unknown that the others may be regions by coincidence.

        Raise it also if names were read as provinces, and other levels follow.
        """
        tally = self._get_row_reader().region_tally
        error = None
        if tally.has_too_many_unknown:
            detail = UNKNOWN_REGIONS.fill(str(tally.unknown), str(tally.total))
            error = ErrorDetail("too_many_unknown_regions", detail, pointer="")
        elif tally.takes_provinces and not tally.has_only_provinces:
            error = ErrorDetail("mixed_region_levels", MIXED_LEVELS, pointer="")
        if error is not None:
            raise UnknownRegionsError(error, self._first_errors[:MAX_ERRORS_IN_PROBLEM])

    def _count_rejected_row(self, row: ParsedRow) -> None:
        """Count a rejected row. Raise TooManyRejectedRowsError above the limit."""
        self._rejected_rows += 1
        if len(self._first_errors) < MAX_ERRORS_IN_PROBLEM:
            self._first_errors += [
                ErrorDetail(error.code, error.detail, pointer=build_cell_pointer(row.number, error.column))
                for error in row.errors
            ]
        if self._rejected_rows > self.options.max_rejected_rows:
            errors = self._first_errors[:MAX_ERRORS_IN_PROBLEM]
            raise TooManyRejectedRowsError(self.rows, self.options.max_rejected_rows, errors)

    def _get_row_reader(self) -> RowReader:
        """Build the row reader at the first record: the header has been read by then."""
        if self._reader is None:
            options = self.options
            self._layout = ColumnLayout.build(
                options.collection, self._file.header, options.mapping, getattr(self._file, "titles", ())
            )
            self._reader = RowReader(self._layout, self._names, options.number_format)
        return self._reader

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    @property
    def columns(self) -> dict[str, str]:
        """The names of the columns in the file by the API's names, in file order."""
        return {} if self._layout is None else self._layout.columns

    def describe_file(self) -> dict[str, Any]:
        """Return size, hash, encoding, delimiter and sheet of the file, its skipped rows and its resolutions."""
        detected = {name: getattr(self._file, name, None) for name in ("encoding", "delimiter", "sheet")}
        described: dict[str, Any] = {"size": self._size, "sha256": self.sha256, **detected}
        if self._skipped_rows:
            described |= {"skipped_row_count": self._skipped_rows, "skipped_lines": self._skipped_lines}
        if self._reader is not None and (resolutions := self._reader.finest_resolutions):
            described["resolutions"] = resolutions
        return described


TOO_MANY_ROWS = (
    f"berkas ini lebih dari {MAX_ROWS} baris. Silakan bagi menjadi beberapa berkas",
    f"the file has more than {MAX_ROWS} rows; divide it into several files",
)
UNKNOWN_REGIONS = Text(
    "memuat {0} nama wilayah yang tidak dikenal dari {1} nama, lebih dari sepersepuluh, sehingga yang lain mungkin "
    "cocok secara kebetulan. Periksa apakah kolomnya memuat wilayah, dan perbaiki namanya",
    "has {0} unknown names of regions among {1} names, more than a tenth, so the others can match by coincidence; "
    "check that the column contains regions, and correct the names",
)
MIXED_LEVELS = Text(
    "memuat nama provinsi dan, setelah banyak baris, wilayah lain, sehingga nama seperti Jambi dapat berarti keduanya. "
    "Nyatakan regions.level dalam pemetaan, atau tulis Provinsi atau Kota di depan nama itu",
    "has names of provinces and, after many rows, of other regions, so a name such as Jambi can mean both; state "
    "regions.level in the mapping, or write Provinsi or Kota before the name",
)
NO_ROWS = ErrorDetail("no_rows", Text("tidak memuat satu baris pun", "contains no row"))
