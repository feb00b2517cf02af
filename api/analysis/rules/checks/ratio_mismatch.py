"""`ratio_mismatch`: a ratio, excess or growth that a source claims does not follow from its figures."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from api.analysis.rules.checks.claim_judgments import find_inconsistent_claims, format_claimed, format_computed
from api.analysis.rules.checks.finding import FindingResult, FindingSubject, build_subjects
from api.analysis.rules.checks.formatting import append_to_both, format_figure_key, format_number, join_texts
from api.analysis.rules.claims.judge import ClaimMatch, Judgment
from api.analysis.rules.facts import ClaimFact, Facts, FigureFact
from api.errors import Text

FiguresById = Mapping[UUID, FigureFact]


def find(facts: Facts) -> Iterator[FindingResult]:
    """Yield one finding per claim. The subjects are the claim, its figures, its base, and matching bases."""
    figures = {figure.id: figure for figure in (*facts.targets, *facts.realizations)}
    for claim, judgment in find_inconsistent_claims(facts, "ratio", "excess", "growth"):
        first = figures[judgment.figures[0]]
        compared = judgment.compared_with or claim.base_figure
        referenced = (*judgment.figures, compared, *(match.figure for match in judgment.matches))
        yield FindingResult(
            code="ratio_mismatch",
            severity="error",
            program=first.series.program,
            indicator=first.series.indicator,
            identity=(str(claim.id),),
            subjects=(
                FindingSubject("claim", str(claim.id)),
                *build_subjects(
                    figures[each] for each in dict.fromkeys(referenced) if each is not None and each in figures
                ),
            ),
            stated=claim.stated_value,
            computed=judgment.computed,
            allowed=judgment.allowed,
            text=_build_text(claim, judgment, format_figure_key(first), figures),
        )


def _build_text(claim: ClaimFact, judgment: Judgment, label: str, figures: FiguresById) -> Text:
    stated, computed = format_claimed(claim), format_computed(judgment)
    others = join_texts(_format_match(match, figures) for match in judgment.matches)
    matching = Text(f" Yang cocok: {others.id}.", f" Matching: {others.en}.") if judgment.matches else Text("", "")
    return Text(
        f"{label}: {claim.source} menyebut {stated.id} persen, tetapi dari angkanya diperoleh {computed.id} persen."
        f"{matching.id}",
        f"{label}: {claim.source} states {stated.en} percent, but its figures make {computed.en} percent.{matching.en}",
    )


def _format_match(match: ClaimMatch, figures: FiguresById) -> Text:
    """Describe another base ("21.4 percent of 64 million") or another figure ("40 percent with 24")."""
    other = figures[match.figure]
    value = format_number(other.value)
    if match.exchanged == "base":
        joined = Text(f"dari {value.id}", f"of {value.en}")
    else:
        joined = Text(f"dengan {value.id}", f"with {value.en}")
    if match.computed is not None:
        computed = format_number(match.computed)
        joined = Text(f"{computed.id} persen {joined.id}", f"{computed.en} percent {joined.en}")
    return append_to_both(joined, f", {format_figure_key(other)}")
