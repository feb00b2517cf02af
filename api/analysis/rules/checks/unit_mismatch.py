"""`unit_mismatch`: an indicator has a target and no realization, but a variant of it in another unit has one."""

from collections.abc import Iterator, Sequence

from api.analysis.rules.checks.finding import FindingResult, FindingSubject
from api.analysis.rules.facts import Facts, IndicatorFact
from api.analysis.rules.variants import group_variants
from api.errors import Text


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per indicator with a known target, of which only variants have a known realization.

    `stated` is the unit of the target, `computed` the units of the realizations. The subjects are the indicator of the
    target, then the reported variants.
    """
    groups = group_variants(facts.indicators)
    if not groups:
        return
    targeted = {each.series.indicator for each in facts.targets if each.is_known(facts.as_of)}
    reported = {each.series.indicator for each in facts.realizations if each.is_known(facts.as_of)}
    reported |= facts.reported_elsewhere
    for group in groups:
        for indicator in group:
            if indicator.code not in targeted or indicator.code in reported:
                continue
            variants = [each for each in group if each.code in reported and each.unit != indicator.unit]
            if variants:
                yield _build_finding(indicator, sorted(variants))


def _build_finding(indicator: IndicatorFact, variants: Sequence[IndicatorFact]) -> FindingResult:
    unit, others = indicator.unit, ", ".join(sorted({each.unit for each in variants}))
    return FindingResult(
        code="unit_mismatch",
        severity="warning",
        program=indicator.program,
        indicator=indicator.code,
        identity=(indicator.program, indicator.code),
        subjects=tuple(FindingSubject("indicator", each.code) for each in (indicator, *variants)),
        stated=unit,
        computed=others,
        text=Text(
            f"{indicator.program}: target {indicator.code} dihitung dalam {unit}, tetapi realisasinya hanya "
            f"dilaporkan dalam {others}.",
            f"{indicator.program}: the target of {indicator.code} is in {unit}, but it was reported only in {others}.",
        ),
    )
