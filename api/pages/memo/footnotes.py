"""The footnotes of a memo: numbers of sources with their locators, and letters of reasons."""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import NamedTuple
from uuid import UUID

from api.resources.figures.fields import Citation

Citations = Mapping[UUID, Sequence[Citation]]


class SourceNote(NamedTuple):
    """A source with its number, and the locations in it that the table uses."""

    number: int
    code: str
    title: str
    locators: str


class Footnotes:
    """Numbers each source, and gives each reason a letter, in the order of their first use."""

    def __init__(self, titles: Mapping[str, str], citations: Citations) -> None:
        self._titles, self._citations = titles, citations
        self._locators: dict[str, dict[str, None]] = {}
        self._numbers: dict[str, int] = {}
        self._letters: dict[str, str] = {}

    def add_sources(self, kind: str, figures: Sequence[UUID]) -> str:
        """Return the numbers of the sources of some figures after their kind, such as `T1,2`; empty without any."""
        numbers = set()
        for citation in (each for figure in figures for each in self._citations.get(figure, ())):
            numbers.add(self._numbers.setdefault(citation.source, len(self._numbers) + 1))
            locators = self._locators.setdefault(citation.source, {})
            if citation.locator is not None:
                locators[citation.locator] = None
        return kind + ",".join(map(str, sorted(numbers))) if numbers else ""

    def add_reason(self, text: str) -> str:
        """Return the letter of a reason: a to z, then aa, bb and so on."""
        number = len(self._letters)
        letter = ascii_lowercase[number % 26] * (number // 26 + 1)
        return self._letters.setdefault(text, letter)

    def list_sources(self) -> list[SourceNote]:
        return [
            SourceNote(number, code, self._titles.get(code, code), "; ".join(self._locators[code]))
            for code, number in self._numbers.items()
        ]

    def list_reasons(self) -> list[tuple[str, str]]:
        return [(letter, text) for text, letter in self._letters.items()]
