"""Every operation with every kind of caller, compared with a table that is written by hand."""

import time
from functools import cache
from typing import Any

import httpx
import pytest

from api.app import create_litestar
from api.database.pool import Database
from api.openapi.document.operation_list import list_handlers
from tests.auth.callers_by_kind import (
    ADMINS,
    ALL,
    KNOWN,
    PUBLIC,
    PUBLISHERS,
    SESSIONS,
    WRITERS,
    build_headers,
)
from tests.auth.conftest import AuthService
from tests.openapi.validate import check
from tests.support.databases import DatabaseUrls

READERS = PUBLIC | KNOWN  # without public reads, only KNOWN
READ_ONLY = {"region": "regions"}
WRITTEN = {
    "program": "programs",
    "indicator": "indicators",
    "target": "targets",
    "realization": "realizations",
    "source": "sources",
    "claim": "claims",
    "institution": "institutions",
    "unit": "units",
}
# The admitted callers by operation id. The table does not use the declarations of the routes, so that it detects a
# route that declares too little.
ADMITTED: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "read_service",
            "read_style_sheet",
            "read_openapi_yaml",
            "read_openapi_json",
            "read_openapi_3_0_json",
            "read_docs",
            "read_sdmx_openapi_json",
            "read_docs_page",
            "read_index",
            "list_deprecations",
            "list_problems",
            "read_problem",
            "read_api_catalog",
            "read_changelog",
            "read_liveness",
            "read_readiness",
            "read_readiness_for_writes",
        ),
        ALL,
    ),
    **{
        f"{name}_{language}": admitted
        for name, admitted in (
            ("read_sign_in_page", ALL),
            ("sign_in", ALL),
            ("send_sign_out_form", SESSIONS),
            ("read_reviews_page", SESSIONS),
            *(
                (name, SESSIONS)
                for page in ("record_review", "import_review", "correction", "upload", "mapping")
                for name in (f"read_{page}_page", f"send_{page}_form")
            ),
        )
        for language in ("id", "en")
    },
    "read_me": KNOWN,
    "read_front_page_en": READERS,
    **{
        f"draw_{record}_progress_{extension}": READERS
        for record in ("program", "indicator")
        for extension in ("svg", "png", "vl_json")
    },
    "read_oembed": READERS,
    "export_program_memo": READERS,
    **{
        f"read_{name}_page_{language}": READERS
        for name in (
            *("programs", "program", "findings", "source", "indicator", "region", "onboarding"),
            *("memo", "embedded_program", "embedded_indicator", "browse"),
        )
        for language in ("id", "en")
    },
    "read_catalog": READERS,
    "read_catalog_turtle": READERS,
    "read_catalog_rdf_xml": READERS,
    "list_onboarding_counts": READERS,
    "list_onboarding_counts_csv": READERS,
    "list_changes": READERS,
    "stream_changes": READERS,
    "list_findings": READERS,
    "list_findings_csv": READERS,
    "list_progress": READERS,
    "list_progress_csv": READERS,
    "list_program_progress": READERS,
    "read_preference": READERS,
    "list_preference_revisions": READERS,
    "list_reviews": PUBLISHERS,
    "prefer_realization": PUBLISHERS,
    "withdraw_preference": PUBLISHERS,
    "check_claim": READERS,
    "create_import": WRITERS,
    **dict.fromkeys(
        (
            "list_imports",
            "read_import",
            "list_import_rows",
            "read_import_totals",
            "list_import_errors",
            "list_rejected_rows_csv",
        ),
        KNOWN,
    ),
    "read_import_template": READERS,
    "submit_import": WRITERS,
    **dict.fromkeys(("publish_import", "reject_import", "restore_import"), PUBLISHERS),
    **dict.fromkeys(("withdraw_import", "cancel_import"), WRITERS | PUBLISHERS),
    **dict.fromkeys(("list_mappings", "read_mapping"), KNOWN),
    "save_mapping": ADMINS,
    "delete_mapping": ADMINS,
    "create_key": ADMINS,
    "list_keys": ADMINS,
    "read_key": ADMINS,
    "rotate_key": ADMINS,
    "revoke_key": ADMINS,
    "list_audit_entries": ADMINS,
}
for kind in ("targets", "realizations", "sources", "progress", "onboarding_counts"):
    ADMITTED[f"describe_{kind}_export"] = READERS
    for ending in ("csv", "ndjson", "parquet", "xlsx"):
        ADMITTED[f"export_{kind}_{ending}"] = READERS
for parts in ("by_kind", "by_agency", "by_name", "by_version"):
    ADMITTED[f"read_sdmx_v1_structures_{parts}"] = READERS
    ADMITTED[f"read_sdmx_v2_structures_{parts}"] = READERS
ADMITTED["read_sdmx_v2_structures_of_all_kinds"] = READERS
for parts in ("v2_data", "v2_series", "v1_data", "v1_series", "v1_series_by_provider", "schema", "availability"):
    ADMITTED[f"read_sdmx_{parts}"] = READERS
for parts in ("v2_data", "schema", "availability"):
    ADMITTED[f"read_latest_sdmx_{parts}"] = READERS
for part in ("series", "component"):
    ADMITTED[f"read_sdmx_{part}_availability"] = READERS
for singular, plural in (WRITTEN | READ_ONLY).items():
    for name in (f"list_{plural}", f"list_{plural}_csv", f"read_{singular}", f"list_{singular}_revisions"):
        ADMITTED[name] = READERS
for singular in ("program", "indicator", "target", "realization", "source"):
    ADMITTED[f"list_{singular}_values"] = READERS
# The same reads as pages, and as JSON for browsers.
BROWSED = (
    *(f"list_{plural}" for plural in (WRITTEN | READ_ONLY).values()),
    *(f"read_{singular}" for singular in WRITTEN | READ_ONLY),
    *(f"list_{singular}_revisions" for singular in WRITTEN | READ_ONLY),
    *(f"list_{singular}_values" for singular in ("program", "indicator", "target", "realization", "source")),
    *("list_progress", "list_program_progress", "list_findings", "list_onboarding_counts", "list_changes"),
    *("read_preference", "list_preference_revisions"),
)
for name in BROWSED:
    for form in (f"browse_{name}_id", f"browse_{name}_en", f"{name}_json"):
        ADMITTED[form] = READERS
for singular in WRITTEN:
    for verb in ("create", "revise", "submit"):
        ADMITTED[f"{verb}_{singular}"] = WRITERS
    for verb in ("publish", "reject", "restore"):
        ADMITTED[f"{verb}_{singular}"] = PUBLISHERS
    ADMITTED[f"withdraw_{singular}"] = WRITERS | PUBLISHERS

# Valid keys without a record, so that an admitted caller changes nothing.
MISSING_KEYS = {"id": "00000000-0000-7000-8000-000000000000", "code": "no-such-code"}


@cache
def list_operations() -> list[tuple[str, str, str]]:
    """Return id, method and a URL of every operation of the service."""
    app = create_litestar(Database("postgresql://nowhere", 1))
    return [
        (str(handler.operation_id), method, path.format_map(MissingKeys(path)))
        for path, handler in list_handlers(app)
        for method in sorted(handler.http_methods)
    ]


class MissingKeys(dict[str, str]):
    def __init__(self, path: str) -> None:
        super().__init__(MISSING_KEYS | ({"id": "0000000000"} if path.startswith("/v1/keys/") else {}))

    def __missing__(self, name: str) -> str:
        return "nothing"


@pytest.fixture(scope="module")
def headers_by_kind(stored: DatabaseUrls, either_service: AuthService) -> dict[str, dict[str, str]]:
    return build_headers(stored, either_service.provider.token(scope="write", institution="idea"))


def test_the_table_contains_exactly_the_operations_of_the_service() -> None:
    operation_ids = {operation_id for operation_id, _, _ in list_operations()}
    assert operation_ids - ADMITTED.keys() == set(), "Add these operations to ADMITTED."
    assert ADMITTED.keys() - operation_ids == set(), "Remove these operations from ADMITTED."


@pytest.mark.parametrize("kind", sorted(ALL | SESSIONS))
def test_an_operation_admits_exactly_the_callers_of_the_table(
    either_service: AuthService, headers_by_kind: dict[str, dict[str, str]], kind: str
) -> None:
    # The API does not read the cookie of a session, and the pages of sessions read nothing else.
    own_kinds = {kind} | (PUBLIC if kind in SESSIONS else frozenset())
    wrong: dict[str, Any] = {}
    with httpx.Client(base_url=either_service.service.url, timeout=20) as client:
        for operation_id, method, path in list_operations():
            admitted = ADMITTED.get(operation_id, frozenset())
            if admitted == READERS and not either_service.is_public:
                admitted = KNOWN
            status = request_status(client, method, path, headers_by_kind[kind])
            rejection = 403 if kind in KNOWN and admitted != SESSIONS else 401
            is_admitted = not own_kinds.isdisjoint(admitted)
            if (status not in (401, 403) and status < 500) if is_admitted else status == rejection:
                continue
            wrong[f"{method} {path}"] = status
    assert wrong == {}


def request_status(client: httpx.Client, method: str, path: str, headers: dict[str, str]) -> int:
    """Return the status. A request is repeated while the slot of an earlier export is not yet free."""
    for _ in range(100):
        status = _request_once(client, method, path, headers)
        if status != httpx.codes.SERVICE_UNAVAILABLE:
            break
        time.sleep(0.05)
    return status


def _request_once(client: httpx.Client, method: str, path: str, headers: dict[str, str]) -> int:
    """Send a request. A stream is closed unread: one never ends, and exports take most of the time."""
    with client.stream(method, path, headers={"If-Match": "*", **headers}) as response:
        if response.is_error or "content-length" in response.headers:
            response.read()
        if response.is_error:
            check(response)
        return response.status_code
