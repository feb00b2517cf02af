"""The routes of SDMX-REST 2 and 1.5."""

from litestar.handlers import HTTPRouteHandler

from api.exchange.sdmx import data_routes, structure_routes

OPERATION_IDS = (
    "read_sdmx_v2_structures_of_all_kinds",
    "read_sdmx_v2_structures_by_kind",
    "read_sdmx_v2_structures_by_agency",
    "read_sdmx_v2_structures_by_name",
    "read_sdmx_v2_structures_by_version",
    "read_sdmx_v1_structures_by_kind",
    "read_sdmx_v1_structures_by_agency",
    "read_sdmx_v1_structures_by_name",
    "read_sdmx_v1_structures_by_version",
    "read_sdmx_schema",
    "read_latest_sdmx_schema",
    "read_latest_sdmx_v2_data",
    "read_sdmx_v2_data",
    "read_sdmx_v2_series",
    "read_latest_sdmx_availability",
    "read_sdmx_availability",
    "read_sdmx_series_availability",
    "read_sdmx_component_availability",
    "read_sdmx_v1_data",
    "read_sdmx_v1_series",
    "read_sdmx_v1_series_by_provider",
)

handlers: list[HTTPRouteHandler] = [*structure_routes.handlers, *data_routes.handlers]
