"""A route says what it asks of its caller, or the service does not start."""

from typing import Any

import pytest
from litestar import get

from api.app import PARTS, refuse_undeclared
from api.http.operation import Operation


@get("/forgotten")
async def forgotten() -> str:
    return "Who may read this?"


def test_a_route_that_forgot_to_say_keeps_the_service_from_starting() -> None:
    with pytest.raises(TypeError, match="forgotten"):
        refuse_undeclared([forgotten])


def test_every_route_of_the_service_says() -> None:
    refuse_undeclared([handler for part in PARTS for handler in part.handlers])


def test_an_operation_cannot_be_declared_without_saying() -> None:
    incomplete: Any = Operation
    with pytest.raises(TypeError, match="asks"):
        incomplete(summary="x", description="x", tag="service", answers=None)
