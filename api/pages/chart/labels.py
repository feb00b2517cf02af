"""Positions of labels near their marks, so that they do not cover each other."""

from typing import Final, NamedTuple

_CHARACTER_WIDTH: Final = 0.58  # of the font size, on average


class Box(NamedTuple):
    """A rectangle by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )  # fmt: skip


class LabelPosition(NamedTuple):
    """The position of a text and its anchor."""

    x: float
    y: float
    anchor: str


class LabelPositions:
    """The boxes that are drawn already. Each label gets the first free position around its mark."""

    def __init__(self, width: float, height: float) -> None:
        self._width, self._height = width, height
        self._taken: list[Box] = []

    def reserve(self, box: Box) -> None:
        self._taken.append(box)

    def find_free(self, x: float, y: float, text: str, size: float, gap: float) -> LabelPosition | None:
        """Return a position for a label of a mark at (x, y): above, below, right or left; None if none is free."""
        width = len(text) * size * _CHARACTER_WIDTH
        candidates = (
            LabelPosition(x, y - gap, "middle"),
            LabelPosition(x, y + gap + size * 0.8, "middle"),
            LabelPosition(x + gap * 1.6, y + size * 0.35, "start"),
            LabelPosition(x - gap * 1.6, y + size * 0.35, "end"),
        )
        for one in candidates:
            box = _build_box(one, width, size)
            inside = box.left >= 0 and box.top >= 0 and box.right <= self._width and box.bottom <= self._height
            if inside and not any(box.overlaps(other) for other in self._taken):
                self.reserve(box)
                return one
        return None


def _build_box(position: LabelPosition, width: float, size: float) -> Box:
    left = position.x - {"start": 0.0, "middle": width / 2, "end": width}[position.anchor]
    return Box(left, position.y - size * 0.85, left + width, position.y + size * 0.25)
