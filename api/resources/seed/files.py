"""Read the seed files as records: one map per record, with every field of its type."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import yaml

from api.paths import SCHEMA
from api.resources.figures.fields import Citation

SeedRecord = dict[str, Any]

# Each set is a directory of schema/ with one file per record type.
SEED_SETS = ("reference", "documents", "samples")
DEMONSTRATION = ("reference", "documents")  # what the embedded database starts with
# In the order of insertion: a record comes after those that it refers to.
RECORD_TYPES = ("unit", "institution", "region", "program", "indicator", "source", "target", "realization", "claim")
DEFAULTS: dict[str, SeedRecord] = {
    "institution": {"succeeded_by": []},
    "indicator": {"partitions": []},
    "target": {"breakdown": "", "distinct_from": []},
    "realization": {"breakdown": "", "quality": "final", "day_known": "true", "distinct_from": []},
    "claim": {"qualifier": "exact"},
}
REGION_NAMES = SCHEMA / "reference" / "region_names.csv"  # other names of the regions, each with its kind
LIST_COLUMNS = frozenset({"succeeded_by"})  # CSV columns that contain codes separated by spaces
_CITATION = dict.fromkeys(Citation.__struct_fields__)


def load_seed_records(record_type: str, sets: Iterable[str] = DEMONSTRATION) -> list[SeedRecord]:
    """Return the records of one type in these sets. Values are texts, which the database converts.

    An empty CSV cell is null.
    """
    records: list[SeedRecord] = []
    for seed_set in sets:
        path = SCHEMA / seed_set / f"{record_type}s"
        if (table := path.with_suffix(".csv")).exists():
            records += [{name: _read_cell(name, value) for name, value in row.items()} for row in _read_table(table)]
        elif (listed := path.with_suffix(".yaml")).exists():
            # This loader builds only texts, lists and maps.
            read = yaml.load(listed.read_bytes(), Loader=yaml.CBaseLoader)  # noqa: S506  # nosec B506
            records += read
    complete = [_fill_defaults(record_type, record) for record in records]
    return _add_other_names(complete) if record_type == "region" else complete


def _read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def _add_other_names(regions: list[SeedRecord]) -> list[SeedRecord]:
    names: dict[str, list[str]] = {}
    for row in _read_table(REGION_NAMES):
        names.setdefault(row["region"], []).append(row["name"])
    return [region | {"other_names": names.get(region["code"], [])} for region in regions]


def _read_cell(name: str, value: str) -> str | list[str] | None:
    return value.split() if name in LIST_COLUMNS else value or None


def _fill_defaults(record_type: str, record: SeedRecord) -> SeedRecord:
    complete = {**DEFAULTS.get(record_type, {}), **record}
    if "citations" in complete:
        complete["citations"] = [{**_CITATION, **citation} for citation in complete["citations"]]
    return complete


def encode_seed_records(record_type: str, sets: Iterable[str] = DEMONSTRATION) -> str:
    return msgspec.json.encode(load_seed_records(record_type, sets)).decode()
