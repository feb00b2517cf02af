"""Which figures are asked for: those of whole programs, of single series, or single ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api.postgres.chain import Bind
from api.rules.facts import Figure, Series

_ORDER = "t.indicator, t.nature, t.region, t.period_end, t.period_start, t.stated_latest, t.id"


@dataclass(frozen=True, slots=True)
class Scope:
    """The programs, or the series, or single figures; of none of these is all there is.

    Of one program also page by page, in the order of an index: at most `most` of those behind `after`.
    """

    programs: Sequence[str] | None = None
    series: Sequence[Series] | None = None
    ids: Sequence[UUID] | None = None
    after: Figure | None = None
    most: int | None = None

    def rows(self, noun: str, wanted: str, bind: Bind) -> str:
        """What follows FROM: the rows `t` of the noun that are in scope and `wanted`, a condition over `t`.

        Series are looked up one after the other, in the order of an index on all that makes a series. Joined, they
        may be looked up in any index that begins with the indicator, and all its figures be read for each of them.
        """
        if self.series is None:
            return f"{noun} t WHERE {wanted} AND {self.condition(bind)}"
        columns = zip(*self.series, strict=True) if self.series else ((), (), (), (), ())
        asked = ", ".join(f"{bind(list(column))}::text[]" for column in columns)
        same = " AND ".join(f"t.{column} = asked.{column}" for column in Series._fields)
        return (
            f"(SELECT DISTINCT * FROM unnest({asked}) AS asked ({', '.join(Series._fields)})) AS asked, "
            f"LATERAL (SELECT * FROM {noun} t WHERE {wanted} AND {same} ORDER BY t.period_end) AS t"
        )

    def condition(self, bind: Bind) -> str:
        """SQL over `t`, a target or a realization."""
        if self.ids is not None:
            return f"t.id = ANY({bind(list(self.ids))}::uuid[])"
        if self.programs is None:
            return "true"
        if self.most is not None and len(self.programs) == 1:
            return f"t.program = {bind(self.programs[0])}{self._behind(bind)}"
        return f"t.program = ANY({bind(list(self.programs))}::text[])"

    @property
    def cut(self) -> str:
        """What ends the statement of a page."""
        return "" if self.most is None else f" ORDER BY {_ORDER} LIMIT {self.most:d}"

    def _behind(self, bind: Bind) -> str:
        if self.after is None:
            return ""
        last = self.after
        place = (*last.series[1:4], last.last, last.first, last.stated_latest, last.id)
        types = ("text", "text", "text", "date", "date", "date", "uuid")
        bounds = ", ".join(f"{bind(value)}::{kind}" for value, kind in zip(place, types, strict=True))
        return f" AND ({_ORDER}) > ({bounds})"
