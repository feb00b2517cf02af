"""Rule 6 against a slow reference: exact numbers, drawn from what the figures and the claim may stand for."""

from decimal import Decimal
from fractions import Fraction
from math import floor, trunc
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.rules.claiming import claim, judged, realization, target


class Drawn(NamedTuple):
    """A number as it is stated, and where in its rounding the exact one lies: 0 is the lower end, 1 beyond it."""

    value: Decimal
    resolution: Decimal
    place: Fraction = Fraction(0)

    @property
    def exact(self) -> Fraction:
        return self.low + Fraction(self.resolution) * self.place

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


def stated(exact: Fraction, to: Decimal, *, cut: bool) -> Decimal:
    steps = exact / Fraction(to)
    return to * (trunc(steps) if cut else floor(steps + Fraction(1, 2)))


def figures_of(subject: Drawn, base: Drawn) -> tuple[object, object]:
    return (
        realization(1, subject.value, "2021-12-31", resolution=subject.resolution),
        target(2, base.value, "2021-12-31", resolution=base.resolution),
    )


@given(KINDS, PAIRS, TO, st.booleans())
def test_whatever_exact_figures_could_make_is_consistent(
    kind: str, pair: tuple[Drawn, Drawn], to: Decimal, cut: bool
) -> None:
    subject, base = pair
    said = stated(percent(kind, subject.exact, base.exact), to, cut=cut)
    judgement = judged(claim(kind, 1, stated=said, to=to, of=2), *figures_of(subject, base))
    assert judgement.verdict == "consistent"


@given(POSITIVE, POSITIVE, st.integers(0, 300), TO)
def test_whatever_no_exact_figures_could_make_is_inconsistent(
    subject: Drawn, base: Drawn, said: int, to: Decimal
) -> None:
    """What is rounded or cut to a number lies in one stretch, and a quotient of positive numbers grows with one and
    falls with the other, so its ends are those of the two.
    """
    judgement = judged(claim("ratio", 1, stated=said, to=to, of=2), *figures_of(subject, base))
    least, most = Fraction(said) - Fraction(to) / (2 if said else 1), said + Fraction(to)
    could = 100 * subject.low / base.high < most and least < 100 * subject.high / base.low
    assert judgement.verdict == ("consistent" if could else "inconsistent")


@given(st.lists(DRAWN, min_size=1, max_size=6), TO, st.booleans())
def test_whatever_exact_addends_could_make_is_a_consistent_sum(addends: list[Drawn], to: Decimal, cut: bool) -> None:
    said = stated(sum((addend.exact for addend in addends), Fraction()), to, cut=cut)
    figures = [
        realization(number, addend.value, "2021-12-31", resolution=addend.resolution)
        for number, addend in enumerate(addends)
    ]
    judgement = judged(claim("sum", *range(len(addends)), stated=said, to=to, of="total"), *figures)
    assert judgement.verdict == "consistent"
    assert judgement.computed == sum(addend.value for addend in addends)


@given(KINDS, PAIRS, st.integers(-200, 200), TO)
def test_what_is_computed_lies_within_what_is_allowed_and_is_not_what_an_inconsistent_claim_says(
    kind: str, pair: tuple[Drawn, Drawn], said: int, to: Decimal
) -> None:
    judgement = judged(claim(kind, 1, stated=said, to=to, of=2), *figures_of(*pair))
    assert judgement.computed is not None and judgement.low is not None and judgement.high is not None
    assert judgement.low <= judgement.computed <= judgement.high
    exact = percent(kind, Fraction(pair[0].value), Fraction(pair[1].value))
    assert abs(Fraction(judgement.computed) - exact) <= Fraction(1, 200)
    assert judgement.verdict == "consistent" or abs(exact - said) > Fraction(to) / 2 or exact == said + Fraction(to) / 2


@given(PAIRS, TO, st.integers(-300, 300))
def test_a_base_that_may_be_zero_leaves_every_claim_open(pair: tuple[Drawn, Drawn], to: Decimal, said: int) -> None:
    subject, base = pair
    wide = base._replace(resolution=2 * abs(base.value))
    assume(has_zero(wide))
    judgement = judged(claim("ratio", 1, stated=said, to=to, of=2), *figures_of(subject, wide))
    assert judgement.verdict == "unverifiable"
