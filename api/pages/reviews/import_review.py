"""The page of one import: its rows as the service read them, before and after, and what the user may do."""

from typing import Any, Final

import msgspec

from api.errors import Text
from api.exchange.imports.report.model import FINAL_STATUSES
from api.http.request.api_request import parse_path_parameter
from api.http.request.operation import RawResponse
from api.http.request.parameter_types import UUID_PARAMETER
from api.pages.language import Language, choose_text
from api.pages.reviews.actions import (
    ActionView,
    FailedAction,
    FailureView,
    build_actions,
    build_failure,
    send_action,
)
from api.pages.reviews.import_preview import (
    TOTAL_FIELDS,
    ApplyView,
    ErrorLine,
    ImportActionForm,
    apply_import,
    build_apply,
    read_errors,
    read_totals,
)
from api.pages.reviews.record_review import format_lines
from api.pages.reviews.review_list import STATUSES, build_page_path, format_name, format_time, read_list
from api.pages.signed_in.api_calls import ApiCall
from api.pages.signed_in.page import SessionPage, SessionView

MAX_ROWS: Final = 100
ROW_ACTIONS: Final = {
    "created": Text("baru", "new"),
    "updated": Text("diubah", "changed"),
    "unchanged": Text("tetap", "unchanged"),
    "rejected": Text("ditolak", "rejected"),
}
IMPORT_STATUSES: Final = {
    **STATUSES,
    "receiving": Text("sedang diterima", "being received"),
    "queued": Text("menunggu giliran", "queued"),
    "running": Text("sedang diproses", "running"),
    "checked": Text("diperiksa, belum dimasukkan", "checked, not applied"),
    "failed": Text("gagal", "failed"),
    "cancelled": Text("dibatalkan", "cancelled"),
    "done": Text("selesai", "done"),
}
_COUNTS: Final = ("row_count", "created", "updated", "would_create", "would_update", "unchanged", "rejected")


class RowCell(msgspec.Struct, frozen=True):
    """What a row states in one field, and what the record stated before if that differs."""

    before: str | None
    after: str


class ReviewedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the file."""

    number: int
    action: str
    path: str | None
    cells: list[RowCell]
    errors: list[str]


class ImportReview(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of an import shows. `is_running` means that the page shows more when it is loaded again."""

    session: SessionView
    title: str
    collection: str
    status: str
    is_running: bool
    problem: str | None
    counts: dict[str, int]
    by: str
    at: str
    reason: str | None
    columns: list[str]
    rows: list[ReviewedRow]
    total_columns: tuple[str, ...]
    totals: list[list[str]]
    errors: list[ErrorLine]
    is_dry_run: bool
    apply: ApplyView | None
    next_query: str | None
    actions: list[ActionView]
    failure: FailureView | None
    requests: list[str]


async def show_import(page: SessionPage[Any], failed: FailedAction | None = None) -> RawResponse:
    """Show an import with at most 100 rows. Raise ApiProblemError if the caller may not read it."""
    url, language = _parse_url(page), page.language
    result = await page.read(ApiCall(path=url))
    rows, next_query = await read_list(page, f"{url}/rows", MAX_ROWS)
    run = result.content
    columns = list(dict.fromkeys(name for row in rows for name, value in (row["read"] or {}).items() if value))
    content = ImportReview(
        session=page.session,
        title=run["id"],
        collection=run["collection"],
        status=format_name(run["records_status"] or run["status"], language, IMPORT_STATUSES),
        is_running=run["status"] not in FINAL_STATUSES,
        problem=_choose(run["problem"], language) if run["problem"] else None,
        counts={name: run[name] for name in _COUNTS if run[name] is not None},
        by=run["recorded_by"],
        at=format_time(run["received_at"], language),
        reason=run["reason"],
        columns=columns,
        rows=[_build_row(row, columns, language) for row in rows],
        total_columns=TOTAL_FIELDS,
        totals=await read_totals(page, run),
        errors=await read_errors(page, run),
        is_dry_run=run["action"] == "check",
        apply=build_apply(run, failed),
        next_query=next_query,
        actions=build_actions(
            page, url, run["records_status"], result, failed, offers_sources=run["collection"] != "sources"
        ),
        failure=build_failure(failed),
        requests=page.read_urls,
    )
    return page.respond("import_review.html", content, status=200 if failed is None else failed.status)


async def act_on_import(page: SessionPage[ImportActionForm]) -> RawResponse:
    """Send the action of the form, then show the import again, or the errors next to it."""
    url = _parse_url(page)
    is_apply = page.form.action == "apply"
    failed = await (apply_import(page, url.rpartition("/")[2]) if is_apply else send_action(page, url))
    return page.redirect(page.path) if failed is None else await show_import(page, failed)


def _parse_url(page: SessionPage[Any]) -> str:
    return f"/v1/imports/{parse_path_parameter(page.request, 'id', UUID_PARAMETER, '/v1/imports')}"


def _build_row(row: dict[str, Any], columns: list[str], language: Language) -> ReviewedRow:
    read, before = row["read"] or {}, row["before"]
    return ReviewedRow(
        number=row["number"],
        action=format_name(row["action"], language, ROW_ACTIONS),
        path=None if row["record"] is None else build_page_path(row["record"]["url"]),
        cells=[_build_cell(name, read, before, language) for name in columns],
        errors=[_describe_error(error, language) for error in row["errors"]],
    )


def _build_cell(name: str, read: dict[str, Any], before: dict[str, Any] | None, language: Language) -> RowCell:
    is_changed = before is not None and before.get(name) != read.get(name)
    earlier = _join(before.get(name), language) if before is not None and is_changed else None
    return RowCell(earlier, _join(read.get(name), language))


def _join(value: Any, language: Language) -> str:
    return "; ".join(format_lines(value, language))


def _describe_error(error: dict[str, Any], language: Language) -> str:
    return " ".join(filter(None, (error["cell"] or error["column"], _choose(error, language))))


def _choose(texts: dict[str, Any], language: Language) -> str:
    return choose_text(Text(texts["detail"], texts["detail_en"]), language)
