"""The picture of one series: reports over time, each target at its deadline, what was replaced, and plans as lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple
from xml.etree.ElementTree import Element

from api.pages.chart import svg
from api.pages.chart.axes import TimeAxis, ValueAxis
from api.pages.chart.labels import Box, LabelPositions

MarkKind = Literal["report", "target", "replaced"]
MAX_LABELS: Final = 40  # of one picture; more marks than that have titles only


class Point(NamedTuple):
    """A day and a number, in the scale of the picture."""

    day: date
    value: float


class Mark(NamedTuple):
    """A stated number. `rounding` is the height of the band in which the true number lies; `href` its source."""

    kind: MarkKind
    point: Point
    label: str
    title: str
    href: str | None
    rounding: tuple[float, float] | None = None


class Move(NamedTuple):
    """An arrow from a replaced target to its successor."""

    start: Point
    end: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesChart:
    """What a picture shows. `reports_line` joins the preferred reports; each plan is a line through its targets."""

    label: str
    unit: str
    marks: Sequence[Mark]
    moves: Sequence[Move]
    reports_line: Sequence[Point]
    plans: Sequence[Sequence[Point]]
    silent_from: date | None
    silence_note: str
    format_tick: Callable[[float], str]


class ChartSize(NamedTuple):
    """The size of a picture and its margins, in pixels; `font` is the size of labels."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    font: float
    css_class: str


WIDE: Final = ChartSize(1080, 420, 56, 40, 26, 30, 16, "chart wide")
NARROW: Final = ChartSize(360, 320, 38, 22, 26, 26, 13, "chart narrow")


def draw_series_chart(chart: SeriesChart, size: ChartSize) -> str:
    """Draw a picture with at least one mark."""
    return svg.write_svg(_Drawing(chart, size).draw())


class _Drawing:
    """One picture while it is drawn."""

    def __init__(self, chart: SeriesChart, size: ChartSize) -> None:
        self.chart, self.size = chart, size
        points = [mark.point for mark in chart.marks]
        edges = [edge for mark in chart.marks if mark.rounding for edge in mark.rounding]
        values = [point.value for point in points] + edges
        days = [point.day for point in points]
        self.x = TimeAxis(min(days), max(days), size.left, size.width - size.right)
        self.y = ValueAxis(min(values), max(values), size.top, size.height - size.bottom)
        self.root = svg.create_svg(size.width, size.height, size.css_class, chart.label)
        self.labels = LabelPositions(size.width, size.height - size.bottom)

    def draw(self) -> Element:
        if self.chart.silent_from is not None:
            self._draw_silence(self.chart.silent_from)
        self._draw_axes()
        for plan in self.chart.plans:
            self._draw_line("plan", plan)
        self._draw_line("report-line", self.chart.reports_line)
        for move in self.chart.moves:
            self._draw_move(move)
        for mark in self.chart.marks:
            self._reserve_mark(mark)
        with_labels = {id(mark) for mark in self.chart.marks[-MAX_LABELS:]}
        for mark in self.chart.marks:
            self._draw_mark(mark, has_label=id(mark) in with_labels)
        return self.root

    def _draw_axes(self) -> None:
        left, right, bottom = self.size.left, self.size.width - self.size.right, self.size.height - self.size.bottom
        for value in self.y.ticks():
            y = self.y.to_pixel(value)
            svg.add(self.root, "line", "grid", x1=left, x2=right, y1=y, y2=y)
            tick = self.chart.format_tick(value)
            svg.add_text(self.root, "tick", left - 8, y + 4, tick, text_anchor="end")
        for year, start, end, width in self.x.years():
            svg.add(self.root, "line", "grid", x1=end, x2=end, y1=self.size.top, y2=bottom)
            text = str(year) if width > 34 else f"\N{RIGHT SINGLE QUOTATION MARK}{year % 100:02}"
            svg.add_text(self.root, "tick", (start + end) / 2, bottom + 18, text, text_anchor="middle")
        svg.add_text(self.root, "tick", 0, 12, self.chart.unit)

    def _draw_silence(self, since: date) -> None:
        left, right = self.x.to_pixel(since), self.size.width - self.size.right
        top, bottom = self.size.top, self.size.height - self.size.bottom
        svg.add(self.root, "rect", "silence", x=left, y=top, width=max(right - left, 0.0), height=bottom - top)
        if right - left > len(self.chart.silence_note) * 7.5:
            svg.add_text(self.root, "note", left + 14, bottom - 14, self.chart.silence_note)
            self.labels.reserve(Box(left, bottom - 32, right, bottom))

    def _draw_line(self, css_class: str, points: Sequence[Point]) -> None:
        if len(points) > 1:
            path = " ".join(f"{self.x.to_pixel(day):.1f},{self.y.to_pixel(value):.1f}" for day, value in points)
            svg.add(self.root, "polyline", css_class, points=path)

    def _draw_move(self, move: Move) -> None:
        """Draw an arrow that ends next to its target, not on it."""
        x1, y1 = self.x.to_pixel(move.start.day), self.y.to_pixel(move.start.value)
        x2, y2 = self.x.to_pixel(move.end.day), self.y.to_pixel(move.end.value)
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        if length < 12:
            return
        along_x, along_y = (x2 - x1) / length, (y2 - y1) / length
        gap = 18 if abs(along_x) > abs(along_y) else 5
        tip_x, tip_y = x2 - along_x * gap, y2 - along_y * gap
        back_x, back_y = tip_x - along_x * 9, tip_y - along_y * 9
        svg.add(self.root, "line", "moved", x1=x1, y1=y1, x2=back_x, y2=back_y)
        self.labels.reserve(Box(tip_x - 5, tip_y - 5, tip_x + 5, tip_y + 5))
        corners = (
            (tip_x, tip_y),
            (back_x - along_y * 4, back_y + along_x * 4),
            (back_x + along_y * 4, back_y - along_x * 4),
        )
        svg.add(self.root, "polygon", "arrow", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners))

    def _reserve_mark(self, mark: Mark) -> None:
        x, y = self.x.to_pixel(mark.point.day), self.y.to_pixel(mark.point.value)
        half = 6 if mark.kind == "report" else 15
        self.labels.reserve(Box(x - half, y - 5, x + half, y + 5))

    def _draw_mark(self, mark: Mark, *, has_label: bool) -> None:
        x, y = self.x.to_pixel(mark.point.day), self.y.to_pixel(mark.point.value)
        link = svg.add_link(self.root, mark.href, mark.title)
        svg.add(link, "circle", "hit", cx=x, cy=y, r=14)
        if mark.rounding is not None:
            top, bottom = self.y.to_pixel(mark.rounding[1]), self.y.to_pixel(mark.rounding[0])
            svg.add(link, "rect", "rounding", x=x - 8, y=top, width=16, height=bottom - top)
        if mark.kind == "report":
            svg.add(link, "circle", "report", cx=x, cy=y, r=5.5)
        else:
            svg.add(link, "line", mark.kind, x1=x - 14, x2=x + 14, y1=y, y2=y)
        font = self.size.font - 2 if mark.kind == "replaced" else self.size.font
        position = self.labels.find_free(x, y, mark.label, font, 11) if has_label else None
        if position is not None:
            css_class = f"label-{mark.kind}"
            svg.add_text(
                link, css_class, position.x, position.y, mark.label, text_anchor=position.anchor, font_size=font
            )
