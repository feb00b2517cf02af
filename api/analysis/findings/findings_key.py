"""The key of a computation of findings."""

from datetime import date, datetime
from typing import NamedTuple

from api.analysis.rules.checks.finding import FindingResult

NO_PROGRAM = ""  # the program of findings without a figure
CLAIMS_AND_SOURCES = ""  # the part of a program without an indicator


class FindingsKey(NamedTuple):
    """The findings of a program as of a day, as known at a time; of a large program those of a part of it.

    `part` is the code of an indicator, or CLAIMS_AND_SOURCES.
    """

    program: str
    as_of: date | None
    known_at: datetime | None
    part: str | None = None

    @property
    def is_current(self) -> bool:
        return self.as_of is None and self.known_at is None

    def includes(self, finding: FindingResult) -> bool:
        """Return False for findings of other programs and parts, whose facts are loaded only in part."""
        if self.program not in (NO_PROGRAM, finding.program):
            return False
        if self.part == CLAIMS_AND_SOURCES:
            return finding.indicator is None or finding.subjects[0].type == "claim"
        return self.part in (None, finding.indicator)
