"""Encode rows as lines of COPY's text format, with the ids of new figures, and collect them in batches."""

import hashlib
from typing import Any
from uuid import UUID

from api.exchange.imports.report.stored_errors import encode_errors
from api.exchange.imports.rows.parsed_row import ParsedRow
from api.http.reads.record import JSON_ENCODER
from api.resources.figures.period import Period

MAX_BATCH_BYTES = 4 * 1024 * 1024
COPY_COLUMNS = (
    "import",
    "number",
    "line",
    "candidate",
    "content",
    "must_match_indicator",
    "errors",
    "raw",
    "value_position",
)
# These columns and the period identify a figure, with their defaults. The period of a stock is its last day, if that is
# known.
IDENTIFYING_COLUMNS = (
    ("indicator", None),
    ("nature", None),
    ("region", "ID"),
    ("breakdown", ""),
    ("institution", None),
    ("stated_on", None),
    ("stated_not_before", None),
    ("stated_not_after", None),
    ("plan", None),
    ("distinct_from", None),
)
# The first digit after the version of a UUID, with the variant of RFC 9562 in its first two bits.
VARIANT_DIGITS = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
MAX_CACHED_PERIODS = 20_000


class RowBatch:
    """The lines of one COPY."""

    def __init__(self, max_rows: int) -> None:
        self.lines: list[bytes] = []
        self._max_rows = max_rows
        self._size = 0

    def add(self, line: bytes) -> None:
        self.lines.append(line)
        self._size += len(line)

    @property
    def is_full(self) -> bool:
        return len(self.lines) == self._max_rows or self._size > MAX_BATCH_BYTES

    def take(self) -> list[bytes]:
        """Return the lines and start the next batch."""
        lines, self.lines, self._size = self.lines, [], 0
        return lines


class CopyLineEncoder:
    """Encode the rows of one import as lines of COPY's text format."""

    def __init__(self, import_id: UUID) -> None:
        self._import = str(import_id)
        self._encoded_import = self._import.encode()

    def encode(self, row: ParsedRow) -> bytes:
        is_valid = not row.errors
        fields = (
            self._encoded_import,
            b"%d" % row.number,
            b"%d" % row.line,
            self._build_candidate_id(row.content).encode() if is_valid else b"",
            _encode_json(row.content) if is_valid else b"{}",
            _encode_json(row.must_match_indicator) if row.must_match_indicator else b"{}",
            b"\\N" if is_valid else _encode_json(encode_errors(row.errors)),
            _encode_json(row.raw),
            b"\\N" if row.value_position is None else b"%d" % row.value_position,
        )
        return b"\t".join(fields) + b"\n"

    def _build_candidate_id(self, content: dict[str, Any]) -> str:
        """Return the code of a source, the id of the row, or else a UUID version 7 computed from the content.

        The UUID has the time of the import, so that new figures sort by the time at which they were imported.
        """
        if "code" in content:
            return str(content["code"])
        if "id" in content:
            return str(content["id"])
        values = [str(content.get(name) or default) for name, default in IDENTIFYING_COLUMNS]
        has_one_day = content.get("nature") == "stock" and content.get("day_known") is not False
        identity = "\0".join([self._import, *values, _build_period_key(content.get("period"), has_one_day=has_one_day)])
        digits = hashlib.blake2b(identity.encode("utf-8", "replace"), digest_size=10).hexdigest()
        return f"{self._import[:14]}7{digits[1:4]}-{VARIANT_DIGITS[digits[4]]}{digits[5:8]}-{digits[8:]}"


def _encode_json(value: Any) -> bytes:
    """Encode JSON for COPY. Replace NUL and lone surrogates, which PostgreSQL cannot store in a rejected row."""
    try:
        encoded = JSON_ENCODER.encode(value)
    except UnicodeEncodeError:
        encoded = JSON_ENCODER.encode(_replace_surrogates(value))
    return encoded.replace(b"\\u0000", b"\\ufffd").replace(b"\\", b"\\\\")


def _replace_surrogates(value: Any) -> Any:
    """Replace each lone surrogate with a question mark."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_replace_surrogates(part) for part in value]
    if isinstance(value, dict):
        return {_replace_surrogates(name): _replace_surrogates(part) for name, part in value.items()}
    return value


_period_keys: dict[tuple[str, bool], str] = {}


def _build_period_key(period: object, *, has_one_day: bool) -> str:
    """Return the days that identify a period. The cache pays off because many rows have the same few periods."""
    key = (str(period), has_one_day)
    if key not in _period_keys:
        if len(_period_keys) > MAX_CACHED_PERIODS:
            _period_keys.clear()
        try:
            first, last = Period.parse(str(period))
            _period_keys[key] = f"{last}" if has_one_day else f"{first}/{last}"
        except ValueError:  # the row is invalid and will be rejected
            _period_keys[key] = str(period)
    return _period_keys[key]
