"""Create the application: `create_app` adds all routes and the middleware."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp

from api import __version__
from api.admin.audit import routes as audit
from api.admin.audit.sealer import AuditSealer
from api.admin.audit.signer import AuditSigner
from api.admin.health import routes as health
from api.admin.health.readiness import ReadinessCheck
from api.admin.keys import read_routes as keys
from api.analysis.claims import routes as claims
from api.analysis.findings import routes as findings
from api.analysis.findings.cache import FindingsCache
from api.analysis.onboarding_counts import routes as onboarding_counts
from api.analysis.progress import routes as progress
from api.auth.api_key_store import ApiKeyStore
from api.auth.session_file_store import SessionFileStore
from api.auth.session_store import SessionStore
from api.database.connection_count import MAX_EXPORTS, MAX_SDMX_REQUESTS
from api.database.pool import Database
from api.database.standby.databases import RoutedDatabase
from api.exchange.catalog import routes as catalog
from api.exchange.changes import routes as changes
from api.exchange.changes.feed import ChangeFeed
from api.exchange.exports import list_csv_routes
from api.exchange.exports import routes as exports
from api.exchange.imports.routes import import_routes as imports
from api.exchange.imports.run.worker import DEFAULT_MAX_REJECTED_ROWS, ImportWorker
from api.exchange.sdmx import routes as sdmx
from api.http.cache.fill import CacheFillMiddleware
from api.http.cache.hit_log import HitLog
from api.http.cache.invalidation import Invalidation
from api.http.cache.lookup import CacheLookupMiddleware
from api.http.cache.response_cache import CacheStore, ResponseCache
from api.http.edge.access_log import AccessLogMiddleware
from api.http.edge.overload import OverloadMiddleware
from api.http.edge.read_preconditions import ReadPreconditionMiddleware
from api.http.edge.read_routing import ReadRoutingMiddleware
from api.http.edge.response_encoding import ResponseEncodingMiddleware
from api.http.edge.url_check import UrlCheckMiddleware
from api.http.headers.client_ip import IpNetwork
from api.http.problems.exception_handler import build_internal_error
from api.http.request import api_request, operation
from api.http.request.allowed_methods import AllowedMethods
from api.http.request.api_request import Services, get_services, set_services
from api.http.request.concurrency_limit import ConcurrencyLimiter
from api.http.request.rate_limit import RateLimiter
from api.http.request.rejection_audit import RejectionAudit
from api.http.writes.idempotency_cleanup import IdempotencyCleanup
from api.license import PublisherInfo
from api.metrics.maximums import publish_maximums
from api.metrics.requests import count_audited_rejections
from api.openapi import routes as openapi
from api.openapi.changelog import routes as changelog
from api.pages import routes as pages
from api.pages.browse.redirect import check_or_redirect
from api.pages.files.png import PngRenderer
from api.pages.memo.routes import MAX_MEMOS
from api.pages.problem_page import handle_page_exception
from api.resources.indicators import routes as indicators
from api.resources.institutions import routes as institutions
from api.resources.programs import routes as programs
from api.resources.realizations import routes as realizations
from api.resources.regions import routes as regions
from api.resources.reviews import routes as reviews
from api.resources.sources import routes as sources
from api.resources.targets import routes as targets
from api.resources.units import routes as units

if TYPE_CHECKING:
    from api.auth.tokens import TokenVerifier

COLLECTION_MODULES = (programs, indicators, targets, realizations, sources, claims, institutions, regions, units)
ROUTE_MODULES = (
    *(*COLLECTION_MODULES, progress, findings, onboarding_counts),
    *(list_csv_routes, exports, sdmx, changes, imports, reviews, keys, audit, catalog, changelog),
    *(pages, openapi, health),
)


def require_declared_operations(handlers: Iterable[HTTPRouteHandler]) -> None:
    """Raise TypeError for a route without an operation, so that no route lacks an access requirement."""
    for handler in handlers:
        if not isinstance(handler.opt.get("operation"), operation.Operation):
            raise TypeError(f"{handler.fn.__qualname__} declares no operation, so its callers are undefined.")


def name_generated_handlers(handlers: Iterable[HTTPRouteHandler]) -> None:
    """Name each generated handler after its operation, so that tracebacks and profiles show the operation id.

    Raise TypeError for a handler of a module whose name is not its operation id.
    """
    for handler in handlers:
        function, name = handler.fn, str(handler.operation_id)
        if "<locals>" in function.__code__.co_qualname:
            function.__name__ = function.__qualname__ = name
            function.__code__ = function.__code__.replace(co_name=name, co_qualname=name)
        if function.__code__.co_name != name:
            raise TypeError(f"The handler of {name} has the name {function.__name__}.")


class AppOptions(NamedTuple):
    """Settings of the application.

    `cache_bytes` is the size of the response cache; 0 disables it. `max_requests` run at the same time.
    """

    public_read: bool = True
    trusted_proxies: Sequence[IpNetwork] = ()
    token_verifier: "TokenVerifier | None" = None
    signer: AuditSigner | None = None
    publisher: PublisherInfo = PublisherInfo()
    cache_bytes: int = 0
    rate_limiter: RateLimiter | None = None
    max_requests: int = 64
    import_max_rejected_rows: int = DEFAULT_MAX_REJECTED_ROWS


def create_litestar(
    database: Database,
    options: AppOptions = AppOptions(),  # noqa: B008  # immutable
    feed: ChangeFeed | None = None,
    cache: ResponseCache | None = None,
) -> Litestar:
    """Create the application without middleware. `cache` is invalidated by the listener of `feed`."""
    feed = feed or ChangeFeed(database)
    handlers = [handler for part in ROUTE_MODULES for handler in part.handlers]
    require_declared_operations(handlers)
    name_generated_handlers(handlers)
    import_worker = ImportWorker(database, options.import_max_rejected_rows)
    services = Services(
        database=database,
        api_keys=ApiKeyStore(database),
        sessions=SessionStore(database),
        session_files=SessionFileStore(database),
        token_verifier=options.token_verifier,
        rejection_audit=RejectionAudit(database, count_audited_rejections),
        rate_limiter=options.rate_limiter,
        allowed_methods=AllowedMethods((path, handler.http_methods) for handler in handlers for path in handler.paths),
        count_limiter=ConcurrencyLimiter(
            max(1, database.size // 2), kind="counts", max_with_key=max(1, database.service_size // 2)
        ),
        upload_limiter=import_worker.upload_limiter,
        memo_limiter=ConcurrencyLimiter(MAX_MEMOS, kind="memos", max_per_caller=2),
        public_read=options.public_read,
        trusted_proxies=options.trusted_proxies,
        publisher=options.publisher,
    )
    findings_cache = FindingsCache(database)
    export_limiter = ConcurrencyLimiter(MAX_EXPORTS, kind="exports")
    sdmx_limiter = ConcurrencyLimiter(MAX_SDMX_REQUESTS, kind="sdmx")
    readiness_check = ReadinessCheck(database)
    png_renderer = PngRenderer()

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        await database.open()
        publish_maximums()
        writers = [
            import_worker,
            IdempotencyCleanup(database),
            *([AuditSealer(database, options.signer)] if options.signer is not None else []),
        ]
        jobs = [services.rejection_audit, *([] if database.is_read_only else writers)]
        for job in jobs:
            job.start()
        if cache is not None:
            feed.listener.start()
        yield
        if cache is not None:
            cache.hit_log.flush()
        await feed.close()
        await findings_cache.close()
        await asyncio.gather(*(job.stop() for job in jobs))
        if options.token_verifier is not None:
            await options.token_verifier.close()
        await database.close()

    app = Litestar(
        route_handlers=handlers,
        request_class=api_request.ApiRequest,
        before_request=check_or_redirect,  # type: ignore[arg-type]  # every request is an ApiRequest
        dependencies={
            "database": Provide(lambda: database, sync_to_thread=False),
            "feed": Provide(lambda: feed, sync_to_thread=False),
            "imports": Provide(lambda: import_worker, sync_to_thread=False),
            "export_limiter": Provide(lambda: export_limiter, sync_to_thread=False),
            "sdmx_limiter": Provide(lambda: sdmx_limiter, sync_to_thread=False),
            "readiness_check": Provide(lambda: readiness_check, sync_to_thread=False),
            "findings": Provide(lambda: findings_cache, sync_to_thread=False),
            "png_renderer": Provide(lambda: png_renderer, sync_to_thread=False),
        },
        exception_handlers={
            Exception: handle_page_exception,  # type: ignore[dict-item]  # as above
            NotFoundException: handle_page_exception,  # type: ignore[dict-item]  # as above
        },
        lifespan=[lifespan],
        openapi_config=None,
        logging_config=None,
    )
    set_services(app, services)
    return app


def create_app(database: Database, options: AppOptions) -> ASGIApp:
    feed = ChangeFeed(database)
    cache = None if database.is_read_only else create_cache(feed, options.cache_bytes)
    litestar = create_litestar(database, options, feed, cache)
    if isinstance(database, RoutedDatabase):
        database.lag.follow(feed.listener)
    return add_middleware(litestar, cache, options.max_requests, database)


def create_cache(feed: ChangeFeed, cache_bytes: int) -> ResponseCache | None:
    """Create the response cache; return None if its size is 0."""
    return ResponseCache(CacheStore(cache_bytes), Invalidation(feed.listener), HitLog()) if cache_bytes else None


def add_middleware(
    litestar: Litestar,
    cache: ResponseCache | None,
    max_requests: int = AppOptions().max_requests,
    database: Database | None = None,
) -> ASGIApp:
    """Add the middleware.

    Outermost first: cache lookup, overload, access log, URL check, preconditions of reads, encoding, cache fill; with a
    standby, the routing of reads.
    """
    routed = ReadRoutingMiddleware(litestar, database) if isinstance(database, RoutedDatabase) else litestar
    encoding = ResponseEncodingMiddleware(routed if cache is None else CacheFillMiddleware(routed, cache))
    conditional = ReadPreconditionMiddleware(encoding)
    # SDMX allows URLs that end with a slash, and its clients send some.
    url_check = UrlCheckMiddleware(conditional, get_services(litestar).allowed_methods, slash_may_end=("/sdmx/",))
    access_log = AccessLogMiddleware(url_check, api_version=__version__, internal_error=build_internal_error)
    limited = OverloadMiddleware(access_log, max_requests)
    return limited if cache is None else CacheLookupMiddleware(limited, cache, access_log.constant)
