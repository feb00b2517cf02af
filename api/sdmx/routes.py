"""What is served of SDMX-REST, in both editions that clients speak."""

from litestar.handlers import HTTPRouteHandler

from api.sdmx import data_routes, structure_routes

handlers: list[HTTPRouteHandler] = [*structure_routes.handlers, *data_routes.handlers]
