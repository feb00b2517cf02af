"""Examples of imports: what may be asked of them, and what they answer."""

from typing import Any

JsonObject = dict[str, Any]

_ID = "01a1fb67-1800-7000-8000-0000000000aa"
_FAULTS: list[JsonObject] = [
    {
        "column": "nilai",
        "code": "ambiguous-number",
        "detail": {
            "id": "dapat dibaca 13700 (id) atau 13.7 (en); nyatakan number_format",
            "en": "can be read as 13700 (id) or 13.7 (en); say which with number_format",
        },
    }
]
_ROWS: list[JsonObject] = [
    {
        "number": 1,
        "line": 2,
        "action": "created",
        "entity": "/v1/realizations/01a1fb67-1800-7000-8000-000000000205",
        "faults": [],
    },
    {"number": 2, "line": 3, "action": "rejected", "entity": None, "faults": _FAULTS},
]
_IMPORT: JsonObject = {
    "id": _ID,
    "collection": "realizations",
    "mode": "partial",
    "state": "done",
    "doing": "enter",
    "stage": "draft",
    "rows": 1200,
    "rows_done": 1200,
    "created": 1100,
    "updated": 40,
    "unchanged": 59,
    "rejected": 1,
    "moved": None,
    "plan": None,
    "file": {
        "media_type": "text/csv",
        "bytes": 182110,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "encoding": "utf-8",
        "delimiter": "semicolon",
    },
    "faulty_rows": _ROWS[1:],
    "faulty_rows_address": f"/v1/imports/{_ID}/faulty-rows.csv",
    "problem": None,
    "reason": None,
    "recorded_by": "kemenkop-ukm data",
    "received_at": "2026-11-21T00:00:00Z",
    "began_at": "2026-11-21T00:00:01Z",
    "ended_at": "2026-11-21T00:00:02Z",
}
_META = {"limit": 100, "has_more": False, "next_cursor": None, "count": None, "note": None}
# By media type. What a workbook holds cannot be shown as text.
FILES = {
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
}
MAPPING: JsonObject = {
    "columns": {"Jumlah UMKM": "value", "No": None},
    "constants": {"quality": "final", "institution": "kemenkop-ukm"},
    "number_format": "id",
}
_SAVED: JsonObject = {
    "name": "kemenkop-monthly",
    "mapping": {"delimiter": None, "encoding": None, "sheet": None, **MAPPING},
    "revision": 1,
    "recorded_at": "2026-11-21T00:00:00Z",
    "recorded_by": "kemenkop-ukm admin",
}
PARAMETERS_OF_IMPORTS: dict[str, str] = {
    "collection": "realizations",
    "dry_run": "true",
    "mode": "partial",
    "plan": f"{_ID}.9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "mapping": "kemenkop-monthly",
    "delimiter": "semicolon",
    "number_format": "id",
    "encoding": "windows-1252",
    "sheet": "Rekap",
    "state": "done,planned",
    "action": "rejected",
}
OF_IMPORTS: dict[str, object] = {
    "create_import": _IMPORT,
    "read_import": _IMPORT,
    "list_imports": {"data": [{**_IMPORT, "faulty_rows": []}], "meta": _META},
    "list_import_rows": {"data": _ROWS, "meta": _META},
    "list_faulty_rows_csv": "indikator,wilayah,nilai,line,reasons\r\numkm-onboarded,32,13.700,3,nilai: …\r\n",
    "submit_import": {**_IMPORT, "doing": "submit", "stage": "submitted", "moved": 1140},
    "publish_import": {**_IMPORT, "doing": "publish", "stage": "published", "moved": 1140},
    "reject_import": {**_IMPORT, "doing": "reject", "stage": "rejected", "moved": 1140, "reason": "Sumber kurang."},
    "withdraw_import": {
        **_IMPORT,
        "doing": "withdraw",
        "stage": "withdrawn",
        "moved": 1140,
        "reason": "Berkas bulan lalu.",
    },
    "cancel_import": {**_IMPORT, "state": "cancelled", "stage": None, "rows_done": 400, "created": None},
    "list_mappings": {"data": [_SAVED], "meta": _META},
    "read_mapping": _SAVED,
    "save_mapping": _SAVED,
}
