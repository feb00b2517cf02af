"""Rule 5 compared with a simple reference that uses none of its functions."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from api.analysis.rules.facts import RealizationFact, Series, TargetFact
from api.analysis.rules.progress import assess_progress
from tests.analysis.rules.build_figures import FLOW, STOCK, target
from tests.analysis.rules.build_progress import PERIOD, STATED, after, flow, group_realizations, indicator, stock


def chains(flows: list[RealizationFact], first: date, last: date) -> Iterator[list[RealizationFact]]:
    for one in flows:
        if one.first == first and one.last <= last:
            yield [one]
            for rest in chains(flows, one.last + timedelta(days=1), last):
                yield [one, *rest]


def find_realized_parts(tested: TargetFact, figures: list[RealizationFact]) -> list[RealizationFact]:
    """Return the parts of the realized value. Each key has only one figure here."""
    same = [figure for figure in figures if figure.series == tested.series]
    if tested.series.nature == "stock":
        known = sorted((figure for figure in same if figure.last <= tested.last), key=lambda figure: figure.last)
        return known[-1:]
    found = list(chains(same, tested.first, tested.last))
    return min(
        found,
        key=lambda parts: (-parts[-1].last.toordinal(), len(parts), [-p.last.toordinal() for p in parts]),
        default=[],
    )


def find_verdict(tested: TargetFact, direction: str, figures: list[RealizationFact], day: date) -> str:
    parts = find_realized_parts(tested, figures)
    if not parts:
        return "no_realization"
    middle, half = sum(Fraction(part.value) for part in parts), sum(Fraction(part.resolution) for part in parts) / 2
    goal, reference = Fraction(tested.value), parts[-1].last
    if tested.series.nature == "flow":
        start, begin = tested.first, Fraction(0)
    else:
        stocks = [figure for figure in figures if figure.series == tested.series and figure.last <= tested.last]
        then = [figure for figure in stocks if figure.stated_latest <= tested.stated_latest]
        later = sorted(stocks, key=lambda figure: (figure.stated_latest, -figure.last.toordinal()))
        baseline = max(then, key=lambda figure: figure.last) if then else later[0]
        start, begin = baseline.last, Fraction(baseline.value)
    length = (tested.last - start).days
    expected = goal if length == 0 else begin + (goal - begin) * (reference - start).days / length
    if direction == "decrease":
        goal, middle, expected = -goal, -middle, -expected
    reached, is_limit = middle + half >= goal, tested.series.nature == "flow" and direction == "decrease"
    if reached and not is_limit:
        return "achieved"
    if day > tested.last:
        at_end = "achieved" if reached else "missed"
        return at_end if (tested.last - reference).days < 31 else "not_reported"
    if tested.series.nature == "stock" and reference <= start:
        return "no_new_report"
    return "on_track" if middle + half >= expected else "behind"


VALUES, ROUNDINGS = st.integers(0, 120), st.integers(1, 30)
STOCKS = st.lists(
    st.tuples(st.integers(0, 110), st.integers(0, 120), VALUES, ROUNDINGS),
    max_size=5,
    unique_by=lambda stated: stated[0],
)
FLOWS = st.lists(
    st.tuples(st.sampled_from([20, 40, 60]), st.sampled_from([39, 59, 75, 100]), VALUES, ROUNDINGS),
    max_size=5,
    unique_by=lambda stated: stated[:2],
)


@given(
    st.sampled_from([STOCK, FLOW]),
    st.sampled_from(["increase", "decrease"]),
    st.integers(0, 150),
    STOCKS,
    FLOWS,
    st.integers(1, 100),
)
def test_every_verdict_equals_the_reference(  # noqa: PLR0917  # one parameter per strategy
    series: Series,
    direction: str,
    day: int,
    stocks: list[tuple[int, int, int, int]],
    flows: list[tuple[int, int, int, int]],
    target_value: int,
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
    tested = target(1, series, PERIOD, target_value, STATED)
    row = assess_progress(tested, indicator(direction), group_realizations(*figures), after(day))
    assert row.verdict == find_verdict(tested, direction, figures, after(day))
    parts = [] if row.realized is None else list(row.realized.parts)
    assert parts == find_realized_parts(tested, figures)
