"""Sign in with an API key, and sign out."""

from typing import Annotated, Any, Final

import msgspec
import structlog
from litestar.handlers import HTTPRouteHandler

from api.auth.api_key import parse_credentials
from api.auth.caller import Caller
from api.auth.session_store import build_form_token, generate_session_id, is_session_id
from api.errors import Text
from api.http.headers.session_cookie import SESSION_COOKIE, SIGN_IN_COOKIE, build_cookie, find_cookie
from api.http.request.api_request import ApiRequest, is_https
from api.http.request.operation import RawResponse, get, post
from api.http.request.parameter_types import text_matching
from api.http.request.query_string import QueryParameters
from api.http.request.request_check import charge_sign_in, find_session_caller
from api.pages.language import LANGUAGES, Language, build_path, choose_text
from api.pages.page_routes import list_operation_ids
from api.pages.rendering import HTML, render
from api.pages.signed_in.forms import ANY_TEXT, FORM_TYPE, FormFields, read_form
from api.pages.signed_in.page import (
    SESSION_HEADERS,
    SessionPage,
    build_redirect,
    build_session_form,
    list_form_operation_ids,
)

OPERATION_IDS = (
    *list_operation_ids("sign_in"),
    *(f"sign_in_{language}" for language in LANGUAGES),
    *list_form_operation_ids("sign_out"),
)
MAX_SIGN_IN_BYTES: Final = 4096
_log = structlog.get_logger()

LOCAL_PATH: Final = text_matching(
    "not_a_local_path",
    r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+(?:\?[A-Za-z0-9._~%&=+,:-]*)?",
    Text("harus path layanan ini, seperti /reviews", "must be a path of this service, such as /reviews"),
)
NextPath = Annotated[str | None, LOCAL_PATH, "Page to show afterwards."]


class SignInParameters(QueryParameters, frozen=True, kw_only=True):
    """Parameters of the sign-in page. Only paths of this service: a link must not lead to another site.

    No part of a path starts with a dot, so `..` cannot lead to another service of the same host.
    """

    next: NextPath = None


class SignInForm(FormFields, frozen=True, kw_only=True):
    """The fields of the sign-in form. `form_token` belongs to the sign-in cookie, because there is no session yet."""

    key: Annotated[str | None, ANY_TEXT, "The API key."] = None
    next: NextPath = None


class SignInView(msgspec.Struct, frozen=True):
    """What the template of the sign-in page shows."""

    form_token: str
    next: str
    error: str | None


def _build_sign_in_page(language: Language) -> HTTPRouteHandler:
    @get(
        build_path("/sign-in", language),
        "Read the sign-in page",
        "A page for people.",
        "service",
        None,
        operation_id=f"read_sign_in_page_{language}",
        requires="nothing",
        media_type=HTML,
        query_model=SignInParameters,
        is_documented=False,
    )
    async def read(request: ApiRequest) -> RawResponse:
        destination = request.query.next or build_path("/reviews", language)
        if await find_session_caller(request) is not None:
            return build_redirect(destination)
        sign_in_id = _find_sign_in_id(request) or generate_session_id()
        response = _render(language, sign_in_id, destination)
        cookie = build_cookie(SIGN_IN_COOKIE, sign_in_id, is_https=is_https(request))
        response.headers.append((b"set-cookie", cookie.encode()))
        return response

    return read


def _build_sign_in_form(language: Language) -> HTTPRouteHandler:
    @post(
        build_path("/sign-in", language),
        "Sign in",
        "The form of the sign-in page.",
        "service",
        None,
        operation_id=f"sign_in_{language}",
        requires="nothing",
        media_type=HTML,
        body_media_types=(FORM_TYPE,),
        max_body_bytes=MAX_SIGN_IN_BYTES,
        is_documented=False,
    )
    async def receive(request: ApiRequest) -> RawResponse:
        charge_sign_in(request)
        sign_in_id = _find_sign_in_id(request) or generate_session_id()  # without the cookie no token is right
        form = await read_form(request, SignInForm, sign_in_id)
        destination = form.next or build_path("/reviews", language)
        caller = await _authenticate(request, form.key or "")
        if caller is None:
            return _render(language, sign_in_id, destination, WRONG_KEY, 401)
        if "admin" in caller.scopes:
            return _render(language, sign_in_id, destination, ADMIN_KEY, 403)
        return build_redirect(destination, await _start_session(request, caller))

    return receive


def _find_sign_in_id(request: ApiRequest) -> str | None:
    found = find_cookie(request.scope["headers"], SIGN_IN_COOKIE, is_https=is_https(request))
    return found if found is not None and is_session_id(found) else None


async def _authenticate(request: ApiRequest, key: str) -> Caller | None:
    credentials = parse_credentials(key.strip())
    return None if credentials is None else await request.services.api_keys.authenticate_without_cache(credentials)


async def _start_session(request: ApiRequest, caller: Caller) -> str:
    """Create a session with a new id, end the previous one of this browser, and return the cookie."""
    previous_id = find_cookie(request.scope["headers"], SESSION_COOKIE, is_https=is_https(request))
    session_id = await request.services.sessions.create(str(caller.key_id), previous_id)
    _log.info("session.started", key_id=caller.key_id, request_id=request.scope["state"]["request_id"])
    return build_cookie(SESSION_COOKIE, session_id, is_https=is_https(request))


def _render(
    language: Language, sign_in_id: str, destination: str, error: Text | None = None, status: int = 200
) -> RawResponse:
    text = None if error is None else choose_text(error, language)
    view = SignInView(build_form_token(sign_in_id), destination, text)
    headers = SESSION_HEADERS | ({"www-authenticate": 'Bearer realm="capaian"'} if status == 401 else {})
    html = render("sign_in.html", view, "/sign-in", "", language)
    return RawResponse(html, status=status, media_type=HTML, headers=headers)


async def _sign_out(page: SessionPage[Any]) -> RawResponse:
    await page.request.services.sessions.delete(page.session_id)
    cookie = build_cookie(SESSION_COOKIE, "", is_https=is_https(page.request))
    return build_redirect(build_path("/sign-in", page.language), cookie)


# One text for malformed, unknown, wrong, expired and revoked keys, as in the API.
WRONG_KEY: Final = Text(
    "Kunci ini tidak berlaku. Periksa apakah Anda menyalinnya secara lengkap.",
    "This key is not valid. Check that you copied it completely.",
)
ADMIN_KEY: Final = Text(
    "Kunci dengan cakupan admin tidak dapat masuk ke halaman ini. Gunakan kunci dengan cakupan write atau publish.",
    "A key with the scope admin cannot sign in to the pages. Use a key with the scope write or publish.",
)

handlers = [
    *(build(language) for build in (_build_sign_in_page, _build_sign_in_form) for language in LANGUAGES),
    *build_session_form("/sign-out", "sign_out", FormFields, _sign_out),
]
