"""Groups of counts: all keys of an indicator, nature, breakdown and level, which are sorted in one index."""

from datetime import date
from typing import NamedTuple

from api.database.revision_reads import BindValue
from api.resources.figures.breakdown import WHOLE, breakdown_to_map, format_breakdown

LEVELS = ("country", "province", "regency", "city")  # in the order of the rows
LEVELS_BELOW: dict[str, tuple[str, ...]] = {"country": ("province",), "province": ("regency", "city")}
OWN_BREAKDOWN = {"part": "own"}


class CountGroup(NamedTuple):
    """All counts of one indicator, nature and breakdown at one level."""

    program: str
    indicator: str
    nature: str
    level: str
    breakdown: str = WHOLE

    @property
    def own_breakdown(self) -> str | None:
        """Return the breakdown of the region's own offices; None if the requested breakdown is a part itself."""
        parts = breakdown_to_map(self.breakdown)
        return None if "part" in parts else format_breakdown(parts | OWN_BREAKDOWN)

    @property
    def levels_below(self) -> tuple[str, ...]:
        return LEVELS_BELOW.get(self.level, ()) if self.own_breakdown is not None else ()

    @property
    def is_stock(self) -> bool:
        return self.nature == "stock"


class CountPosition(NamedTuple):
    """The position of a key in its group: sorted by period, then by region.

    For a stock of a known day, `first` equals `last`.
    """

    last: date
    first: date
    region: str


FIRST_POSITION = CountPosition(date.min, date.min, "")


class KeySource(NamedTuple):
    """One source of keys: a condition on realizations `t`, and whether they are parts of the region."""

    condition: str
    is_part: bool


def build_sources(group: CountGroup, bind: BindValue, program: str, indicator: str) -> list[KeySource]:
    """Return the sources: the regions themselves, their own offices, and the regions one level down."""
    # The nature is spelled out, so that the partial indexes apply.
    of_group = (
        f"t.status = 'published' AND t.nature = '{'stock' if group.is_stock else 'flow'}' "
        f"AND t.program = {program} AND t.indicator = {indicator}"
    )
    whole = f"t.breakdown = {bind(group.breakdown)}::text"
    found = [KeySource(f"{of_group} AND {whole} AND t.level = '{group.level}'", is_part=False)]
    if group.own_breakdown is not None:
        own = f"t.breakdown = {bind(group.own_breakdown)}::text"
        found.append(KeySource(f"{of_group} AND {own} AND t.level = '{group.level}'", is_part=False))
    found += [
        KeySource(f"{of_group} AND {whole} AND t.level = '{level}'", is_part=True) for level in group.levels_below
    ]
    return found


def list_sources(group: CountGroup, bind: BindValue) -> list[KeySource]:
    return build_sources(group, bind, f"{bind(group.program)}::text", f"{bind(group.indicator)}::text")


# The columns of the indexes after those that all keys of a group share.
INDEX_COLUMNS = ("t.period_end", "t.key_start", "t.region")
