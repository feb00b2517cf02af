"""Examples of imports: parameters, files and responses."""

from api.openapi.examples.page_meta import PAGE_META
from api.types import JsonObject

_ID = "01a1fb67-1800-7000-8000-0000000000aa"
_ERRORS: list[JsonObject] = [
    {
        "column": "nilai",
        "cell": None,
        "received": "13.700",
        "code": "ambiguous_number",
        "detail": "dapat dibaca 13700 (id) atau 13.7 (en); nyatakan number_format",
        "detail_en": "can be read as 13700 (id) or 13.7 (en); state number_format",
    }
]
_READ: JsonObject = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "region": "32",
    "region_name": "Jawa Barat",
    "breakdown": {},
    "period": "2024-03",
    "value": 1250000,
    "value_to": None,
    "unit": "umkm",
    "qualifier": "exact",
    "resolution": 10000,
    "stated_on": "2024-04-05",
    "stated_not_before": None,
    "stated_not_after": None,
    "institution": "kemenkop-ukm",
    "sources": ["antara-2021-01-11"],
    "day_known": True,
    "quality": "final",
}
_ROWS: list[JsonObject] = [
    {
        "number": 1,
        "line": 2,
        "action": "created",
        "record": {
            "type": "realization",
            "id": "01a1fb67-1800-7000-8000-000000000205",
            "url": "/v1/realizations/01a1fb67-1800-7000-8000-000000000205",
        },
        "errors": [],
    },
    {"number": 2, "line": 3, "action": "rejected", "record": None, "errors": _ERRORS},
]
_IMPORT: JsonObject = {
    "id": _ID,
    "collection": "realizations",
    "mode": "partial",
    "status": "done",
    "action": "apply",
    "revision": 2,
    "records_status": "draft",
    "row_count": 1200,
    "processed_row_count": 1200,
    "created": 1100,
    "updated": 40,
    "would_create": None,
    "would_update": None,
    "unchanged": 59,
    "rejected": 1,
    "transitioned": None,
    "apply_token": None,
    "file": {
        "media_type": "text/csv",
        "size": 182110,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "encoding": "utf-8",
        "delimiter": "semicolon",
        "sheet": None,
        "skipped_row_count": 1,
        "skipped_lines": [1202],
    },
    "rejected_rows": _ROWS[1:],
    "rejected_rows_url": f"/v1/imports/{_ID}/rejected-rows.csv",
    "errors_url": f"/v1/imports/{_ID}/errors",
    "totals_url": f"/v1/imports/{_ID}/totals",
    "problem": None,
    "reason": None,
    "recorded_by": "kemenkop-ukm data",
    "received_at": "2026-11-21T00:00:00Z",
    "started_at": "2026-11-21T00:00:01Z",
    "ended_at": "2026-11-21T00:00:02Z",
}
_SUBMITTED_IMPORT: JsonObject = {**_IMPORT, "revision": 3, "records_status": "submitted", "transitioned": 1140}
# By media type. The content of a workbook cannot be shown as text.
FILE_EXAMPLES = {
    "text/csv": (
        "indikator;sifat;wilayah;periode;nilai;mutu;dinyatakan_pada;instansi;sumber;locator\r\n"
        "umkm-onboarded;kumulatif;Indonesia;31 Desember 2020;11,7 juta;final;11 Januari 2021;kemenko-marves;"
        "antara-2021-01-11;paragraph 3\r\n"
    ),
    "application/x-ndjson": (
        '{"indicator":"umkm-onboarded","nature":"stock","period":"2020-12-31","value":11700000,'
        '"resolution":100000,"quality":"final","stated_on":"2021-01-11","institution":"kemenko-marves",'
        '"citations":[{"source":"antara-2021-01-11","locator":"paragraph 3"}]}\n'
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "PK…",
    "application/vnd.oasis.opendocument.spreadsheet": "PK…",
    "multipart/form-data": {"collection": "realizations", "dry_run": "true", "file": "indikator;sifat;wilayah\r\n"},
}
MAPPING_EXAMPLE: JsonObject = {
    "columns": {"Jumlah UMKM": "value", "No": None},
    "constants": {"quality": "final", "institution": "kemenkop-ukm"},
    "number_format": "id",
}
_SAVED_MAPPING: JsonObject = {
    "name": "kemenkop-monthly",
    "mapping": {"delimiter": None, "encoding": None, "sheet": None, **MAPPING_EXAMPLE},
    "revision": 1,
    "recorded_at": "2026-11-21T00:00:00Z",
    "recorded_by": "kemenkop-ukm admin",
}
IMPORT_PARAMETER_EXAMPLES: dict[str, str] = {
    "collection": "realizations",
    "dry_run": "true",
    "include_sources": "true",
    "mode": "partial",
    "apply_token": f"{_ID}.9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "mapping": "kemenkop-monthly",
    "delimiter": "semicolon",
    "number_format": "id",
    "encoding": "windows-1252",
    "sheet": "Rekap",
    "reason": "Angka final.",
    "import_status": "done,checked",
    "action": "rejected",
}
IMPORT_EXAMPLES: dict[str, object] = {
    "create_import": _IMPORT,
    "read_import": _IMPORT,
    "list_imports": {"data": [{**_IMPORT, "rejected_rows": []}], "meta": PAGE_META},
    "list_import_rows": {
        "data": [
            {**_ROWS[0], "action": "updated", "read": _READ, "before": {**_READ, "value": 1240000}},
            {**_ROWS[1], "read": None, "before": None},
        ],
        "meta": PAGE_META,
    },
    "list_import_errors": {
        "data": [
            {
                **{name: value for name, value in _ERRORS[0].items() if name != "cell"},
                "row_count": 1,
                "lines": [3],
                "cells": [],
            }
        ],
        "meta": PAGE_META,
    },
    "read_import_totals": {
        "totals": [
            {
                "indicator": "umkm-onboarded",
                "nature": "stock",
                "breakdown": {},
                "period": "2024-03",
                "unit": "umkm",
                "level": "regency",
                "figure_count": 27,
                "sum": 1250000,
                "min": 12500,
                "max": 98000,
                "region_count": 27,
                "region_total": 27,
                "within": "32",
                "within_name": "Jawa Barat",
            }
        ],
        "unlisted_count": 0,
    },
    "list_rejected_rows_csv": "indikator,wilayah,nilai,line,errors\r\numkm-onboarded,32,13.700,3,nilai: …\r\n",
    "submit_import": {**_SUBMITTED_IMPORT, "action": "submit"},
    "publish_import": {**_SUBMITTED_IMPORT, "action": "publish", "revision": 4, "records_status": "published"},
    "reject_import": {
        **_IMPORT,
        "action": "reject",
        "revision": 4,
        "records_status": "rejected",
        "transitioned": 1140,
        "reason": "Sumber kurang.",
    },
    "withdraw_import": {
        **_IMPORT,
        "action": "withdraw",
        "revision": 5,
        "records_status": "withdrawn",
        "transitioned": 1140,
        "reason": "Berkas bulan lalu.",
    },
    "restore_import": {
        **_IMPORT,
        "action": "restore",
        "revision": 6,
        "records_status": "published",
        "transitioned": 1140,
        "reason": "Penarikan keliru: angka ini sama dengan sumbernya.",
    },
    "cancel_import": {
        **_IMPORT,
        "status": "cancelled",
        "revision": 1,
        "records_status": None,
        "processed_row_count": 400,
        "created": None,
        "updated": None,
        "unchanged": None,
        "rejected": None,
    },
    "list_mappings": {"data": [_SAVED_MAPPING], "meta": PAGE_META},
    "read_mapping": _SAVED_MAPPING,
    "save_mapping": _SAVED_MAPPING,
    "delete_mapping": _SAVED_MAPPING,
}
