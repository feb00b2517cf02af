"""Build the data package of an export, for the filters of a request and the current snapshot."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from api.analysis.fact_queries.reference_data import load_indicators
from api.database.pool import Database
from api.exchange.exports.data_package import (
    CSV_DIALECT,
    DataPackage,
    PackageLicense,
    PackageResource,
    PackageSource,
    TableSchema,
    build_table_schema,
)
from api.exchange.exports.export import Export, has_column_selection
from api.exchange.exports.formats import FORMATS, ExportFormat
from api.exchange.exports.urls import build_reproducible_query
from api.http.request.api_request import ApiRequest
from api.http.streams.snapshot import read_snapshot_time
from api.license import PublisherInfo
from api.service_url import build_url
from api.types import format_timestamp

TEXT_FORMATS = ("csv", "ndjson")


async def load_data_package(request: ApiRequest, database: Database, export: Export) -> DataPackage:
    """Load snapshot time and units, and build the package. It does not depend on the rights of the caller."""
    query: Any = request.query
    async with database.acquire_public_snapshot() as connection:
        known_at = await read_snapshot_time(connection, query.known_at)
        has_indicator = "indicator" in export.columns
        indicators = await load_indicators(connection, query.known_at) if has_indicator else {}
    selected = getattr(query, "indicator", None)
    units = {code: indicators[code].unit for code in sorted(indicators) if selected is None or code in selected}
    schema = build_table_schema(
        [export.columns[name] for name in query.columns or export.default_columns], units, export.key
    )
    return build_data_package(
        export,
        schema,
        known_at,
        lambda without: build_reproducible_query(request, format_timestamp(known_at), without=without),
        publisher=request.services.publisher,
    )


def build_data_package(
    export: Export,
    schema: TableSchema,
    known_at: datetime,
    build_query: Callable[[tuple[str, ...]], str],
    *,
    publisher: PublisherInfo,
) -> DataPackage:
    """Build the package. `build_query` returns the query string of a file without the named parameters."""

    def resource(form: ExportFormat) -> PackageResource:
        is_table = has_column_selection(export, is_table=form.is_table)
        is_csv = form.extension == "csv"
        file = build_url(f"/v1/exports/{export.name}.{form.extension}")
        return PackageResource(
            name=f"{export.name}-{form.extension}",
            path=f"{file}?{build_query(() if is_table else ('columns',))}",
            profile="tabular-data-resource" if is_csv else "data-resource",
            title=f"{export.name} as {form.title}",
            format=form.extension,
            mediatype=form.media_type,
            schema=schema if is_table else msgspec.UNSET,
            encoding="utf-8" if form.extension in TEXT_FORMATS else msgspec.UNSET,
            dialect=CSV_DIALECT if is_csv else msgspec.UNSET,
        )

    sources = build_url(f"/v1/sources?known_at={format_timestamp(known_at)}")
    return DataPackage(
        profile="data-package",
        name=f"capaian-{export.name}",
        title=f"Capaian: {export.name}",
        description=export.description,
        created=known_at,
        licenses=[PackageLicense(*publisher.license)] if publisher.license is not None else msgspec.UNSET,
        sources=[PackageSource("Sources of the figures", sources)],
        resources=[resource(form) for form in FORMATS],
    )
