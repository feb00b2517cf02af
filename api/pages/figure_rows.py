"""The table of figures on a page: who stated which number when, and where it is written."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from api.analysis.fact_queries.figures import load_targets
from api.analysis.fact_queries.scope import FigureScope
from api.analysis.rules.facts import Series
from api.analysis.rules.in_force import find_targets_in_force
from api.database.pool import Connection
from api.database.revision_reads import Selection, list_records
from api.pages.formatting import NATURES, format_day, format_period, split_amount
from api.pages.language import Language, choose_text
from api.pages.names import load_names
from api.pages.point_parameters import PointParameters, build_record_path, build_source_path
from api.resources.figures.breakdown import format_breakdown
from api.resources.realizations.model import Realization
from api.resources.realizations.queries import REALIZATION_TABLE
from api.resources.targets.model import Target
from api.resources.targets.queries import TARGET_TABLE

MAX_ROWS = 100  # of each type


class CitationLink(msgspec.Struct, frozen=True):
    """A source that states the figure, and the places in it."""

    url: str
    title: str
    locators: str


class FigureRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a table of figures; `nature` is a text."""

    id: str
    is_target: bool
    is_replaced: bool
    indicator: str
    indicator_path: str
    region: str
    region_path: str
    nature: str
    period: str
    value: str
    unit: str
    by: str
    stated: str | None
    citations: list[CitationLink]


async def load_figures(
    connection: Connection, filters: dict[str, object], known_at: datetime | None, limit: int = MAX_ROWS
) -> tuple[list[Target | Realization], bool]:
    """Return the figures stated last, at most `limit` of each type, and whether there are more."""
    selection = Selection(known_at, ("published",), filters, "-stated_on")
    targets, more_targets = await list_records(connection, TARGET_TABLE, selection, limit)
    realizations, more_realizations = await list_records(connection, REALIZATION_TABLE, selection, limit)
    return [*targets, *realizations], more_targets is not None or more_realizations is not None


async def build_figure_rows(
    connection: Connection,
    figures: Sequence[Target | Realization],
    point: PointParameters,
    language: Language,
) -> list[FigureRow]:
    """Build a row of each figure. A target that is not in force on that day is marked as replaced."""
    replaced = await _find_replaced(connection, figures, point)

    async def names(record_type: str, codes: Iterable[str | None]) -> Mapping[str, str]:
        return await load_names(connection, record_type, codes, point.known_at, language)

    institutions = await names("institution", (figure.institution for figure in figures))
    indicators = await names("indicator", (figure.indicator for figure in figures))
    units = await names("unit", (figure.unit for figure in figures))
    regions = await names("region", (figure.region for figure in figures))
    sources = await names("source", (each.source for figure in figures for each in figure.citations))

    def build(figure: Target | Realization) -> FigureRow:
        is_target = isinstance(figure, Target)
        institution = institutions.get(figure.institution, figure.institution)
        parts = [f"{key}: {part}" for key, part in figure.breakdown.items()]
        value, unit = split_amount(
            figure.value, figure.value_to, figure.qualifier, units.get(figure.unit, figure.unit), language
        )
        return FigureRow(
            id=str(figure.id),
            is_target=is_target,
            is_replaced=figure.id in replaced,
            indicator=", ".join([indicators.get(figure.indicator, figure.indicator), *parts]),
            indicator_path=build_record_path("indicators", figure.indicator, point, language),
            region_path=build_record_path("regions", figure.region, point, language),
            region=regions.get(figure.region, figure.region),
            nature=choose_text(NATURES[figure.nature], language),
            period=format_period(figure.period, language),
            value=value,
            unit=unit,
            by=institution if figure.speaker is None else f"{figure.speaker}, {institution}",
            stated=_format_stated(figure, language),
            citations=_build_citations(figure, sources, point.build_query(), language),
        )

    return [build(figure) for figure in figures]


async def _find_replaced(
    connection: Connection, figures: Sequence[Target | Realization], point: PointParameters
) -> set[UUID]:
    """Return the targets that are not in force; the rule reads all targets of their series, which an index finds."""
    targets = [figure for figure in figures if isinstance(figure, Target)]
    series = {
        Series(each.program, each.indicator, each.nature, each.region, format_breakdown(each.breakdown))
        for each in targets
    }
    rivals = await load_targets(connection, FigureScope(series=sorted(series)), point.known_at)
    in_force = {each.id for each in find_targets_in_force(rivals, point.day).values()}
    return {each.id for each in targets} - in_force


def sort_by_period(figures: Sequence[Target | Realization]) -> list[Target | Realization]:
    """Return the figures in the order of a table: the last period first, and in it the one that was stated last."""
    return sorted(figures, key=lambda figure: (figure.period_end, find_stated_day(figure)), reverse=True)


def list_exports(point: PointParameters, **filters: str) -> dict[str, str]:
    """List the files with all figures that match the filters: name and path."""
    return {
        f"{name}.{extension}": f"/v1/exports/{name}.{extension}?{point.build_query(**filters)}"
        for name in ("targets", "realizations")
        for extension in ("csv", "xlsx")
    }


def _build_citations(
    figure: Target | Realization, titles: Mapping[str, str], query: str, language: Language
) -> list[CitationLink]:
    locators: dict[str, list[str]] = {}
    for citation in figure.citations:
        locators.setdefault(citation.source, []).extend([citation.locator] if citation.locator else [])
    return [
        CitationLink(build_source_path(code, figure.id, query, language), titles.get(code, code), ", ".join(several))
        for code, several in locators.items()
    ]


def find_stated_day(figure: Target | Realization) -> date:
    """Return the day on which the figure was stated, or the last day on which it can have been."""
    return figure.stated_on or figure.stated_not_after or date.min


def _format_stated(figure: Target | Realization, language: Language) -> str | None:
    """Write the day on which the figure was stated, or the days between which it was."""
    if figure.stated_on is not None:
        return format_day(figure.stated_on, language)
    days = [day for day in (figure.stated_not_before, figure.stated_not_after) if day is not None]
    return "\N{EN DASH}".join(format_day(day, language) for day in days) or None
