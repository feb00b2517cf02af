"""Bar charts of the responses per second of each side, with a line from the slowest to the fastest run, as SVG."""

from html import escape

from benchmarks.measurement import Measurement, Side
from benchmarks.stored_results import format_median

WIDTH, LABEL_WIDTH, ROW_HEIGHT, TITLE_HEIGHT = 760, 220, 22, 34
CAPAIAN_COLOR, OTHER_COLOR, TEXT_COLOR = "#0b6e4f", "#9aa5b1", "#1f2933"


def draw_plot(measurements: list[Measurement]) -> str:
    """Return one SVG with a chart per measurement. Each chart has its own scale."""
    parts: list[str] = []
    top = 0
    for measurement in measurements:
        parts.append(_draw_text(8, top + 22, f"{measurement.title} ({measurement.unit})", weight="bold"))
        top += TITLE_HEIGHT
        maximum = max(side.high for side in measurement.sides)
        for side in measurement.sides:
            parts += _draw_bar(side, top, maximum)
            top += ROW_HEIGHT
    height = top + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="sans-serif" font-size="13">\n<rect width="100%" height="100%" fill="#ffffff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _draw_bar(side: Side, top: int, maximum: float) -> list[str]:
    scale = (WIDTH - LABEL_WIDTH - 90) / maximum
    width, low, high = (LABEL_WIDTH + round(value * scale, 1) for value in (side.median, side.low, side.high))
    middle = top + ROW_HEIGHT / 2
    size = f'width="{width - LABEL_WIDTH:.1f}" height="{ROW_HEIGHT - 6}"'
    color = CAPAIAN_COLOR if side.name == "Capaian" else OTHER_COLOR
    return [
        _draw_text(LABEL_WIDTH - 8, top + 15, side.name, anchor="end"),
        f'<rect x="{LABEL_WIDTH}" y="{top + 3}" {size} fill="{color}"/>',
        f'<path d="M{low} {middle}H{high}" stroke="{TEXT_COLOR}" stroke-width="2"/>',
        _draw_text(max(width, high) + 6, top + 15, format_median(side)),
    ]


def _draw_text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" fill="{TEXT_COLOR}">'
        f"{escape(text)}</text>"
    )
