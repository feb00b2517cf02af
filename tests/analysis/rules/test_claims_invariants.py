"""Rule 6: what may never change a verdict, with random figures and claims."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from api.analysis.rules.facts import ClaimFact, RealizationFact, TargetFact
from tests.analysis.rules.build_claims import claim, judge, key, published, realization, target, uuid

WRITTEN = date(2024, 6, 30)
ENDS = st.sampled_from(["2022-12-31", "2023-12-31", "2024-03-31", "2024-12-31"])
STATED = st.dates(date(2023, 1, 1), date(2025, 12, 31))
PLANS = st.sampled_from([None, "rkp", "rpjmn"])
KINDS = st.sampled_from(["ratio", "excess", "growth", "difference"])
QUALIFIERS = st.sampled_from(["exact", "about", "at_least", "at_most", "nearly"])
BASES = ["target", "previous", "year_before", "baseline", "population"]


@st.composite
def targets(draw: st.DrawFn, numbers: range, stated: st.SearchStrategy[date] = STATED) -> list[TargetFact]:
    """Draw targets of one series; some belong to a plan, cover a year or supersede an earlier one."""
    found: list[TargetFact] = []
    for number in numbers[: draw(st.integers(0, len(numbers)))]:
        day, last = draw(stated), draw(ENDS)
        planned = target(number, draw(st.integers(50, 60)), last, stated=day.isoformat())
        earlier = [each.id for each in found if each.stated_latest < day]
        first = draw(st.sampled_from([planned.last, date(planned.last.year, 1, 1)]))
        superseded = draw(st.sampled_from([None, *earlier]))
        found.append(replace(planned, first=first, plan=draw(PLANS), supersedes=superseded))
    return found


@st.composite
def realizations(draw: st.DrawFn, numbers: range) -> list[RealizationFact]:
    """Draw realizations of the series and of its population."""
    chosen = numbers[: draw(st.integers(1, len(numbers)))]
    indicators = st.sampled_from(["onboarded", "onboarded", "population"])
    return [
        realization(number, draw(st.integers(20, 60)), draw(ENDS), stated=draw(STATED).isoformat(), indicator=indicator)
        for number in chosen
        for indicator in [draw(indicators)]
    ]


@st.composite
def claims(draw: st.DrawFn, numbers: range) -> ClaimFact:
    """Draw a claim about a figure or about a key, with a base that is named or looked up."""
    named = draw(st.booleans())
    about = [draw(st.sampled_from(numbers))] if named else []
    of = draw(st.sampled_from([*BASES, *numbers]))
    qualifier = draw(QUALIFIERS)
    stated = draw(st.integers(-100, 150))
    period = draw(st.sampled_from([None, "2024"])) if of in ("target", "baseline") else None
    of_key = None if named else key(draw(ENDS))
    return claim(
        draw(KINDS), *about, stated=stated, to=draw(st.sampled_from([1, 5])), of=of, qualifier=qualifier, key=of_key,
        base_period=period,
    )  # fmt: skip


@given(
    claims(range(1, 7)),
    realizations(range(1, 7)),
    targets(range(11, 16)),
    targets(range(21, 26), st.dates(WRITTEN + timedelta(days=1), date(2026, 1, 1))),
    st.dates(WRITTEN, date(2026, 6, 1)),
)
def test_a_target_stated_after_the_source_was_written_changes_nothing(
    tested: ClaimFact,
    reported: list[RealizationFact],
    planned: list[TargetFact],
    later: list[TargetFact],
    as_of: date,
) -> None:
    superseding = [replace(each, supersedes=planned[0].id) if planned else each for each in later]
    source = published(WRITTEN.isoformat())
    before = judge(tested, *reported, *planned, as_of=as_of, source=source)
    after = judge(tested, *reported, *planned, *superseding, as_of=as_of, source=source)
    assert after == before


@given(claims(range(1, 7)), realizations(range(1, 7)), targets(range(11, 16)), st.randoms(use_true_random=False))
def test_the_order_of_the_figures_changes_nothing(
    tested: ClaimFact, reported: list[RealizationFact], planned: list[TargetFact], order: object
) -> None:
    shuffled: list[TargetFact | RealizationFact] = [*reported, *planned]
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert judge(tested, *shuffled) == judge(tested, *reported, *planned)


@given(st.permutations([1, 2, 3]), st.lists(st.integers(20, 60), min_size=3, max_size=3), st.integers(50, 200))
def test_the_order_of_the_figures_in_a_claim_changes_nothing(order: list[int], values: list[int], stated: int) -> None:
    figures = [realization(number, value, "2024-12-31") for number, value in enumerate(values, start=1)]
    for kind, of in (("sum", "total"), ("ratio", 4)):
        sorted_claim, shuffled = (claim(kind, *numbers, stated=stated, of=of) for numbers in ((1, 2, 3), order))
        base = target(4, 100, "2024-12-31")
        one, other = judge(sorted_claim, *figures, base), judge(shuffled, *figures, base)
        assert (one.verdict, one.computed, one.allowed) == (other.verdict, other.computed, other.allowed)


WIDER = st.sampled_from([1, 2, 5, 10])


@given(
    KINDS,
    st.tuples(st.integers(50, 200), st.integers(50, 200), st.integers(-2, 2)),
    st.tuples(WIDER, WIDER, WIDER),
    QUALIFIERS.filter(lambda each: each in ("exact", "about", "nearly")),
    st.booleans(),
)
def test_a_wider_interval_never_makes_a_consistent_claim_inconsistent(
    kind: str, numbers: tuple[int, int, int], factors: tuple[int, int, int], qualifier: str, is_about: bool
) -> None:
    """A coarser resolution widens an interval, and `about` widens that of an exact number."""
    value, base, difference = numbers
    computed = {"ratio": 100 * value // base, "difference": value - base}
    stated = computed.get(kind, 100 * (value - base) // base) + difference
    narrow = judge(
        claim(kind, 1, stated=stated, to=1, of=2, qualifier=qualifier),
        realization(1, value, "2024-12-31"),
        target(2, base, "2024-12-31"),
    )
    assume(narrow.verdict == "consistent")
    wide = judge(
        claim(kind, 1, stated=stated, to=factors[0], of=2, qualifier=qualifier),
        realization(1, value, "2024-12-31", resolution=factors[1], qualifier="about" if is_about else "exact"),
        target(2, base, "2024-12-31", resolution=factors[2]),
    )
    assert wide.verdict == "consistent"


@given(KINDS, st.integers(1, 10**6), st.integers(-90, 300), st.sampled_from(["0.1", "1", "10"]))
def test_a_figure_inside_the_implied_interval_agrees_with_the_claim(kind: str, base: int, stated: int, to: str) -> None:
    of_before = realization(2, base, "2023-12-31")
    tested = claim(kind, key=key("2024"), stated=stated, to=to, of="year_before")
    implied = judge(tested, of_before).implied
    assert implied is not None and implied.low < implied.high
    middle = (implied.low + implied.high) / 2
    value = Decimal(round(middle))
    judged = judge(tested, of_before, realization(1, value, "2024-12-31", resolution=2))
    assert judged.figures == (uuid(1),)
    assert judged.verdict == "consistent"


@given(claims(range(1, 7)), realizations(range(1, 7)), targets(range(11, 16)))
def test_a_match_makes_the_claim_consistent(
    tested: ClaimFact, reported: list[RealizationFact], planned: list[TargetFact]
) -> None:
    cited = [replace(each, sources=("article",)) for each in reported]
    judgment = judge(tested, *cited, *planned)
    for match in judgment.matches:
        if match.exchanged == "base":
            other = tested._replace(base_figure=match.figure, base_period=None)
        else:
            other = tested._replace(
                figures=(match.figure,), figure_key=None, base_figure=judgment.compared_with, base_period=None
            )
        judged = judge(other, *cited, *planned)
        assert (judged.verdict, judged.computed) == ("consistent", match.computed)


@given(KINDS, st.lists(st.integers(-3, 60), min_size=1, max_size=6), st.integers(-100, 200), QUALIFIERS)
def test_every_target_that_makes_the_claim_consistent_is_a_match(
    kind: str, values: list[int], stated: int, qualifier: str
) -> None:
    reached, named = realization(1, 20, "2024-12-31"), target(2, 7, "2024-12-31")
    others = [target(number, value, "2023-12-31", qualifier=qualifier) for number, value in enumerate(values, start=11)]
    tested = claim(kind, 1, stated=stated, of=2)
    judgment = judge(tested, reached, named, *others)
    assume(judgment.verdict == "inconsistent")
    fitting = [
        other.id
        for other in others
        if judge(tested._replace(base_figure=other.id), reached, *others).verdict == "consistent"
    ]
    assert [match.figure for match in judgment.matches] == fitting
