"""`stale`: nothing was reported for longer than the indicator's `expected_every`."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from api.faults import Text
from api.rules.facts import Facts, Realization, Series
from api.rules.findings.finding import Finding, Subject, subjects_of
from api.rules.findings.wording import day


def find(facts: Facts) -> Iterator[Finding]:
    """One a series that has realizations, counted from the latest day one of them can have been stated on.

    What counts is when something was last heard, not what day it was about: a report of the year before last that
    came out yesterday is news. `stated` is the duration, `computed` the day by which something was due.
    """
    newest: dict[Series, Realization] = {}
    for each in facts.realizations:
        if not each.is_known(facts.as_of):
            continue
        held = newest.get(each.series)
        if held is None or (each.stated_latest, each.last, each.id) > (held.stated_latest, held.last, held.id):
            newest[each.series] = each
    for series, last in newest.items():
        indicator = facts.indicators.get(series.indicator)
        if indicator is None or indicator.expected_every is None:
            continue
        due = _after(last.stated_latest, indicator.expected_every)
        if facts.day > due:
            yield _finding(last, due, indicator.expected_every)


def _after(start: date, duration: str) -> date:
    """The day that many years, months, weeks or days later; the last of its month where that is too short."""
    count, kind = int(duration[1:-1]), duration[-1]
    if kind in "DW":
        return start + timedelta(days=count * (7 if kind == "W" else 1))
    months = start.year * 12 + start.month - 1 + count * (12 if kind == "Y" else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def _finding(last: Realization, due: date, every: str) -> Finding:
    series = last.series
    told = (series.nature, series.region, *([series.breakdown] if series.breakdown else []))
    about, heard, by = f"{series.indicator} ({', '.join(told)})", day(last.stated_latest), day(due)
    return Finding(
        code="stale",
        severity="warning",
        program=series.program,
        indicator=series.indicator,
        about=tuple(series),
        subjects=(Subject("indicator", series.indicator), *subjects_of((last,))),
        stated=every,
        computed=due.isoformat(),
        text=Text(
            f"{about}: laporan terakhir {heard.id}; yang berikutnya ditunggu paling lambat {by.id} ({every}).",
            f"{about}: last reported {heard.en}; the next was due by {by.en} ({every}).",
        ),
    )
