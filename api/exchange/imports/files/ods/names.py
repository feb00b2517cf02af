"""Names of elements and attributes of OpenDocument, as the XML parser reports them: namespace, space, local name."""

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT_NAMESPACE = f"{_OASIS}text:1.0 "
_OFFICE, _STYLE, _TABLE = f"{_OASIS}office:1.0 ", f"{_OASIS}style:1.0 ", f"{_OASIS}table:1.0 "

STYLE, TABLE_PROPERTIES, STYLE_NAME = f"{_STYLE}style", f"{_STYLE}table-properties", f"{_STYLE}name"
DISPLAY, TABLE_STYLE = f"{_TABLE}display", f"{_TABLE}style-name"
TABLE, TABLE_NAME = f"{_TABLE}table", f"{_TABLE}name"
ROW_GROUPS = frozenset(f"{_TABLE}{name}" for name in ("table-rows", "table-header-rows", "table-row-group"))
ROW, CELL, COVERED_CELL = f"{_TABLE}table-row", f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
ROWS_REPEATED, COLUMNS_REPEATED = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
ROWS_SPANNED, COLUMNS_SPANNED = f"{_TABLE}number-rows-spanned", f"{_TABLE}number-columns-spanned"
FORMULA = f"{_TABLE}formula"
VALUE_TYPE, CURRENCY = f"{_OFFICE}value-type", f"{_OFFICE}currency"
VALUE, DATE_VALUE, TIME_VALUE = f"{_OFFICE}value", f"{_OFFICE}date-value", f"{_OFFICE}time-value"
STRING_VALUE, BOOLEAN_VALUE = f"{_OFFICE}string-value", f"{_OFFICE}boolean-value"
# LibreOffice states errors in it: office:value-type has no such type.
EXTENDED_VALUE_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
PARAGRAPH, SPACES, SPACE_COUNT = f"{TEXT_NAMESPACE}p", f"{TEXT_NAMESPACE}s", f"{TEXT_NAMESPACE}c"
TAB, LINE_BREAK = f"{TEXT_NAMESPACE}tab", f"{TEXT_NAMESPACE}line-break"
HIDDEN_TEXTS = frozenset(f"{TEXT_NAMESPACE}{name}" for name in ("ruby-text", "note"))
