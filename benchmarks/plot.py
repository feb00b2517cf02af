"""Bars of what each side answers in a second, with a line from the slowest run to the fastest: one SVG, no library."""

from html import escape

from benchmarks.measured import Measured, Side
from benchmarks.results import number

WIDTH, LABELS, ROW, TITLE = 760, 220, 22, 34
OURS, OTHERS, INK = "#0b6e4f", "#9aa5b1", "#1f2933"


def drawn(measures: list[Measured]) -> str:
    """Each measure has a scale of its own: they are compared within, not with each other."""
    parts: list[str] = []
    top = 0
    for measured in measures:
        parts.append(_text(8, top + 22, f"{measured.title} ({measured.unit})", weight="bold"))
        top += TITLE
        most = max(side.high for side in measured.sides)
        for side in measured.sides:
            parts += _bar(side, top, most)
            top += ROW
    height = top + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="sans-serif" font-size="13">\n<rect width="100%" height="100%" fill="#ffffff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _bar(side: Side, top: int, most: float) -> list[str]:
    scale = (WIDTH - LABELS - 90) / most
    width, low, high = (LABELS + round(value * scale, 1) for value in (side.median, side.low, side.high))
    middle = top + ROW / 2
    size = f'width="{width - LABELS:.1f}" height="{ROW - 6}"'
    return [
        _text(LABELS - 8, top + 15, side.name, anchor="end"),
        f'<rect x="{LABELS}" y="{top + 3}" {size} fill="{OURS if side.name == "Capaian" else OTHERS}"/>',
        f'<path d="M{low} {middle}H{high}" stroke="{INK}" stroke-width="2"/>',
        _text(max(width, high) + 6, top + 15, number(side)),
    ]


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" fill="{INK}">{escape(text)}</text>'
