"""The Vega-Lite specification of a picture: the same marks as data, for tools that draw them in their own way."""

import textwrap
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from api.errors import Text
from api.pages.chart.bars import BarChart
from api.pages.chart.series_chart import Mark, SeriesChart
from api.pages.language import Language, choose_text
from api.pages.panels.selected_panel import SelectedPanel

JsonObject = dict[str, Any]
SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v5.json"
_LINE_LENGTH: Final = 150
_DAY: Final = Text("Hari", "Day")
_PERIOD: Final = Text("Periode", "Period")
_TOOLTIP: Final = {"field": "title"}
_TICK: Final = {"type": "tick", "orient": "horizontal", "size": 26, "thickness": 4}
_COLORS: Final = {"report": "#0b5fa5", "target": "#b3400a", "replaced": "#80766b", "rounding": "#7fb2dc"}


def build_specification(selected: SelectedPanel, language: Language) -> JsonObject:
    """Build a specification with its data inside; numbers are in the unit that the axis names."""
    panel = selected.panel
    content = panel.content
    own = (
        _build_bars(content, choose_text(_PERIOD, language))
        if isinstance(content, BarChart)
        else _build_series(content, choose_text(_DAY, language))
    )
    return {
        "$schema": SCHEMA,
        "title": {
            "text": selected.title,
            "subtitle": [f"{panel.title}: {panel.subtitle}", *textwrap.wrap(selected.stated, _LINE_LENGTH)],
            "anchor": "start",
        },
        "description": selected.alt,
        "width": 960,
        "height": 360,
        **own,
    }


def _build_series(chart: SeriesChart, day: str) -> JsonObject:
    preferred = set(chart.reports_line)
    values = [_list_mark(mark, is_preferred=mark.point in preferred) for mark in chart.marks]
    # A day has no time zone, and readers in each zone see the same one.
    x = {"field": "day", "type": "temporal", "title": day, "scale": {"type": "utc"}, "axis": {"format": "%Y"}}
    y = {"field": "value", "type": "quantitative", "title": chart.unit}
    common = {"x": x, "y": y, "tooltip": _TOOLTIP, "href": {"field": "href"}}
    return {
        "data": {"values": values},
        "layer": [
            _build_layer(
                "report",
                {"type": "rule", "strokeWidth": 14, "color": _COLORS["rounding"]},
                {"x": x, "y": {**y, "field": "rounding_from"}, "y2": {"field": "rounding_to"}},
            ),
            _build_layer(
                "report",
                {"type": "line", "color": _COLORS["report"]},
                {"x": x, "y": y},
                " && datum.is_preferred",
            ),
            _build_layer("report", {"type": "point", "filled": True, "size": 90, "color": _COLORS["report"]}, common),
            *(_build_layer(kind, {**_TICK, "color": _COLORS[kind]}, common) for kind in ("replaced", "target")),
        ],
    }


def _build_layer(kind: str, mark: JsonObject, encoding: JsonObject, condition: str = "") -> JsonObject:
    return {"transform": [{"filter": f"datum.kind === '{kind}'{condition}"}], "mark": mark, "encoding": encoding}


def _list_mark(mark: Mark, *, is_preferred: bool) -> JsonObject:
    low, high = mark.rounding or (None, None)
    return {
        "kind": mark.kind,
        "day": mark.point.day.isoformat(),
        "value": mark.point.value,
        "rounding_from": low,
        "rounding_to": high,
        "is_preferred": is_preferred and mark.kind == "report",
        "label": mark.label,
        "title": mark.title,
        "href": mark.href,
    }


def _build_bars(chart: BarChart, period: str) -> JsonObject:
    # Two reports of one period are two bars, so each row has its own number.
    values: Sequence[JsonObject] = [{"row": number, **bar._asdict()} for number, bar in enumerate(chart.bars)]
    periods = msgspec.json.encode([bar.period for bar in chart.bars]).decode()
    labels = {"labelExpr": f"{periods}[datum.value]"}
    y = {"field": "row", "type": "ordinal", "title": period, "axis": labels}
    tooltip = {"y": y, "tooltip": _TOOLTIP, "href": {"field": "href"}}
    x = {"type": "quantitative", "title": chart.label}
    return {
        "data": {"values": values},
        "layer": [
            {
                "transform": [{"filter": f"isValid(datum.{field})"}],
                "mark": mark,
                "encoding": {**tooltip, "x": {**x, "field": field}},
            }
            for field, mark in (
                ("value", {"type": "bar", "color": _COLORS["report"]}),
                ("target", {"type": "tick", "thickness": 4, "color": _COLORS["target"]}),
            )
        ],
    }
