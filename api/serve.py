"""`capaian serve`: start the database, apply migrations, load seed data, run the HTTP server until a signal."""

import asyncio
import gc
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from types import FrameType

import click
import msgspec

from api import __version__, logs
from api.admin.audit.signer import load_signer
from api.admin.doctor.unknown_variables import describe_unknown_variable, find_unknown_variables
from api.ca_certificates import load_ca_certificates
from api.console_language import localize
from api.database.connection_count import describe_shortage, measure_demand
from api.database.connection_errors import connect_login
from api.database.database_urls import provide_database, report_database_errors
from api.database.embedded.data_directory import locate_data_dir
from api.database.migrations import migrate
from api.database.pooler.check import check_pooler, reject_pooler
from api.database.pooler.connections import Pooler
from api.metrics.trace_settings import sends_traces
from api.resources.seed.files import DEMONSTRATION
from api.resources.seed.load import load_seed_data
from api.server.listen_socket import open_listen_socket
from api.server.supervisor import STOP_SIGNALS, supervise
from api.service_url import build_local_url, is_ready
from api.settings import Settings, SettingsError
from api.startup import startup_step

# New objects between two collections of garbage. With the default of 700, each list of 100 records causes a collection.
YOUNG_OBJECTS = 10_000
EXAMPLE_URLS = (
    "/v1/targets?indicator=umkm-onboarded&nature=stock&as_of=2021-12-31",
    "/v1/realizations?period=2020-05-14/2020-12-31",
    "/v1/sources/sindonews-2021",
)


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, then finish the running requests and stop the embedded server."""
    for stop_signal in STOP_SIGNALS:
        signal.signal(stop_signal, _exit_on_signal)  # until the supervisor waits for them
    logs.configure(settings.pretty_logs)
    if settings.identity_provider is not None:
        load_ca_certificates()  # report an error here, before the workers start
    sends_traces(os.environ)  # report a missing package here, before the workers start
    listeners = [open_listen_socket(settings.host, settings.port)]
    if settings.metrics_port is not None:
        if settings.metrics_port == settings.port:
            raise SettingsError(
                "CAPAIAN_METRICS_PORT sama dengan CAPAIAN_PORT. Silakan pilih port lain untuk metrik.",
                "CAPAIAN_METRICS_PORT equals CAPAIAN_PORT. Choose another port for the metrics.",
            )
        listeners.append(open_listen_socket(settings.metrics_host, settings.metrics_port, "CAPAIAN_METRICS"))
    if settings.database_url is None:
        settings = msgspec.structs.replace(settings, data_dir=locate_data_dir(settings))
    storage = settings.data_dir if settings.database_url is None else "the database of CAPAIAN_DATABASE_URL"
    click.echo(f"Capaian {__version__} starts; its data is in {storage}", err=True)
    if settings.rate_limit == "off":
        click.echo("CAPAIAN_RATE_LIMIT=off: one client can use the whole service.", err=True)
    for variable in find_unknown_variables(os.environ):
        click.echo(localize(*describe_unknown_variable(variable), "\n"), err=True)
    with ExitStack() as stack:
        for listener in listeners:
            stack.enter_context(listener)
        stack.enter_context(_share_metrics(settings))
        _run(settings, listeners)


def _run(settings: Settings, listeners: list[socket.socket]) -> None:
    """Start the database, load the service, and run its workers until a signal."""
    gc.disable()  # loaded modules are never garbage; collecting would take a fifth of the start
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
    loader = ThreadPoolExecutor(max_workers=1)
    # These modules import everything else, so they are imported while the database starts.
    asgi, worker = (loader.submit(import_module, name) for name in ("api.asgi", "api.server.worker"))
    with provide_database(settings, share=False, create=True) as urls:
        worker_settings = msgspec.structs.replace(settings, database_url=urls.service)
        app = loader.submit(lambda: asgi.result().create_shared_app(worker_settings))
        if not settings.read_only:
            load_signer(settings)  # report an invalid key before the migrations
            # An external database is not a demonstration: it begins with reference data only.
            sets = DEMONSTRATION if settings.database_url is None else ("reference",)
            asyncio.run(_migrate_and_load_seed_data(urls.service, urls.owner, sets))
            asyncio.run(_check_connections(urls.service, settings))
        with startup_step("Loading the service"):
            run_worker = partial(worker.result().run_worker, app.result(), listeners, settings.trusted_proxy_networks)
        loader.shutdown()  # this thread must not exist when the workers are forked
        gc.freeze()
        gc.enable()
        host = listeners[0].getsockname()[0]
        threading.Thread(
            target=_print_urls_when_ready, args=(build_local_url(host, settings.port),), daemon=True
        ).start()
        supervise(run_worker, settings.workers, listeners, import_module("api.metrics.registry").remove_worker)


@contextmanager
def _share_metrics(settings: Settings) -> Iterator[None]:
    """Give several workers a directory for their metrics. The modules that count read the variable at their import."""
    os.environ.pop("PROMETHEUS_MULTIPROC_DIR", None)
    if settings.metrics_port is None or settings.workers == 1:
        yield
    else:
        with tempfile.TemporaryDirectory(prefix="capaian-metrics-") as directory:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = directory
            yield


async def _migrate_and_load_seed_data(service_url: str, owner_url: str, sets: Sequence[str]) -> None:
    with startup_step("Applying the migrations of the database"):
        await migrate(owner_url, service_url)
    with startup_step(f"Loading seed data: {', '.join(sets)}"), report_database_errors():
        await load_seed_data(service_url, sets)


async def _check_connections(service_url: str, settings: Settings) -> None:
    """Check the pooler. Without one, warn if the workers can need more connections than the database permits."""
    async with connect_login(service_url, requires_primary=True, application_name="capaian serve") as connection:
        await reject_pooler(connection, "CAPAIAN_DATABASE_URL")
        pooler = Pooler.from_settings(settings)
        if pooler is not None:
            await check_pooler(pooler, connection)
            return
        demand = await measure_demand(connection, settings.workers, settings.pool_size)
    if demand.needed > demand.available:
        texts = describe_shortage(demand)
        indonesian, english = (" ".join(parts) for parts in zip(*texts, strict=True))
        click.echo(localize(indonesian, english, "\n"), err=True)


def _print_urls_when_ready(url: str) -> None:
    """Print the URLs when the service is ready. Print nothing if it does not get ready within 30 seconds."""
    for _ in range(300):
        if is_ready(url):
            break
        time.sleep(0.1)
    else:
        return
    click.echo(f"\nCapaian serves on {url}\n  docs     {url}/docs\n  OpenAPI  {url}/openapi.yaml\n\nTry:")
    for example in EXAMPLE_URLS:
        click.echo(f"  curl '{url}{example}'")
    click.echo("\nPress Ctrl-C to stop; the data remains.")
    sys.stdout.flush()


def _exit_on_signal(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
