"""`region_not_in_force`: a realization is about days on which the code of its region was not in force."""

from collections.abc import Iterator
from datetime import date

from api.analysis.rules.checks.finding import FindingResult, FindingSubject, build_subjects
from api.analysis.rules.checks.formatting import format_date, format_figure_key
from api.analysis.rules.facts import Facts, RealizationFact
from api.errors import Text


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per known realization whose region exists on none of its days.

    These are the reference day of a stock, all possible days of a stock of an unknown day, and otherwise the period.
    `stated` is the period, `computed` the first or the last day of the region.
    """
    limited = {code: each for code, each in facts.regions.items() if each.valid_from or each.valid_to}
    for figure in facts.realizations:
        region = limited.get(figure.region)
        if region is None or not figure.is_known(facts.as_of):
            continue
        if region.valid_from is not None and figure.latest_day < region.valid_from:
            day = format_date(region.valid_from)
            validity = Text(f"baru berlaku mulai {day.id}", f"is in force only from {day.en} on")
            yield _build_finding(figure, region.valid_from, validity)
        elif region.valid_to is not None and find_first_day(figure) > region.valid_to:
            day = format_date(region.valid_to)
            validity = Text(f"hanya berlaku sampai {day.id}", f"was in force only until {day.en}")
            yield _build_finding(figure, region.valid_to, validity)


def find_first_day(figure: RealizationFact) -> date:
    """Return the first day that the number can be about; of a flow or a rate it is the first day of the period."""
    return figure.reference_day if figure.series.nature == "stock" else figure.first


def _build_finding(figure: RealizationFact, day: date, validity: Text) -> FindingResult:
    label, code = format_figure_key(figure), figure.region
    return FindingResult(
        code="region_not_in_force",
        severity="warning",
        program=figure.series.program,
        indicator=figure.series.indicator,
        identity=(str(figure.id),),
        subjects=(*build_subjects((figure,)), FindingSubject("region", code)),
        stated=figure.period,
        computed=day.isoformat(),
        text=Text(
            f"{label}: kode wilayah {code} {validity.id}.",
            f"{label}: the region code {code} {validity.en}.",
        ),
    )
