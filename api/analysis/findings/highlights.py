"""The findings of a program that an overview shows first."""

from collections.abc import Iterable

from api.analysis.rules.checks.finding import SEVERITIES, FindingResult

MAX_HIGHLIGHTS = 5  # of a program


def choose_highlights(findings: Iterable[FindingResult]) -> list[FindingResult]:
    """Return the most severe findings, at most one of each code."""
    first_of_code: dict[str, FindingResult] = {}
    for finding in findings:
        first_of_code.setdefault(finding.code, finding)
    return sorted(first_of_code.values(), key=lambda finding: SEVERITIES.index(finding.severity))[:MAX_HIGHLIGHTS]
