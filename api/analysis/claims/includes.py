"""What claims include: the records to which a claim refers by code."""

from collections.abc import Iterable

from api.analysis.claims.model import Claim
from api.resources.figures.includes import build_includes


def list_indicators(claim: Claim) -> Iterable[str]:
    return () if claim.figure_key is None else (claim.figure_key.indicator,)


def list_regions(claim: Claim) -> Iterable[str]:
    return () if claim.figure_key is None else (claim.figure_key.region,)


def list_nothing(_claim: Claim) -> Iterable[str]:
    return ()


CLAIM_INCLUDES = build_includes(
    {
        "region": list_regions,
        "indicator": list_indicators,
        "source": lambda claim: (claim.source,),
        **dict.fromkeys(("institution", "unit", "program"), list_nothing),
    }
)
