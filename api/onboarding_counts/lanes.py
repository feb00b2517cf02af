"""Lanes: stretches of an index in which the keys of counts lie in order, and how their next keys are found."""

from datetime import date
from typing import NamedTuple

from api.figures.breakdown import WHOLE, map_of, text_of
from api.postgres.chain import Bind

LEVELS = ("country", "province", "regency", "city")  # in the order of the rows
BELOW: dict[str, tuple[str, ...]] = {"country": ("province",), "province": ("regency", "city")}
OWN = {"part": "own"}


class Lane(NamedTuple):
    """All counts of one indicator, nature and breakdown at one level."""

    program: str
    indicator: str
    nature: str
    level: str
    breakdown: str = WHOLE

    @property
    def own_breakdown(self) -> str | None:
        """The breakdown of what a region's own offices reported; None where the one asked for is a part itself."""
        parts = map_of(self.breakdown)
        return None if "part" in parts else text_of(parts | OWN)

    @property
    def levels_below(self) -> tuple[str, ...]:
        return BELOW.get(self.level, ()) if self.own_breakdown is not None else ()

    @property
    def is_of_stocks(self) -> bool:
        return self.nature == "stock"


class Place(NamedTuple):
    """Where a key stands in its lane: periods in order, within each the regions. Of a stock, `first` is `last`."""

    last: date
    first: date
    region: str


START = Place(date.min, date.min, "")


class Source(NamedTuple):
    """Where the keys of a lane come from: the condition of some realizations `t`, and whether they are parts."""

    condition: str
    is_below: bool


def sources(lane: Lane, bind: Bind, program: str, indicator: str) -> list[Source]:
    """Those of the regions themselves, of their own offices, and of the regions one level down."""
    # The nature is spelled out, so that the partial indexes apply.
    of_lane = (
        f"t.status = 'published' AND t.nature = '{'stock' if lane.is_of_stocks else 'flow'}' "
        f"AND t.program = {program} AND t.indicator = {indicator}"
    )
    whole = f"t.breakdown = {bind(lane.breakdown)}::text"
    found = [Source(f"{of_lane} AND {whole} AND t.level = '{lane.level}'", is_below=False)]
    if lane.own_breakdown is not None:
        own = f"t.breakdown = {bind(lane.own_breakdown)}::text"
        found.append(Source(f"{of_lane} AND {own} AND t.level = '{lane.level}'", is_below=False))
    found += [Source(f"{of_lane} AND {whole} AND t.level = '{level}'", is_below=True) for level in lane.levels_below]
    return found


def sources_of(lane: Lane, bind: Bind) -> list[Source]:
    return sources(lane, bind, f"{bind(lane.program)}::text", f"{bind(lane.indicator)}::text")


def order_of(lane: Lane) -> tuple[str, ...]:
    """The columns of the index behind those that a lane has in common."""
    return ("t.period_end", "t.region") if lane.is_of_stocks else ("t.period_end", "t.period_start", "t.region")
