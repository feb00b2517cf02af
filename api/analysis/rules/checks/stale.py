"""`stale`: the last report of a series is older than the `expected_every` of its indicator."""

from collections.abc import Iterator
from datetime import date

from api.analysis.rules.checks.finding import FindingResult, FindingSubject, build_subjects
from api.analysis.rules.checks.formatting import format_date
from api.analysis.rules.duration import add_duration
from api.analysis.rules.facts import Facts, RealizationFact, Series
from api.errors import Text


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per series with realizations whose next one is overdue.

    The latest possible stated date counts, not the period: a new report about an old year is a report. `stated` is the
    duration, `computed` the day on which the next report was due.
    """
    newest: dict[Series, RealizationFact] = {}
    for each in facts.realizations:
        if not each.is_known(facts.as_of):
            continue
        known = newest.get(each.series)
        if known is None or (each.stated_latest, each.last, each.id) > (known.stated_latest, known.last, known.id):
            newest[each.series] = each
    for series, last in newest.items():
        indicator = facts.indicators.get(series.indicator)
        if indicator is None or indicator.expected_every is None:
            continue
        due = add_duration(last.stated_latest, indicator.expected_every)
        if facts.reference_day > due:
            yield _build_finding(last, due, indicator.expected_every)


def _build_finding(last: RealizationFact, due: date, every: str) -> FindingResult:
    series = last.series
    parts = (series.nature, last.region, *([series.breakdown] if series.breakdown else []))
    label = f"{series.indicator} ({', '.join(parts)})"
    stated_on, due_on = format_date(last.stated_latest), format_date(due)
    return FindingResult(
        code="stale",
        severity="warning",
        program=series.program,
        indicator=series.indicator,
        identity=tuple(series),
        subjects=(FindingSubject("indicator", series.indicator), *build_subjects((last,))),
        stated=every,
        computed=due.isoformat(),
        text=Text(
            f"{label}: laporan terakhir {stated_on.id}; laporan berikutnya seharusnya paling lambat {due_on.id} "
            f"({every}).",
            f"{label}: last reported {stated_on.en}; the next report was due by {due_on.en} ({every}).",
        ),
    )
