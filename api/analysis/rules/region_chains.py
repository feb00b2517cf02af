"""Renumbered regions: the codes that one region had, one after the other.

Its SQL is `region_chains` in schema/functions/continuity.sql.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from api.analysis.rules.facts import RegionFact


@dataclass(frozen=True, slots=True)
class RegionChains:
    """The codes of each renumbered region, the oldest first, by each of its codes; and the first days of the codes.

    The first code of a chain identifies it in `Series.region`. It stays the same when the region gets another code.
    """

    codes: Mapping[str, tuple[str, ...]]
    begins: Mapping[str, date]

    @classmethod
    def from_regions(cls, regions: Iterable[RegionFact]) -> "RegionChains":
        """Build the chains from all regions, or from those that replace another one."""
        later = {region.replaces: region for region in regions if region.replaces is not None}
        renumbered = {region.code for region in later.values()}
        chains = [tuple(_follow(first, later)) for first in later if first not in renumbered]
        begins = {each.code: each.valid_from for each in later.values() if each.valid_from is not None}
        return cls({code: chain for chain in chains for code in chain}, begins)

    def list_codes(self, code: str) -> tuple[str, ...]:
        """Return all codes of the region, the oldest first; of a region without another code only this one."""
        return self.codes.get(code, (code,))

    def find_first_code(self, code: str) -> str:
        return self.list_codes(code)[0]

    def find_other_codes(self, code: str) -> list[str]:
        return [other for other in self.list_codes(code) if other != code]

    def find_code_on(self, code: str, day: date) -> str:
        """Return the code of the region that is in force on that day; before the first code begins, the first one."""
        found = self.find_first_code(code)
        for later in self.list_codes(code)[1:]:
            if self.begins[later] > day:
                break
            found = later
        return found


def _follow(first: str, later: Mapping[str, RegionFact]) -> Iterator[str]:
    code: str | None = first
    while code is not None:
        yield code
        code = later[code].code if code in later else None
