"""Notations of numbers: Indonesian `1.234,5`, English `1,234.5`, and groups separated by spaces."""

import re
from typing import Literal

from api.errors import Text

NumberFormat = Literal["id", "en"]
_SPACES = " \u00a0\u2009\u202f"
_SPACED_GROUPS = rf"[1-9][0-9]{{0,2}}(?:[{_SPACES}][0-9]{{3}})+(?:[.,][0-9]+)?(?![0-9.,])"
NUMBER_PATTERN = rf"{_SPACED_GROUPS}|[0-9](?:[0-9.,]*[0-9])?"
# The thousands separator and decimal mark of each language. Groups of three follow one to three digits that do not
# begin with zero. So `0.125` and `1234.567` are unambiguous, and `012.345` is invalid.
_NOTATIONS: dict[str, tuple[re.Pattern[str], str, str]] = {
    "id": (re.compile(r"[0-9]+|(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]+)?"), ".", ","),
    "en": (re.compile(r"[0-9]+|(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?"), ",", "."),
}
_GROUPS_WITH_SPACES = re.compile(_SPACED_GROUPS)


def list_readings(core: str, *, is_indonesian: bool = False) -> dict[str, str]:
    """Return the number in plain notation for each language whose notation it matches.

    Between groups separated by spaces, or with `is_indonesian`, a mark has only one meaning.
    """
    if _GROUPS_WITH_SPACES.fullmatch(core):
        digits = re.sub(f"[{_SPACES}]", "", core)
        languages = ["id"] if "," in digits else ["en"] if "." in digits else ["id", "en"]
        return {name: digits.replace(",", ".") for name in languages if name == "id" or not is_indonesian}
    return {
        name: core.replace(grouping, "").replace(decimal_mark, ".")
        for name, (notation, grouping, decimal_mark) in _NOTATIONS.items()
        if notation.fullmatch(core) and (name == "id" or not is_indonesian)
    }


NOT_A_NUMBER = Text(
    "harus bilangan seperti 13700000, 13.700.000, 13,7 juta, atau Rp115,03",
    "must be a number such as 13700000, 13,700,000, 13.7 million or Rp115,03",
)
