"""A cell that says nothing, or more than one thing."""

from api.faults import Text


class Unreadable(ValueError):
    """A stable code, and one sentence that says what is wrong with the cell."""

    def __init__(self, code: str, detail: Text) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def shown(text: str) -> str:
    """As much of a cell as a sentence can hold, in characters that every answer and the database can hold."""
    cut = text if len(text) <= 40 else f"{text[:39]}…"
    return "".join(mark if mark.isprintable() else "\ufffd" for mark in cut)


def storable(text: str) -> str:
    """The text with a mark in place of what UTF-8 or the database cannot hold: halves of surrogate pairs and NUL."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
