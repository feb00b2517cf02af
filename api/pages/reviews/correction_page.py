"""The page on which a user corrects a figure: a form, before and after, then a new revision as a draft."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import uuid4

import msgspec

from api.errors import NotFoundError, Text
from api.exchange.imports.cells.field_parsers import CHOICES
from api.http.request.operation import RawResponse
from api.pages.language import Language, choose_text
from api.pages.reviews.actions import FailureView
from api.pages.reviews.correction import CorrectionForm, build_patch, list_inputs
from api.pages.reviews.record_review import FieldChange, compare_fields, may_correct, parse_record_url
from api.pages.signed_in.api_calls import ApiCall, ApiResult
from api.pages.signed_in.field_names import name_field
from api.pages.signed_in.forms import normalize_breaks
from api.pages.signed_in.page import SessionPage, SessionView

LONG_FIELDS: Final = frozenset({"note", "quote"})


class CorrectionInput(msgspec.Struct, frozen=True, kw_only=True):
    """A field of the form; `choices` is empty if any text is allowed."""

    name: str
    label: str
    value: str
    choices: tuple[str, ...]
    is_long: bool


class CorrectionPreview(msgspec.Struct, frozen=True):
    """What a correction changes, and the request of its button."""

    fields: list[FieldChange]
    request_key: str
    curl: str


class CorrectionView(msgspec.Struct, frozen=True, kw_only=True):
    """What the template of a correction shows. `changed_since` is what another user changed after the form was read."""

    session: SessionView
    title: str
    record_path: str
    etag: str
    revision: int
    inputs: list[CorrectionInput]
    reason: str
    preview: CorrectionPreview | None
    changed_since: list[FieldChange]
    failure: FailureView | None
    requests: list[str]


class _Outcome(NamedTuple):
    """What a form has led to."""

    preview: CorrectionPreview | None = None
    since: Sequence[FieldChange] = ()
    failure: FailureView | None = None
    status: int = 200


async def show_correction(page: SessionPage[Any]) -> RawResponse:
    """Show the form of a target or realization. Raise NotFoundError for other records, and without the scope write."""
    result = await page.read(ApiCall(path=_parse_url(page)))
    return _respond(page, result, list_inputs(result.content), _Outcome())


async def receive_correction(page: SessionPage[CorrectionForm]) -> RawResponse:
    """Show before and after, or save the revision. After a change in between, show that change."""
    url, form = _parse_url(page), page.form
    current = await page.read(ApiCall(path=url))
    revisions = await page.read(ApiCall(path=f"{url}/revisions", query={"limit": "100"}))
    read = next((one for one in revisions.content["data"] if one["revision"] == form.revision), current.content)
    patch = build_patch(form, read)
    call = _build_call(url, form, patch)
    failure, status = None, 200
    if form.action == "save":
        result = await page.send(call)
        if not result.is_problem:
            return page.redirect(page.path.removesuffix("/correct"))
        failure, status = FailureView(result.errors, call.format_curl()), result.status
        current = await page.read(ApiCall(path=url))
    elif not patch:
        failure, status = FailureView([choose_text(NOTHING_CHANGED, page.language)], call.format_curl()), 422
    after = {**current.content, **patch}
    since = _list_changes(read, current.content, page.language)
    changed = _list_changes(current.content, after, page.language)
    preview = _build_preview(call, current.etag, changed) if changed and failure is None else None
    outcome = _Outcome(preview, since, failure, 412 if since else status)
    return _respond(page, current, list_inputs(after), outcome)


def _build_preview(call: ApiCall, etag: str | None, changed: list[FieldChange]) -> CorrectionPreview:
    key = str(uuid4())
    request = msgspec.structs.replace(call, if_match=etag, idempotency_key=key)
    return CorrectionPreview(changed, key, request.format_curl())


def _list_changes(before: dict[str, Any], after: dict[str, Any], language: Language) -> list[FieldChange]:
    return [one for one in compare_fields(before, after, language) if one.is_changed]


def _parse_url(page: SessionPage[Any]) -> str:
    url, record_type = parse_record_url(page)
    if not may_correct(page, record_type):
        raise NotFoundError(page.path)
    return url


def _build_call(url: str, form: CorrectionForm, patch: Mapping[str, Any]) -> ApiCall:
    reason = {} if form.reason is None else {"reason": normalize_breaks(form.reason)}
    return ApiCall(
        method="PATCH",
        path=url,
        body={**patch, **reason},
        if_match=form.etag,
        idempotency_key=form.request_key,
    )


def _respond(page: SessionPage[Any], current: ApiResult, values: Mapping[str, str], outcome: _Outcome) -> RawResponse:
    content = CorrectionView(
        session=page.session,
        title=current.content["id"],
        record_path=page.path.removesuffix("/correct"),
        etag=current.etag or "",
        revision=current.content["revision"],
        inputs=[
            CorrectionInput(
                name=name,
                label=name_field(name, page.language),
                value=value,
                choices=tuple(CHOICES.get(name, ())),
                is_long=name in LONG_FIELDS,
            )
            for name, value in values.items()
        ],
        reason=getattr(page.form, "reason", None) or "",
        preview=outcome.preview,
        changed_since=list(outcome.since),
        failure=outcome.failure,
        requests=page.read_urls,
    )
    return page.respond("correction.html", content, status=outcome.status)


NOTHING_CHANGED: Final = Text("Belum ada isian yang diubah.", "No field is changed yet.")
