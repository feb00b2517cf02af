"""Examples of exports: the first lines of their files."""

from datetime import UTC, datetime
from typing import Any

from api.exchange.exports.export import Export
from api.exchange.exports.routes import EXPORTS, build_operation_id
from api.http.reads.csv_file import to_csv
from api.openapi.examples.onboarding_counts import COUNT_EXAMPLES
from api.openapi.examples.progress import PROGRESS_EXAMPLES
from api.openapi.examples.records import build_example_record

_TIMESTAMP = datetime(2026, 11, 21, tzinfo=UTC)
_COMPUTED_EXAMPLES = {**COUNT_EXAMPLES, **PROGRESS_EXAMPLES}


def _build_csv_example(export: Export) -> object:
    if export.table is None:
        return _COMPUTED_EXAMPLES[f"list_{build_operation_id(export)}_csv"]
    model: Any = export.table.model
    return to_csv([build_example_record(model)], export.default_columns).decode()


EXPORT_EXAMPLES: dict[str, object] = {}
for _export in EXPORTS:
    for _ending, _example in {"csv": _build_csv_example(_export), "parquet": "PAR1…", "xlsx": "PK…"}.items():
        EXPORT_EXAMPLES[f"export_{build_operation_id(_export)}_{_ending}"] = _example
