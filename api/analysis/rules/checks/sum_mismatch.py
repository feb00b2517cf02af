"""`sum_mismatch`: figures do not add up to the total that a source states, or parts to their whole."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

from api.analysis.rules.achievement import StatedAmount
from api.analysis.rules.checks.claim_judgments import find_inconsistent_claims, format_claimed, format_computed
from api.analysis.rules.checks.finding import FindingResult, FindingSubject, build_subjects, key_to_identity
from api.analysis.rules.checks.formatting import (
    append_unit,
    find_unit,
    format_figure_key,
    format_range,
    format_stated,
)
from api.analysis.rules.checks.region_parts import find_parts
from api.analysis.rules.facts import ClaimFact, Facts, FigureFact, FigureKey, TargetFact
from api.analysis.rules.in_force import find_targets_in_force
from api.analysis.rules.partition_parts import (
    KnownParts,
    PartitionCodes,
    PartT,
    find_partition_codes,
    find_partition_parts,
)
from api.analysis.rules.preferred import sort_by_preference
from api.analysis.rules.region_sums import compare_with_parts
from api.errors import Text


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per claim, and one per whole and kind of parts whose sum contradicts it.

    Preferred realizations are compared with each other, and targets in force with those of the same plan.
    """
    yield from _find_claimed_sums(facts)
    codes = find_partition_codes(facts)
    by_preference = sort_by_preference(facts.realizations, facts.as_of)
    yield from _find_wholes(facts, {key: same_key[0] for key, same_key in by_preference.items()}, codes)
    by_plan: dict[str | None, dict[FigureKey, TargetFact]] = defaultdict(dict)
    for target in find_targets_in_force(facts.targets, facts.as_of).values():
        by_plan[target.plan][target.key] = target
    for of_one_plan in by_plan.values():
        yield from _find_wholes(facts, of_one_plan, codes)


def _find_wholes(facts: Facts, figures: Mapping[FigureKey, PartT], codes: PartitionCodes) -> Iterator[FindingResult]:
    for key, parts in chain(find_parts(facts, figures), find_partition_parts(facts, figures, codes)):
        if facts.complete_wholes is not None and key.series not in facts.complete_wholes:
            continue
        if compare_with_parts(figures[key], parts.reported, is_complete=parts.is_complete) is False:
            yield _build_parts_finding(facts, figures[key], parts)


def _build_parts_finding(facts: Facts, whole: FigureFact, parts: KnownParts) -> FindingResult:
    summed = StatedAmount.from_figures(parts.reported)
    unit = find_unit(facts, whole.series.indicator)
    stated, computed = format_stated(whole, unit), format_range(summed.value, summed.value_to, unit)
    label, identity = format_figure_key(whole), key_to_identity(whole.key)
    by = Text("", "")
    if parts.partition is not None:
        identity += ("partition", parts.partition)
        by = Text(f" menurut {parts.partition}", f" by {parts.partition}")
    make = "makes" if len(parts.reported) == 1 else "make"
    statement = Text(f"dilaporkan {stated.id}", f"{stated.en} reported")
    if isinstance(whole, TargetFact):
        identity += ("target", whole.plan or "")
        within = f" ({whole.plan})" if whole.plan else ""
        statement = Text(f"target {stated.id}{within}", f"the target is {stated.en}{within}")
    return FindingResult(
        code="sum_mismatch",
        severity="warning" if isinstance(whole, TargetFact) else "error",
        program=whole.series.program,
        indicator=whole.series.indicator,
        identity=identity,
        subjects=build_subjects((whole, *parts.reported)),
        stated=whole.value,
        computed=summed.value,
        allowed=summed.interval,
        text=Text(
            f"{label}: {statement.id}, tetapi {len(parts.reported)} dari {parts.expected} bagiannya{by.id} berjumlah "
            f"{computed.id}.",
            f"{label}: {statement.en}, but {len(parts.reported)} of its {parts.expected} parts{by.en} {make} "
            f"{computed.en}.",
        ),
    )


def _find_claimed_sums(facts: Facts) -> Iterator[FindingResult]:
    """Yield the inconsistent claims of sums and differences."""
    figures = {figure.id: figure for figure in (*facts.targets, *facts.realizations)}
    for claim, judgment in find_inconsistent_claims(facts, "sum", "difference"):
        first = figures[judgment.figures[0]]
        unit, label = find_unit(facts, first.series.indicator), format_figure_key(first)
        stated, computed = (
            _append_unit(claim, number, unit) for number in (format_claimed(claim), format_computed(judgment))
        )
        base = judgment.compared_with or claim.base_figure
        referenced = (*judgment.figures, *([] if base is None else [base]), *(each.figure for each in judgment.matches))
        yield FindingResult(
            code="sum_mismatch",
            severity="error",
            program=first.series.program,
            indicator=first.series.indicator,
            identity=(str(claim.id),),
            subjects=(
                FindingSubject("claim", str(claim.id)),
                *build_subjects(figures[each] for each in dict.fromkeys(referenced) if each in figures),
            ),
            stated=claim.stated_value,
            computed=judgment.computed,
            allowed=judgment.allowed,
            text=_describe_claim(claim, len(judgment.figures), label, stated, computed),
        )


def _append_unit(claim: ClaimFact, number: Text, unit: str) -> Text:
    """Append the unit of the figures; a difference of percentages is in percentage points."""
    if claim.kind == "difference" and unit == "percent":
        return Text(f"{number.id} poin persen", f"{number.en} percentage points")
    return append_unit(number, unit)


def _describe_claim(claim: ClaimFact, count: int, label: str, stated: Text, computed: Text) -> Text:
    if claim.kind == "difference":
        return Text(
            f"{label}: {claim.source} menyebut selisih {stated.id}, tetapi selisih angkanya {computed.id}.",
            f"{label}: {claim.source} states a difference of {stated.en}, but its figures make {computed.en}.",
        )
    addends = "1 figure makes" if count == 1 else f"{count} figures make"
    return Text(
        f"{label}: {claim.source} menyebut jumlah {stated.id}, tetapi {count} angkanya berjumlah {computed.id}.",
        f"{label}: {claim.source} states a sum of {stated.en}, but its {addends} {computed.en}.",
    )
