"""Not written yet."""

from litestar.handlers import HTTPRouteHandler

handlers: list[HTTPRouteHandler] = []
