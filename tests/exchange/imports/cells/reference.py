"""The regions, units and institutions of the reference data with their names."""

import csv
from pathlib import Path

from api.exchange.imports.cells.name_lookup import NameLookup
from api.exchange.imports.cells.number_words import build_unit_lookup
from api.exchange.imports.cells.reference_names import ReferenceNames
from api.exchange.imports.cells.region_lookup import RegionLookup
from api.exchange.imports.cells.region_match import RegionNames

REFERENCE = Path(__file__).parents[4] / "schema" / "reference"


def load_table(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def load_regions() -> list[RegionNames]:
    names: dict[str, list[str]] = {}
    for row in load_table("region_names"):
        names.setdefault(row["region"], []).append(row["name"])
    return [
        RegionNames(
            row["code"],
            row["name"],
            row["level"],
            row["bps_code"] or None,
            other_names=(*names.get(row["code"], ()), *filter(None, [row["iso_3166_2"]])),
        )
        for row in load_table("regions")
    ]


REGIONS = RegionLookup(load_regions())
UNITS = build_unit_lookup((row["code"], [row["name"], row["name_en"], row["symbol"]]) for row in load_table("units"))
INSTITUTIONS = NameLookup((row["code"], [row["name"], row["name_en"]]) for row in load_table("institutions"))
NAMES = ReferenceNames(REGIONS, UNITS, INSTITUTIONS)
