"""RegionScope: which regions a column is about. RegionMatch: the regions that a cell can mean, decided by its row."""

from collections.abc import Collection
from datetime import date
from typing import Literal, NamedTuple

from api.errors import Text
from api.exchange.imports.cells.cell import CellError

CodeScheme = Literal["kemendagri", "bps"]
MAX_COUNTED_NAMES = 20_000
MIN_UNKNOWN_NAMES = 3
MAX_UNKNOWN_SHARE = 10  # one of ten
PROVINCE_DIGITS = 2  # a code of two digits is a province


class RegionNames(NamedTuple):
    """A region with its code of the Ministry of Home Affairs (Kemendagri) and of Statistics Indonesia (BPS).

    `other_names` are abbreviations, former and English names, and the code of ISO 3166-2.
    """

    code: str
    name: str
    level: str
    bps_code: str | None
    valid_from: date | None = None
    valid_to: date | None = None
    other_names: tuple[str, ...] = ()

    def is_within(self, province: str) -> bool:
        return province == "ID" or self.code[:2] == province

    def is_in_force(self, first: date, last: date) -> bool:
        """Return whether the region exists on a day between both, included."""
        return (self.valid_from or date.min) <= last and first <= (self.valid_to or date.max)


class RegionScope(NamedTuple):
    """The levels of the regions of a column, without levels all; their province; and the scheme of plain digits."""

    levels: frozenset[str] = frozenset()
    within: str | None = None
    codes: CodeScheme | None = None

    def includes_level(self, region: RegionNames) -> bool:
        return not self.levels or region.level in self.levels

    def includes(self, region: RegionNames) -> bool:
        return self.includes_level(region) and (self.within is None or region.is_within(self.within))


ANY_REGION = RegionScope()


class RegionMatch(NamedTuple):
    """Two or more regions that a cell can mean, and the text of the error if its row does not decide."""

    regions: tuple[RegionNames, ...]
    detail: Text

    @property
    def error(self) -> CellError:
        return CellError("ambiguous_region", self.detail)

    @property
    def province(self) -> str | None:
        """The only province among the regions, such as Jambi next to its city."""
        provinces = [region.code for region in self.regions if region.level == "province"]
        return provinces[0] if len(provinces) == 1 else None

    @property
    def depends_on_period(self) -> bool:
        """Return whether a period can decide: one of the regions has a first or last day."""
        return any(region.valid_from or region.valid_to for region in self.regions)


def list_codes(found: str | RegionMatch) -> list[str]:
    return [found] if isinstance(found, str) else [region.code for region in found.regions]


def narrow(found: str | RegionMatch, codes: Collection[str]) -> str | RegionMatch | None:
    """Return the regions with these codes, None if there are none."""
    if isinstance(found, str):
        return found if found in codes else None
    left = tuple(region for region in found.regions if region.code in codes)
    if len(left) > 1:
        return RegionMatch(left, found.detail)
    return left[0].code if left else None


def decide_by_period(found: RegionMatch, first: date, last: date) -> str:
    """Return the only region that is in force on a day of the period. Raises CellError."""
    left = [region.code for region in found.regions if region.is_in_force(first, last)]
    if len(left) != 1:
        raise found.error
    return left[0]


class RegionTally:
    """Counts the different texts in the columns of regions: those of a province, of another region, and unknown ones.

    `takes_provinces`: a name of a province and of its city or regency is the province, as all other names are. It is
    None until that is decided.
    """

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._unknown: set[str] = set()
        self._has_provinces = self._has_other_regions = False
        self.takes_provinces: bool | None = None

    def add_known(self, text: str, found: str | RegionMatch | None) -> None:
        """Count a text with its region, or the regions that it can mean."""
        self._add(self._known, text)
        if isinstance(found, str) and found != "ID":
            is_province = len(found) == PROVINCE_DIGITS
            self._has_provinces |= is_province
            self._has_other_regions |= not is_province

    def add_unknown(self, text: str) -> None:
        self._add(self._unknown, text)

    def _add(self, texts: set[str], text: str) -> None:
        if len(texts) < MAX_COUNTED_NAMES:
            texts.add(text.casefold())

    @property
    def has_only_provinces(self) -> bool:
        """Return whether all regions found so far are provinces, and there is one at least."""
        return self._has_provinces and not self._has_other_regions

    @property
    def unknown(self) -> int:
        return len(self._unknown)

    @property
    def total(self) -> int:
        return len(self._known) + len(self._unknown)

    @property
    def has_too_many_unknown(self) -> bool:
        """Return True if more than a tenth are unknown: then the other names can be regions by coincidence."""
        return self.unknown >= MIN_UNKNOWN_NAMES and self.unknown * MAX_UNKNOWN_SHARE > self.total
