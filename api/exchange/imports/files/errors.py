"""Errors that reject a file as a whole."""

from dataclasses import dataclass

from api.errors import ApiError, ErrorDetail, Text


@dataclass(eq=False)
class FileRejectedError(ApiError):
    """The file cannot be parsed, or exceeds a limit of its format."""

    error: ErrorDetail


class FileTooLargeError(FileRejectedError):
    """The file has more bytes or rows than one import accepts."""


@dataclass(eq=False)
class TooManyRejectedRowsError(ApiError):
    """More rows are invalid than an import reports. `errors` are those of the first rows."""

    read_rows: int
    max_rejected_rows: int
    errors: list[ErrorDetail]


@dataclass(eq=False)
class UnknownRegionsError(ApiError):
    """More than a tenth of the names of regions in a file are unknown. `errors` are those of the first rows."""

    error: ErrorDetail
    errors: list[ErrorDetail]


def build_file_error(code: str, indonesian: str, english: str, line: int | None = None) -> FileRejectedError:
    return FileRejectedError(build_error_at_line(line, code, indonesian, english))


def build_limit_error(code: str, indonesian: str, english: str) -> FileTooLargeError:
    return FileTooLargeError(build_error_at_line(None, code, indonesian, english))


def build_error_at_line(line: int | None, code: str, indonesian: str, english: str) -> ErrorDetail:
    """Build an error with the pointer `/lines/{line}`, or an empty pointer without a line."""
    return ErrorDetail(code, Text(indonesian, english), pointer="" if line is None else f"/lines/{line}")
