"""Examples of what the service answers."""

import json
from typing import get_origin

from api.changes.places import Place, cursor_of
from api.contract.examples.catalog import OF_CATALOGS
from api.contract.examples.entities import JUDGEMENT, NoExample, columns_of, entity_model, entity_of
from api.contract.examples.exports import OF_EXPORTS
from api.contract.examples.findings import OF_FINDINGS
from api.contract.examples.imports import OF_IMPORTS
from api.contract.examples.onboarding_counts import OF_COUNTS
from api.contract.examples.progress import OF_PROGRESS
from api.contract.examples.releases import OF_RELEASES
from api.contract.examples.sdmx import OF_SDMX, OTHERS_OF_SDMX
from api.http.entity import ENCODER
from api.http.operation import Operation
from api.http.page import Meta, Page, to_csv

_CHANGE = {
    "cursor": cursor_of(Place(1, 1042, 7)),
    "kind": "published",
    "noun": "target",
    "address": "/v1/targets/01a1fb67-1800-7000-8000-000000000108",
    "key": "01a1fb67-1800-7000-8000-000000000108",
    "revision": 1,
    "recorded_at": "2026-11-21T00:00:00Z",
}
_KEY = {
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
    "revision": 1,
    "stands": True,
    "reason": "Laporan tahunan yang telah diaudit; siaran pers membulatkan ke atas.",
    "recorded_at": "2026-11-21T00:00:00Z",
    "recorded_by": "kemenkop-ukm data",
}
# Answers that hold no entity, by operationId.
ANSWERS: dict[str, object] = {
    "read_liveness": {"status": "live"},
    "read_readiness": {"status": "ready"},
    "list_keys": {
        "data": [_KEY],
        "meta": {"limit": 100, "has_more": False, "next_cursor": None, "count": None, "note": None},
    },
    "read_key": _KEY,
    "create_key": {**_KEY, "last_used_on": None, "key": "cap_CTaAVstJsO_…"},
    "rotate_key": {**_KEY, "last_used_on": None, "key": "cap_CTaAVstJsO_…"},
    "revoke_key": {**_KEY, "revoked_at": "2027-01-04T08:30:00Z"},
    "list_audit_entries": {
        "data": [
            {
                "position": "1/1204/57",
                "recorded_at": "2026-11-21T00:00:00Z",
                "principal": "kemenkop-ukm data",
                "key_id": "CTaAVstJsO",
                "address": "203.0.113.7",
                "request_id": "4d6f0a0f3c1b4a0c9c0e5d0f7a1b2c3d",
                "action": "publish",
                "noun": "target",
                "key": "01a1fb67-1800-7000-8000-000000000108",
                "revision": 2,
                "content_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "detail": {},
                "sealed": 57,
            }
        ],
        "meta": {"limit": 100, "has_more": False, "next_cursor": None, "count": None, "note": None},
    },
    "read_me": {
        "principal": "kemenkop-ukm data",
        "scopes": ["write"],
        "institution": "kemenkop-ukm",
        "expires_at": "2027-11-21T00:00:00Z",
    },
    "list_changes": {
        "data": [_CHANGE],
        "meta": {"limit": 100, "has_more": False, "next_cursor": _CHANGE["cursor"]},
    },
    "stream_changes": (
        f"id: {_CHANGE['cursor']}\nevent: {_CHANGE['kind']}\ndata: {json.dumps(_CHANGE, separators=(',', ':'))}\n\n"
    ),
    "prefer_realization": _PREFERENCE,
    "withdraw_preference": {
        **_PREFERENCE,
        "revision": 2,
        "stands": False,
        "reason": "Laporan yang diaudit telah direvisi.",
    },
    "read_preference": _PREFERENCE,
    "list_preference_revisions": {
        "data": [_PREFERENCE],
        "meta": {"limit": 100, "has_more": False, "next_cursor": None, "count": None, "note": None},
    },
    "check_claim": JUDGEMENT,
    **OF_FINDINGS,
    **OF_PROGRESS,
    **OF_COUNTS,
    **OF_IMPORTS,
    **OF_EXPORTS,
    **OF_SDMX,
    **OF_RELEASES,
    **OF_CATALOGS,
    "read_metrics": 'capaian_http_requests_total{method="GET",route="/v1/targets",status="200"} 3.0\n',
    "read_service": {
        "name": "Capaian",
        "version": "0.1.0",
        "docs": "/docs",
        "openapi": "/openapi.json",
        "problems": "/problems",
        "collections": {"programs": "/v1/programs", "targets": "/v1/targets"},
    },
    "read_openapi_yaml": "openapi: 3.1.0\ninfo:\n  title: Capaian\n",
    "read_openapi_json": {"openapi": "3.1.0", "info": {"title": "Capaian", "version": "0.1.0"}, "paths": {}},
    "read_openapi_3_0_json": {"openapi": "3.0.3", "info": {"title": "Capaian", "version": "0.1.0"}, "paths": {}},
    "read_docs": "<!doctype html>…",
    "read_guide": "<!doctype html>…",
    "read_panduan": "<!doctype html>…",
    "read_docs_file": 'SwaggerUIBundle({ url: "openapi.json" });\n',
    "list_deprecations": "<!doctype html>…",
    "list_problems": "<!doctype html>…",
    "read_problem": "<!doctype html>…",
}


def other_example(operation_id: str, media_type: str) -> object:
    """The same answer in another of its media types."""
    return OTHERS_OF_SDMX.get((operation_id, media_type), "…")


def answer_example(operation_id: str, operation: Operation) -> object:
    """An answer as it goes over the wire, decoded."""
    model = entity_model(operation)
    if model is None:
        if operation_id not in ANSWERS:
            raise NoExample(f"Give the answer of {operation_id} an example in api/contract/examples/answers.py.")
        return ANSWERS[operation_id]
    entity = entity_of(model)
    if operation.row is not None:
        return to_csv([entity], columns_of(model)).decode()
    if get_origin(operation.answers) is Page:
        meta = Meta(limit=100, has_more=False, next_cursor=None, count=None, note=None)
        return json.loads(ENCODER.encode(Page([entity], meta)))
    return json.loads(ENCODER.encode(entity))
