"""The page on which a user maps the columns of the file, and sends it as a dry run."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from api.auth.session_file_store import SessionFile
from api.errors import InvalidRequestError
from api.exchange.imports.files.errors import FileRejectedError
from api.exchange.imports.files.file_table import FileTable
from api.exchange.imports.files.open_file import SPREADSHEETS
from api.exchange.imports.rows.collection_columns import COLUMNS
from api.exchange.imports.template.columns import list_template_columns
from api.http.request.api_request import build_session_variables
from api.http.request.operation import RawResponse
from api.pages.language import Language, choose_text
from api.pages.signed_in.api_calls import ApiCall
from api.pages.signed_in.field_names import name_field
from api.pages.signed_in.page import SessionPage, SessionView
from api.pages.upload.first_mapping import read_columns, split_chunks, suggest_mapping
from api.pages.upload.mapping_form import (
    DELIMITERS,
    MAX_COLUMNS,
    MappingInputs,
    build_mapping,
    check_mapping,
    encode_mapping,
    format_mapping,
    repeat_inputs,
    split_mapping,
)
from api.pages.upload.received_file import require_write
from api.pages.upload.upload_page import COLLECTIONS, format_error

NO_TABLE: Final = FileTable([], [], None, [], [])


class MappedColumn(msgspec.Struct, frozen=True):
    """A column of the file, some of its cells, and the field that it is read as."""

    name: str
    samples: list[str]
    field: str


class ConstantInput(msgspec.Struct, frozen=True, kw_only=True):
    """A field that can have the same cell in every row."""

    name: str
    label: str
    is_required: bool
    choices: tuple[str, ...]
    example: str
    value: str


class MappingView(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of the mapping page shows. `fields` has the names and labels of what a column can be."""

    session: SessionView
    collection: str
    errors: list[str]
    is_spreadsheet: bool
    delimiters: tuple[str, ...]
    columns: list[MappedColumn]
    hidden_column_count: int
    fields: dict[str, str]
    constants: list[ConstantInput]
    inputs: MappingInputs
    saved: list[str]
    mapping: str
    check_curl: str
    save_curl: str
    requests: list[str]


async def show_mapping(page: SessionPage[Any]) -> RawResponse:
    """Show the mapping of the file. Without a file the response is a redirect to the upload page."""
    async with page.request.services.session_files.open_file(page.session_id):
        file = await _find_file(page)
        return page.redirect("/imports/new") if file is None else await _show(page, file)


async def receive_mapping_form(page: SessionPage[Any]) -> RawResponse:
    """Use a saved mapping, read the file again, delete it, or send it as a dry run."""
    require_write(page.request)
    async with page.request.services.session_files.open_file(page.session_id):
        file = await _find_file(page)
        return page.redirect("/imports/new") if file is None else await _act(page, file)


async def _act(page: SessionPage[Any], file: SessionFile) -> RawResponse:
    match page.form.action:
        case "delete":
            await _cancel_dry_run(page, file)
            await page.request.services.session_files.delete(page.session_id, build_session_variables(page.request))
            return page.redirect("/imports/new")
        case "use":
            return await _use_saved(page, file)
    table = await _read_header(file)
    try:
        mapping = build_mapping(page.form, file.mapping, file.collection, table.header)
        if page.form.action == "read":
            chosen = {name: field for name, field in mapping.get("columns", {}).items() if field is not None}
            mapping = await _suggest(file, {**mapping, "columns": chosen})
    except (FileRejectedError, InvalidRequestError) as error:
        errors = [error.error] if isinstance(error, FileRejectedError) else error.errors
        inputs = repeat_inputs(page.form, file.collection, table.header)
        return await _show(page, file, [format_error(one, page) for one in errors], 422, inputs)
    if page.form.action == "check":
        return await _check(page, file, mapping)
    await _store_mapping(page, mapping)
    return page.redirect(page.path)


async def _use_saved(page: SessionPage[Any], file: SessionFile) -> RawResponse:
    saved = await page.send(ApiCall(path=f"/v1/mappings/{page.form.saved or 'none'}"))
    if saved.is_problem:
        return await _show(page, file, saved.errors, saved.status)
    rows = {"header_rows": file.mapping.get("header_rows")}
    try:
        mapping = await _suggest(file, rows | check_mapping(saved.content["mapping"]))
    except FileRejectedError as error:
        return await _show(page, file, [format_error(error.error, page)], 422)
    await _store_mapping(page, mapping)
    return page.redirect(page.path)


async def _check(page: SessionPage[Any], file: SessionFile, mapping: dict[str, Any]) -> RawResponse:
    """Send the dry run, then show it, or the errors of the file as a whole next to the mapping."""
    await _store_mapping(page, mapping)
    await _cancel_dry_run(page, file)
    result = await page.send(_build_check(file, mapping), _send_chunks(file.content))
    if result.is_problem:
        return await _show(page, msgspec.structs.replace(file, mapping=mapping), result.errors, result.status)
    run_id = result.content["id"]
    await page.request.services.session_files.save_dry_run(
        page.session_id, build_session_variables(page.request), run_id
    )
    return page.redirect(f"/reviews/imports/{run_id}")


async def _cancel_dry_run(page: SessionPage[Any], file: SessionFile) -> None:
    """Cancel the last dry run, so that the service stores no rows of earlier mappings. It may have ended otherwise."""
    if file.import_id is not None:
        await page.send(ApiCall(method="POST", path=f"/v1/imports/{file.import_id}/cancel"))


async def _find_file(page: SessionPage[Any]) -> SessionFile | None:
    return await page.request.services.session_files.find(page.session_id, build_session_variables(page.request))


async def _store_mapping(page: SessionPage[Any], mapping: dict[str, Any]) -> None:
    variables = build_session_variables(page.request)
    await page.request.services.session_files.save_mapping(page.session_id, variables, mapping)


async def _read_header(file: SessionFile) -> FileTable:
    """Return the columns, none if other rows or another delimiter are needed to find them."""
    with contextlib.suppress(FileRejectedError):
        return await _read_table(file)
    return NO_TABLE


async def _read_table(file: SessionFile) -> FileTable:
    return await asyncio.to_thread(read_columns, file.media_type, file.content, file.mapping)


async def _suggest(file: SessionFile, mapping: dict[str, Any]) -> dict[str, Any]:
    suggested = await asyncio.to_thread(suggest_mapping, file.collection, file.media_type, file.content, mapping)
    return check_mapping(suggested)


async def _send_chunks(content: bytes) -> AsyncIterator[bytes]:
    for chunk in split_chunks(content):
        yield chunk


def _build_check(file: SessionFile, mapping: Mapping[str, Any]) -> ApiCall:
    return ApiCall(
        method="POST",
        path="/v1/imports",
        query={"collection": file.collection, "dry_run": "true", "mapping": encode_mapping(mapping)},
        media_type=file.media_type,
    )


async def _show(
    page: SessionPage[Any],
    file: SessionFile,
    errors: Sequence[str] = (),
    status: int = 200,
    inputs: MappingInputs | None = None,
) -> RawResponse:
    """Show the stored mapping, or the inputs that the user sent."""
    saved = await page.read(ApiCall(path="/v1/mappings", query={"limit": "100"}))
    table = NO_TABLE
    try:
        table = await _read_table(file)
    except FileRejectedError as error:
        errors = errors or [format_error(error.error, page)]
    inputs = inputs or split_mapping(file.mapping, file.collection, table.header)
    content = MappingView(
        session=page.session,
        collection=choose_text(COLLECTIONS[file.collection], page.language),
        errors=list(errors),
        is_spreadsheet=file.media_type in SPREADSHEETS,
        delimiters=DELIMITERS,
        columns=[
            MappedColumn(*one) for one in zip(table.header[:MAX_COLUMNS], table.samples, inputs.columns, strict=False)
        ],
        hidden_column_count=max(0, len(table.header) - MAX_COLUMNS),
        fields={name: name_field(name, page.language) for name in COLUMNS[file.collection].by_name},
        constants=_list_constants(file.collection, inputs, page.language),
        inputs=inputs,
        saved=[one["name"] for one in saved.content["data"]],
        mapping=format_mapping(file.mapping),
        check_curl=_build_check(file, file.mapping).format_curl(),
        save_curl=ApiCall(method="PUT", path="/v1/mappings/NAME", body=file.mapping).format_curl(),
        requests=page.read_urls,
    )
    return page.respond("mapping.html", content, status=status)


def _list_constants(collection: str, inputs: MappingInputs, language: Language) -> list[ConstantInput]:
    return [
        ConstantInput(
            name=column.name,
            label=name_field(column.name, language),
            is_required=column.is_required,
            choices=column.choices,
            example="" if column.example is None else str(column.example),
            value=inputs.constants[column.name],
        )
        for column in list_template_columns(collection)
        if column.name != "value"
    ]
