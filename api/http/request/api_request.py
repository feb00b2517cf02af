"""A request: its caller, its database session, and the services that all requests share."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litestar import Litestar, Request
from litestar.datastructures import State

from api.auth.api_key_store import ApiKeyStore
from api.auth.caller import Caller, UnauthenticatedError
from api.auth.session_file_store import SessionFileStore
from api.auth.session_store import SessionStore
from api.database.pool import Connection, Database
from api.database.session import begin_read_as
from api.errors import NotFoundError
from api.http.headers.client_ip import IpNetwork, find_client_ip, identify_client, is_trusted
from api.http.headers.raw_headers import join_values
from api.http.request.allowed_methods import AllowedMethods
from api.http.request.concurrency_limit import CallerIdentity, ConcurrencyLimiter
from api.http.request.operation import Operation
from api.http.request.parameter_types import ParameterType
from api.http.request.rate_limit import RateLimiter
from api.http.request.rejection_audit import RejectionAudit
from api.license import PublisherInfo
from api.service_url import PUBLIC_URL

if TYPE_CHECKING:
    from api.auth.tokens import TokenVerifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Created once by `create_litestar`.

    `public_read` is false if every read requires credentials; `rate_limiter` is None if there are no rate limits.
    `upload_limiter` limits the files that are received or read at the same time.
    `memo_limiter` limits the memos of programs that are computed at the same time.
    `count_limiter` limits `count=exact`, so that these queries leave pooled connections to other requests.
    """

    database: Database
    api_keys: ApiKeyStore
    sessions: SessionStore
    session_files: SessionFileStore
    token_verifier: "TokenVerifier | None"
    rejection_audit: RejectionAudit
    rate_limiter: RateLimiter | None
    allowed_methods: AllowedMethods
    count_limiter: ConcurrencyLimiter
    upload_limiter: ConcurrencyLimiter
    memo_limiter: ConcurrencyLimiter
    public_read: bool
    trusted_proxies: Sequence[IpNetwork]
    publisher: PublisherInfo


def set_services(app: Litestar, services: Services) -> None:
    app.opt["services"] = services  # read several times by each request; `app.state` has a slower lookup


def get_services(app: Litestar) -> Services:
    """Return the services of an application. Only these two functions use the untyped options of Litestar."""
    services: Services = app.opt["services"]
    return services


class ApiRequest(Request[Any, Any, State]):
    """A request; once it is checked, its caller and its query parameters are in the scope."""

    @property
    def services(self) -> Services:
        return get_services(self.app)

    @property
    def caller(self) -> Caller:
        caller: Caller = self.scope["state"]["caller"]
        return caller

    @property
    def principal(self) -> str:
        """Principal of the caller. Raise UnauthenticatedError for the public."""
        if self.caller.principal is None:
            raise UnauthenticatedError
        return self.caller.principal

    @property
    def query(self) -> Any:
        """Query parameters, of the type that the operation declares."""
        return self.scope["state"]["query"]


def get_operation(request: ApiRequest) -> Operation:
    operation: Operation = request.route_handler.opt["operation"]
    return operation


def parse_path_parameter(request: ApiRequest, name: str, parameter: ParameterType, collection_url: str) -> str:
    """Return a path parameter. Raise NotFoundError if its format is wrong: no record can have such a key."""
    text: str = request.path_params[name]
    try:
        return str(parameter.parse(text))
    except ValueError:
        raise NotFoundError(f"{collection_url}/{text}") from None


def get_header(request: ApiRequest, name: str) -> str:
    """Return the value of a header; repeated header lines are joined with commas (RFC 9110, 5.3)."""
    return join_values(request.scope["headers"], name.encode())


def find_request_ip(request: ApiRequest) -> str:
    """Return the IP address of the client; behind a trusted proxy, the one that the proxy reports."""
    peer, _ = request.scope.get("client") or ("", 0)
    return find_client_ip(peer, get_header(request, "x-forwarded-for"), request.services.trusted_proxies)


def is_https(request: ApiRequest) -> bool:
    """Return whether the client uses https: the public URL, the request or a trusted proxy states so."""
    if PUBLIC_URL.startswith("https:") or request.scope["scheme"] == "https":
        return True
    peer, _ = request.scope.get("client") or ("", 0)
    forwarded = get_header(request, "x-forwarded-proto").partition(",")[0].strip()
    return forwarded == "https" and is_trusted(peer, request.services.trusted_proxies)


def build_session_variables(request: ApiRequest, action: str = "read") -> dict[str, str]:
    """Return the session variables of a transaction: caller, client IP address, request and action."""
    caller = request.caller
    return {
        "principal": caller.principal or "",
        "scopes": " ".join(sorted(caller.scopes)),
        "institution": caller.institution or "",
        "key_id": caller.key_id or "",
        "client_ip": find_request_ip(request),
        "request_id": request.scope["state"]["request_id"],
        "action": action,
    }


def identify_caller(request: ApiRequest) -> CallerIdentity:
    """Return the identity that limits apply to."""
    principal = request.caller.principal
    if principal is not None:
        return CallerIdentity(principal, has_key=True)
    return CallerIdentity(identify_client(find_request_ip(request)), has_key=False)


def open_read_session(
    request: ApiRequest, database: Database, *, repeatable_read: bool = False
) -> contextlib.AbstractAsyncContextManager[Connection]:
    """Open a connection for reads; with `repeatable_read` all of them see the same snapshot."""
    if not request.caller.is_public:
        return begin_read_as(database, build_session_variables(request), repeatable_read=repeatable_read)
    return database.acquire_public_snapshot() if repeatable_read else database.acquire_public()
