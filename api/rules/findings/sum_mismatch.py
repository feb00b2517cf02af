"""`sum_mismatch`: addends do not make the total that a source claims, or parts not the whole that was reported."""

from collections.abc import Iterator, Mapping

from api.faults import Text
from api.rules.facts import Facts, Key, Realization
from api.rules.findings.claimed import inconsistent
from api.rules.findings.finding import Finding, Subject, key_text, subjects_of
from api.rules.findings.parts import Parts, parts_of
from api.rules.findings.wording import amount, place, unit_of
from api.rules.preferred import realizations_by_preference
from api.rules.summing import agree, sum_of


def find(facts: Facts) -> Iterator[Finding]:
    """One a claim, and one a key whose preferred realization and the sum of its parts cannot both be right."""
    yield from _claimed(facts)
    first_of_each = realizations_by_preference(facts.realizations, facts.as_of).items()
    preferred = {key: several[0] for key, several in first_of_each}
    for key, parts in parts_of(facts, preferred):
        if agree(preferred[key], parts.reported, is_complete=parts.is_complete) is False:
            yield _of_parts(facts, preferred, key, parts)


def _of_parts(facts: Facts, preferred: Mapping[Key, Realization], key: Key, parts: Parts) -> Finding:
    whole = preferred[key]
    total, allowed = sum_of(parts.reported)
    unit = unit_of(facts, key.series.indicator)
    stated, computed, about = amount(whole.value, unit), amount(total, unit), place(whole)
    make = "makes" if len(parts.reported) == 1 else "make"
    return Finding(
        code="sum_mismatch",
        severity="error",
        program=key.series.program,
        indicator=key.series.indicator,
        about=key_text(key),
        subjects=subjects_of((whole, *parts.reported)),
        stated=whole.value,
        computed=total,
        allowed=allowed,
        text=Text(
            f"{about}: dilaporkan {stated.id}, tetapi {len(parts.reported)} dari {parts.in_all} bagiannya berjumlah "
            f"{computed.id}.",
            f"{about}: {stated.en} reported, but {len(parts.reported)} of its {parts.in_all} parts {make} "
            f"{computed.en}.",
        ),
    )


def _claimed(facts: Facts) -> Iterator[Finding]:
    figures = {figure.id: figure for figure in (*facts.targets, *facts.realizations)}
    for claim, judgement in inconsistent(facts, "sum"):
        if claim.stated_value is None or judgement.computed is None:
            continue
        first = figures[claim.subjects[0]]
        unit = unit_of(facts, first.series.indicator)
        stated, computed = amount(claim.stated_value, unit), amount(judgement.computed, unit)
        addends = "1 figure makes" if len(claim.subjects) == 1 else f"{len(claim.subjects)} figures make"
        named = dict.fromkeys((*claim.subjects, *([claim.base_figure] if claim.base_figure else [])))
        yield Finding(
            code="sum_mismatch",
            severity="error",
            program=first.series.program,
            indicator=first.series.indicator,
            about=(str(claim.id),),
            subjects=(
                Subject("claim", str(claim.id)),
                *subjects_of(figures[each] for each in named if each in figures),
            ),
            stated=claim.stated_value,
            computed=judgement.computed,
            allowed=judgement.allowed,
            text=Text(
                f"{place(first)}: {claim.source} menyebut jumlah {stated.id}, tetapi {len(claim.subjects)} angkanya "
                f"berjumlah {computed.id}.",
                f"{place(first)}: {claim.source} says that the sum is {stated.en}, but its {addends} {computed.en}.",
            ),
        )
