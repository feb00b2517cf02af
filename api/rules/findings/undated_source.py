"""`undated_source`: nobody knows when a source was published, or the bounds are wider than 31 days."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from api.faults import Text
from api.rules.facts import Facts, Figure, Source
from api.rules.findings.claimed import is_known
from api.rules.findings.finding import Finding, Subject
from api.rules.findings.wording import day

WIDEST = 31  # days, both bounds included: a month is a date that a reader can live with


def find(facts: Facts) -> Iterator[Finding]:
    """One for each program whose known figures cite the source, or about whose figures it makes a claim.

    A source that nothing cites and that only claims a weekday has no program.
    `computed` is how many days the bounds leave open, and null where there are none.
    """
    for (program, code), citing in _named(facts).items():
        source = facts.sources.get(code)
        if source is not None and is_undated(source):
            yield _finding(program, source, citing)


def is_undated(source: Source) -> bool:
    width = _width(source)
    return source.date_basis == "unknown" or (source.published_on is None and width is not None and width > WIDEST)


def _width(source: Source) -> int | None:
    if source.not_before is None or source.not_after is None:
        return None
    return (source.not_after - source.not_before).days + 1


def _named(facts: Facts) -> dict[tuple[str | None, str], list[Figure]]:
    """By program and source, the figures that cite it; none, where it only makes claims."""
    found: dict[tuple[str | None, str], list[Figure]] = defaultdict(list)
    programs: dict[UUID, str] = {}
    for figure in (*facts.targets, *facts.realizations):
        programs[figure.id] = figure.series.program
        if figure.is_known(facts.as_of):
            for source in dict.fromkeys(figure.sources):
                found[figure.series.program, source].append(figure)
    for claim in facts.claims:
        if is_known(claim, facts):
            about: set[str | None] = {programs[subject] for subject in claim.subjects if subject in programs}
            if not claim.subjects and claim.source not in facts.citing:
                about = {None}
            for program in about:
                found.setdefault((program, claim.source), [])
    return found


def _finding(program: str | None, source: Source, citing: list[Figure]) -> Finding:
    width, count = _width(source), len(citing)
    resting = "1 figure rests" if count == 1 else f"{count} figures rest"
    if source.not_before is None or source.not_after is None:
        when = Text("tidak bertanggal", "carries no date")
    else:
        first, last = day(source.not_before), day(source.not_after)
        when = Text(
            f"hanya diketahui terbit antara {first.id} dan {last.id}",
            f"is known only to be of {first.en} to {last.en}",
        )
    return Finding(
        code="undated_source",
        severity="warning",
        program=program,
        about=(program or "", source.code),
        subjects=(Subject("source", source.code),),  # its figures are a list of their own: ?source=
        computed=None if width is None else Decimal(width),
        text=Text(
            f"Sumber {source.code} {when.id}; {count} angka bersandar padanya.",
            f"The source {source.code} {when.en}; {resting} on it.",
        ),
    )
