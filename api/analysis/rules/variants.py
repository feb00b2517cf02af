"""Rule 8: which indicators are variants of each other, because they count the same thing in different units."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from api.analysis.rules.facts import IndicatorFact


def group_variants(indicators: Mapping[str, IndicatorFact]) -> list[Sequence[IndicatorFact]]:
    """Return the groups of indicators that lead to the same indicator over `variant_of`, which is in its group too.

    The SQL of this rule is in api/analysis/fact_queries/variants.py.
    """
    by_root: dict[str, list[IndicatorFact]] = defaultdict(list)
    for indicator in indicators.values():
        by_root[_find_root(indicator.code, indicators)].append(indicator)
    return [group for group in by_root.values() if len(group) > 1]


def _find_root(code: str, indicators: Mapping[str, IndicatorFact]) -> str:
    """Follow `variant_of` to its end. The database rejects cycles, but data of two times can have one."""
    passed = {code}
    while code in indicators:
        named = indicators[code].variant_of
        if named is None or named in passed:
            return code
        passed.add(named)
        code = named
    return code
