"""Examples of responses."""

import json

from api.exchange.changes.positions import FeedPosition, encode_position
from api.http.reads.page import Page, build_page_meta, is_page_model
from api.http.reads.record import JSON_ENCODER
from api.http.request.operation import Operation
from api.openapi.examples.catalog import CATALOG_EXAMPLES
from api.openapi.examples.changelog import CHANGELOG_EXAMPLES
from api.openapi.examples.exports import EXPORT_EXAMPLES
from api.openapi.examples.findings import FINDING_EXAMPLES
from api.openapi.examples.imports import IMPORT_EXAMPLES
from api.openapi.examples.onboarding_counts import COUNT_EXAMPLES
from api.openapi.examples.page_meta import PAGE_META
from api.openapi.examples.progress import PROGRESS_EXAMPLES
from api.openapi.examples.records import (
    JUDGMENT,
    MissingExampleError,
    build_example_record,
    find_record_model,
)
from api.openapi.examples.sdmx import SDMX_ALTERNATIVE_EXAMPLES, SDMX_EXAMPLES
from api.types import JsonObject

_CHANGE = {
    "cursor": encode_position(FeedPosition(1, 1042, 7)),
    "action": "published",
    "record": {
        "type": "target",
        "id": "01a1fb67-1800-7000-8000-000000000108",
        "url": "/v1/targets/01a1fb67-1800-7000-8000-000000000108",
    },
    "program": "umkm-digital",
    "previous_program": None,
    "indicator": "umkm-onboarded",
    "region": "ID",
    "period": "2022",
    "revision": 1,
    "recorded_at": "2026-11-21T00:00:00Z",
}
_FILTER_VALUE = {
    "value": "umkm-digital",
    "count": 12,
    "name": "Digitalisasi UMKM",
    "name_en": "Digitalization of small businesses",
}
_API_KEY = {
    "id": "CTaAVstJsO",
    "name": "kemenkop-ukm data",
    "scopes": ["write"],
    "institution": "kemenkop-ukm",
    "created_at": "2026-11-21T00:00:00Z",
    "created_by": "kemenkop-ukm admin",
    "expires_at": None,
    "revoked_at": None,
    "last_used_on": "2026-11-21",
}
_PREFERENCE = {
    "realization": "01a1fb67-1800-7000-8000-000000000205",
    "url": "/v1/realizations/01a1fb67-1800-7000-8000-000000000205/preference",
    "revision": 1,
    "active": True,
    "reason": "Laporan tahunan yang telah diaudit; siaran pers membulatkan ke atas.",
    "recorded_at": "2026-11-21T00:00:00Z",
    "recorded_by": "kemenkop-ukm data",
}
# Responses without a record of a collection, by operation id.
RESPONSE_EXAMPLES: dict[str, object] = {
    "read_liveness": {"status": "live"},
    "read_readiness": {
        "reads": {"status": "ready", "reason": None},
        "writes": {"status": "unavailable", "reason": "database_read_only"},
    },
    "read_readiness_for_writes": {
        "reads": {"status": "ready", "reason": None},
        "writes": {"status": "ready", "reason": None},
    },
    "list_keys": {
        "data": [_API_KEY],
        "meta": PAGE_META,
    },
    "read_key": _API_KEY,
    "create_key": {**_API_KEY, "last_used_on": None, "key": "cap_CTaAVstJsO_…"},
    "rotate_key": {**_API_KEY, "last_used_on": None, "key": "cap_CTaAVstJsO_…"},
    "revoke_key": {**_API_KEY, "revoked_at": "2027-01-04T08:30:00Z"},
    "list_audit_entries": {
        "data": [
            {
                "position": "1/1204/57",
                "recorded_at": "2026-11-21T00:00:00Z",
                "principal": "kemenkop-ukm data",
                "key_id": "CTaAVstJsO",
                "client_ip": "203.0.113.7",
                "request_id": "4d6f0a0f3c1b4a0c9c0e5d0f7a1b2c3d",
                "action": "publish",
                "record": {
                    "type": "target",
                    "id": "01a1fb67-1800-7000-8000-000000000108",
                    "url": "/v1/targets/01a1fb67-1800-7000-8000-000000000108",
                },
                "revision": 2,
                "content_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "detail": {},
                "institution": "kemenkop-ukm",
                "record_institution": "kemenkop-ukm",
                "seal_number": 57,
            }
        ],
        "meta": PAGE_META,
    },
    "read_me": {
        "principal": "kemenkop-ukm data",
        "scopes": ["write"],
        "institution": "kemenkop-ukm",
        "expires_at": "2027-11-21T00:00:00Z",
    },
    "list_reviews": {
        "data": [
            {
                "type": "import",
                "id": "01a1fb67-1800-7000-8000-0000000000aa",
                "url": "/v1/imports/01a1fb67-1800-7000-8000-0000000000aa",
                "institution": "kemenkop-ukm",
                "record_count": 1140,
                "submitted_by": "kemenkop-ukm data",
                "submitted_at": "2026-11-21T00:00:00Z",
            }
        ],
        "meta": PAGE_META,
    },
    **{
        f"list_{singular}_values": {"data": [_FILTER_VALUE], "meta": PAGE_META}
        for singular in ("program", "indicator", "target", "realization", "source")
    },
    "list_changes": {
        "data": [_CHANGE],
        "meta": PAGE_META | {"next_cursor": _CHANGE["cursor"]},
    },
    "stream_changes": (
        f"id: {_CHANGE['cursor']}\nevent: {_CHANGE['action']}\ndata: {json.dumps(_CHANGE, separators=(',', ':'))}\n\n"
    ),
    "prefer_realization": _PREFERENCE,
    "withdraw_preference": {
        **_PREFERENCE,
        "revision": 2,
        "active": False,
        "reason": "Laporan yang diaudit telah direvisi.",
    },
    "read_preference": _PREFERENCE,
    "list_preference_revisions": {
        "data": [_PREFERENCE],
        "meta": PAGE_META,
    },
    "check_claim": JUDGMENT,
    **FINDING_EXAMPLES,
    **PROGRESS_EXAMPLES,
    **COUNT_EXAMPLES,
    **IMPORT_EXAMPLES,
    **EXPORT_EXAMPLES,
    **SDMX_EXAMPLES,
    **CHANGELOG_EXAMPLES,
    **CATALOG_EXAMPLES,
    "read_import_template": "…",
    "read_service": {
        "name": "Capaian",
        "version": "0.2.0",
        "docs": "/docs",
        "openapi": "/openapi.json",
        "problems": "/problems",
        "collections": {"programs": "/v1/programs", "targets": "/v1/targets"},
    },
}


def build_alternative_example(operation_id: str, media_type: str) -> JsonObject:
    """Return the field `example` with the same response in another media type.

    The plain second names of media types of SDMX have none.
    """
    if operation_id in SDMX_EXAMPLES and (operation_id, media_type) not in SDMX_ALTERNATIVE_EXAMPLES:
        return {}
    return {"example": SDMX_ALTERNATIVE_EXAMPLES.get((operation_id, media_type), "…")}


def build_response_example(operation_id: str, operation: Operation) -> object:
    """Return an example response, as decoded JSON or as text."""
    model = find_record_model(operation)
    if model is None:
        if operation_id not in RESPONSE_EXAMPLES:
            raise MissingExampleError(
                f"The response of {operation_id} has no example in api/openapi/examples/responses.py."
            )
        return RESPONSE_EXAMPLES[operation_id]
    entity = build_example_record(model)
    if is_page_model(operation.response_model):
        meta = build_page_meta(100, None)
        return json.loads(JSON_ENCODER.encode(Page([entity], meta)))
    return json.loads(JSON_ENCODER.encode(entity))
