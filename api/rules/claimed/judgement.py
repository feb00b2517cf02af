"""What comes of a claim that is computed anew."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple
from uuid import UUID

from api.faults import Text
from api.rules.interval import Interval

Verdict = Literal["consistent", "inconsistent", "unverifiable"]
BaseKind = Literal["target", "population", "previous"]


class Reason(NamedTuple):
    """Why a verdict is what it is; the code is stable, the sentence is for people."""

    code: str
    text: Text


class Match(NamedTuple):
    """Another base that reproduces an inconsistent claim: which figure, as what, and what comes of it."""

    figure: UUID
    base: BaseKind
    computed: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """`computed` is of the values as they are written; `allowed` holds all that their rounding allows.

    Both are None for a weekday, and when the claim is `unverifiable`. Numbers are percent for ratio, excess and
    growth, full units for a sum. They are rounded for people, after the verdict: percent to two decimals, or one more
    than the claim has, the interval outwards. `compared_with` is the base that was used, named or found.
    """

    verdict: Verdict
    computed: Decimal | None = None
    allowed: Interval | None = None
    compared_with: UUID | None = None
    matches: tuple[Match, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def low(self) -> Decimal | None:
        return None if self.allowed is None else self.allowed.low

    @property
    def high(self) -> Decimal | None:
        return None if self.allowed is None else self.allowed.high


class Undecidable(Exception):
    """What is claimed cannot be computed, and why."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(code)
        self.reason = Reason(code, text)
