"""A small application with one read and three writes, for tests of the document."""

from typing import Annotated, Any

import msgspec
from litestar import Litestar, get, patch, post
from msgspec import Meta

from api.http.request.operation import Operation
from api.http.request.parameter_types import CODE
from api.openapi.document.build import build_document
from api.resources.units.model import MeasureUnit

Json = dict[str, Any]

Sign = Annotated[str, Meta(description="Short sign.", max_length=8)]


class MeasureUnitInput(msgspec.Struct, forbid_unknown_fields=True):
    """A unit to create."""

    code: Annotated[str, Meta(description="Code of the unit.")]
    name: Annotated[str, Meta(description="Name in Indonesian.")]
    symbol: Sign | None = None
    weight: Annotated[int, Meta(description="For sorting.")] = 1


class MeasureUnitPatch(msgspec.Struct, forbid_unknown_fields=True):
    """Fields of a unit to change."""

    symbol: Sign | msgspec.UnsetType | None = msgspec.UNSET


WRITE_HEADERS = ("If-Match-Required", "Idempotency-Key", "Prefer")


def operation(**fields: Any) -> dict[str, Operation]:
    common = {
        "summary": "Write",
        "description": "Writes.",
        "tag": "units",
        "requires": "write",
        "response_model": MeasureUnit,
    }
    return {"operation": Operation(**{**common, **fields})}


def build() -> Json:
    @get(
        "/v1/units/{code:str}",
        operation_id="read_unit",
        opt=operation(requires="public", path_parameters={"code": CODE}),
    )
    async def read() -> None: ...

    @post(
        "/v1/units",
        operation_id="create_unit",
        opt=operation(
            status=201,
            body_model=MeasureUnitInput,
            request_headers=WRITE_HEADERS[1:],
            response_headers=("Location", "ETag"),
            problem_types=("conflict",),
        ),
    )
    async def create() -> None: ...

    @patch(
        "/v1/units/{code:str}",
        operation_id="revise_unit",
        opt=operation(
            body_model=MeasureUnitPatch,
            body_media_types=("application/merge-patch+json", "application/json"),
            path_parameters={"code": CODE},
            request_headers=WRITE_HEADERS,
            problem_types=("not-found", "outcome-unknown"),
        ),
    )
    async def revise() -> None: ...

    @post(
        "/v1/units/{code:str}/withdraw",
        operation_id="withdraw_unit",
        opt=operation(requires="write or publish", path_parameters={"code": CODE}, request_headers=("If-Match",)),
    )
    async def withdraw() -> None: ...

    return build_document(Litestar([read, create, revise, withdraw], openapi_config=None, logging_config=None))
