"""Which database there is: the one the settings name, or an embedded one for as long as it is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from api.embedded.server import EmbeddedServer
from api.settings import Settings


class Addresses(NamedTuple):
    """The service's login and the owner's; the same where the settings name one only."""

    service: str
    owner: str


@contextmanager
def database_given(settings: Settings, *, share: bool) -> Iterator[Addresses]:
    """With `share`, an embedded server that runs already is used; else it is an error, for two may not serve it."""
    if settings.database_url is not None:
        yield Addresses(settings.database_url, settings.migration_database_url or settings.database_url)
        return
    server = EmbeddedServer(settings.data_dir)
    with server.join_or_start() if share else server.start():
        yield Addresses(server.service_url, server.owner_url)
