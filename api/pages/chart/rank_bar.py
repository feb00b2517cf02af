"""The bar of one row of a ranking, whose numbers are next to it as text."""

from collections.abc import Sequence
from typing import Final

from api.pages.chart import svg

_WIDTH: Final = 400
_HEIGHT: Final = 16


def draw_rank_bar(value: float, targets: Sequence[float], largest: float) -> str:
    """Draw a number and its targets in the scale from zero to `largest`. Numbers below zero have no bar."""
    scale = (_WIDTH - 4) / (largest or 1.0)
    root = svg.create_svg(_WIDTH, _HEIGHT, "rank-bar", "")
    root.attrib |= {"aria-hidden": "true", "preserveAspectRatio": "none"}
    for name in ("role", "aria-label"):
        del root.attrib[name]
    svg.add(root, "rect", "track", x=0, y=2, width=_WIDTH, height=12)
    if value > 0:
        svg.add(root, "rect", "bar", x=0, y=2, width=value * scale, height=12)
    for target in targets:
        if target > 0:
            svg.add(root, "line", "target", x1=target * scale, x2=target * scale, y1=0, y2=_HEIGHT)
    return svg.write_svg(root)
