"""Examples of exports: the first lines of their files, and the package that describes one."""

import json
from datetime import UTC, datetime
from typing import Any

from api.contract.examples.entities import entity_of
from api.contract.examples.onboarding_counts import OF_COUNTS
from api.contract.examples.progress import OF_PROGRESS
from api.exports.describing import described
from api.exports.export import Export
from api.exports.package import schema_of
from api.exports.routes import EXPORTS, id_of
from api.http.entity import ENCODER
from api.http.page import to_csv
from api.terms import Terms

_MOMENT = datetime(2026, 11, 21, tzinfo=UTC)
_COMPUTED = {**OF_COUNTS, **OF_PROGRESS}


def _lines_of(export: Export) -> dict[str, object]:
    if export.chain is not None:
        model: Any = export.chain.model
        entity = entity_of(model)
        row = {name: getattr(entity, name) for name in export.usual}
        return {"csv": to_csv([entity], export.usual).decode(), "ndjson": ENCODER.encode_lines([row]).decode()}
    listed = f"list_{id_of(export)}"
    page = json.loads(json.dumps(_COMPUTED[listed]))
    return {"csv": _COMPUTED[f"{listed}_csv"], "ndjson": json.dumps(page["data"][0], separators=(",", ":")) + "\n"}


def _package_of(export: Export) -> object:
    schema = schema_of([export.columns[name] for name in export.usual], {"umkm-onboarded": "umkm"}, export.key)
    here = "http://127.0.0.1:8000"
    return json.loads(
        ENCODER.encode(
            described(export, schema, _MOMENT, here, lambda _: "known_at=2026-11-21T00:00:00Z", terms=Terms())
        )
    )


OF_EXPORTS: dict[str, object] = {}
for _export in EXPORTS:
    OF_EXPORTS[f"describe_{id_of(_export)}_export"] = _package_of(_export)
    for _ending, _example in {**_lines_of(_export), "parquet": "PAR1…", "xlsx": "PK…"}.items():
        OF_EXPORTS[f"export_{id_of(_export)}_{_ending}"] = _example
