"""The page of one record: its newest revision next to the publication before it, and what the user may do."""

from decimal import Decimal
from typing import Any, Final

import msgspec

from api.analysis.rules.checks.formatting import format_number
from api.errors import NotFoundError, Text
from api.http.request.api_request import parse_path_parameter
from api.http.request.operation import RawResponse
from api.http.request.parameter_types import text_matching
from api.pages.language import Language, choose_text
from api.pages.reviews.actions import (
    ActionForm,
    ActionView,
    FailedAction,
    FailureView,
    build_actions,
    build_failure,
    send_action,
)
from api.pages.reviews.review_list import STATUSES, TYPES, format_name, format_time
from api.pages.signed_in.api_calls import ApiCall
from api.pages.signed_in.page import SessionPage, SessionView

TYPES_BY_COLLECTION: Final = {f"{name}s": name for name in TYPES if name != "import"}
KEY: Final = text_matching("not_a_key", "[0-9a-z][0-9a-z-]{1,63}", Text("harus kode atau id", "must be a code or id"))
# They belong to the revision or follow from other fields, and a reviewer does not decide about them.
_OWN_FIELDS: Final = frozenset(
    {
        *("id", "url", "revision", "status", "reason", "recorded_at", "recorded_by", "entered_by", "allowed_actions"),
        *("included", "period_start", "period_end", "preference"),
    }
)
_YES, _NO = Text("ya", "yes"), Text("tidak", "no")
_EMPTY: Final = "\N{EN DASH}"


class FieldChange(msgspec.Struct, frozen=True):
    """One field in the publication and in the newest revision, as lines of text."""

    name: str
    before: list[str]
    after: list[str]
    is_changed: bool


class RecordReview(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of a record shows. `published_revision` is None if nothing was published before."""

    session: SessionView
    title: str
    type: str
    status: str
    revision: int
    by: str
    entered_by: str | None
    at: str
    reason: str | None
    published_revision: int | None
    fields: list[FieldChange]
    correction_path: str | None
    actions: list[ActionView]
    failure: FailureView | None
    requests: list[str]


async def show_record(page: SessionPage[Any], failed: FailedAction | None = None) -> RawResponse:
    """Show a record. Raise NotFoundError for another collection, and ApiProblemError if the caller may not read it."""
    url, record_type = parse_record_url(page)
    result = await page.read(ApiCall(path=url))
    revisions = await page.read(ApiCall(path=f"{url}/revisions", query={"limit": "100"}))
    record, language = result.content, page.language
    before = find_publication(revisions.content["data"], record["revision"])
    entered_by = next((one["entered_by"] for one in revisions.content["data"] if one.get("entered_by")), None)
    content = RecordReview(
        session=page.session,
        title=record.get("code") or record["id"],
        type=format_name(record_type, language, TYPES),
        status=format_name(record["status"], language, STATUSES),
        revision=record["revision"],
        by=record["recorded_by"],
        entered_by=entered_by,
        at=format_time(record["recorded_at"], language),
        reason=record["reason"],
        published_revision=None if before is None else before["revision"],
        fields=compare_fields(before, record, language),
        correction_path=f"{page.path}/correct" if may_correct(page, record_type) else None,
        actions=build_actions(page, url, record["status"], result, failed),
        failure=build_failure(failed),
        requests=page.read_urls,
    )
    return page.respond("record_review.html", content, status=200 if failed is None else failed.status)


async def act_on_record(page: SessionPage[ActionForm]) -> RawResponse:
    """Send the action of the form, then show the record again, or the errors next to it."""
    failed = await send_action(page, parse_record_url(page)[0])
    return page.redirect(page.path) if failed is None else await show_record(page, failed)


def may_correct(page: SessionPage[Any], record_type: str) -> bool:
    """Return whether the page of a correction exists for a record, and the key may write."""
    return record_type in ("target", "realization") and "write" in page.request.caller.scopes


def find_publication(revisions: list[dict[str, Any]], revision: int) -> dict[str, Any] | None:
    """Return the publication before a revision, or None; `revisions` are sorted from the newest one."""
    return next((one for one in revisions if one["status"] == "published" and one["revision"] < revision), None)


def compare_fields(before: dict[str, Any] | None, after: dict[str, Any], language: Language) -> list[FieldChange]:
    """Compare the fields of two revisions; those that are empty in both are omitted."""
    earlier = before or {}
    return [
        FieldChange(
            name,
            format_lines(earlier.get(name), language),
            format_lines(value, language),
            before is not None and earlier.get(name) != value,
        )
        for name, value in after.items()
        if name not in _OWN_FIELDS and not (_is_empty(value) and _is_empty(earlier.get(name)))
    ]


def format_lines(value: Any, language: Language) -> list[str]:
    """Write a JSON value as lines of text, with exact numbers."""
    if _is_empty(value):
        return [_EMPTY]
    match value:
        case bool():
            return [choose_text(_YES if value else _NO, language)]
        case int() | Decimal():
            return [choose_text(format_number(Decimal(value)), language)]
        case list():
            return [line for item in value for line in format_lines(item, language)]
        case dict():
            parts = [f"{name}: {' '.join(format_lines(item, language))}" for name, item in value.items() if item]
            return ["; ".join(parts)]
    return str(value).splitlines()


def _is_empty(value: Any) -> bool:
    return value is None or value in ([], {}, "")


def parse_record_url(page: SessionPage[Any]) -> tuple[str, str]:
    """Return the URL of the record in the API, without host, and its type."""
    collection = page.request.path_params["collection"]
    if collection not in TYPES_BY_COLLECTION:
        raise NotFoundError(page.path)
    key = parse_path_parameter(page.request, "key", KEY, f"/v1/{collection}")
    return f"/v1/{collection}/{key}", TYPES_BY_COLLECTION[collection]
