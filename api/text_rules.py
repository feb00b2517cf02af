"""Rules of texts that users enter: no hidden characters, no text that a spreadsheet would run as a formula; words.

The domains of the database have the same rules, except for blank texts (schema/migrations/0102_domains.sql).
"""

import re
import string
import unicodedata
from typing import Literal

from api.errors import ErrorDetail, Text

# `line`: one line; `long_text`: with line breaks and tabs; `header`: any name of a column in a file, never exported.
TextRule = Literal["line", "long_text", "header"]
FORMULA_SIGNS = frozenset("=+-@")
# Control, bidirectional and zero-width characters, fillers, the empty Braille cell and tags: one text could look like
# another. Variation selectors remain, because emoji use them.
_INVISIBLE = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff"
)
_HIDDEN: dict[TextRule, re.Pattern[str]] = {
    "line": re.compile(rf"[{_INVISIBLE}\r\n\t]"),
    "long_text": re.compile(rf"[{_INVISIBLE}\r]"),
    "header": re.compile(f"[{_INVISIBLE}]"),
}


MAX_WORD_LENGTH = 100
_LOWER_CASE = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile("[0-9a-z\u00c0-\u1fff\u2070-\u2fff\u3040-\U0010ffff]+")


def find_text_error(text: str, rule: TextRule) -> ErrorDetail | None:
    """Return the error of a text, or None."""
    if found := _HIDDEN[rule].search(text):
        code, position = f"U+{ord(found[0]):04X}", found.start() + 1
        return ErrorDetail("hidden_character", HIDDEN_CHARACTER.fill(code, position))
    if rule != "header" and is_blank(text):
        return ErrorDetail("blank", BLANK)
    if rule != "header" and is_formula(text):
        return ErrorDetail("formula", FORMULA)
    if rule == "line" and text != text.strip():
        return ErrorDetail("surrounding_space", SURROUNDING_SPACE)
    return None


def is_blank(text: str) -> bool:
    """Return whether a text is not empty and shows nothing: only blanks and combining marks."""
    return bool(text) and all(
        character.isspace() or unicodedata.category(character) in ("Mn", "Me") for character in text
    )


def is_label(text: str) -> bool:
    """Return whether the text is one trimmed line without an error."""
    return text != "" and find_text_error(text, "line") is None


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet could run the text: after blanks, it begins with =, +, - or @ of any width."""
    first = text.lstrip()[:1]
    # The character alone: NFKC would combine it with a following accent.
    return not FORMULA_SIGNS.isdisjoint(unicodedata.normalize("NFKC", first)[:1])


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of a search, each once, in lower case and without accents, as search_words() stores them."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text).translate(_LOWER_CASE))
    return tuple(dict.fromkeys(word[:MAX_WORD_LENGTH] for word in _WORD.findall(plain)))


def remove_hidden_characters(text: str) -> str:
    return _HIDDEN["header"].sub("", text)


HIDDEN_CHARACTER = Text(
    "memuat aksara tersembunyi {0} pada posisi {1}. Hapus aksara itu",
    "contains the hidden character {0} at position {1}; remove it",
)
SURROUNDING_SPACE = Text("tidak boleh diawali atau diakhiri spasi", "must not begin or end with a space")
BLANK = Text("hanya memuat spasi atau aksara kosong", "has only blanks or empty characters")
FORMULA = Text(
    "tidak boleh diawali =, +, -, atau @, yang dibaca lembar kerja sebagai rumus",
    "must not begin with =, +, - or @, which spreadsheets read as a formula",
)
