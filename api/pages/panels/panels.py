"""The pictures of a program: one for each indicator and nature that has figures for the whole country."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

import msgspec

from api.analysis.rules.facts import RealizationFact, TargetFact
from api.analysis.rules.preferred import sort_by_preference
from api.errors import Text
from api.pages.chart.bars import NARROW_BARS, WIDE_BARS, Bar, BarChart, draw_bars
from api.pages.chart.series_chart import NARROW, WIDE, Mark, MarkKind, Move, Point, SeriesChart, draw_series_chart
from api.pages.formatting import NATURES, Scale, format_amount, format_day, format_period, write_range
from api.pages.language import Language, choose_text
from api.pages.panels.panel_figures import PanelFigures
from api.pages.point_parameters import build_source_path
from api.service_url import build_url

_SILENCE = Text("Sejak {day} tidak ada angka baru.", "No new number since {day}.")
_TARGET_TITLE = Text(
    "Target {amount} untuk {period}, dinyatakan {stated}",
    "Target of {amount} for {period}, stated {stated}",
)
_REPLACED_TITLE = Text(
    "Target yang diganti: {amount} untuk {period}, dinyatakan {stated}",
    "Replaced target of {amount} for {period}, stated {stated}",
)
_REPORT_TITLE = Text(
    "Dilaporkan {amount} untuk {period}, dinyatakan {stated}",
    "Reported {amount} for {period}, stated {stated}",
)
_MAX_BARS = 12


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """What a picture shows, with its heading, drawn for wide and for narrow screens. `sources` state its figures."""

    indicator: str
    nature: str
    title: str
    subtitle: str
    content: SeriesChart | BarChart
    pictures: list[str]
    sources: list[str]


class PanelNames(msgspec.Struct, frozen=True):
    """The names of indicators and units by code, and the unit of each indicator."""

    indicators: Mapping[str, str]
    units: Mapping[str, str]
    unit_codes: Mapping[str, str]

    def unit(self, indicator: str) -> str:
        code = self.unit_codes[indicator]
        return self.units.get(code, code)


def build_panels(figures: PanelFigures, names: PanelNames, language: Language, query: str = "") -> list[Panel]:
    """Build a picture of each series: totals and rates before additions, and the one with the most targets first.

    `query` is the point in time of the pages of sources that the marks link to.
    """
    panels = []
    for own in sorted(figures.split(), key=lambda own: (own.series.nature == "flow", -len(own.targets), own.series)):
        writer = _FigureWriter(Scale(own.largest, language), names.unit(own.series.indicator), language, query)
        content = _build_bars(own, writer) if own.series.nature == "flow" else _build_chart(own, writer)
        panels.append(
            Panel(
                indicator=own.series.indicator,
                nature=own.series.nature,
                title=names.indicators.get(own.series.indicator, own.series.indicator),
                subtitle=choose_text(NATURES[own.series.nature], language),
                content=content,
                pictures=_draw(content),
                sources=sorted({source for figure in (*own.targets, *own.reports) for source in figure.sources}),
            )
        )
    return panels


def _draw(content: SeriesChart | BarChart) -> list[str]:
    if isinstance(content, BarChart):
        return [draw_bars(content, size) for size in (WIDE_BARS, NARROW_BARS)]
    return [draw_series_chart(content, size) for size in (WIDE, NARROW)]


class _FigureWriter:
    """Writes the labels and links of figures in the scale of a picture."""

    def __init__(self, scale: Scale, unit: str, language: Language, query: str) -> None:
        self.scale, self.unit, self.language, self._query = scale, unit, language, query

    @property
    def axis_label(self) -> str:
        return f"{self.scale.name} {self.unit}".strip()

    def write_label(self, figure: TargetFact | RealizationFact) -> str:
        return write_range(figure.value, figure.value_to, figure.qualifier, self.scale.format, self.language)

    def write_title(self, template: Text, figure: TargetFact | RealizationFact) -> str:
        return choose_text(template, self.language).format(
            amount=format_amount(figure.value, figure.value_to, figure.qualifier, self.unit, self.language),
            period=format_period(figure.period, self.language),
            stated=format_day(figure.stated_latest, self.language),
        )

    def build_href(self, figure: TargetFact | RealizationFact) -> str | None:
        if not figure.sources:
            return None
        return build_url(build_source_path(figure.sources[0], figure.id, self._query, self.language))

    def scaled(self, value: Decimal) -> float:
        return float(value / self.scale.size)


def _build_chart(own: PanelFigures, writer: _FigureWriter) -> SeriesChart:
    targets, reports, in_force = own.targets, own.reports, own.in_force
    applying = {target.id for target in in_force}
    ordered = sorted(targets, key=lambda target: (target.end, target.stated_latest))
    preferred = [several[0] for several in sort_by_preference(reports, own.day).values()]
    line = [_point(report, writer) for report in sorted(preferred, key=attrgetter("reference_day"))]
    shown = {_point(target, writer) for target in in_force}
    marks = [
        *(
            _mark_target(target, writer, is_in_force=target.id in applying)
            for target in ordered
            if target.id in applying or _point(target, writer) not in shown  # stated again without a change
        ),
        *(_mark_report(report, writer) for report in sorted(reports, key=attrgetter("reference_day"))),
    ]
    last = max((report.reference_day for report in reports), default=None)
    overdue = [target.end for target in in_force if target.end < own.day]
    is_silent = last is not None and any(end > last for end in overdue)
    language = writer.language
    return SeriesChart(
        label=writer.axis_label,
        unit=writer.axis_label,
        marks=sorted(marks, key=lambda mark: mark.kind != "replaced"),
        moves=list(_list_moves(targets, in_force, writer)),
        reports_line=line,
        plans=list(_list_plans(in_force, preferred, writer)),
        silent_from=last if is_silent else None,
        silence_note=choose_text(_SILENCE, language).format(day=format_day(last, language)) if last else "",
        format_tick=lambda value: writer.scale.format(Decimal(str(value)) * writer.scale.size),
    )


def _point(figure: TargetFact | RealizationFact, writer: _FigureWriter) -> Point:
    day = figure.end if isinstance(figure, TargetFact) else figure.reference_day
    return Point(day, writer.scaled(figure.value))


def _mark_target(target: TargetFact, writer: _FigureWriter, *, is_in_force: bool) -> Mark:
    title = writer.write_title(_TARGET_TITLE if is_in_force else _REPLACED_TITLE, target)
    kind: MarkKind = "target" if is_in_force else "replaced"
    return Mark(kind, _point(target, writer), writer.write_label(target), title, writer.build_href(target))


def _mark_report(report: RealizationFact, writer: _FigureWriter) -> Mark:
    half = report.resolution / 2
    rounding = (writer.scaled(report.value - half), writer.scaled((report.value_to or report.value) + half))
    title = writer.write_title(_REPORT_TITLE, report)
    return Mark(
        "report", _point(report, writer), writer.write_label(report), title, writer.build_href(report), rounding
    )


def _list_moves(targets: Sequence[TargetFact], in_force: Iterable[TargetFact], writer: _FigureWriter) -> Iterable[Move]:
    """Yield an arrow from each replaced target to the one that names it, and to the one in force of its plan."""
    by_key = {target.target_key: target for target in in_force}
    successors = {target.supersedes: target for target in targets if target.supersedes is not None}
    for target in targets:
        start = _point(target, writer)
        ends = {_point(one, writer) for one in (successors.get(target.id), by_key.get(target.target_key)) if one}
        yield from (Move(start, end) for end in sorted(ends) if end != start)


def _list_plans(
    in_force: Iterable[TargetFact], preferred: Sequence[RealizationFact], writer: _FigureWriter
) -> Iterable[list[Point]]:
    """Yield a line per plan, from the last report that was known when its first target was stated."""
    ordered = sorted(in_force, key=lambda target: (target.plan or "", target.end))
    for _, group in groupby(ordered, key=lambda target: target.plan or ""):
        of_plan = list(group)
        stated = min(target.stated_latest for target in of_plan)
        before = [report for report in preferred if report.reference_day <= stated]
        start = max(before, key=attrgetter("reference_day"), default=None)
        points = [_point(target, writer) for target in of_plan]
        if start is not None:
            points = [_point(start, writer), *(point for point in points if point.day > start.reference_day)]
        yield points


def _build_bars(own: PanelFigures, writer: _FigureWriter) -> BarChart:
    """Show the last periods: a bar for each report with the target in force, or an empty one without a report."""
    in_force = {(target.first, target.last): target for target in own.in_force}
    periods = sorted({*in_force, *((report.first, report.last) for report in own.reports)}, key=lambda key: key[::-1])
    bars: list[Bar] = []
    for key in periods[-_MAX_BARS:]:
        target = in_force.get(key)
        reports = [report for report in own.reports if (report.first, report.last) == key]
        if reports:
            bars += [_build_bar(report, target, writer) for report in sorted(reports, key=attrgetter("stated_latest"))]
        else:
            bars.append(_build_bar(None, target, writer))
    return BarChart(writer.axis_label, bars)


def _build_bar(report: RealizationFact | None, target: TargetFact | None, writer: _FigureWriter) -> Bar:
    figure = report or target
    if figure is None:
        raise ValueError("A period has a report or a target.")
    titles = [] if target is None else [writer.write_title(_TARGET_TITLE, target)]
    if report is not None:
        titles.insert(0, writer.write_title(_REPORT_TITLE, report))
    return Bar(
        period=format_period(figure.period, writer.language),
        value=None if report is None else writer.scaled(report.value),
        value_label="–" if report is None else writer.write_label(report),
        target=None if target is None else writer.scaled(target.value),
        target_label="" if target is None else f"target {writer.write_label(target)}",
        title="; ".join(titles),
        href=writer.build_href(figure),
    )
