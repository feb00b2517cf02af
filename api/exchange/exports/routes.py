"""Routes of exports: five collections in four formats, and their data packages."""

from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp

from api.database.pool import Database
from api.exchange.exports.computed import COUNTS_EXPORT, PROGRESS_EXPORT
from api.exchange.exports.data_package import DataPackage
from api.exchange.exports.describe import load_data_package
from api.exchange.exports.export import Export, build_export_parameters, has_column_selection
from api.exchange.exports.formats import FORMATS, ExportFormat
from api.exchange.exports.response import build_export_response
from api.exchange.exports.stored import build_stored_export
from api.http.reads.page import FOLLOW_HEADERS
from api.http.reads.record import JSON_ENCODER
from api.http.request.api_request import ApiRequest
from api.http.request.concurrency_limit import ConcurrencyLimiter
from api.http.request.operation import RawResponse, build_response, get
from api.http.request.query_string import QueryParameters
from api.http.request.rate_limit import EXPENSIVE_COST
from api.resources.realizations.routes import COLLECTION as REALIZATIONS
from api.resources.sources.routes import COLLECTION as SOURCES
from api.resources.targets.routes import COLLECTION as TARGETS
from api.types import format_timestamp

OPERATION_IDS = (
    "export_targets_csv",
    "export_targets_ndjson",
    "export_targets_parquet",
    "export_targets_xlsx",
    "describe_targets_export",
    "export_realizations_csv",
    "export_realizations_ndjson",
    "export_realizations_parquet",
    "export_realizations_xlsx",
    "describe_realizations_export",
    "export_sources_csv",
    "export_sources_ndjson",
    "export_sources_parquet",
    "export_sources_xlsx",
    "describe_sources_export",
    "export_progress_csv",
    "export_progress_ndjson",
    "export_progress_parquet",
    "export_progress_xlsx",
    "describe_progress_export",
    "export_onboarding_counts_csv",
    "export_onboarding_counts_ndjson",
    "export_onboarding_counts_parquet",
    "export_onboarding_counts_xlsx",
    "describe_onboarding_counts_export",
)

EXPORTS = (
    build_stored_export(TARGETS),
    build_stored_export(REALIZATIONS),
    build_stored_export(SOURCES),
    PROGRESS_EXPORT,
    COUNTS_EXPORT,
)


def build_parameters(export: Export, form: ExportFormat | None = None) -> type[QueryParameters]:
    is_table = has_column_selection(export, is_table=form is None or form.is_table)
    extension = None if form is None else form.extension
    return build_export_parameters(export.query, tuple(export.columns) if is_table else (), extension)


def build_operation_id(export: Export) -> str:
    return export.name.replace("-", "_")


def _build_export_route(export: Export, form: ExportFormat) -> HTTPRouteHandler:
    @get(
        f"/v1/exports/{export.name}.{form.extension}",
        cost=EXPENSIVE_COST,
        operation_id=f"export_{build_operation_id(export)}_{form.extension}",
        summary=f"Export {export.name} as {form.title}",
        description=f"The whole collection from one snapshot. {form.description}",
        tag="exports",
        requires="public",
        response_model=None,
        item_model=export.model if form.extension == "ndjson" else None,
        query_model=build_parameters(export, form),
        media_type=form.media_type,
        problem_types=form.problems,
        response_headers=(
            *(FOLLOW_HEADERS if export.can_be_followed else ()),
            "Capaian-Known-At",
            "Content-Disposition",
            "Link-Package",
            *export.headers,
        ),
        may_stream=True,
    )
    async def export_collection(
        request: ApiRequest, database: NamedDependency[Database], export_limiter: NamedDependency[ConcurrencyLimiter]
    ) -> ASGIApp:
        return build_export_response(request, database, export_limiter, export, form)

    return export_collection


def _build_package_route(export: Export) -> HTTPRouteHandler:
    @get(
        f"/v1/exports/{export.name}/datapackage.json",
        operation_id=f"describe_{build_operation_id(export)}_export",
        summary=f"Describe the exports of {export.name}",
        description="Returns a Frictionless Data Package: the files in all formats, with the filters of this "
        "request and the current snapshot, and their columns.",
        tag="exports",
        requires="public",
        response_model=DataPackage,
        query_model=build_parameters(export),
        is_documented=False,  # Frictionless describes its content, and `Link` of each export leads to it
        response_headers=("Capaian-Known-At",),
    )
    async def describe_export(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        package = await load_data_package(request, database, export)
        return build_response(
            JSON_ENCODER.encode(package), headers={"capaian-known-at": format_timestamp(package.created)}
        )

    return describe_export


handlers = [
    handler
    for export in EXPORTS
    for handler in (*(_build_export_route(export, form) for form in FORMATS), _build_package_route(export))
]
