"""Write XML as text: escape values and replace characters that XML does not allow."""

import re
from xml.sax.saxutils import escape, quoteattr  # only writes XML

from api.exchange.sdmx.message_header import MessageHeader
from api.types import format_timestamp

# XML does not allow these two. Stored texts contain no control characters.
_NONCHARACTERS = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}
_ESCAPED_WHITESPACE = {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
_SPECIAL = re.compile('[&<>"\n\t\r\ufffe\uffff]')
XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
MESSAGE = f"{_NAMESPACE}message"
NAMESPACES = {
    "message": MESSAGE,
    "structure": f"{_NAMESPACE}structure",
    "common": f"{_NAMESPACE}common",
    "generic": f"{_NAMESPACE}data/generic",
    "specific": f"{_NAMESPACE}data/structurespecific",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}


def escape_text(value: str) -> str:
    return escape(value.translate(_NONCHARACTERS))


def quote_attribute(value: str) -> str:
    """Return the escaped value with quotes; line breaks and tabs become character references."""
    if not _SPECIAL.search(value):
        return f'"{value}"'  # fast path: most values need no escaping
    return quoteattr(value.translate(_NONCHARACTERS), _ESCAPED_WHITESPACE)


def build_element(tag: str, *children: str, **attributes: str | None) -> str:
    """Build an element; omit attributes without a value."""
    pairs = "".join(f" {name}={quote_attribute(value)}" for name, value in attributes.items() if value is not None)
    return f"<{tag}{pairs}>{''.join(children)}</{tag}>" if children else f"<{tag}{pairs}/>"


def open_root(tag: str, *prefixes: str, **more: str) -> str:
    """Return the XML declaration and the start tag of a message, with `more` namespaces by prefix."""
    namespaces = {prefix: NAMESPACES[prefix] for prefix in prefixes} | more
    declared = "".join(f" xmlns:{prefix}={quote_attribute(url)}" for prefix, url in namespaces.items())
    return f"{XML_DECLARATION}<{tag}{declared}>"


def build_header(header: MessageHeader, *more: str) -> str:
    """Build the header of a message, with `more` elements at its end."""
    return build_element(
        "message:Header",
        build_element("message:ID", header.id),
        build_element("message:Test", "false"),
        build_element("message:Prepared", format_timestamp(header.prepared)),
        build_element("message:Sender", id=header.sender),
        *more,
    )
