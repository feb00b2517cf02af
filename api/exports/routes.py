"""What may be exported: five kinds in four formats, and the package that describes them."""

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp

from api.exports.answering import export_answer
from api.exports.computed import COUNTS, PROGRESS
from api.exports.describing import package_of
from api.exports.export import Export, export_query, has_columns
from api.exports.formats import FORMATS, Format
from api.exports.package import DataPackage
from api.exports.stored import stored
from api.http.entity import ENCODER
from api.http.operation import CapaianRequest, Operation, answer
from api.http.query import Query
from api.http.room import Room
from api.http.snapshot import written
from api.http.whole import WholeAnswer
from api.postgres.pool import Database
from api.realizations.routes import COLLECTION as REALIZATIONS
from api.sources.routes import COLLECTION as SOURCES
from api.targets.routes import COLLECTION as TARGETS

EXPORTS = (stored(TARGETS), stored(REALIZATIONS), stored(SOURCES), PROGRESS, COUNTS)
_ABOUT = (
    "All of it in one file, of one moment: `Capaian-Known-At` tells which, and asked again with it as `known_at` it is "
    "the same. A small answer comes whole, with `ETag` and `Repr-Digest`; a large one is streamed, and broken off if "
    "it fails, never ended. At most four exports are under way at once (503). {about}"
)


def query_of(export: Export, form: Format | None = None) -> type[Query]:
    is_table = has_columns(export, is_table=form is None or form.is_table)
    return export_query(export.query, tuple(export.columns) if is_table else ())


def id_of(export: Export) -> str:
    return export.name.replace("-", "_")


def _export(export: Export, form: Format) -> HTTPRouteHandler:
    @get(
        f"/v1/exports/{export.name}.{form.extension}",
        operation_id=f"export_{id_of(export)}_{form.extension}",
        opt={
            "operation": Operation(
                summary=f"Export {export.name} as {form.title}",
                description=_ABOUT.format(about=form.about),
                tag="exports",
                asks="public",
                answers=None,
                query=query_of(export, form),
                media_type=form.media_type,
                problems=form.problems,
                headers=(
                    "Capaian-Known-At",
                    "Content-Disposition",
                    "Link-Package",
                    "Repr-Digest",
                    *export.headers,
                ),
                may_stream=True,
            )
        },
    )
    async def export_noun(
        request: CapaianRequest, database: NamedDependency[Database], room_for_exports: NamedDependency[Room]
    ) -> ASGIApp:
        return export_answer(request, database, room_for_exports, export, form)

    return export_noun


def _describe(export: Export) -> HTTPRouteHandler:
    @get(
        f"/v1/exports/{export.name}/datapackage.json",
        operation_id=f"describe_{id_of(export)}_export",
        opt={
            "operation": Operation(
                summary=f"Describe the exports of {export.name}",
                description="A Frictionless Data Package: the files in all formats with the filters of this request, "
                "of this moment, and what their columns say.",
                tag="exports",
                asks="public",
                answers=DataPackage,
                query=query_of(export),
                headers=("Capaian-Known-At",),
            )
        },
    )
    async def describe_export(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        package = await package_of(request, database, export)
        return answer(ENCODER.encode(package), headers={"capaian-known-at": written(package.created)})

    return describe_export


handlers = [
    handler for export in EXPORTS for handler in (*(_export(export, form) for form in FORMATS), _describe(export))
]
