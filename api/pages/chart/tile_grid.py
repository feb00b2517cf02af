"""The picture of the provinces: one tile for each, roughly where it lies. There are no free outlines of all of them."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from api.pages.chart import svg

MAX_SHADES: Final = 5
# By Kemendagri code: the letters of ISO 3166-2, the column and the row.
PROVINCES: Final[dict[str, tuple[str, int, int]]] = {
    "11": ("AC", 0, 0), "12": ("SU", 1, 1), "13": ("SB", 1, 2), "14": ("RI", 2, 2), "15": ("JA", 2, 3),
    "16": ("SS", 2, 4), "17": ("BE", 1, 3), "18": ("LA", 2, 5), "19": ("BB", 3, 3), "21": ("KR", 2, 1),
    "31": ("JK", 2, 6), "32": ("JB", 3, 6), "33": ("JT", 4, 6), "34": ("YO", 4, 7), "35": ("JI", 5, 6),
    "36": ("BT", 1, 6), "51": ("BA", 6, 6), "52": ("NB", 7, 6), "53": ("NT", 8, 6), "61": ("KB", 5, 2),
    "62": ("KT", 6, 2), "63": ("KS", 6, 3), "64": ("KI", 7, 2), "65": ("KU", 7, 1), "71": ("SA", 10, 2),
    "72": ("ST", 9, 3), "73": ("SN", 8, 4), "74": ("SG", 9, 4), "75": ("GO", 9, 2), "76": ("SR", 8, 3),
    "81": ("MA", 11, 3), "82": ("MU", 11, 2), "91": ("PA", 15, 3), "92": ("PB", 13, 2), "93": ("PS", 14, 4),
    "94": ("PT", 13, 3), "95": ("PE", 14, 3), "96": ("PD", 12, 2),
}  # fmt: skip
_COLUMNS: Final = 16
_ROWS: Final = 8


class Tile(NamedTuple):
    """A province. `shade` is from 1 to 5, None without a number, 0 in a picture without numbers.

    `value` is written in the tile if there is space.
    """

    code: str
    value: str
    title: str
    href: str
    shade: int | None


class GridSize(NamedTuple):
    """The size of a tile and the gap between two, in pixels; `font` is the size of the letters."""

    tile: float
    gap: float
    font: float
    has_values: bool
    css_class: str


WIDE_GRID: Final = GridSize(62, 4, 17, has_values=True, css_class="chart wide")
NARROW_GRID: Final = GridSize(21, 1.5, 11, has_values=False, css_class="chart narrow")


def draw_tile_grid(tiles: Sequence[Tile], label: str) -> list[str]:
    """Draw the tiles for a wide and for a narrow screen, which has their letters only."""
    return [_draw(tiles, label, size) for size in (WIDE_GRID, NARROW_GRID)]


def _draw(tiles: Sequence[Tile], label: str, size: GridSize) -> str:
    step = size.tile + size.gap
    root = svg.create_svg(_COLUMNS * step, _ROWS * step, size.css_class, label)
    for tile in tiles:
        name, column, row = PROVINCES[tile.code]
        link = svg.add_link(root, tile.href, tile.title)
        link.set("class", "tile no-number" if tile.shade is None else f"tile shade-{tile.shade}")
        x, y = column * step + size.gap / 2, row * step + size.gap / 2
        square = svg.add(link, "rect", x=x, y=y, width=size.tile, height=size.tile, rx=size.tile / 10)
        if tile.shade is None:
            square.set("stroke-dasharray", "4 3" if size.has_values else "2 2")
        middle, center = x + size.tile / 2, y + size.tile / 2
        has_value = size.has_values and tile.value
        baseline = center - 3 if has_value else center + size.font * 0.36
        letters = svg.add(link, "text", x=middle, y=baseline, font_size=size.font, font_weight=700)
        letters.text = name
        if has_value:
            svg.add(link, "text", x=middle, y=center + 17, font_size=13).text = tile.value
    return svg.write_svg(root)
