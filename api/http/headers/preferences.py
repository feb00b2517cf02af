"""Preferences of a client in the header Prefer (RFC 7240)."""

import re
from typing import Final

from api.http.headers.item_list import cut_list

# One preference with its parameters: everything up to a comma outside quotation marks.
_ITEM: Final = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*"?)+')
_PREFERENCE: Final = re.compile(
    r"""[ \t]*(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*
    (?:=[ \t]*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<token>[!#$%&'*+.^_`|~0-9A-Za-z-]*))[ \t]*)?
    (?:;.*)?""",
    re.VERBOSE | re.DOTALL,
)


def parse_preferences(prefer: str) -> dict[str, str]:
    """Return the preferences by lower-case name. The value is empty if there is none.

    The first of repeated preferences counts. Parameters and items with a syntax error are ignored.
    """
    found: dict[str, str] = {}
    for item in _ITEM.findall(cut_list(prefer)):
        if preference := _PREFERENCE.fullmatch(item):
            quoted = preference["quoted"]
            value = preference["token"] or "" if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            found.setdefault(preference["name"].lower(), value)
    return found
