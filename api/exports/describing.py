"""Describing an export: the package of what a request asks for, at the moment at which it is asked."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from api.exports.addresses import origin, pinned
from api.exports.export import Export, has_columns
from api.exports.formats import FORMATS, Format
from api.exports.package import CSV_DIALECT, DataPackage, License, Origin, Resource, TableSchema, schema_of
from api.facts.names import indicators
from api.http.operation import CapaianRequest
from api.http.snapshot import moment_of, written
from api.postgres.pool import Database
from api.terms import Terms

WITH_ENCODING = ("csv", "ndjson")


async def package_of(request: CapaianRequest, database: Database, export: Export) -> DataPackage:
    """What is published is described alike for all, whatever of it they see."""
    query: Any = request.query
    async with database.public() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        moment = await moment_of(connection, query.known_at)
        known = await indicators(connection, query.known_at) if "indicator" in export.columns else {}
    asked = getattr(query, "indicator", None)
    units = {code: known[code].unit for code in sorted(known) if asked is None or code in asked}
    schema = schema_of([export.columns[name] for name in query.columns or export.usual], units, export.key)
    terms: Terms = request.app.state.terms
    return described(
        export,
        schema,
        moment,
        origin(request),
        lambda without: pinned(request, written(moment), without=without),
        terms=terms,
    )


def described(
    export: Export,
    schema: TableSchema,
    moment: datetime,
    here: str,
    query: Callable[[tuple[str, ...]], str],
    *,
    terms: Terms,
) -> DataPackage:
    """`query` gives the query string of the files, without the parameters that one of them does not take."""

    def resource(form: Format) -> Resource:
        is_table = has_columns(export, is_table=form.is_table)
        is_csv = form.extension == "csv"
        return Resource(
            name=f"{export.name}-{form.extension}",
            path=f"{here}/v1/exports/{export.name}.{form.extension}?{query(() if is_table else ('columns',))}",
            profile="tabular-data-resource" if is_csv else "data-resource",
            title=f"{export.name} as {form.title}",
            format=form.extension,
            mediatype=form.media_type,
            schema=schema if is_table else msgspec.UNSET,
            encoding="utf-8" if form.extension in WITH_ENCODING else msgspec.UNSET,
            dialect=CSV_DIALECT if is_csv else msgspec.UNSET,
        )

    return DataPackage(
        profile="data-package",
        name=f"capaian-{export.name}",
        title=f"Capaian: {export.name}",
        description=export.about,
        created=moment,
        licenses=[License(*terms.licence)],
        sources=[Origin("Sources of the figures", f"{here}/v1/sources?known_at={written(moment)}")],
        resources=[resource(form) for form in FORMATS],
    )
