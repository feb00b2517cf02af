"""SQL that targets and realizations share: columns, filters and orders."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, get_type_hints

import msgspec

from api.database.conditions import any_of, equals_any
from api.database.revision_reads import BindValue, ColumnExpression, SortColumns, SqlCondition, url_expression
from api.resources.figures import breakdown
from api.resources.figures.fields import Citation
from api.resources.figures.period import Period
from api.resources.figures.point_in_time import stated_by_condition
from api.resources.figures.region_chains import RenumberedRegions, renumbered_condition
from api.resources.figures.search import search_condition
from api.resources.institutions.queries import institution_condition, kode_klpd_condition

FigureT = TypeVar("FigureT", bound=msgspec.Struct)

# Stored citations were validated when they were written; validating them again takes ten times as long as decoding.
_UnvalidatedCitation = msgspec.defstruct(
    "Citation", list(get_type_hints(Citation).items()), bases=(Citation,), frozen=True
)
_citations_decoder = msgspec.json.Decoder(list[_UnvalidatedCitation])  # type: ignore[valid-type]  # made at run time


def build_row_loader(model: type[FigureT]) -> Callable[[Sequence[Any]], FigureT]:
    """Return a function that builds a figure from a row: the breakdown becomes a map, each citation a Struct."""
    names = model.__struct_fields__
    breakdown_index, citations_index = names.index("breakdown"), names.index("citations")

    def load(row: Sequence[Any]) -> FigureT:
        values = list(row)
        values[breakdown_index] = breakdown.breakdown_to_map(values[breakdown_index])
        values[citations_index] = _citations_decoder.decode(values[citations_index])
        return model(*values)

    return load


def indicator_condition(codes: tuple[str, ...], bind: BindValue) -> str:
    """Add the program of a single indicator, which never changes: the index on both then returns the rows in order."""
    if len(codes) == 1:
        code = bind(codes[0])
        program = f"(SELECT i.program FROM indicator i WHERE i.code = {code}::text LIMIT 1)"
        return f"t.indicator = {code}::text AND t.program = {program}"
    return equals_any("indicator")(codes, bind)


def period_condition(periods: tuple[Period, ...], bind: BindValue) -> str:
    """Compare both days for a flow. For a stock compare the last day, so that `2022` also selects `2022-12`; an
    interval selects only figures that were stated for this interval.
    """

    def one(period: Period) -> str:
        first = f"t.period_start = {bind(period.first)}::date"
        last = f"t.period_end = {bind(period.last)}::date"
        return (
            f"{last} AND {first}"
            if period.is_interval
            # `>=` instead of `=`: the planner expects more rows of it, so it reads the index in the order of the list.
            else f"{last} AND ({first} OR t.nature = 'stock' AND t.key_start >= t.period_end)"
        )

    return any_of(one(period) for period in periods)


def region_condition(regions: tuple[str, ...] | RenumberedRegions, bind: BindValue) -> str:
    """Select exactly these codes, or all codes of these regions."""
    if isinstance(regions, RenumberedRegions):
        return renumbered_condition(f"region.code = ANY({bind(regions.codes)}::text[])", regions.known_at, bind)
    return equals_any("region")(regions, bind)


def within_condition(regions: tuple[str, ...] | RenumberedRegions, bind: BindValue) -> str:
    """Select the regions and all below them: their codes begin with the code of the region and end at most in .99."""
    if isinstance(regions, RenumberedRegions):
        codes, known_at = regions
        parts = f"left(region.code, 2) = ANY({bind(codes)}::text[]) OR region.code = ANY({bind(codes)}::text[])"
        return any_of((within_condition(codes, bind), renumbered_condition(f"({parts})", known_at, bind)))
    if "ID" in regions:
        return "true"
    return any_of(
        f"t.region BETWEEN {bind(region)}::text AND {bind(f'{region}.99')}::text"
        if len(region) == len("32")
        else f"t.region = {bind(region)}::text"
        for region in regions
    )


def level_condition(levels: tuple[str, ...], bind: BindValue) -> str:
    """Select by level; `country` is the region ID, which uses the index on regions."""
    return "t.region = 'ID'" if levels == ("country",) else equals_any("level")(levels, bind)


def breakdown_condition(breakdowns: tuple[str, ...], bind: BindValue) -> str:
    """Exclude the whole where possible, so that the index of the parts applies; nearly all figures are of the whole."""
    condition = equals_any("breakdown")(breakdowns, bind)
    return condition if breakdown.WHOLE in breakdowns else f"{condition} AND t.breakdown <> ''"


def citation_condition(record_type: str) -> SqlCondition:
    def condition(sources: tuple[str, ...], bind: BindValue) -> str:
        wanted = bind(sources)
        return (
            f"t.id = ANY(ARRAY(SELECT {record_type}s_citing({wanted}::text[]))) AND EXISTS (SELECT FROM "
            f"jsonb_array_elements(t.citations) AS citation WHERE citation->>'source' = ANY({wanted}::text[]))"
        )

    return condition


def unit_expression(alias: str) -> str:
    """Return the SQL of the unit: that of the published indicator, otherwise of its latest revision.

    The unit of an indicator cannot change while it has figures. The function is called only for a draft whose
    indicator is not published; it also reads drafts that the caller may not see.
    """
    published = (
        f"SELECT i.unit FROM indicator i WHERE i.code = {alias}.indicator AND i.status = 'published' "
        "AND i.replaced_at IS NULL"
    )
    return f"coalesce(({published}), indicator_unit({alias}.indicator))"


def computed_columns(record_type: str) -> dict[str, ColumnExpression]:
    """Return the fields of a figure that the service computes, with their SQL."""
    return {
        "url": url_expression(record_type, "id"),
        "period_start": lambda alias: f"{alias}.period_start",
        "period_end": lambda alias: f"{alias}.period_end",
        "unit": unit_expression,
    }


CONDITIONS: dict[str, SqlCondition] = {
    "id": equals_any("id", "uuid"),
    "program": equals_any("program"),
    "indicator": indicator_condition,
    "nature": equals_any("nature"),
    "region": region_condition,
    "within": within_condition,
    "level": level_condition,
    "period": period_condition,
    "period_from": lambda day, bind: f"t.period_start >= {bind(day)}::date",
    "period_to": lambda day, bind: f"t.period_end <= {bind(day)}::date",
    "institution": institution_condition,
    "kode_klpd": kode_klpd_condition,
    "breakdown": breakdown_condition,
    "q": search_condition,
    "as_of": lambda day, bind: stated_by_condition("t", day, bind),
    "recorded_from": lambda time, bind: f"t.recorded_at >= {bind(time)}",
}
DEFAULT_SORT: SortColumns = (
    "program",
    "indicator",
    "nature",
    "region",
    "period_end",
    "period_start",
    "stated_latest",
    "id",
)
SORTS: dict[str, SortColumns] = {
    "period": ("period_end", "period_start", "id"),
    "stated_on": ("stated_latest", "id"),
    "recorded_at": ("recorded_at", "id"),
    "value": ("program", "indicator", "magnitude", "id"),
}
SQL_TYPES = {
    "id": "uuid",
    "period_start": "date",
    "period_end": "date",
    "stated_latest": "date",
    "recorded_at": "timestamptz",
    "magnitude": "float8",
}
