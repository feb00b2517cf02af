"""What is told of fields whose models tell of them in their docstring, or not at all."""

from typing import Any

from api.http.cursor import write_cursor
from api.progress.routes import NOTHING

JsonObject = dict[str, Any]

# By model and field; the fields of a page by `Page`, whatever it is a page of.
TOLD: dict[str, JsonObject] = {
    "Page.data": {"description": "The entities of this page, in order."},
    "Import.problem": {"description": "Why the last thing that was asked of it came to nothing."},
    "PageMeta.limit": {"description": "The `limit` of the request.", "examples": [100]},
    "PageMeta.has_more": {"description": "Whether the list goes on after this page.", "examples": [True]},
    "PageMeta.next_cursor": {
        "description": "The `cursor` of the next page, or null on the last.",
        "examples": [write_cursor("programs", ("umkm-digital",))],
    },
    "PageMeta.count": {
        "description": "How many entities match in all, when `count=exact` asked for it, else null.",
        "examples": [6],
    },
    "PageMeta.note": {
        "description": "Explains an answer that would otherwise puzzle, in Indonesian and English.",
        "examples": [" / ".join(NOTHING)],
    },
}
