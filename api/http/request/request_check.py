"""The checks before every handler: the caller and its access, the rate limits, and the query string."""

from collections.abc import Awaitable, Callable

from api.auth.caller import PUBLIC_CALLER, Caller, UnauthenticatedError, authorize, extract_api_key, extract_token
from api.auth.session_store import is_session_id
from api.errors import RateLimitedError
from api.http.headers.client_ip import identify_client
from api.http.headers.session_cookie import SESSION_COOKIE, find_cookie
from api.http.request.api_request import ApiRequest, find_request_ip, get_header, get_operation, is_https
from api.http.request.deprecation import build_deprecation_headers
from api.http.request.operation import list_deprecations
from api.http.request.query_string import parse_query
from api.http.request.rate_limit import EXPENSIVE_COST, RateLimit, RateLimiter


async def check_request(request: ApiRequest) -> None:
    """Authenticate the caller, check the access, and parse the query string.

    Litestar calls this before every handler.
    """
    operation, state = get_operation(request), request.scope["state"]
    state["route"] = request.scope["path_template"]
    if deprecated := build_deprecation_headers(list_deprecations(operation, request.scope["query_string"])):
        state["deprecated"] = deprecated  # for every response to this request
    if operation.requires != "nothing":
        # A page of a session passes its caller to the API requests that it makes (api/pages).
        state["caller"] = caller = state.get("caller") or await _authenticate_within_limits(request)
        charge_request(request, caller, operation.cost)
        authorize(caller, operation.requires, public_read=request.services.public_read)
    else:
        charge_request(request, PUBLIC_CALLER, operation.cost)
    state["query"] = query = parse_query(request.scope["query_string"], operation.query_model)
    if any(getattr(query, name, None) for name in operation.expensive_parameters):
        charge_request(request, state.get("caller", PUBLIC_CALLER), EXPENSIVE_COST - operation.cost)


def charge_request(request: ApiRequest, caller: Caller, cost: int) -> None:
    """Take the cost of a request from the tokens of its caller. Raise RateLimitedError if too few are left."""
    if cost > 0 and (limiter := request.services.rate_limiter) is not None:
        limit = limiter.public if caller.principal is None else limiter.keys
        _take_tokens(request, limiter, caller.principal or _identify_public_client(request), limit, cost)


async def _authenticate_within_limits(request: ApiRequest) -> Caller:
    """Authenticate the caller. Failures have tokens of their own per client, because each can query the database."""
    is_session = get_operation(request).requires == "session"
    authenticate = _authenticate_session if is_session else authenticate_request
    return await _limit_failures(request, authenticate, ("cookie",) if is_session else ("authorization", "x-api-key"))


async def find_session_caller(request: ApiRequest) -> Caller | None:
    """Return the caller of the session in the cookie, or None, for a page that requires none."""
    try:
        caller = await _limit_failures(request, _authenticate_session, ("cookie",))
    except UnauthenticatedError:
        return None
    return None if caller.is_public else caller


async def _limit_failures(
    request: ApiRequest, authenticate: Callable[[ApiRequest], Awaitable[Caller]], credentials: tuple[str, ...]
) -> Caller:
    limiter = request.services.rate_limiter
    if limiter is None:
        return await authenticate(request)
    failures = f"failures of {_identify_public_client(request)}"
    if any(get_header(request, name) for name in credentials):
        _take_tokens(request, limiter, failures, limiter.public, 0)
    try:
        return await authenticate(request)
    except UnauthenticatedError:
        _take_tokens(request, limiter, failures, limiter.public, 1)
        raise


def charge_sign_in(request: ApiRequest) -> None:
    """Count an attempt to sign in. Raise RateLimitedError if the client has made too many."""
    if (limiter := request.services.rate_limiter) is not None:
        _take_tokens(request, limiter, f"sign-ins of {_identify_public_client(request)}", limiter.sign_ins, 1)


def _take_tokens(request: ApiRequest, limiter: RateLimiter, name: str, limit: RateLimit, cost: int) -> None:
    state = limiter.take(name, limit, cost)
    request.scope["state"]["rate_limit"] = state.build_headers()  # for every response to this request
    if state.wait_seconds:
        raise RateLimitedError(state.wait_seconds)


def _identify_public_client(request: ApiRequest) -> str:
    return identify_client(find_request_ip(request))


async def authenticate_request(request: ApiRequest) -> Caller:
    """Return the caller of a key or token, or the public caller if the request has none.

    Raise UnauthenticatedError for an invalid key or token, even if the operation requires none.
    """
    headers = get_header(request, "authorization"), get_header(request, "x-api-key")
    services, caller = request.services, None
    # With credentials the response is private: shared caches must not store it.
    if services.token_verifier is not None and (token := extract_token(*headers)) is not None:
        request.scope["state"]["private"] = True
        caller = await services.token_verifier.authenticate(token)
    elif (key := extract_api_key(*headers)) is not None:
        request.scope["state"]["private"] = True
        caller = await services.api_keys.authenticate(key)
    else:
        return PUBLIC_CALLER
    if caller is None:
        raise UnauthenticatedError
    return caller


async def _authenticate_session(request: ApiRequest) -> Caller:
    """Return the caller of the session in the cookie, or the public caller if the request has no cookie of a session.

    Raise UnauthenticatedError if the session, or its key, has ended. Only operations that require a session call this:
    the API never reads cookies.
    """
    state = request.scope["state"]
    state["private"] = True
    session_id = find_cookie(request.scope["headers"], SESSION_COOKIE, is_https=is_https(request))
    if session_id is None:
        return PUBLIC_CALLER
    caller = await request.services.sessions.find_caller(session_id) if is_session_id(session_id) else None
    if caller is None:
        raise UnauthenticatedError
    state["session_id"] = session_id
    return caller
