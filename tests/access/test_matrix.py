"""Every operation, asked by every kind of caller: let in as the table here says, and it says so by hand."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx
import pytest

from api.app import create_litestar
from api.contract.declared import handlers_in
from api.postgres.pool import Database
from tests.access.kinds_of_callers import (
    ADMINS,
    ADMINS_OF_ALL,
    EVERYBODY,
    KNOWN,
    NOBODY,
    PUBLISHERS,
    WRITERS,
    headers_of,
)
from tests.support import identity_provider, services
from tests.support.databases import Addresses

READERS = NOBODY | KNOWN  # and without public reading, those who are known
READ_ONLY = {"region": "regions", "unit": "units"}
WRITTEN = {
    "program": "programs",
    "indicator": "indicators",
    "target": "targets",
    "realization": "realizations",
    "source": "sources",
    "claim": "claims",
    "institution": "institutions",
}
# Who is let in, by operation id. Written down here and not taken from what the routes declare: a route that declares
# too little is what this is for.
LET_IN: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "read_service",
            "read_openapi_yaml",
            "read_openapi_json",
            "read_openapi_3_0_json",
            "read_docs",
            "read_docs_file",
            "read_guide",
            "read_panduan",
            "list_deprecations",
            "list_problems",
            "read_problem",
            "read_api_catalog",
            "read_changelog",
            "read_liveness",
            "read_readiness",
            "read_metrics",
        ),
        EVERYBODY,
    ),
    "read_me": KNOWN,
    "read_catalog": READERS,
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
    "prefer_realization": PUBLISHERS,
    "withdraw_preference": PUBLISHERS,
    "check_claim": READERS,
    "create_import": WRITERS,
    **dict.fromkeys(("list_imports", "read_import", "list_import_rows", "list_faulty_rows_csv"), KNOWN),
    "submit_import": WRITERS,
    **dict.fromkeys(("publish_import", "reject_import"), PUBLISHERS),
    **dict.fromkeys(("withdraw_import", "cancel_import"), WRITERS | PUBLISHERS),
    **dict.fromkeys(("list_mappings", "read_mapping"), KNOWN),
    "save_mapping": ADMINS,
    "create_key": ADMINS,
    "list_keys": ADMINS,
    "read_key": ADMINS,
    "rotate_key": ADMINS,
    "revoke_key": ADMINS,
    "list_audit_entries": ADMINS_OF_ALL,
}
for kind in ("targets", "realizations", "sources", "progress", "onboarding_counts"):
    LET_IN[f"describe_{kind}_export"] = READERS
    for ending in ("csv", "ndjson", "parquet", "xlsx"):
        LET_IN[f"export_{kind}_{ending}"] = READERS
for parts in ("of_a_kind", "by_agency", "by_name", "by_version"):
    LET_IN[f"read_sdmx_v1_structures_{parts}"] = READERS
    LET_IN[f"read_sdmx_v2_structures_{parts}"] = READERS
for parts in ("v2_data", "v2_series", "v1_data", "v1_series", "v1_series_of_a_provider", "schema", "availability"):
    LET_IN[f"read_sdmx_{parts}"] = READERS
LET_IN["read_sdmx_availability_of_series"] = READERS
for singular, plural in (WRITTEN | READ_ONLY).items():
    for name in (f"list_{plural}", f"list_{plural}_csv", f"read_{singular}", f"list_{singular}_revisions"):
        LET_IN[name] = READERS
for singular in WRITTEN:
    for verb in ("create", "revise", "submit"):
        LET_IN[f"{verb}_{singular}"] = WRITERS
    for verb in ("publish", "reject"):
        LET_IN[f"{verb}_{singular}"] = PUBLISHERS
    LET_IN[f"withdraw_{singular}"] = WRITERS | PUBLISHERS

# Well-formed, and of nothing that there is: nobody who is let in changes anything.
NOWHERE = {"id": "00000000-0000-7000-8000-000000000000", "code": "no-such-code"}
ENDLESS = frozenset({"stream_changes"})


@cache
def operations() -> list[tuple[str, str, str]]:
    """Id, method and an address of every operation of the service."""
    app = create_litestar(Database("postgresql://nowhere", 1))
    return [
        (str(handler.operation_id), method, path.format_map(Nowhere(path)))
        for path, handler in handlers_in(app)
        for method in sorted(handler.http_methods)
    ]


class Nowhere(dict[str, str]):
    def __init__(self, path: str) -> None:
        super().__init__(NOWHERE | ({"id": "0000000000"} if path.startswith("/v1/keys/") else {}))

    def __missing__(self, name: str) -> str:
        return "nothing"


@pytest.fixture(scope="module", params=["true", "false"], ids=["public reading", "no public reading"])
def asked(
    request: pytest.FixtureRequest, stored: Addresses, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[httpx.Client, dict[str, dict[str, str]], bool]]:
    with (
        identity_provider.running() as provider,
        services.running(
            tmp_path_factory.mktemp("matrix"),
            CAPAIAN_DATABASE_URL=stored.service,
            CAPAIAN_MIGRATION_DATABASE_URL=stored.owner,
            CAPAIAN_PUBLIC_READ=request.param,
            CAPAIAN_OIDC_ISSUER=provider.issuer,
            CAPAIAN_OIDC_AUDIENCE=identity_provider.AUDIENCE,
        ) as service,
    ):
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20) as client:
            token = provider.token(scope="write", institution="idea")
            yield client, headers_of(stored, token), request.param == "true"


def test_the_table_knows_every_operation_and_no_other() -> None:
    there = {operation_id for operation_id, _, _ in operations()}
    assert there - LET_IN.keys() == set(), "Say in LET_IN of tests/access/test_matrix.py who may call these."
    assert LET_IN.keys() - there == set(), "LET_IN of tests/access/test_matrix.py knows operations that are gone."


@pytest.mark.parametrize("kind", sorted(EVERYBODY))
def test_an_operation_lets_in_whom_it_should_and_nobody_else(
    asked: tuple[httpx.Client, dict[str, dict[str, str]], bool], kind: str
) -> None:
    client, headers, public_read = asked
    refusal = 403 if kind in KNOWN else 401
    wrong: dict[str, Any] = {}
    for operation_id, method, path in operations():
        let_in = LET_IN.get(operation_id, frozenset())
        if let_in == READERS and not public_read:
            let_in = KNOWN
        status = status_of(client, operation_id, method, path, headers[kind])
        if (status not in (401, 403) and status < 500) if kind in let_in else status == refusal:
            continue
        wrong[f"{method} {path}"] = status
    assert wrong == {}


def status_of(client: httpx.Client, operation_id: str, method: str, path: str, headers: dict[str, str]) -> int:
    with client.stream(method, path, headers={"If-Match": "*", **headers}) as answer:
        if operation_id not in ENDLESS or answer.is_error:
            answer.read()
        return answer.status_code
