"""Field: a column of the API as the template of the service describes it, with the codes that it offers."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

MAX_NEAREST = 3


class Code(NamedTuple):
    """A code that exists, and its name."""

    code: str
    name: str


class Field(NamedTuple):
    """A column of the API. `choices` are all its values; `codes` are those of published records, empty for others."""

    name: str
    is_required: bool
    description: str
    choices: tuple[str, ...]
    example: str
    codes: tuple[Code, ...]


def build_fields(sheets: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, Field]:
    """Build the fields from the rows of the sheets, without their headers."""
    return {
        name: Field(
            name,
            bool(required),
            description.replace("`", ""),
            tuple(filter(None, choices.split(", "))),
            example,
            tuple(Code(code, called) for code, called, *_ in sheets.get(codes, ())),
        )
        for name, required, description, choices, example, codes in sheets["columns"]
    }


def find_nearest(text: str, codes: Sequence[Code]) -> list[Code]:
    """Return the codes that contain the text in their code or name, or else resemble it; at most MAX_NEAREST."""
    wanted = text.casefold()
    containing = [code for code in codes if any(wanted in part.casefold() for part in code)]
    if containing:
        return containing[:MAX_NEAREST]
    by_text = {part.casefold(): code for code in codes for part in code}
    nearest = get_close_matches(wanted, by_text, n=2 * MAX_NEAREST, cutoff=0.5)
    return list(dict.fromkeys(by_text[part] for part in nearest))[:MAX_NEAREST]
