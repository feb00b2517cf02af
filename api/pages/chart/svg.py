"""Build SVG elements. Classes take their colors from the style sheet of a page; the attributes are those of a file."""

from typing import Final
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

_HALO: Final = {"paint-order": "stroke", "stroke": "#ffffff", "stroke-width": "4", "stroke-linejoin": "round"}
# The presentation attributes of each class. Rules of a style sheet override them.
_CLASSES: Final[dict[str, dict[str, str]]] = {
    "grid": {"stroke": "#ebe9e2"},
    "silence": {"fill": "#f3f1ea"},
    "tick": {"fill": "#5b6470", "font-size": "13"},
    "report": {"fill": "#0b5fa5", "stroke": "#ffffff", "stroke-width": "2"},
    "report-line": {"stroke": "#0b5fa5", "stroke-width": "3", "fill": "none"},
    "rounding": {"fill": "#7fb2dc"},
    "target": {"stroke": "#b3400a", "stroke-width": "5"},
    "replaced": {"stroke": "#80766b", "stroke-width": "3", "stroke-dasharray": "5 3"},
    "moved": {"stroke": "#80766b", "stroke-width": "1.6", "fill": "none"},
    "arrow": {"fill": "#80766b"},
    "plan": {"stroke": "#b3400a", "stroke-width": "1.4", "stroke-dasharray": "1 6", "fill": "none"},
    "label-report": {"fill": "#0b5fa5", "font-size": "16", "font-weight": "650", **_HALO},
    "label-target": {"fill": "#b3400a", "font-size": "16", "font-weight": "650", **_HALO},
    "label-replaced": {"fill": "#80766b", "font-size": "14", **_HALO},
    "note": {"fill": "#1b1f24", "font-size": "15"},
    "track": {"fill": "#ebe9e2"},
    "bar": {"fill": "#0b5fa5"},
    "hit": {"fill": "transparent"},
}


def add(parent: Element, tag: str, css_class: str = "", **attributes: str | float) -> Element:
    """Append an element; `stroke_width` becomes `stroke-width`, and numbers get at most one decimal."""
    shared = {"class": css_class, **_CLASSES.get(css_class, {})} if css_class else {}
    own = {name.rstrip("_").replace("_", "-"): format_number(value) for name, value in attributes.items()}
    return SubElement(parent, tag, shared | own)


def add_text(parent: Element, css_class: str, x: float, y: float, text: str, **attributes: str | float) -> Element:
    element = add(parent, "text", css_class, x=x, y=y, **attributes)
    element.text = text
    return element


def add_link(parent: Element, href: str | None, title: str) -> Element:
    """Append a link whose content has a title; without a URL, a group."""
    element = add(parent, "g") if href is None else add(parent, "a", href=href)
    element.set("aria-label", title)
    add(element, "title").text = title
    return element


def create_svg(width: float, height: float, css_class: str, label: str) -> Element:
    """Create a picture that contains links, so it is a group for screen readers and not one image."""
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": css_class,
        "viewBox": f"0 0 {format_number(width)} {format_number(height)}",
        "role": "group",
        "aria-label": label,
        "font-family": "Source Sans 3, Noto Sans, Liberation Sans, sans-serif",
    }
    return Element("svg", attributes)


def write_svg(element: Element) -> str:
    return tostring(element, encoding="unicode")


def read_svg(text: str) -> tuple[Element, float, float]:
    """Return the element of a picture that `write_svg` returned, with its width and height."""
    # nosemgrep: xml-parser-with-entities  # written by this service
    root = fromstring(text)  # noqa: S314  # nosec B314  # written by this service
    _, _, width, height = (float(part) for part in root.get("viewBox", "").split())
    return root, width, height


def format_number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
