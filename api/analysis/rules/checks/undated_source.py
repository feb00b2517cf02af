"""`undated_source`: the publication date of a source is unknown, or its bounds are more than 31 days apart."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from api.analysis.rules.checks.claim_judgments import is_known
from api.analysis.rules.checks.finding import FindingResult, FindingSubject
from api.analysis.rules.checks.formatting import format_date
from api.analysis.rules.facts import Facts, SourceFact
from api.errors import Text

MAX_BOUNDS_DAYS = 31  # including both bounds: a month is precise enough


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per source and program whose known figures cite the source or that it makes claims about.

    The program is None for a source with weekday claims only that no figure cites. `computed` is the number of days
    between the bounds, None without bounds.
    """
    for (program, code), count in _count_citing_figures(facts).items():
        source = facts.sources.get(code)
        if source is not None and is_undated(source):
            yield _build_finding(program, source, count)


def is_undated(source: SourceFact) -> bool:
    width = _bounds_in_days(source)
    return source.date_basis == "unknown" or (
        source.published_on is None and width is not None and width > MAX_BOUNDS_DAYS
    )


def _bounds_in_days(source: SourceFact) -> int | None:
    if source.not_before is None or source.not_after is None:
        return None
    return (source.not_after - source.not_before).days + 1


def _count_citing_figures(facts: Facts) -> dict[tuple[str | None, str], int]:
    """Count the citing figures by program and source; 0 if the source only makes claims."""
    found = Counter(facts.citing_counts)
    programs: dict[UUID, str] = {}
    for figure in (*facts.targets, *facts.realizations):
        programs[figure.id] = figure.series.program
        if facts.citing_counts is None and figure.is_known(facts.as_of):
            for source in dict.fromkeys(figure.sources):
                found[figure.series.program, source] += 1
    for claim in facts.claims:
        if is_known(claim, facts):
            claimed: set[str | None] = {programs[figure] for figure in claim.figures if figure in programs}
            if not claim.figures and claim.source not in facts.citing:
                claimed = {None}
            for program in claimed:
                found.setdefault((program, claim.source), 0)
    return found


def _build_finding(program: str | None, source: SourceFact, count: int) -> FindingResult:
    width = _bounds_in_days(source)
    citations = "1 figure cites" if count == 1 else f"{count} figures cite"
    if source.not_before is None or source.not_after is None:
        when = Text("tidak bertanggal", "has no date")
    else:
        first, last = format_date(source.not_before), format_date(source.not_after)
        when = Text(
            f"hanya diketahui terbit antara {first.id} dan {last.id}",
            f"was published at an unknown date between {first.en} and {last.en}",
        )
    return FindingResult(
        code="undated_source",
        severity="warning",
        program=program,
        identity=(program or "", source.code),
        subjects=(FindingSubject("source", source.code),),  # its figures are listed with ?source=
        computed=None if width is None else Decimal(width),
        text=Text(
            f"Sumber {source.code} {when.id}; {count} angka mengutipnya.",
            f"The source {source.code} {when.en}; {citations} it.",
        ),
    )
