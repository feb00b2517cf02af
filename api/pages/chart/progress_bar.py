"""The bar of a front page: what was reported, the target in force, and its other targets."""

from collections.abc import Sequence
from typing import Final

from api.pages.chart import svg

_WIDTH: Final = 320
_HEIGHT: Final = 30


def draw_progress_bar(reported: float | None, target: float, others: Sequence[float], label: str) -> str:
    """Draw a bar that ends a little after the largest number. Numbers below zero have no bar."""
    end = max([target, *others, reported or 0.0]) * 1.06 or 1.0
    root = svg.create_svg(_WIDTH, _HEIGHT, "progress-bar", label)
    root.set("role", "img")
    svg.add(root, "rect", "track", x=0, y=9, width=_WIDTH, height=12)
    if reported is not None and reported > 0:
        svg.add(root, "rect", "bar", x=0, y=9, width=_WIDTH * reported / end, height=12)
    for value in others:
        if value > 0:
            x = _WIDTH * value / end
            svg.add(root, "line", "replaced", x1=x, x2=x, y1=5, y2=25, stroke_dasharray="none")
    if target > 0:
        x = _WIDTH * target / end
        svg.add(root, "line", "target", x1=x, x2=x, y1=2, y2=28, stroke_width=4)
    return svg.write_svg(root)
