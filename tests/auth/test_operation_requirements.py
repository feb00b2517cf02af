"""The service starts only if every route declares its access requirement."""

from typing import Any

import pytest
from litestar import get

from api.app import ROUTE_MODULES, require_declared_operations
from api.http.request.operation import Operation


@get("/undeclared")
async def undeclared() -> str:
    return "This route has no access requirement."


def test_a_route_without_a_declaration_is_an_error_at_startup() -> None:
    with pytest.raises(TypeError, match="undeclared"):
        require_declared_operations([undeclared])


def test_every_route_of_the_service_has_a_declaration() -> None:
    require_declared_operations([handler for part in ROUTE_MODULES for handler in part.handlers])


def test_an_operation_without_an_access_requirement_is_a_type_error() -> None:
    incomplete: Any = Operation
    with pytest.raises(TypeError, match="requires"):
        incomplete(summary="x", description="x", tag="service", response_model=None)
