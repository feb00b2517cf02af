"""GET /v1/imports/template.xlsx: a spreadsheet to fill in."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated

from litestar.di import NamedDependency

from api.database.pool import Database
from api.errors import ErrorDetail, InvalidRequestError, Text
from api.exchange.imports.files.open_file import XLSX
from api.exchange.imports.report.model import IMPORT_COLLECTIONS
from api.exchange.imports.template.columns import list_template_columns
from api.exchange.imports.template.queries import ListedCode, list_codes
from api.http.request.api_request import ApiRequest
from api.http.request.operation import RawResponse, build_response, get
from api.http.request.parameter_types import CODE, one_of
from api.http.request.query_string import QueryParameters
from api.http.request.rate_limit import EXPENSIVE_COST


class TemplateParameters(QueryParameters, frozen=True, kw_only=True):
    collection: Annotated[
        str | None, one_of(IMPORT_COLLECTIONS), "The collection of the rows. Default: realizations."
    ] = None
    indicator: Annotated[str | None, CODE, "Offer only this indicator, such as `umkm-onboarded`."] = None


@get(
    "/v1/imports/template.xlsx",
    summary="Download a template of imports",
    description="A spreadsheet with the usual columns. The sheet `data` is empty and offers codes and choices; other "
    "sheets explain the columns and list an example, the regions in force and the published codes. Fill in `data` and "
    "send the file to `POST /v1/imports`.",
    tag="imports",
    requires="public",
    response_model=None,
    media_type=XLSX,
    query_model=TemplateParameters,
    cost=EXPENSIVE_COST,
)
async def read_import_template(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    query: TemplateParameters = request.query
    collection = query.collection or "realizations"
    async with database.acquire_public() as connection:
        codes = await list_codes(connection, query.indicator)
    if not codes["indicators"] and query.indicator is not None:
        raise InvalidRequestError(
            "parameters", [ErrorDetail("unknown_indicator", UNKNOWN_INDICATOR, parameter="indicator")]
        )
    file = await asyncio.to_thread(_build_file, collection, codes)
    disposition = f'attachment; filename="capaian-{collection}.xlsx"'
    return build_response(file, media_type=XLSX, headers={"content-disposition": disposition})


def _build_file(collection: str, codes: Mapping[str, Sequence[ListedCode]]) -> bytes:
    """Import the writer at its first use; openpyxl needs time and memory."""
    from api.exchange.imports.template.workbook import build_template  # noqa: PLC0415

    return build_template(list(list_template_columns(collection)), codes)


UNKNOWN_INDICATOR = Text("bukan kode indikator yang terbit", "is not the code of a published indicator")
handlers = [read_import_template]
