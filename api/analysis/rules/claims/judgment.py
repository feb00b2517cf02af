"""The result of the verification of a claim."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple
from uuid import UUID

from api.analysis.rules.interval import Interval
from api.errors import Text

ClaimVerdict = Literal["consistent", "inconsistent", "unverifiable"]
BaseKind = Literal["target", "population", "year_before", "previous"]
ExchangedPart = Literal["base", "figure"]


class ReasonText(NamedTuple):
    """The reason of a verdict: a stable code and a sentence."""

    code: str
    text: Text


class ClaimMatch(NamedTuple):
    """Another figure that results in the stated value, in place of the base or of the figure of a claim.

    `base` is the kind of another base. `computed` is None if a figure is a range.
    """

    figure: UUID
    exchanged: ExchangedPart
    base: BaseKind | None
    computed: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """The verdict of a claim, with the value `computed` from its figures and the interval that they allow.

    Both are None for a weekday and for an unverifiable claim; `computed` also if a figure is a range. Numbers are
    percent for ratio, excess and growth, otherwise in the unit of the figures. They are rounded after the verdict:
    percent to two decimals or one more than the claim has, the interval outwards. `figures` are those of the claim, or
    the one of its key. `compared_with` is the base that was used. `implied` are the numbers that a figure which is not
    stated must have for the claim to be true.
    """

    verdict: ClaimVerdict
    computed: Decimal | None = None
    allowed: Interval | None = None
    implied: Interval | None = None
    figures: tuple[UUID, ...] = ()
    compared_with: UUID | None = None
    matches: tuple[ClaimMatch, ...] = ()
    reasons: tuple[ReasonText, ...] = ()


class UnverifiableClaimError(Exception):
    """The claim cannot be computed; `reason` states why."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(code)
        self.reason = ReasonText(code, text)
