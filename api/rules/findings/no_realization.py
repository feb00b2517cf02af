"""`no_realization`: a target's period is over and nothing was ever reported, for any period."""

from collections.abc import Iterator

from api.faults import Text
from api.rules.facts import Facts
from api.rules.findings.finding import Finding, key_text, subjects_of
from api.rules.findings.wording import amount, place, unit_of
from api.rules.in_force import targets_in_force


def find(facts: Facts) -> Iterator[Finding]:
    """One a key whose target in force has no realization of its series; the last day of the period is not over yet."""
    reported = {each.series for each in facts.realizations if each.is_known(facts.as_of)}
    for key, target in targets_in_force(facts.targets, facts.as_of).items():
        if key.last >= facts.day or key.series in reported:
            continue
        promised, about = amount(target.value, unit_of(facts, key.series.indicator)), place(target)
        yield Finding(
            code="no_realization",
            severity="warning",
            program=key.series.program,
            indicator=key.series.indicator,
            about=key_text(key),
            subjects=subjects_of((target,)),
            stated=target.value,
            text=Text(
                f"{about}: {promised.id} ditargetkan, tetapi belum pernah ada realisasi yang dilaporkan.",
                f"{about}: {promised.en} promised, but no realization was ever reported.",
            ),
        )
