"""The scope of a figure query: whole programs, single series, or single figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.analysis.rules.facts import FigureFact, Series
from api.database.revision_reads import BindValue
from api.resources.figures.region_chains import codes_of_region

_ORDER = "t.indicator, t.nature, t.region, t.period_end, t.period_start, t.stated_latest, t.id"


@dataclass(frozen=True, slots=True)
class FigureScope:
    """The programs, the series or the ids; all figures if none is given.

    A single program, or one of its indicators, can be read in pages in the order of an index: at most `limit` figures
    after `after`.
    """

    programs: Sequence[str] | None = None
    indicator: str | None = None
    series: Sequence[Series] | None = None
    ids: Sequence[UUID] | None = None
    after: FigureFact | None = None
    limit: int | None = None

    def from_clause(self, record_type: str, condition: str, known_at: datetime | None, bind: BindValue) -> str:
        """Return the SQL after FROM: the rows `t` in scope that match the condition.

        Series are looked up one after the other in an index on all columns of a series. With a join, the planner might
        use an index that begins with the indicator and read all its figures for each series. A series of a renumbered
        region has figures with several codes.
        """
        if self.series is None:
            return f"{record_type} t WHERE {condition} AND {self.where_condition(bind)}"
        columns = zip(*self.series, strict=True) if self.series else ((), (), (), (), ())
        arrays = ", ".join(f"{bind(list(column))}::text[]" for column in columns)
        same = " AND ".join(f"t.{column} = requested.{column}" for column in Series._fields)
        given = ", ".join("same_region.code AS region" if name == "region" else name for name in Series._fields)
        codes = codes_of_region("given.region", known_at, bind)
        names = ", ".join(Series._fields)
        return (
            f"(SELECT DISTINCT {given} FROM unnest({arrays}) AS given ({names}), {codes}) AS requested, "
            f"LATERAL (SELECT * FROM {record_type} t WHERE {condition} AND {same} ORDER BY t.period_end) AS t"
        )

    def where_condition(self, bind: BindValue) -> str:
        """Return SQL over `t`, a target or a realization."""
        if self.ids is not None:
            return f"t.id = ANY({bind(list(self.ids))}::uuid[])"
        if self.programs is None:
            return "true"
        if self.limit is not None and len(self.programs) == 1:
            of_indicator = "" if self.indicator is None else f" AND t.indicator = {bind(self.indicator)}"
            return f"t.program = {bind(self.programs[0])}{of_indicator}{self._after_condition(bind)}"
        return f"t.program = ANY({bind(list(self.programs))}::text[])"

    @property
    def order_and_limit(self) -> str:
        """Return the end of the statement of a page."""
        return "" if self.limit is None else f" ORDER BY {_ORDER} LIMIT {self.limit:d}"

    def _after_condition(self, bind: BindValue) -> str:
        if self.after is None:
            return ""
        last = self.after
        series = last.series
        position = (series.indicator, series.nature, last.region, last.last, last.first, last.stated_latest, last.id)
        types = ("text", "text", "text", "date", "date", "date", "uuid")
        bounds = ", ".join(f"{bind(value)}::{kind}" for value, kind in zip(position, types, strict=True))
        return f" AND ({_ORDER}) > ({bounds})"
