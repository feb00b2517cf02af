"""Rule 7: the parts of a whole, compared with a reference that searches all figures for each whole."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from api.analysis.rules.checks.region_parts import find_parts
from api.analysis.rules.facts import FigureKey, RealizationFact, RegionFact
from api.analysis.rules.partition_parts import find_partition_codes, find_partition_parts
from api.resources.figures.breakdown import breakdown_to_map, format_breakdown
from tests.analysis.rules.build_claims import INDICATORS
from tests.analysis.rules.checks.build_facts import build, realization

PARTITIONS = ("catalog", "size")
DAYS = ("2021-12-31", "2022-12-31")
REGIONS = [
    RegionFact("ID", "country", None, None, None),
    RegionFact("31", "province", "ID", None, None),
    RegionFact("32", "province", "ID", None, date(2021, 12, 31)),
    RegionFact("33", "province", "ID", date(2022, 1, 1), None),
    RegionFact("31.71", "city", "31", None, None),
]
PartsByWhole = dict[tuple[FigureKey, str | None], tuple[set[int], int, bool]]


@st.composite
def reports(draw: st.DrawFn) -> list[RealizationFact]:
    """Figures of one indicator, two days, five regions and small breakdowns; each key has one figure."""
    found: dict[FigureKey, RealizationFact] = {}
    for number in range(1, draw(st.integers(1, 30))):
        breakdown = {
            name: code
            for name, codes in {"catalog": "ab", "size": "xy", "other": "o", "part": ["own", "more"]}.items()
            if draw(st.integers(0, 3)) == 0 and (code := draw(st.sampled_from(codes)))
        }
        flow = {"first": "2021-01-01"} if draw(st.integers(0, 4)) == 0 else {}
        built = realization(
            number, 1, draw(st.sampled_from(DAYS)), region=draw(st.sampled_from(REGIONS)).code,
            breakdown=format_breakdown(breakdown), **flow,
        )  # fmt: skip
        found[built.key] = built
    return list(found.values())


def is_same_but(part: RealizationFact, whole: RealizationFact, **fields: str) -> bool:
    return part.key == whole.key._replace(series=whole.series._replace(**fields))


def find_partitions_by_search(figures: Sequence[RealizationFact]) -> PartsByWhole:
    found: PartsByWhole = {}
    for whole in figures:
        breakdown = breakdown_to_map(whole.series.breakdown)
        for partition in set(PARTITIONS) - breakdown.keys():
            codes = {
                breakdown_to_map(each.series.breakdown).get(partition)
                for each in figures
                if (each.series.region, each.series.nature) == (whole.series.region, whole.series.nature)
            } - {None}
            parts = {
                each.id.int
                for each in figures
                for code in codes
                if is_same_but(each, whole, breakdown=format_breakdown({**breakdown, partition: code or ""}))
            }
            if parts:
                found[whole.key, partition] = parts, len(codes), len(parts) == len(codes) > 1
    return found


def find_regions_by_search(figures: Sequence[RealizationFact]) -> PartsByWhole:
    found: PartsByWhole = {}
    for whole in figures:
        breakdown = breakdown_to_map(whole.series.breakdown)
        if "part" in breakdown:
            continue
        expected = {
            region.code
            for region in REGIONS
            if region.parent == whole.series.region
            and (region.valid_from or date.min) <= whole.last <= (region.valid_to or date.max)
        }
        own = {
            each.id.int
            for each in figures
            if is_same_but(each, whole, breakdown=format_breakdown({**breakdown, "part": "own"}))
        }
        parts = {each.id.int for each in figures for code in expected if is_same_but(each, whole, region=code)}
        if own or parts:
            found[whole.key, None] = parts | own, len(expected) + len(own), 0 < len(parts) == len(expected)
    return found


@given(reports())
def test_the_parts_of_each_whole_are_those_that_a_search_finds(figures: list[RealizationFact]) -> None:
    indicator = INDICATORS["onboarded"]._replace(partitions=PARTITIONS)
    facts = build(*figures, regions=REGIONS, onboarded=indicator)
    by_key = {each.key: each for each in figures}
    partitions = find_partition_parts(facts, by_key, find_partition_codes(facts))
    for found, expected in (
        (partitions, find_partitions_by_search(figures)),
        (find_parts(facts, by_key), find_regions_by_search(figures)),
    ):
        listed = [
            ((key, parts.partition), ({each.id.int for each in parts.reported}, parts.expected, parts.is_complete))
            for key, parts in found
        ]
        assert dict(listed) == expected
        assert len(listed) == len(expected)
