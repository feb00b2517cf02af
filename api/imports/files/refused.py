"""Why a file is not taken as a whole."""

from dataclasses import dataclass

from api.faults import Fault, Refusal, Text


@dataclass
class FileRefused(Refusal):
    """What it holds cannot be read, or not within the bounds that keep the service alive."""

    fault: Fault


class FileTooLarge(Refusal):
    """There is more of it than is taken in one import."""


def refused(code: str, indonesian: str, english: str, line: int | None = None) -> FileRefused:
    return FileRefused(fault_at(line, code, indonesian, english))


def fault_at(line: int | None, code: str, indonesian: str, english: str) -> Fault:
    return Fault(code, Text(indonesian, english), pointer="" if line is None else f"/lines/{line}")
