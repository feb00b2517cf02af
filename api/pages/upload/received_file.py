"""Receive a file of the upload page, as a part of a form or as pasted text, and store it with its first mapping."""

import asyncio
from typing import Annotated, Any, Final

from api.auth.caller import ForbiddenError
from api.auth.session_file_store import MAX_FILE_BYTES, SessionFile
from api.errors import ErrorDetail, Text
from api.exchange.imports.files.errors import build_file_error, build_limit_error
from api.exchange.imports.files.open_file import CSV, NDJSON
from api.exchange.imports.receive.body import open_body
from api.exchange.imports.receive.form import FORM
from api.exchange.imports.report.model import IMPORT_COLLECTIONS
from api.http.request.api_request import ApiRequest, build_session_variables, get_header, identify_caller
from api.http.request.parameter_types import one_of
from api.pages.signed_in.forms import ANY_TEXT, FormFields, parse_form, read_form, require_same_origin
from api.pages.signed_in.page import SessionPage
from api.pages.upload.first_mapping import suggest_mapping
from api.pages.upload.mapping_form import check_mapping


class FileForm(FormFields, frozen=True, kw_only=True):
    """The fields before the file."""

    collection: Annotated[str | None, one_of(IMPORT_COLLECTIONS), "Collection of the rows."] = None

    def validate(self) -> list[ErrorDetail]:
        return [MISSING_COLLECTION] if self.collection is None else []


class PasteForm(FileForm, frozen=True, kw_only=True):
    """The fields of the form with pasted text."""

    text: Annotated[str | None, ANY_TEXT, "CSV."] = None


async def receive_file(page: SessionPage[Any]) -> None:
    """Store the file of a form instead of the previous one of the session. Nothing is stored if it is not readable.

    Raise FileRejectedError, UnusableFileError for an invalid form, InvalidRequestError for columns that no mapping can
    name, UnavailableError above the limit of concurrent uploads, ForbiddenError without the scope `write`, and the
    errors of `read_form`.
    """
    request = page.request
    files = request.services.session_files
    async with files.take_turn(page.session_id):
        with request.services.upload_limiter.acquire(identify_caller(request)):
            file = await _read_file(page)
        await files.save(page.session_id, build_session_variables(request), file)


def require_write(request: ApiRequest) -> None:
    """Raise ForbiddenError if the key of the session may not import."""
    if "write" not in request.caller.scopes:
        raise ForbiddenError("write")


async def _read_file(page: SessionPage[Any]) -> SessionFile:
    """Read the file and suggest its mapping."""
    is_part = get_header(page.request, "content-type").lower().startswith(FORM)
    collection, media_type, content = await (_read_part if is_part else _read_text)(page)
    mapping = await asyncio.to_thread(suggest_mapping, collection, media_type, content, {})
    return SessionFile(collection=collection, media_type=media_type, content=content, mapping=check_mapping(mapping))


async def _read_text(page: SessionPage[Any]) -> tuple[str, str, bytes]:
    form = await read_form(page.request, PasteForm, page.session_id)
    require_write(page.request)
    return form.collection or "", CSV, (form.text or "").encode()


async def _read_part(page: SessionPage[Any]) -> tuple[str, str, bytes]:
    require_same_origin(page.request)
    body = await open_body(page.request)
    form = parse_form(body.fields, FileForm, page.session_id)
    require_write(page.request)
    if body.media_type == NDJSON:
        raise build_file_error("no_columns", *NO_COLUMNS)
    content = bytearray()
    async for chunk in body.chunks:
        content += chunk
        if len(content) > MAX_FILE_BYTES:
            raise build_limit_error("file_too_large", *TOO_LARGE)
    return form.collection or "", body.media_type, bytes(content)


MISSING_COLLECTION: Final = ErrorDetail(
    "missing_field",
    Text("wajib diisi: targets, realizations, atau sources", "is required: targets, realizations or sources"),
    parameter="collection",
)
NO_COLUMNS: Final = Text(
    "NDJSON tidak memuat kolom untuk dipetakan. Impor berkas ini dengan API, yang membaca nama isiannya",
    "NDJSON has no columns to map; import the file with the API, which reads the names of its fields",
)
TOO_LARGE: Final = Text(
    f"berkas ini lebih dari {MAX_FILE_BYTES >> 20} MiB. Impor dengan perintah `capaian import`, atau bagi berkasnya",
    f"the file has more than {MAX_FILE_BYTES >> 20} MiB; import it with the command `capaian import`, or split it",
)
