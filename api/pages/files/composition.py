"""The SVG file of a picture: its title above it, and its day and sources below it."""

import textwrap
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from api.pages.chart import svg
from api.pages.language import Language, choose_text
from api.pages.panels.selected_panel import SelectedPanel
from api.pages.texts import TEXTS

WIDTH: Final = 1144
_MARGIN: Final = 32
_LINE: Final = 20  # the height of a line of the small texts
_TITLE_LENGTH: Final = 88  # characters that fit in the width
_SUBTITLE_LENGTH: Final = 90  # left of the key
_NOTE_LENGTH: Final = 165
_KEY: Final = ("reported", "in_force", "replaced")
_KEY_WIDTH: Final = 150


def compose_svg(selected: SelectedPanel, language: Language) -> Element:
    """Put the texts around the wide picture. A text that is longer than two lines is cut off."""
    panel = selected.panel
    picture, width, height = svg.read_svg(panel.pictures[0])
    titles = _wrap(selected.title, _TITLE_LENGTH)
    subtitles = _wrap(f"{panel.title}: {panel.subtitle}", _SUBTITLE_LENGTH)
    notes = _wrap(selected.stated, _NOTE_LENGTH)
    top = 38 + 28 * len(titles) + _LINE * len(subtitles) + 6
    whole = top + height + 24 + _LINE * len(notes) + 12
    root = svg.create_svg(WIDTH, whole, "chart", selected.alt)
    SubElement(root, "title").text = f"{selected.title}: {panel.title}"
    SubElement(root, "desc").text = selected.alt
    svg.add(root, "rect", x=0, y=0, width=WIDTH, height=whole, fill="#ffffff")
    for number, line in enumerate(titles):
        svg.add_text(root, "note", _MARGIN, 38 + 28 * number, line, font_size=24, font_weight="700")
    for number, line in enumerate(subtitles):
        svg.add_text(root, "tick", _MARGIN, 38 + 28 * len(titles) + _LINE * number, line, font_size=15)
    _draw_key(root, 38 + 28 * len(titles), language)
    for name, value in (("x", _MARGIN), ("y", top), ("width", width), ("height", height)):
        picture.set(name, svg.format_number(value))
    root.append(picture)
    for number, line in enumerate(notes):
        svg.add_text(root, "tick", _MARGIN, top + height + 32 + _LINE * number, line)
    return root


def _draw_key(root: Element, y: float, language: Language) -> None:
    """Draw what the marks mean, at the right end of the line of the subtitle."""
    for number, name in enumerate(_KEY):
        x = WIDTH - _MARGIN - _KEY_WIDTH * (len(_KEY) - number)
        if name == "reported":
            svg.add(root, "circle", "report", cx=x + 12, cy=y - 5, r=5.5)
        else:
            svg.add(root, "line", "target" if name == "in_force" else name, x1=x, x2=x + 24, y1=y - 5, y2=y - 5)
        svg.add_text(root, "tick", x + 30, y, choose_text(TEXTS[name], language))


def _wrap(text: str, length: int) -> list[str]:
    return textwrap.wrap(text, length, max_lines=2, placeholder=" …")
