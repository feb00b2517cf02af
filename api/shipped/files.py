"""The files that ship, as records: one map for each entity, every field of its noun present."""

import csv
from typing import Any

import msgspec
import yaml

from api.figures.fields import Citation
from api.resources import SCHEMA

Record = dict[str, Any]

# In the order in which they can be entered: what is named comes before what names it.
FILES = {
    "unit": "reference/units.csv",
    "institution": "reference/institutions.csv",
    "region": "reference/regions.csv",
    "program": "examples/programs.yaml",
    "indicator": "examples/indicators.yaml",
    "source": "examples/sources.yaml",
    "target": "examples/targets.yaml",
    "realization": "examples/realizations.yaml",
    "claim": "examples/claims.yaml",
}
DEFAULTS: dict[str, Record] = {"target": {"breakdown": ""}, "realization": {"breakdown": "", "quality": "final"}}
_CITATION = dict.fromkeys(Citation.__struct_fields__)


def records(noun: str) -> list[Record]:
    """Values are texts, as written; the database gives them their types. An empty CSV cell is null."""
    path = SCHEMA / FILES[noun]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return [{name: value or None for name, value in row.items()} for row in csv.DictReader(file)]
    read: list[Record] = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)  # noqa: S506  # builds only texts, lists and maps
    return [_complete(noun, record) for record in read]


def _complete(noun: str, record: Record) -> Record:
    complete = {**DEFAULTS.get(noun, {}), **record}
    if "citations" in complete:
        complete["citations"] = [{**_CITATION, **citation} for citation in complete["citations"]]
    return complete


def as_json(noun: str) -> str:
    return msgspec.json.encode(records(noun)).decode()
