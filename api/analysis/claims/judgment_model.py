"""Schemas of the judgment of a claim."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api.analysis.claims.model import Claim
from api.analysis.rules.claims.judge import ClaimMatch, Judgment, ReasonText
from api.analysis.rules.facts import ClaimFact, FigureFact, TargetFact
from api.analysis.value_interval import ValueInterval, build_value_interval
from api.http.reads.reference import RecordReference, build_reference
from api.resources.figures.included_model import IncludedRecords

ClaimVerdictField = Annotated[
    Literal["consistent", "inconsistent", "unverifiable"],
    Meta(
        description="Whether the stated value agrees with the figures; `unverifiable` if it cannot be computed.",
        examples=["inconsistent"],
    ),
]
ComputedValue = Annotated[
    Decimal,
    Meta(
        description="Value computed from the figures: a percentage with two decimals or one more than the claim, or "
        "a sum or difference in full units. Null for a weekday, for figures that are ranges, and if nothing can be "
        "computed.",
        extra_json_schema={"type": "number", "format": "double"},
        examples=[45.67],
    ),
]


class MatchingFigure(RecordReference, frozen=True):
    """A reference to another figure with which the stated value follows: the source may have meant it."""

    exchanged: Annotated[
        Literal["base", "figure"],
        Meta(description="What it replaces: the base, or the figure of the claim.", examples=["base"]),
    ]
    base: Annotated[
        Literal["target", "population", "year_before", "previous"] | None,
        Meta(
            description="Relation of another base to the figures of the claim; null for another figure.",
            examples=["population"],
        ),
    ]
    computed: ComputedValue | None


class JudgmentReason(msgspec.Struct, frozen=True):
    """A reason for the verdict."""

    code: Annotated[str, Meta(description="Stable code of the reason.", examples=["computed_differs"])]
    text: Annotated[
        str,
        Meta(
            description="The reason in Indonesian.",
            examples=["Dari angka-angkanya terhitung 45,67 persen, bukan 21 persen."],
        ),
    ]
    text_en: Annotated[
        str, Meta(description="The reason in English.", examples=["Its figures make 45.67 percent, not 21 percent."])
    ]


class ClaimJudgment(msgspec.Struct, frozen=True):
    """The result of recomputing a claim from its figures."""

    verdict: ClaimVerdictField
    computed: ComputedValue | None
    allowed: Annotated[
        ValueInterval | None,
        Meta(
            description="Interval that the rounding, the qualifiers and the ranges of the figures allow; null for a "
            "weekday, and if nothing can be computed."
        ),
    ]
    implied: Annotated[
        ValueInterval | None,
        Meta(
            description="For a claim with `figure_key` whose figure is not stated: the numbers that the figure must "
            "have for the claim to be true. It is no figure, and used in no other answer."
        ),
    ]
    figure: Annotated[
        RecordReference | None,
        Meta(description="The figure of `figure_key`, once it is stated; null for a claim with `figures`."),
    ]
    compared_with: Annotated[
        RecordReference | None,
        Meta(description="Base of the computation: `base_figure`, otherwise the figure selected by `base`."),
    ]
    matches: Annotated[
        list[MatchingFigure],
        Meta(
            description="For an inconsistent claim: other bases that reproduce it, targets first, then other figures "
            "of the same source, at most 20."
        ),
    ]
    reasons: Annotated[
        list[JudgmentReason], Meta(description="Reasons for the verdict; empty if the claim simply agrees.")
    ]


class ClaimWithJudgment(Claim, frozen=True, kw_only=True):
    """A claim and its judgment."""

    judgment: Annotated[ClaimJudgment, Meta(description="Result of recomputing the claim.")]
    included: IncludedRecords | msgspec.UnsetType = msgspec.UNSET


def build_judgment_model(claim: ClaimFact, judgment: Judgment, figures: Mapping[UUID, FigureFact]) -> ClaimJudgment:
    """Build the schema of a judgment; `figures` has the figures that it used, by id."""
    base, allowed, implied = judgment.compared_with, judgment.allowed, judgment.implied
    of_key = judgment.figures if claim.figure_key is not None else ()
    return ClaimJudgment(
        verdict=judgment.verdict,
        computed=judgment.computed,
        allowed=None if allowed is None else build_value_interval(allowed),
        implied=None if implied is None else build_value_interval(implied),
        figure=_build_figure_reference(figures[of_key[0]]) if of_key else None,
        compared_with=None if base is None else _build_figure_reference(figures[base]),
        matches=[_build_match(match, figures) for match in judgment.matches],
        reasons=[_build_reason(reason) for reason in judgment.reasons],
    )


def _build_figure_reference(figure: FigureFact) -> RecordReference:
    return build_reference("target" if isinstance(figure, TargetFact) else "realization", figure.id)


def add_judgment(claim: Claim, judgment: ClaimJudgment) -> ClaimWithJudgment:
    return ClaimWithJudgment(*msgspec.structs.astuple(claim), judgment=judgment)


def _build_match(match: ClaimMatch, figures: Mapping[UUID, FigureFact]) -> MatchingFigure:
    reference = _build_figure_reference(figures[match.figure])
    return MatchingFigure(reference.type, reference.id, reference.url, match.exchanged, match.base, match.computed)


def _build_reason(reason: ReasonText) -> JudgmentReason:
    return JudgmentReason(reason.code, reason.text.id, reason.text.en)
