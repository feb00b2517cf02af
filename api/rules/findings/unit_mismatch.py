"""`unit_mismatch`: a program has a target in one unit and realizations only in another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from api.faults import Text
from api.rules.facts import Facts, Realization, Target
from api.rules.findings.finding import Finding, Subject
from api.rules.findings.wording import unit_of


def find(facts: Facts) -> Iterator[Finding]:
    """One for each promised indicator in whose unit its program has no realization, while it has some in others.

    `stated` is the unit promised, `computed` the units reported. The subjects are indicators: the promised one, then
    those that were reported.
    """
    promised, reported = _indicators(facts, facts.targets), _indicators(facts, facts.realizations)
    for program, indicators in promised.items():
        units = {code: unit_of(facts, code) for code in reported.get(program, ())}
        for indicator in sorted(indicators):
            unit = unit_of(facts, indicator)
            if units and unit not in units.values():
                yield _finding(program, indicator, unit, units)


def _indicators(facts: Facts, figures: Iterable[Target | Realization]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for figure in figures:
        if figure.is_known(facts.as_of):
            found[figure.series.program].add(figure.series.indicator)
    return found


def _finding(program: str, indicator: str, unit: str, units: dict[str, str]) -> Finding:
    others = ", ".join(sorted(set(units.values())))
    return Finding(
        code="unit_mismatch",
        severity="warning",
        program=program,
        indicator=indicator,
        about=(program, indicator),
        subjects=tuple(Subject("indicator", code) for code in (indicator, *sorted(units))),
        stated=unit,
        computed=others,
        text=Text(
            f"{program}: target {indicator} dihitung dalam {unit}, tetapi realisasinya hanya dalam {others}.",
            f"{program}: the target of {indicator} counts {unit}, but realizations count only {others}.",
        ),
    )
