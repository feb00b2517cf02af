"""XML as the messages are written in it: escaped, without what XML has no room for."""

import re
from xml.sax.saxutils import escape, quoteattr  # nothing is read with it

# Texts hold no control characters; these two of Unicode are no characters of XML either.
_NO_CHARACTERS = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
_KEPT = {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
_SPECIAL = re.compile('[&<>"\n\t\r\ufffe\uffff]')
HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
MESSAGE = f"{_NAMESPACE}message"
NAMESPACES = {
    "message": MESSAGE,
    "structure": f"{_NAMESPACE}structure",
    "common": f"{_NAMESPACE}common",
    "generic": f"{_NAMESPACE}data/generic",
}


def text(value: str) -> str:
    return escape(value.translate(_NO_CHARACTERS))


def attribute(value: str) -> str:
    """With its quotes; line breaks and tabs are kept by their numbers."""
    if not _SPECIAL.search(value):
        return f'"{value}"'  # nearly all are plain, and there are many
    return quoteattr(value.translate(_NO_CHARACTERS), _KEPT)


def element(tag: str, *children: str, **attributes: str | None) -> str:
    """An attribute without a value is left out."""
    given = "".join(f" {name}={attribute(value)}" for name, value in attributes.items() if value is not None)
    return f"<{tag}{given}>{''.join(children)}</{tag}>" if children else f"<{tag}{given}/>"


def root(tag: str, *prefixes: str) -> str:
    """The start of a message."""
    declared = "".join(f' xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in prefixes)
    return f"{HEADER}<{tag}{declared}>"
