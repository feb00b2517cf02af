"""What the page of an import shows of a dry run: totals, errors, and the button that imports the file."""

from typing import Annotated, Any, Final
from uuid import uuid4

import msgspec

from api.exchange.imports.routes.import_routes import APPLY_TOKEN
from api.http.request.api_request import build_session_variables
from api.http.request.parameter_types import one_of
from api.pages.language import Language
from api.pages.reviews.actions import ACTIONS, ActionForm, FailedAction
from api.pages.reviews.record_review import format_lines
from api.pages.signed_in.api_calls import ApiCall
from api.pages.signed_in.page import SessionPage

MAX_ERRORS: Final = 50
TOTAL_FIELDS: Final = (
    "indicator",
    "nature",
    "breakdown",
    "period",
    "level",
    "figure_count",
    "sum",
    "min",
    "max",
    "unit",
)


class ImportActionForm(ActionForm, frozen=True, kw_only=True):
    """The fields of an action of an import, which can also be its import after a dry run."""

    action: Annotated[str | None, one_of((*ACTIONS, "apply")), "The action."] = None
    apply_token: Annotated[str | None, APPLY_TOKEN, "Token of the dry run."] = None


class ApplyView(msgspec.Struct, frozen=True):
    """The button that imports exactly what the dry run reported."""

    apply_token: str
    request_key: str
    curl: str


class ErrorLine(msgspec.Struct, frozen=True):
    """An error of one or more rows; `cells` are the first ones, or their lines."""

    cells: str
    received: str | None
    detail: str
    row_count: int


def build_apply(run: dict[str, Any], failed: FailedAction | None) -> ApplyView | None:
    """Build the button, or None if nothing can be imported."""
    if run["apply_token"] is None:
        return None
    again = failed.form.request_key if failed is not None and failed.form.action == "apply" else None
    form = ImportActionForm(action="apply", apply_token=run["apply_token"], request_key=again or str(uuid4()))
    return ApplyView(form.apply_token or "", form.request_key or "", _build_call(form).format_curl())


async def apply_import(page: SessionPage[ImportActionForm], import_id: str) -> FailedAction | None:
    """Import what the dry run reported, and delete the file of the session. Return None if it has taken effect."""
    call = _build_call(page.form)
    result = await page.send(call)
    if result.is_problem:
        return FailedAction(page.form, call, result.status, result.errors)
    if result.content["status"] == "done":
        variables = build_session_variables(page.request)
        await page.request.services.session_files.delete(page.session_id, variables, import_id)
    return None


async def read_totals(page: SessionPage[Any], run: dict[str, Any]) -> list[list[str]]:
    """Return the totals of the valid figures as rows of TOTAL_FIELDS and the regions."""
    if run["totals_url"] is None:
        return []
    result = await page.read(ApiCall(path=f"/v1/imports/{run['id']}/totals"))
    return [_build_total(total, page.language) for total in result.content["totals"]]


async def read_errors(page: SessionPage[Any], run: dict[str, Any]) -> list[ErrorLine]:
    """Return the errors of all rejected rows, equal ones together."""
    if run["errors_url"] is None:
        return []
    result = await page.read(ApiCall(path=f"/v1/imports/{run['id']}/errors", query={"limit": str(MAX_ERRORS)}))
    detail = "detail" if page.language == "id" else "detail_en"
    return [
        ErrorLine(
            ", ".join(error["cells"] or [f"{error['column'] or ''} {line}".strip() for line in error["lines"]]),
            error["received"],
            error[detail],
            error["row_count"],
        )
        for error in result.content["data"]
    ]


def _build_total(total: dict[str, Any], language: Language) -> list[str]:
    within = total["within_name"] or total["within"]
    cells = ["; ".join(format_lines(total[name], language)) for name in TOTAL_FIELDS]
    return [*cells, f"{total['region_count']}/{total['region_total']} {within}"]


def _build_call(form: ImportActionForm) -> ApiCall:
    query = {} if form.apply_token is None else {"apply_token": form.apply_token}
    return ApiCall(method="POST", path="/v1/imports", query=query, idempotency_key=form.request_key)
