"""The application, `create_app`: the table of contents of the service."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp

from api import __version__
from api.access.keyring import Keyring
from api.access.tokens import TokenReader
from api.answers.fills import Fills
from api.answers.hits import Hits
from api.answers.memory import Memory
from api.answers.store import Store
from api.answers.truth import Truth
from api.answers.witness import Witness
from api.callers import routes as callers
from api.catalog import routes as catalog
from api.changelog import routes as changelog
from api.changes import routes as changes
from api.changes.feed import Feed
from api.claims import routes as claims
from api.contract import routes as contract
from api.exports import routes as exports
from api.findings import routes as findings
from api.findings.keeper import Keeper
from api.health import routes as health
from api.http import operation
from api.http.client_address import Network
from api.http.finish import Finish
from api.http.forgetting import Forgetting
from api.http.gate import Gate
from api.http.methods import Methods
from api.http.observe import Observe
from api.http.refusal_audit import RefusalAudit
from api.http.refuse import internal_error, refuse
from api.http.room import Room
from api.imports import routes as imports
from api.imports.runner import Runner
from api.indicators import routes as indicators
from api.institutions import routes as institutions
from api.onboarding_counts import routes as onboarding_counts
from api.postgres.pool import Database
from api.programs import routes as programs
from api.progress import routes as progress
from api.realizations import routes as realizations
from api.regions import routes as regions
from api.sdmx import routes as sdmx
from api.sdmx.unserved import refuse_unserved
from api.sources import routes as sources
from api.targets import routes as targets
from api.terms import Terms
from api.trail import routes as trail
from api.trail.sealer import Sealer
from api.trail.signer import Signer
from api.units import routes as units

NOUNS = (programs, indicators, targets, realizations, sources, claims, institutions, regions, units)
PARTS = (
    *(*NOUNS, progress, findings, onboarding_counts),
    *(exports, sdmx, changes, imports, callers, trail, catalog, changelog, contract, health),
)


def refuse_undeclared(handlers: Iterable[HTTPRouteHandler]) -> None:
    """A route that does not say what it asks of its caller keeps the service from starting."""
    for handler in handlers:
        if not isinstance(handler.opt.get("operation"), operation.Operation):
            raise TypeError(f"{handler.fn.__qualname__} declares no operation, and so not whom it answers.")


class Options(NamedTuple):
    """What whoever runs the service decides about it; `when_open` is called once it can be asked.

    `cache_bytes` bounds the answers kept in memory; with 0 none are.
    """

    public_read: bool = True
    trusted_proxies: Sequence[Network] = ()
    token_reader: TokenReader | None = None
    signer: Signer | None = None
    terms: Terms = Terms()
    cache_bytes: int = 0
    when_open: Callable[[], None] | None = None


def create_litestar(database: Database, options: Options = Options()) -> Litestar:  # noqa: B008  # it is never changed
    feed = Feed(database)
    memory = Memory(Store(options.cache_bytes), Truth(feed.listener), Witness()) if options.cache_bytes else None
    keeper = Keeper(database)
    refusal_audit = RefusalAudit(database)
    room_for_exports = Room(4)  # each holds a connection, and half a processor while its client reads
    room_for_sdmx = Room(8)  # the same, and most of them are brief
    runner = Runner(database)

    @asynccontextmanager
    async def connected(_app: Litestar) -> AsyncIterator[None]:
        await database.open()
        beside = [
            runner,
            Forgetting(database),
            *([Sealer(database, options.signer)] if options.signer is not None else []),
        ]
        for rounds in beside:
            rounds.start()
        if memory is not None:
            feed.listener.start()
        if options.when_open is not None:
            options.when_open()
        yield
        if memory is not None:
            memory.witness.tell()
        await feed.close()
        await keeper.close()
        await refusal_audit.close()
        await asyncio.gather(*(rounds.stop() for rounds in beside))
        if options.token_reader is not None:
            await options.token_reader.close()
        await database.close()

    handlers = [handler for part in PARTS for handler in part.handlers]
    refuse_undeclared(handlers)
    app = Litestar(
        route_handlers=handlers,
        request_class=operation.CapaianRequest,
        before_request=operation.admit,
        dependencies={
            "database": Provide(lambda: database, sync_to_thread=False),
            "feed": Provide(lambda: feed, sync_to_thread=False),
            "imports": Provide(lambda: runner, sync_to_thread=False),
            "room_for_exports": Provide(lambda: room_for_exports, sync_to_thread=False),
            "room_for_sdmx": Provide(lambda: room_for_sdmx, sync_to_thread=False),
            "findings": Provide(lambda: keeper, sync_to_thread=False),
        },
        exception_handlers={Exception: refuse, NotFoundException: refuse_unserved},
        lifespan=[connected],
        openapi_config=None,
        logging_config=None,
    )
    app.state.memory = memory
    app.state.refusal_audit = refusal_audit
    app.state.keyring = Keyring(database)
    app.state.token_reader = options.token_reader
    app.state.public_read = options.public_read
    app.state.terms = options.terms
    app.state.trusted_proxies = options.trusted_proxies
    app.state.methods = Methods((route.path_format, route.methods) for route in app.routes)
    return app


def create_app(database: Database, options: Options) -> ASGIApp:
    return surrounded(create_litestar(database, options))


def surrounded(litestar: Litestar) -> ASGIApp:
    """The service, outermost first: remembered, observed, admitted, finished (tags, codings), asked once, routed."""
    memory: Memory | None = litestar.state.memory
    finish = Finish(litestar if memory is None else Fills(litestar, memory))
    # SDMX lets addresses end with a slash, and its clients write some so.
    gate = Gate(finish, litestar.state.methods, slash_may_end=("/sdmx/",))
    observe = Observe(gate, api_version=__version__, internal_error=internal_error)
    return observe if memory is None else Hits(observe, memory, observe.constant)
