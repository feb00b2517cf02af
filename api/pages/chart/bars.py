"""The picture of numbers that were added in single periods: a bar for each report, a line for each target."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from api.pages.chart import svg

_BAR_HEIGHT: Final = 20


class BarsSize(NamedTuple):
    """The width, what is left of the bars and right of them, and the height of a row; 0 on the left: text above."""

    width: float
    left: float
    right: float
    row: float
    css_class: str


WIDE_BARS: Final = BarsSize(1080, 200, 150, 34, "chart wide")
NARROW_BARS: Final = BarsSize(360, 0, 84, 52, "chart narrow")


class Bar(NamedTuple):
    """A report of a period, or a period without one if `value` is None. `target` is the promised number."""

    period: str
    value: float | None
    value_label: str
    target: float | None
    target_label: str
    title: str
    href: str | None


class BarChart(NamedTuple):
    """What a picture of bars shows. `label` is the unit of its numbers."""

    label: str
    bars: Sequence[Bar]


def draw_bars(chart: BarChart, size: BarsSize) -> str:
    """Draw the bars in one scale, which begins at zero. Numbers below zero have a label only."""
    bars = chart.bars
    values = [value for bar in bars for value in (bar.value, bar.target) if value is not None]
    largest = max([0.0, *values]) or 1.0
    track = size.width - size.left - size.right
    root = svg.create_svg(size.width, size.row * len(bars) + 30, size.css_class, chart.label)
    svg.add_text(root, "tick", size.left, 12, chart.label)
    for number, bar in enumerate(bars):
        bottom = 26 + (number + 1) * size.row - 10
        top = bottom - _BAR_HEIGHT
        svg.add_text(root, "tick", 0, top + 15 if size.left else top - 6, bar.period)
        link = svg.add_link(root, bar.href, bar.title)
        svg.add(link, "rect", "track", x=size.left, y=top, width=track, height=_BAR_HEIGHT)
        if bar.value is not None and bar.value >= 0:
            width = track * bar.value / largest
            svg.add(link, "rect", "bar", x=size.left, y=top, width=width, height=_BAR_HEIGHT)
        if bar.target is not None and bar.target >= 0:
            x = size.left + track * bar.target / largest
            svg.add(link, "line", "target", x1=x, x2=x, y1=top - 4, y2=bottom + 4)
        text = size.left + track + 10
        svg.add_text(link, "label-report", text, top + 9, bar.value_label, font_size=15)
        svg.add_text(link, "label-target", text, top + 25, bar.target_label, font_size=13)
    return svg.write_svg(root)
