"""`stock_decreased`: a preferred stock is below an earlier one although its indicator should increase."""

from collections import defaultdict
from collections.abc import Iterator

from api.analysis.rules.checks.finding import FindingResult, build_subjects, key_to_identity
from api.analysis.rules.checks.formatting import find_unit, format_figure_key, format_stated
from api.analysis.rules.facts import Facts, RealizationFact, Series
from api.analysis.rules.interval import Number
from api.analysis.rules.preferred import sort_by_preference
from api.errors import Text


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per stock of which no number reaches an earlier one. The highest earlier stock is compared."""
    by_series: dict[Series, list[RealizationFact]] = defaultdict(list)
    for key, (preferred, *_) in sort_by_preference(facts.realizations, facts.as_of).items():
        indicator = facts.indicators.get(key.series.indicator)
        if (
            key.series.nature == "stock"
            and preferred.day_known
            and indicator is not None
            and indicator.direction == "increase"
        ):
            by_series[key.series].append(preferred)
    for stocks in by_series.values():
        highest: RealizationFact | None = None
        for stock in sorted(stocks, key=lambda each: each.last):
            if highest is not None and stock.interval.is_below(highest.interval):
                yield _build_finding(stock, highest, find_unit(facts, stock.series.indicator))
            if highest is None or _low_end(stock) >= _low_end(highest):
                highest = stock


def _low_end(stock: RealizationFact) -> tuple[Number, bool]:
    """Return the sort key of the end that a later stock must not be below; an excluded end is the higher one."""
    return stock.interval.low, not stock.interval.has_low


def _build_finding(stock: RealizationFact, highest: RealizationFact, unit: str) -> FindingResult:
    now, then, label = format_stated(stock, unit), format_stated(highest, unit), format_figure_key(stock)
    return FindingResult(
        code="stock_decreased",
        severity="warning",
        program=stock.series.program,
        indicator=stock.series.indicator,
        identity=key_to_identity(stock.key),
        subjects=build_subjects((stock, highest)),
        stated=stock.value,
        computed=highest.value,
        allowed=highest.interval,
        text=Text(
            f"{label}: {now.id}, di bawah {then.id} untuk {highest.period}, padahal seharusnya naik.",
            f"{label}: {now.en}, below {then.en} for {highest.period}, although it should increase.",
        ),
    )
