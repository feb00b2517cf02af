"""The parameters of what is asked about claims."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, get_args, get_type_hints

from api.claims.judged import ClaimJudgement
from api.claims.model import Claim
from api.faults import Fault, Text
from api.http.kinds import CODE, DAY, one_of, several
from api.http.list_query import EntityQuery, ListQuery

KINDS: tuple[str, ...] = get_args(get_type_hints(Claim)["kind"])
VERDICTS: tuple[str, ...] = get_args(get_type_hints(ClaimJudgement)["verdict"])
COMPUTED = frozenset({"verdict", "as_of"})  # what no condition of the database answers

AsOf = Annotated[
    date | None,
    DAY,
    "Judge by what had been stated by that day and was not retracted by then; all claims are answered, those about "
    "later figures as `unverifiable`.",
]


class ClaimQuery(ListQuery, frozen=True, kw_only=True):
    source: Annotated[tuple[str, ...] | None, several(CODE), "Only claims made by these sources."] = None
    kind: Annotated[tuple[str, ...] | None, several(one_of(KINDS)), "Only claims of these kinds."] = None
    verdict: Annotated[
        tuple[str, ...] | None,
        several(one_of(VERDICTS)),
        "Only claims that are judged so. A page may then have fewer than `limit`, even none, while `has_more` is "
        "true: go on with its cursor. Not together with `count`.",
    ] = None
    as_of: AsOf = None

    def filters(self) -> Mapping[str, object]:
        return {name: value for name, value in super().filters().items() if name not in COMPUTED}

    def faults(self) -> list[Fault]:
        if self.count is None or self.verdict is None:
            return []
        return [Fault("count-with-verdict", COUNT_WITH_VERDICT, parameter="count")]


class ClaimEntityQuery(EntityQuery, frozen=True, kw_only=True):
    as_of: AsOf = None


class CheckQuery(EntityQuery, frozen=True, kw_only=True):
    as_of: AsOf = None


COUNT_WITH_VERDICT = Text(
    "putusan dihitung halaman demi halaman, sehingga tidak dapat dijumlah bersama verdict",
    "verdicts are computed page by page and cannot be counted; leave out count or verdict",
)
