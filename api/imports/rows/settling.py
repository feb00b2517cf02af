"""What the cells of a row say together: a number, a region, a citation, and when it was stated or published."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from api.faults import Fault, Text
from api.figures.entry import CITATION_WITHOUT_PLACE
from api.http.decoding import MISSING
from api.imports.cells.numbers import Stated
from api.imports.rows.agreement import DATED, STATED
from api.imports.rows.figure_columns import CITATION
from api.postgres.rules import breaking

WHOLE_COUNTRY = "ID"
ONE = Decimal(1)


def settle_figure(said: dict[str, Any], unread: frozenset[str]) -> tuple[dict[str, str], list[Fault]]:
    """Makes columns of the table of what the cells said, in place. `unread` are the columns whose cells were at fault.

    Returns what has to agree with the indicator, and what does not agree with itself.
    """
    faults: list[Fault] = []
    is_partial = _settle_identity(said, faults)
    beside = {}
    if "program" in said and (program := said.pop("program")) is not None:
        beside["program"] = program
    if (unit := _settle_number(said, faults)) is not None:
        beside["unit"] = unit
    if "region_bps_code" in said:
        _settle_region(said, faults)
    if "region" in said and said["region"] is None:
        said["region"] = WHOLE_COUNTRY
    if "source" in said or (unread and not unread.isdisjoint(CITATION)):
        _settle_citation(said, unread, faults)
    if not unread or unread.isdisjoint(STATED.columns):
        faults += STATED.faults(said, is_partial=is_partial)
    return beside, faults


def settle_source(said: dict[str, Any], unread: frozenset[str]) -> tuple[dict[str, str], list[Fault]]:
    """A source is named by its code, so what is not said may be there already."""
    return {}, [*DATED.faults(said, is_partial=True)] if unread.isdisjoint(DATED.columns) else []


def _settle_identity(said: dict[str, Any], faults: list[Fault]) -> bool:
    """Whether it names its figure, and so need not say all."""
    if "id" not in said:
        return False
    if said["id"] is None:
        del said["id"]
        return False
    if said.get("supersedes") == said["id"]:
        faults += breaking("target_does_not_supersede_itself").faults
    return True


def _settle_number(said: dict[str, Any], faults: list[Fault]) -> str | None:
    """A resolution of its own comes first, then what the notation of the value tells. Returns the unit."""
    stated: Stated | None = said.get("value")
    unit: str | None = said.pop("unit", None)
    if stated is not None:
        said["value"] = stated.value
        if stated.unit is not None:
            if unit is not None and unit != stated.unit:
                faults.append(Fault("units-disagree", _units(stated.unit, unit), pointer="/unit"))
            unit = stated.unit
    if "resolution" in said:
        own: Stated | None = said["resolution"]
        said["resolution"] = own.value if own is not None else stated.resolution if stated is not None else ONE
    elif stated is not None and stated.is_spelled:
        said["resolution"] = stated.resolution
    return unit


def _settle_region(said: dict[str, Any], faults: list[Fault]) -> None:
    """Where one of the two is empty, the other counts."""
    counted = said.pop("region_bps_code")
    region = said.get("region")
    if region is not None and counted is not None and region != counted:
        faults.append(Fault("regions-disagree", _regions(region, counted), pointer="/region_bps_code"))
    said["region"] = region or counted


def _settle_citation(said: dict[str, Any], unread: frozenset[str], faults: list[Fault]) -> None:
    source, locator, quote = said.pop("source", None), said.pop("locator", None), said.pop("quote", None)
    if source is not None:
        said["citations"] = [{"source": source, "locator": locator, "quote": quote, "note": None}]
        if locator is None and quote is None and unread.isdisjoint(CITATION):
            faults.append(Fault("citation-without-place", CITATION_WITHOUT_PLACE, pointer="/source"))
    else:
        said["citations"] = []
        if (locator is not None or quote is not None) and "source" not in unread:
            faults.append(Fault("missing-member", MISSING, pointer="/source"))


def _units(written: str, column: str) -> Text:
    return Text(
        f"menyebut {column}, sedangkan nilainya ditulis dalam {written}",
        f"says {column}, and the value is written in {written}",
    )


def _regions(region: str, counted: str) -> Text:
    return Text(
        f"adalah kode wilayah {counted}, sedangkan wilayahnya {region}",
        f"is the code of region {counted}, and the region is {region}",
    )


SETTLE: dict[str, Callable[[dict[str, Any], frozenset[str]], tuple[dict[str, str], list[Fault]]]] = {
    "targets": settle_figure,
    "realizations": settle_figure,
    "sources": settle_source,
}
