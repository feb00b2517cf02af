"""The key of a computation of findings."""

from datetime import date, datetime
from typing import NamedTuple

from api.analysis.rules.checks.finding import FindingResult

NO_PROGRAM = ""  # the program of findings without a figure
# Parts of programs. No indicator has such a code.
CLAIMS_AND_SOURCES = ""
FIGURES = "*"


class FindingsKey(NamedTuple):
    """The findings of programs as of a day, as known at a time, or those of a part of them.

    `part` is CLAIMS_AND_SOURCES, FIGURES, or the code of an indicator for the findings about its figures. The current
    findings are computed for one whole program, because the cache stores them for all later requests.
    """

    programs: tuple[str, ...]
    as_of: date | None
    known_at: datetime | None
    part: str | None = None

    @property
    def is_current(self) -> bool:
        return self.as_of is None and self.known_at is None

    def includes(self, finding: FindingResult) -> bool:
        """Return False for findings of other programs and parts, whose facts are loaded only in part."""
        if self.programs == (NO_PROGRAM,):
            return True
        if finding.program not in self.programs:
            return False
        is_about_figures = finding.indicator is not None and finding.subjects[0].type != "claim"
        if self.part == CLAIMS_AND_SOURCES:
            return not is_about_figures
        return self.part is None or (is_about_figures and self.part in (FIGURES, finding.indicator))
