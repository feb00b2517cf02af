"""The buttons of a review: submit, publish and reject, each of which sends one request to the API."""

from typing import Annotated, Any, Final
from uuid import uuid4

import msgspec

from api.auth.caller import list_sufficient_scopes
from api.auth.transitions import ALLOWED_FROM, Transition
from api.errors import ErrorDetail, Text
from api.http.request.parameter_types import FLAG, one_of, text_matching
from api.http.writes.transition_routes import REQUIRED_SCOPES, TRANSITIONS_WITH_REASON
from api.pages.language import choose_text
from api.pages.signed_in.api_calls import ApiCall, ApiResult
from api.pages.signed_in.forms import ANY_TEXT, MISSING_ACTION, FormFields, normalize_breaks
from api.pages.signed_in.page import SessionPage

ACTIONS: Final[dict[Transition, Text]] = {
    "submit": Text("Ajukan", "Submit"),
    "publish": Text("Terbitkan", "Publish"),
    "reject": Text("Tolak", "Reject"),
}
ETAG = text_matching(
    "not_an_etag", r'"[!#-~]{1,200}"', Text("harus ETag dari halaman ini", "must be the ETag of this page")
)
REQUEST_KEY = text_matching(
    "not_a_request_key", "[!-~]{1,255}", Text("harus kunci dari halaman ini", "must be the key of this page")
)


class ActionForm(FormFields, frozen=True, kw_only=True):
    """The fields of an action. `etag` and `request_key` are those of the page that the user has read.

    So the action affects exactly what the page showed, and a second click has no second effect.
    """

    action: Annotated[str | None, one_of(tuple(ACTIONS)), "The action."] = None
    etag: Annotated[str | None, ETAG, "ETag of the record or import."] = None
    request_key: Annotated[str | None, REQUEST_KEY, "Idempotency-Key of the request."] = None
    reason: Annotated[str | None, ANY_TEXT, "Reason of a rejection."] = None
    include_sources: Annotated[str | None, FLAG, "Also publish the cited sources of an import."] = None

    def validate(self) -> list[ErrorDetail]:
        return [MISSING_ACTION] if self.action is None else []


class FailedAction(msgspec.Struct, frozen=True):
    """An action that the API has rejected: the form, the request, and the status and errors of the response."""

    form: ActionForm
    call: ApiCall
    status: int
    errors: list[str]


class ActionView(msgspec.Struct, frozen=True, kw_only=True):
    """One action as the template shows it. `curl` is the request that its button sends."""

    name: str
    label: str
    etag: str
    request_key: str
    requires_reason: bool
    reason: str
    offers_sources: bool
    curl: str


class FailureView(msgspec.Struct, frozen=True):
    """The errors of a rejected action, and its request."""

    errors: list[str]
    curl: str


async def send_action(page: SessionPage[Any], url: str) -> FailedAction | None:
    """Send the action of the form for the record or import at `url`. Return None if it has taken effect."""
    call = _build_call(url, page.form)
    result = await page.send(call)
    return FailedAction(page.form, call, result.status, result.errors) if result.is_problem else None


def build_actions(
    page: SessionPage[Any],
    url: str,
    status: str | None,
    result: ApiResult,
    failed: FailedAction | None,
    *,
    offers_sources: bool = False,
) -> list[ActionView]:
    """Build the actions that the scopes of the key and the status allow. The API checks all other rules.

    A rejected action has the values of its form again: its request may have taken effect if the response was lost.
    """
    scopes = page.request.caller.scopes
    views = []
    for action, label in ACTIONS.items():
        if status not in ALLOWED_FROM[action] or scopes.isdisjoint(list_sufficient_scopes(REQUIRED_SCOPES[action])):
            continue
        again = failed.form if failed is not None and failed.form.action == action else ActionForm()
        form = ActionForm(
            action=action,
            etag=result.etag,
            request_key=again.request_key or str(uuid4()),
            reason=again.reason,
            include_sources=None,
        )
        views.append(
            ActionView(
                name=action,
                label=choose_text(label, page.language),
                etag=form.etag or "",
                request_key=form.request_key or "",
                requires_reason=action in TRANSITIONS_WITH_REASON,
                reason=again.reason or "",
                offers_sources=offers_sources and action == "publish",
                curl=_build_call(url, form).format_curl(),
            )
        )
    return views


def build_failure(failed: FailedAction | None) -> FailureView | None:
    return None if failed is None else FailureView(failed.errors, failed.call.format_curl())


def _build_call(url: str, form: ActionForm) -> ApiCall:
    requires_reason = form.action in TRANSITIONS_WITH_REASON
    reason = normalize_breaks(form.reason or "")
    return ApiCall(
        method="POST",
        path=f"{url}/{form.action}",
        query={} if form.include_sources is None else {"include_sources": "true"},
        body={"reason": reason} if requires_reason else None,
        if_match=form.etag,
        idempotency_key=form.request_key,
    )
