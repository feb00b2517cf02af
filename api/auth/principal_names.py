"""When two names of principals are the same, and which names mix scripts. The database has the same rules.

`schema/functions/api_keys.sql` uses the same ranges and letters; a test compares both.
"""

import re
import unicodedata
from typing import Final

# Cyrillic and Greek letters, in lower case, that look like a Latin letter, also as a capital; then the i without a dot
# and the sigma at the end of a word.
_LETTERS: Final = (
    "\u0430\u0432\u0441\u0435\u04bb\u043d\u0456\u043a\u043c\u043e\u0440\u0455\u0442"
    "\u0443\u0445\u0458\u0501\u051b\u051d\u0475\u04cf"
    "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7"
    "\u0131\u03c2"
)
_COMPARED_AS: Final = str.maketrans(_LETTERS, "abcehhikmopstyxjdqwvlabezhikmnoptyxi\u03c3")
# Scripts whose letters are mistaken for each other, and all others as one: Japanese has three that no reader confuses.
# Not listed are characters that all scripts share, such as digits, punctuation and accents.
SCRIPT_RANGES: Final = {
    "latin": "a-zA-Z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af"
    "\u1d00-\u1dbf\u1e00-\u1eff\u2c60-\u2c7f\ua722-\ua7ff\uab30-\uab64",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "cyrillic": "\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f",
    "other": "\u0530-\u1c7f\u1c90-\u1cff\u2c00-\u2c5f\u2c80-\u2ddf\u3040-\ua63f"
    "\ua6a0-\ua6ff\ua800-\uab2f\uab70-\ud7ff\uf900-\ufaff\U00010000-\U0001cfff\U0001e000-\U0001efff\U00020000-\U0003ffff",
}
_SCRIPTS: Final = [re.compile(f"[{characters}]") for characters in SCRIPT_RANGES.values()]


def normalize_name(name: str) -> str:
    """Return the form that is compared: NFKC, lower case, single spaces, no letter that looks like a Latin one."""
    folded = unicodedata.normalize("NFKC", name).replace("İ", "i").lower().replace("ß", "ss")
    return re.sub(" +", " ", folded).strip(" ").translate(_COMPARED_AS)


def mixes_scripts(name: str) -> bool:
    """Return whether a name has letters of two scripts, such as Latin and Cyrillic, which look the same."""
    composed = unicodedata.normalize("NFKC", name)
    return sum(script.search(composed) is not None for script in _SCRIPTS) > 1


def is_same_principal(name: str, other: str) -> bool:
    """Return whether two names are one user for the four-eyes rule."""
    return name == other or normalize_name(name) == normalize_name(other)
