"""Examples of exports: the first lines of their files, and a data package."""

import json
from datetime import UTC, datetime
from typing import Any

from api.exchange.exports.data_package import build_table_schema
from api.exchange.exports.describe import build_data_package
from api.exchange.exports.export import Export
from api.exchange.exports.routes import EXPORTS, build_operation_id
from api.http.reads.csv_file import to_csv
from api.http.reads.record import JSON_ENCODER
from api.license import PublisherInfo
from api.openapi.examples.onboarding_counts import COUNT_EXAMPLES
from api.openapi.examples.progress import PROGRESS_EXAMPLES
from api.openapi.examples.records import build_example_record

_TIMESTAMP = datetime(2026, 11, 21, tzinfo=UTC)
_COMPUTED_EXAMPLES = {**COUNT_EXAMPLES, **PROGRESS_EXAMPLES}


def _build_line_examples(export: Export) -> dict[str, object]:
    if export.table is not None:
        model: Any = export.table.model
        entity = build_example_record(model)
        row = {name: getattr(entity, name) for name in export.default_columns}
        return {
            "csv": to_csv([entity], export.default_columns).decode(),
            "ndjson": JSON_ENCODER.encode_lines([row]).decode(),
        }
    listed = f"list_{build_operation_id(export)}"
    page = json.loads(json.dumps(_COMPUTED_EXAMPLES[listed]))
    return {
        "csv": _COMPUTED_EXAMPLES[f"{listed}_csv"],
        "ndjson": json.dumps(page["data"][0], separators=(",", ":")) + "\n",
    }


def _build_package_example(export: Export) -> object:
    schema = build_table_schema(
        [export.columns[name] for name in export.default_columns[:2]], {"umkm-onboarded": "umkm"}, export.key
    )
    return json.loads(
        JSON_ENCODER.encode(
            build_data_package(
                export, schema, _TIMESTAMP, lambda _: "known_at=2026-11-21T00:00:00Z", publisher=PublisherInfo()
            )
        )
    )


EXPORT_EXAMPLES: dict[str, object] = {}
for _export in EXPORTS:
    EXPORT_EXAMPLES[f"describe_{build_operation_id(_export)}_export"] = _build_package_example(_export)
    for _ending, _example in {**_build_line_examples(_export), "parquet": "PAR1…", "xlsx": "PK…"}.items():
        EXPORT_EXAMPLES[f"export_{build_operation_id(_export)}_{_ending}"] = _example
