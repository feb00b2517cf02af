"""Routes that create, rotate and revoke API keys, for administrators.

The response to a creation contains the secret of the key. So it is not stored, and an Idempotency-Key is an error:
a client must not rely on a protection that does not exist.
"""

from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec
from litestar.di import NamedDependency

from api.admin.keys.constraint_messages import translate_key_errors
from api.admin.keys.model import (
    ApiKeyInput,
    ApiKeyRotationInput,
    CreatedApiKey,
    validate_expiry,
    validate_name,
)
from api.admin.keys.path_parameters import KEY_ID_PARAMETER, parse_key_id
from api.auth import api_key_store
from api.auth.api_key import ApiKeyCredentials
from api.auth.api_key_store import ApiKey
from api.database.pool import Connection, Database
from api.database.session import begin_transaction_as
from api.errors import ErrorDetail, InvalidRequestError, NotFoundError, RuleViolationError, Text
from api.http.request.api_request import ApiRequest, build_session_variables, get_header
from api.http.request.operation import RawResponse, post
from api.http.request.partial_input import check_rules
from api.http.request.read_json import read_input, read_json
from api.http.writes.execute import execute_write
from api.http.writes.idempotency import IdempotencyRecord
from api.service_url import build_url

OPERATION_IDS = ("create_key", "rotate_key", "revoke_key")
SHOWN_ONCE_NOTE = (
    "The response shows the key once. `Idempotency-Key` is not supported here: if the response is lost, find the key "
    "in the list and revoke it."
)


@post(
    "/v1/keys",
    summary="Create an API key",
    description=f"{SHOWN_ONCE_NOTE} An administrator with an institution creates only keys of that "
    "institution, with names that no other institution uses, and grants `read:drafts` only if they have it.",
    tag="keys",
    response_model=CreatedApiKey,
    requires="admin",
    status=201,
    body_model=ApiKeyInput,
    response_headers=("Location",),
    problem_types=("outcome-unknown",),
)
async def create_key(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    _reject_idempotency_key(request)
    _, decoded = await read_input(request, ApiKeyInput)
    rules = (validate_name, partial(validate_expiry, now=datetime.now(UTC)))
    if errors := [*decoded.errors, *check_rules(rules, decoded.content)]:
        raise InvalidRequestError("body", errors, decoded.unlisted)
    new: ApiKeyInput = decoded.content
    principal = request.principal
    async with begin_transaction_as(database, build_session_variables(request, "create")) as connection:
        with translate_key_errors(of_an_entry=True):
            credentials = await api_key_store.create_key(
                connection,
                name=new.name,
                scopes=sorted(set(new.scopes)),
                institution=new.institution,
                expires_at=new.expires_at,
                created_by=principal,
            )
        created = await _build_created_key(connection, credentials)
    return _build_created_response(created)


@post(
    "/v1/keys/{id:str}/rotate",
    summary="Rotate one API key",
    description="Creates a key with the name, rights and expiry of this one, which ends after the grace "
    f"period. {SHOWN_ONCE_NOTE}",
    tag="keys",
    response_model=CreatedApiKey,
    requires="admin",
    status=201,
    body_model=ApiKeyRotationInput,
    path_parameters={"id": KEY_ID_PARAMETER},
    response_headers=("Location",),
    problem_types=("not-found", "conflict", "outcome-unknown"),
)
async def rotate_key(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    key_id = parse_key_id(request)
    _reject_idempotency_key(request)
    _, rotation = await read_json(request, ApiKeyRotationInput)
    grace = timedelta(days=rotation.grace_days)
    async with begin_transaction_as(database, build_session_variables(request, "rotate")) as connection:
        await _load_key(connection, key_id)
        with translate_key_errors(of_an_entry=False):
            credentials = await api_key_store.rotate_key(connection, key_id, grace, request.principal)
        if credentials is None:
            raise RuleViolationError("conflict", [ErrorDetail("key_not_active", KEY_NOT_ACTIVE, pointer="")])
        created = await _build_created_key(connection, credentials)
    request.services.api_keys.evict(key_id)
    return _build_created_response(created)


@post(
    "/v1/keys/{id:str}/revoke",
    summary="Revoke one API key",
    description="The key ends immediately in the process that responds, and within 30 s in others. Revoking a "
    "revoked key changes nothing and succeeds.",
    tag="keys",
    response_model=ApiKey,
    requires="admin",
    path_parameters={"id": KEY_ID_PARAMETER},
    request_headers=("Idempotency-Key", "Prefer"),
    problem_types=("not-found", "outcome-unknown"),
)
async def revoke_key(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    key_id = parse_key_id(request)

    async def write(connection: Connection) -> IdempotencyRecord:
        await api_key_store.revoke_key(connection, key_id)
        return IdempotencyRecord(200, {}, msgspec.json.encode(await _load_key(connection, key_id)))

    response = await execute_write(request, database, "revoke", b"", write)
    request.services.api_keys.evict(key_id)
    return response


async def _load_key(connection: Connection, key_id: str) -> ApiKey:
    record = await api_key_store.find_key(connection, key_id)
    if record is None:
        raise NotFoundError(f"/v1/keys/{key_id}")
    return record


async def _build_created_key(connection: Connection, credentials: ApiKeyCredentials) -> CreatedApiKey:
    record = await _load_key(connection, credentials.id)
    return CreatedApiKey(**msgspec.structs.asdict(record), key=credentials.token)


def _build_created_response(created: CreatedApiKey) -> RawResponse:
    headers = {"location": build_url(f"/v1/keys/{created.id}"), "cache-control": "no-store"}
    return RawResponse(msgspec.json.encode(created), status=201, headers=headers)


def _reject_idempotency_key(request: ApiRequest) -> None:
    if get_header(request, "idempotency-key"):
        error = ErrorDetail("idempotency_not_supported", IDEMPOTENCY_NOT_SUPPORTED, parameter="Idempotency-Key")
        raise InvalidRequestError("parameters", [error])


KEY_NOT_ACTIVE = Text("Kunci ini sudah dicabut atau berakhir.", "This key is revoked or has expired.")
IDEMPOTENCY_NOT_SUPPORTED = Text(
    "tidak didukung di sini, karena respons yang memuat kunci tidak disimpan. Kirim tanpa Idempotency-Key; bila "
    "respons hilang, cabut kunci itu",
    "is not supported here, because a response with a key is not stored. Send the request without it; if the response "
    "is lost, revoke that key",
)
handlers = [create_key, rotate_key, revoke_key]
