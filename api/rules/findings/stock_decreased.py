"""`stock_decreased`: a later preferred stock lies wholly below an earlier one of an indicator that is to increase."""

from collections import defaultdict
from collections.abc import Iterator

from api.faults import Text
from api.rules.facts import Facts, Realization, Series
from api.rules.findings.finding import Finding, key_text, subjects_of
from api.rules.findings.wording import amount, place, unit_of
from api.rules.preferred import realizations_by_preference


def find(facts: Facts) -> Iterator[Finding]:
    """One a stock that lies below some earlier one, held against the highest of those."""
    of_series: dict[Series, list[Realization]] = defaultdict(list)
    for key, (preferred, *_) in realizations_by_preference(facts.realizations, facts.as_of).items():
        indicator = facts.indicators.get(key.series.indicator)
        if key.series.nature == "stock" and indicator is not None and indicator.direction == "increase":
            of_series[key.series].append(preferred)
    for stocks in of_series.values():
        highest: Realization | None = None
        for stock in sorted(stocks, key=lambda each: each.last):
            if highest is not None and stock.interval.high <= highest.interval.low:
                yield _finding(stock, highest, unit_of(facts, stock.series.indicator))
            if highest is None or stock.interval.low >= highest.interval.low:
                highest = stock


def _finding(stock: Realization, highest: Realization, unit: str) -> Finding:
    now, then, about = amount(stock.value, unit), amount(highest.value, unit), place(stock)
    return Finding(
        code="stock_decreased",
        severity="warning",
        program=stock.series.program,
        indicator=stock.series.indicator,
        about=key_text(stock.key),
        subjects=subjects_of((stock, highest)),
        stated=stock.value,
        computed=highest.value,
        allowed=highest.interval,
        text=Text(
            f"{about}: {now.id}, di bawah {then.id} untuk {highest.period}, padahal jumlahnya diharapkan naik.",
            f"{about}: {now.en}, below {then.en} for {highest.period}, though the number is to increase.",
        ),
    )
