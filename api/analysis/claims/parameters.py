"""Query parameters of claims."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, get_args, get_type_hints

from api.analysis.claims.judgment_model import ClaimJudgment
from api.analysis.claims.model import Claim
from api.errors import ErrorDetail, Text
from api.http.reads.includes import IncludeParameter, IncludingRecordParameters
from api.http.reads.list_parameters import ListParameters, RecordParameters
from api.http.request.parameter_types import CODE, DATE, list_of, one_of

CLAIM_KINDS: tuple[str, ...] = get_args(get_type_hints(Claim)["kind"])
CLAIM_VERDICTS: tuple[str, ...] = get_args(get_type_hints(ClaimJudgment)["verdict"])
COMPUTED_PARAMETERS = frozenset({"verdict", "as_of"})  # applied after the query

ClaimAsOf = Annotated[
    date | None,
    DATE,
    "Judge by figures stated by that day, today if omitted; a base must also have been known when the source of the "
    "claim was written. All claims are returned; those about later figures are `unverifiable`.",
]


class ClaimListParameters(ListParameters, frozen=True, kw_only=True):
    source: Annotated[tuple[str, ...] | None, list_of(CODE), "Only claims made by these sources."] = None
    kind: Annotated[tuple[str, ...] | None, list_of(one_of(CLAIM_KINDS)), "Only claims of these kinds."] = None
    verdict: Annotated[
        tuple[str, ...] | None,
        list_of(one_of(CLAIM_VERDICTS)),
        "Only claims with these verdicts. A page can then have fewer rows than `limit`, even none, while `has_more` is "
        "true. Not allowed with `count`.",
    ] = None
    as_of: ClaimAsOf = None
    include: IncludeParameter = None

    def filters(self) -> Mapping[str, object]:
        return {name: value for name, value in super().filters().items() if name not in COMPUTED_PARAMETERS}

    def validate(self) -> list[ErrorDetail]:
        if self.count is None or self.verdict is None:
            return []
        return [ErrorDetail("count_with_verdict", COUNT_NOT_WITH_VERDICT, parameter="count")]


class ClaimRecordParameters(IncludingRecordParameters, frozen=True, kw_only=True):
    as_of: ClaimAsOf = None


class ClaimCheckParameters(RecordParameters, frozen=True, kw_only=True):
    as_of: ClaimAsOf = None


COUNT_NOT_WITH_VERDICT = Text(
    "count tidak dapat digabung dengan verdict, karena putusan dihitung halaman demi halaman; hapus salah satunya",
    "count is not allowed with verdict, because verdicts are computed page by page; remove one of them",
)
