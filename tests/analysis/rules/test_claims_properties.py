"""Rule 6 compared with exact numbers that are drawn from the intervals of the figures and the claim."""

from decimal import Decimal
from fractions import Fraction
from math import floor, trunc
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.analysis.rules.build_claims import claim, judge, realization, target


class Drawn(NamedTuple):
    """A stated number, and the position of the exact number in its interval: 0 is the lower end, 1 is excluded."""

    value: Decimal
    resolution: Decimal
    position: Fraction = Fraction(0)

    @property
    def exact(self) -> Fraction:
        return self.low + Fraction(self.resolution) * self.position

    @property
    def low(self) -> Fraction:
        return Fraction(self.value) - Fraction(self.resolution) / 2

    @property
    def high(self) -> Fraction:
        return self.low + Fraction(self.resolution)


RESOLUTIONS = st.sampled_from([Decimal(text) for text in ("0.001", "0.5", "1", "10", "1000")])
WITHIN = st.one_of(st.just(Fraction(0)), st.fractions(min_value=0, max_value=Fraction(999, 1000)))
DRAWN = st.builds(Drawn, st.decimals(min_value=-(10**6), max_value=10**6, places=3), RESOLUTIONS, WITHIN)
SMALL = st.builds(Drawn, st.integers(-20, 20).map(Decimal), st.sampled_from([Decimal(1), Decimal(4)]), WITHIN)
PAIRS = st.one_of(st.tuples(DRAWN, DRAWN), st.tuples(SMALL, SMALL)).filter(lambda pair: not has_zero(pair[1]))
POSITIVE = st.builds(Drawn, st.integers(1, 10**6).map(Decimal), RESOLUTIONS).filter(lambda drawn: drawn.low > 0)
KINDS = st.sampled_from(["ratio", "excess", "growth"])
TO = st.sampled_from([Decimal(text) for text in ("0.1", "1", "5", "10")])


def has_zero(drawn: Drawn) -> bool:
    return drawn.low <= 0 <= drawn.high


def percent(kind: str, subject: Fraction, base: Fraction) -> Fraction:
    return 100 * subject / base if kind == "ratio" else 100 * (subject - base) / base


def round_or_truncate(exact: Fraction, to: Decimal, *, is_truncated: bool) -> Decimal:
    steps = exact / Fraction(to)
    return to * (trunc(steps) if is_truncated else floor(steps + Fraction(1, 2)))


def build_pair(subject: Drawn, base: Drawn) -> tuple[object, object]:
    return (
        realization(1, subject.value, "2021-12-31", resolution=subject.resolution),
        target(2, base.value, "2021-12-31", resolution=base.resolution),
    )


@given(KINDS, PAIRS, TO, st.booleans())
def test_a_claim_of_possible_figures_is_consistent(
    kind: str, pair: tuple[Drawn, Drawn], to: Decimal, is_truncated: bool
) -> None:
    subject, base = pair
    claimed = round_or_truncate(percent(kind, subject.exact, base.exact), to, is_truncated=is_truncated)
    judgment = judge(claim(kind, 1, stated=claimed, to=to, of=2), *build_pair(subject, base))
    assert judgment.verdict == "consistent"


@given(POSITIVE, POSITIVE, st.integers(0, 300), TO)
def test_a_claim_of_impossible_figures_is_inconsistent(subject: Drawn, base: Drawn, claimed: int, to: Decimal) -> None:
    """The numbers that round or truncate to a number are one interval. A quotient of positive numbers increases with
    the dividend and decreases with the divisor, so its ends follow from theirs.
    """
    judgment = judge(claim("ratio", 1, stated=claimed, to=to, of=2), *build_pair(subject, base))
    lower, upper = Fraction(claimed) - Fraction(to) / (2 if claimed else 1), claimed + Fraction(to)
    is_possible = 100 * subject.low / base.high < upper and lower < 100 * subject.high / base.low
    assert judgment.verdict == ("consistent" if is_possible else "inconsistent")


@given(st.lists(DRAWN, min_size=1, max_size=6), TO, st.booleans())
def test_a_sum_of_possible_addends_is_consistent(addends: list[Drawn], to: Decimal, is_truncated: bool) -> None:
    claimed = round_or_truncate(sum((addend.exact for addend in addends), Fraction()), to, is_truncated=is_truncated)
    figures = [
        realization(number, addend.value, "2021-12-31", resolution=addend.resolution)
        for number, addend in enumerate(addends)
    ]
    judgment = judge(claim("sum", *range(len(addends)), stated=claimed, to=to, of="total"), *figures)
    assert judgment.verdict == "consistent"
    assert judgment.computed == sum(addend.value for addend in addends)


@given(KINDS, PAIRS, st.integers(-200, 200), TO)
def test_the_computed_value_is_within_the_allowed_interval(
    kind: str, pair: tuple[Drawn, Drawn], claimed: int, to: Decimal
) -> None:
    judgment = judge(claim(kind, 1, stated=claimed, to=to, of=2), *build_pair(*pair))
    assert judgment.computed is not None and judgment.allowed is not None
    assert judgment.allowed.low <= judgment.computed <= judgment.allowed.high
    exact = percent(kind, Fraction(pair[0].value), Fraction(pair[1].value))
    assert abs(Fraction(judgment.computed) - exact) <= Fraction(1, 200)
    assert (
        judgment.verdict == "consistent"
        or abs(exact - claimed) > Fraction(to) / 2
        or exact == claimed + Fraction(to) / 2
    )


@given(PAIRS, TO, st.integers(-300, 300))
def test_with_a_base_that_may_be_zero_every_claim_is_unverifiable(
    pair: tuple[Drawn, Drawn], to: Decimal, claimed: int
) -> None:
    subject, base = pair
    wide = base._replace(resolution=2 * abs(base.value))
    assume(has_zero(wide))
    judgment = judge(claim("ratio", 1, stated=claimed, to=to, of=2), *build_pair(subject, wide))
    assert judgment.verdict == "unverifiable"
