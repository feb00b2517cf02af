"""The regions that ship with the service, by what they are called."""

import csv
from pathlib import Path

from api.imports.cells.regions import RegionName, Regions

FILE = Path(__file__).parents[3] / "schema" / "reference" / "regions.csv"


def shipped() -> list[RegionName]:
    with FILE.open(encoding="utf-8") as lines:
        return [
            RegionName(row["code"], row["name"], row["level"], row["bps_code"] or None) for row in csv.DictReader(lines)
        ]


REGIONS = Regions(shipped())
