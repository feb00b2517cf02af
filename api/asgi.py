"""The application of a worker, created from the settings."""

import os
from typing import TYPE_CHECKING

from litestar.types import ASGIApp

from api import logs
from api.admin.audit.signer import load_signer
from api.admin.metrics.database_state import DatabaseState
from api.admin.metrics.endpoint import MetricsPort
from api.app import AppOptions, create_app
from api.database.pooler.connections import Pooler
from api.database.standby.databases import create_database
from api.http.request.rate_limit import EXPENSIVE_COST, SIGN_INS, RateLimit, RateLimiter
from api.metrics.database import PoolMetrics
from api.metrics.pool_observer import ignore_pool
from api.metrics.trace_settings import sends_traces
from api.setting_parts.identity_provider import IdentityProvider
from api.settings import Settings, SettingsError

if TYPE_CHECKING:
    from api.auth.tokens import TokenVerifier

REQUESTS_PER_CONNECTION = 8  # of the pool; more requests would only wait


def build_rate_limiter(settings: Settings) -> RateLimiter | None:
    """Return the limits of one worker: its share of those of the service. None if they are switched off."""
    if settings.rate_limit == "off":
        return None
    workers = settings.workers
    return RateLimiter(
        RateLimit("public", settings.public_rate / workers, max(settings.public_burst / workers, EXPENSIVE_COST)),
        RateLimit("key", settings.key_rate / workers, max(settings.key_burst / workers, EXPENSIVE_COST)),
        sign_ins=SIGN_INS._replace(rate=SIGN_INS.rate / workers, burst=max(SIGN_INS.burst / workers, 3)),
    )


def create_worker_app() -> ASGIApp:
    """Create the application from the environment, for a worker that is started without `capaian serve`."""
    settings = Settings.from_environment(os.environ)
    logs.configure(settings.pretty_logs)
    return create_shared_app(settings)


def create_shared_app(settings: Settings) -> ASGIApp:
    """Create the application from which workers are forked. Its threads and connections start with its lifespan."""
    if settings.database_url is None:
        raise SettingsError("CAPAIAN_DATABASE_URL belum diisi.", "CAPAIAN_DATABASE_URL is not set.")
    options = AppOptions(
        public_read=settings.public_read,
        trusted_proxies=settings.trusted_proxy_networks,
        token_verifier=_create_token_verifier(settings.identity_provider),
        signer=None if settings.read_only else load_signer(settings),
        publisher=settings.publisher_info,
        cache_bytes=settings.cache_bytes,
        rate_limiter=build_rate_limiter(settings),
        max_requests=REQUESTS_PER_CONNECTION * settings.pool_size,
        import_max_rejected_rows=settings.import_max_rejected_rows,
    )
    port = settings.metrics_port
    database = create_database(
        settings.database_url,
        settings.pool_size,
        standby_url=settings.read_database_url,
        max_lag_seconds=settings.max_replica_lag,
        is_read_only=settings.read_only,
        create_observer=PoolMetrics if port is not None else ignore_pool,
        pooler=Pooler.from_settings(settings),
    )
    app = create_app(database, options)
    if sends_traces(os.environ):
        from api.http.edge.request_traces import TraceMiddleware  # noqa: PLC0415  # an optional dependency

        app = TraceMiddleware(app)
    if port is not None:
        app = MetricsPort(app, DatabaseState(database), port)
    return app


def _create_token_verifier(provider: IdentityProvider | None) -> "TokenVerifier | None":
    if provider is None:
        return None
    from api.auth.tokens import TokenVerifier  # noqa: PLC0415  # with libraries that nothing else needs

    return TokenVerifier(provider)
