"""Rule 5 read aloud: day by day and set by set, without any of the functions that serve it."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from api.rules.facts import Realization, Series, Target
from api.rules.progress import progress_of
from tests.rules.figures_made import FLOW, STOCK, target
from tests.rules.reports_made import PERIOD, STATED, after, flow, reports, stock


def chains(flows: list[Realization], first: date, last: date) -> Iterator[list[Realization]]:
    for one in flows:
        if one.first == first and one.last <= last:
            yield [one]
            for more in chains(flows, one.last + timedelta(days=1), last):
                yield [one, *more]


def realized_slowly(promise: Target, figures: list[Realization]) -> list[Realization]:
    """Each key has one figure here."""
    same = [figure for figure in figures if figure.series == promise.series]
    if promise.series.nature == "stock":
        there = sorted((figure for figure in same if figure.last <= promise.last), key=lambda figure: figure.last)
        return there[-1:]
    found = list(chains(same, promise.first, promise.last))
    return min(
        found,
        key=lambda parts: (-parts[-1].last.toordinal(), len(parts), [-p.last.toordinal() for p in parts]),
        default=[],
    )


def verdict_slowly(promise: Target, direction: str, figures: list[Realization], day: date) -> str:
    parts = realized_slowly(promise, figures)
    if not parts:
        return "no_realization"
    middle, half = sum(Fraction(part.value) for part in parts), sum(Fraction(part.resolution) for part in parts) / 2
    bar, reference = Fraction(promise.value), parts[-1].last
    if promise.series.nature == "flow":
        start, begin = promise.first, Fraction(0)
    else:
        stocks = [figure for figure in figures if figure.series == promise.series and figure.last <= promise.last]
        then = [figure for figure in stocks if figure.stated_latest <= promise.stated_latest]
        later = sorted(stocks, key=lambda figure: (figure.stated_latest, -figure.last.toordinal()))
        chosen = max(then, key=lambda figure: figure.last) if then else later[0]
        start, begin = chosen.last, Fraction(chosen.value)
    length = (promise.last - start).days
    expected = bar if length == 0 else begin + (bar - begin) * (reference - start).days / length
    if direction == "decrease":
        bar, middle, expected = -bar, -middle, -expected
    if middle + half >= bar:
        return "achieved"
    if day > promise.last:
        return "missed" if (promise.last - reference).days < 31 else "not_reported"
    if promise.series.nature == "stock" and reference <= start:
        return "no_news"
    return "on_track" if middle + half >= expected else "behind"


VALUES, ROUNDINGS = some.integers(0, 120), some.integers(1, 30)
STOCKS = some.lists(
    some.tuples(some.integers(0, 110), some.integers(0, 120), VALUES, ROUNDINGS),
    max_size=5,
    unique_by=lambda stated: stated[0],
)
FLOWS = some.lists(
    some.tuples(some.sampled_from([20, 40, 60]), some.sampled_from([39, 59, 75, 100]), VALUES, ROUNDINGS),
    max_size=5,
    unique_by=lambda stated: stated[:2],
)


@given(
    some.sampled_from([STOCK, FLOW]),
    some.sampled_from(["increase", "decrease"]),
    some.integers(0, 150),
    STOCKS,
    FLOWS,
    some.integers(1, 100),
)
def test_every_verdict_is_that_of_the_rule_read_aloud(  # noqa: PLR0917  # drawn, each on its own
    series: Series,
    direction: str,
    day: int,
    stocks: list[tuple[int, int, int, int]],
    flows: list[tuple[int, int, int, int]],
    promised: int,
) -> None:
    figures = [
        *(
            stock(number, about, stated, value, resolution=Decimal(rounding))
            for number, (about, stated, value, rounding) in enumerate(stocks, 10)
        ),
        *(
            flow(number, first, last, value, resolution=Decimal(rounding))
            for number, (first, last, value, rounding) in enumerate(flows, 20)
            if first <= last
        ),
    ]
    promise = target(1, series, PERIOD, promised, STATED)
    row = progress_of(promise, direction, reports(*figures), after(day))
    assert row.verdict == verdict_slowly(promise, direction, figures, after(day))
    parts = [] if row.realized is None else list(row.realized.parts)
    assert parts == realized_slowly(promise, figures)
