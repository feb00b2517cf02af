"""Routes of the pages of a session, and what such a page is built with.

A page that shows something:

    async def _show(page: SessionPage[FormFields]) -> RawResponse:
        reviews = await page.read(ApiCall(path="/v1/reviews"))
        return page.respond("reviews.html", ReviewList(page.session, …, page.read_urls))

    handlers = build_session_page("/reviews", "reviews", QueryParameters, _show)

A form of this page is sent to the same path. The response is a redirect, or the page with the errors:

    async def _submit(page: SessionPage[ReviewForm]) -> RawResponse:
        result = await page.send(ApiCall(method="POST", path="/v1/targets/…/publish", if_match=page.form.etag, …))
        return page.respond(…, status=result.status) if result.is_problem else page.redirect("/reviews")

    handlers += build_session_form("/reviews", "review", ReviewForm, _submit)
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, Generic

import msgspec
from litestar.handlers import HTTPRouteHandler

from api.auth.session_store import build_form_token
from api.http.request.api_request import ApiRequest
from api.http.request.operation import MAX_BODY_BYTES, RawResponse, get, post
from api.http.request.parameter_types import ParameterType
from api.http.request.query_string import QueryParameters
from api.pages.language import LANGUAGES, Language, build_path
from api.pages.problem_page import prefers_html, render_problem
from api.pages.rendering import HTML, PAGE_HEADERS, render
from api.pages.signed_in.api_calls import ApiCall, ApiProblemError, ApiResult, send_call
from api.pages.signed_in.forms import FORM_TYPE, FormFields, FormFieldsT, read_form
from api.service_url import build_url

# `no-referrer` would make browsers send `Origin: null` with forms.
SESSION_HEADERS: Final = {**PAGE_HEADERS, "referrer-policy": "same-origin", "cache-control": "no-store"}


class SessionView(msgspec.Struct, frozen=True):
    """The session as each template sees it: the principal of the key, and the token that each form contains."""

    name: str
    form_token: str


@dataclass(slots=True)
class SessionPage(Generic[FormFieldsT]):
    """A request for a page of a session. `calls` are the requests to the API that were made so far, for the page."""

    request: ApiRequest
    language: Language
    form: FormFieldsT
    calls: list[ApiCall] = field(default_factory=list)

    @property
    def session(self) -> SessionView:
        return SessionView(self.request.principal, build_form_token(self.session_id))

    @property
    def session_id(self) -> str:
        session_id: str = self.request.scope["state"]["session_id"]
        return session_id

    @property
    def path(self) -> str:
        """The path of the page in Indonesian, for links to itself."""
        path: str = self.request.scope["path"]
        return path.removeprefix("/en") if self.language == "en" else path

    @property
    def read_urls(self) -> list[str]:
        """The URLs in the API that the page was read from, without host."""
        return [call.url for call in self.calls if call.method == "GET"]

    async def send(self, call: ApiCall, file: AsyncIterator[bytes] | None = None) -> ApiResult:
        """Make a request to the API with the rights of the session, and return its response, also if it failed.

        `file` is passed on in chunks instead of a body.
        """
        self.calls.append(call)
        return await send_call(self.request, call, self.language, file)

    async def read(self, call: ApiCall) -> ApiResult:
        """Make a request to the API. Raise ApiProblemError if it fails; the response is then its page."""
        result = await self.send(call)
        if result.is_problem:
            raise ApiProblemError(result)
        return result

    def respond(self, template: str, content: msgspec.Struct, *, status: int = 200) -> RawResponse:
        """Render a template. The response is stored nowhere."""
        query = self.request.scope["query_string"].decode("latin-1")
        html = render(template, content, self.path, query, self.language)
        return RawResponse(html, status=status, media_type=HTML, headers=SESSION_HEADERS)

    def redirect(self, path: str) -> RawResponse:
        """Send the browser to a page, given as its path in Indonesian, after a form has taken effect."""
        return build_redirect(build_path(path, self.language))


RespondToPage = Callable[[SessionPage[Any]], Awaitable[RawResponse]]


def build_redirect(path: str, cookie: str | None = None) -> RawResponse:
    """Build a redirect after a POST (303) to a path of this service, with a cookie to set."""
    own = {} if cookie is None else {"set-cookie": cookie}
    return RawResponse(b"", status=303, media_type="", headers={**SESSION_HEADERS, "location": build_url(path), **own})


def build_session_page(
    path: str,
    name: str,
    query_model: type[QueryParameters],
    respond: RespondToPage,
    **path_parameters: ParameterType,
) -> list[HTTPRouteHandler]:
    """Build the routes of a page that requires a session, in each language: `read_{name}_page_id` and `…_en`.

    Without a session a browser is sent to the sign-in page, and from there back to the page.
    """

    def build(language: Language) -> HTTPRouteHandler:
        @get(
            build_path(path, language),
            f"Read the page of {name}",
            "A page of a session.",
            "service",
            None,
            operation_id=f"read_{name}_page_{language}",
            requires="session",
            media_type=HTML,
            query_model=query_model,
            path_parameters=path_parameters,
            is_documented=False,
        )
        async def read(request: ApiRequest) -> RawResponse:
            return await _respond(SessionPage(request, language, FormFields()), respond)

        return read

    return [build(language) for language in LANGUAGES]


def build_session_form(
    path: str,
    name: str,
    form_model: type[FormFields],
    respond: RespondToPage,
    *,
    max_body_bytes: int = MAX_BODY_BYTES,
    **path_parameters: ParameterType,
) -> list[HTTPRouteHandler]:
    """Build the routes that receive a form of a session, in each language: `send_{name}_form_id` and `…_en`.

    The handler runs only for a form with the token of the session, sent by a page of this service (`read_form`).
    """

    def build(language: Language) -> HTTPRouteHandler:
        @post(
            build_path(path, language),
            f"Send the form of {name}",
            "A form of a session.",
            "service",
            None,
            operation_id=f"send_{name}_form_{language}",
            requires="session",
            media_type=HTML,
            body_media_types=(FORM_TYPE,),
            max_body_bytes=max_body_bytes,
            path_parameters=path_parameters,
            is_documented=False,
        )
        async def receive(request: ApiRequest) -> RawResponse:
            form = await read_form(request, form_model, request.scope["state"]["session_id"])
            return await _respond(SessionPage(request, language, form), respond)

        return receive

    return [build(language) for language in LANGUAGES]


def list_form_operation_ids(*names: str) -> tuple[str, ...]:
    """List the identifiers of the routes that `build_session_form` builds."""
    return tuple(f"send_{name}_form_{language}" for name in names for language in LANGUAGES)


async def _respond(page: SessionPage[Any], respond: RespondToPage) -> RawResponse:
    try:
        return await respond(page)
    except ApiProblemError as error:
        return _build_problem(page, error.result)


def _build_problem(page: SessionPage[Any], result: ApiResult) -> RawResponse:
    """Build the page of a problem for a browser; for a program the problem document of the API."""
    headers = {name: value for name, value in result.headers.items() if name not in ("content-type", "content-length")}
    if prefers_html(page.request):
        html = render_problem(result.content, page.language)
        return RawResponse(html, status=result.status, media_type=HTML, headers={**headers, **SESSION_HEADERS})
    return RawResponse(result.body, status=result.status, media_type=result.headers["content-type"], headers=headers)
