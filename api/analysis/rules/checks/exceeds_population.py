"""`exceeds_population`: a reported number is greater than the population of which it is a part."""

from collections.abc import Iterator

from api.analysis.rules.checks.finding import FindingResult, build_subjects, key_to_identity
from api.analysis.rules.checks.formatting import find_unit, format_figure_key, format_stated
from api.analysis.rules.facts import Facts, RealizationFact
from api.analysis.rules.populations import find_populations
from api.analysis.rules.preferred import sort_by_preference
from api.errors import Text


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per preferred stock or rate that is above its population in the same unit.

    Flows have none, because they may count one unit of the population twice. `computed` is the population.
    """
    parts = {code for code, indicator in facts.indicators.items() if indicator.population is not None}
    reported = (
        each
        for each in facts.realizations
        if each.series.indicator in parts and each.series.nature in ("stock", "rate")
    )
    preferred = (same_key[0] for same_key in sort_by_preference(reported, facts.as_of).values())
    for figure, population in find_populations(facts, preferred):
        unit = find_unit(facts, figure.series.indicator)
        is_above = population.interval.is_below(figure.interval)
        if is_above and unit == find_unit(facts, population.series.indicator):
            yield _build_finding(figure, population, unit)


def _build_finding(figure: RealizationFact, population: RealizationFact, unit: str) -> FindingResult:
    stated, whole = format_stated(figure, unit), format_stated(population, unit)
    label, whole_label = format_figure_key(figure), format_figure_key(population)
    return FindingResult(
        code="exceeds_population",
        severity="warning",
        program=figure.series.program,
        indicator=figure.series.indicator,
        identity=key_to_identity(figure.key),
        subjects=build_subjects((figure, population)),
        stated=figure.value,
        computed=population.value,
        allowed=population.interval,
        text=Text(
            f"{label}: {stated.id} melebihi populasinya, {whole.id}, {whole_label}.",
            f"{label}: {stated.en} exceeds its population of {whole.en}, {whole_label}.",
        ),
    )
