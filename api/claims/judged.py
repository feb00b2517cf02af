"""What came of recomputing a claim, as it goes over the wire."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api import words
from api.claims.model import Claim
from api.http.bilingual import Bilingual
from api.rules.claims import Judgement, Match, Reason
from api.rules.facts import Figure, Target

Verdict = Annotated[
    Literal["consistent", "inconsistent", "unverifiable"],
    Meta(
        description="Whether what is stated follows from the figures; `unverifiable` where that cannot be told.",
        examples=["inconsistent"],
    ),
]
Computed = Annotated[
    Decimal,
    Meta(
        description="What the figures make: percent, to two decimals or one more than the claim has, or full units of "
        "a sum. Null for a weekday, and where nothing can be computed.",
        extra_json_schema={"type": "number", "format": "double"},
        examples=[45.67],
    ),
]
Bound = Annotated[
    Decimal,
    Meta(
        description="One end of it, rounded outwards.",
        extra_json_schema={"type": "number", "format": "double"},
        examples=[45.49],
    ),
]
FigureId = Annotated[
    words.Identifier, Meta(description="Id of the figure.", examples=["01a1fb67-1800-7000-8000-000000000206"])
]
FigureAddress = Annotated[
    str,
    Meta(
        description="Where the figure is, with its sources.",
        examples=["/v1/realizations/01a1fb67-1800-7000-8000-000000000206"],
    ),
]


class AllowedRange(msgspec.Struct, frozen=True):
    """All that the rounding of the figures allows."""

    low: Bound
    high: Bound


class ComparedFigure(msgspec.Struct, frozen=True):
    """The base that the claim was computed with: the one it names, else the one that its kind of base leads to."""

    figure: FigureId
    address: FigureAddress


class ClaimMatch(msgspec.Struct, frozen=True):
    """Another base that reproduces what is stated: what may have been meant."""

    figure: FigureId
    address: FigureAddress
    base: Annotated[
        Literal["target", "population", "previous"],
        Meta(description="What it is to the figures of the claim.", examples=["population"]),
    ]
    computed: Computed


class ClaimReason(msgspec.Struct, frozen=True):
    """Why the verdict is what it is."""

    code: Annotated[str, Meta(description="Stable name of the reason.", examples=["computed-differs"])]
    text: Annotated[Bilingual, Meta(description="The reason as a sentence.")]


class ClaimJudgement(msgspec.Struct, frozen=True):
    """What comes of a claim when it is recomputed from the figures it is about."""

    verdict: Verdict
    computed: Computed | None
    allowed: Annotated[
        AllowedRange | None,
        Meta(description="All that the rounding of the figures allows; null where `computed` is."),
    ]
    compared_with: Annotated[
        ComparedFigure | None,
        Meta(description="The base it was computed with: the one it names, else the one its kind of base leads to."),
    ]
    matches: Annotated[
        list[ClaimMatch],
        Meta(description="Of an inconsistent claim, the other bases that reproduce it; at most 20, targets first."),
    ]
    reasons: Annotated[list[ClaimReason], Meta(description="Why the verdict is what it is; none where it just agrees.")]


class JudgedClaim(Claim, frozen=True, kw_only=True):
    """What a source says about the relation of numbers, and whether it follows from them."""

    judgement: Annotated[ClaimJudgement, Meta(description="What comes of it when it is recomputed.")]


class ClaimRow(Claim, frozen=True, kw_only=True):
    """A claim as a line of CSV, with what came of it."""

    verdict: Verdict
    computed: Computed | None


def told(judgement: Judgement, figures: Mapping[UUID, Figure]) -> ClaimJudgement:
    """`figures` are those that it was judged by, by id."""
    base, allowed = judgement.compared_with, judgement.allowed
    return ClaimJudgement(
        verdict=judgement.verdict,
        computed=judgement.computed,
        allowed=None if allowed is None else AllowedRange(*allowed),
        compared_with=None if base is None else ComparedFigure(base, address_of(figures[base])),
        matches=[_match(match, figures) for match in judgement.matches],
        reasons=[_reason(reason) for reason in judgement.reasons],
    )


def address_of(figure: Figure) -> str:
    return f"/v1/{'targets' if isinstance(figure, Target) else 'realizations'}/{figure.id}"


def with_judgement(claim: Claim, judgement: ClaimJudgement) -> JudgedClaim:
    return JudgedClaim(*msgspec.structs.astuple(claim), judgement=judgement)


def row_of(claim: JudgedClaim) -> ClaimRow:
    *said, judgement = msgspec.structs.astuple(claim)
    return ClaimRow(*said, verdict=judgement.verdict, computed=judgement.computed)


def _match(match: Match, figures: Mapping[UUID, Figure]) -> ClaimMatch:
    return ClaimMatch(match.figure, address_of(figures[match.figure]), match.base, match.computed)


def _reason(reason: Reason) -> ClaimReason:
    return ClaimReason(reason.code, Bilingual.of(reason.text))
