"""The client that waits for each answer."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from capaian_client import imports
from capaian_client.calls import Answer, Call, Item, Page, PageOf, T, next_page
from capaian_client.exchange import Exchange, Outcome, presenting
from capaian_client.kept import Kept
from capaian_client.patience import Patience
from capaian_client.transfer import PIECE, Incomplete, Saving, pieces, plain
from capaian_client.v1.api.imports import read_import
from capaian_client.v1.models import CreateImportCollection, Import
from capaian_client.v1.types import File


class Capaian:
    """One service, and the key that it is asked with; without a key, what is public. Several threads may share it.

    `language` is that of problems, `id` or `en`. `kept` is how many answers are kept and asked for conditionally.
    `timeout` is httpx's, of one try; `transport` too, for proxies and tests.
    """

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        language: str | None = None,
        timeout: float = 60,
        patience: Patience | None = None,
        kept: int = 256,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(base_url=url, headers=presenting(key, language), timeout=timeout, transport=transport)
        self._patience = patience or Patience()
        self._kept = Kept(kept)

    def ask(self, call: Call[T]) -> T:
        """What the operation answers. Raises Refused."""
        return self.answer(call).value

    def answer(self, call: Call[T]) -> Answer[T]:
        """The same with status and headers, such as the ETag that a revision needs."""
        exchange = Exchange(call, self._patience, self._kept)
        while True:
            outcome: Outcome
            try:
                outcome = self._http.send(exchange.request(self._http, pieces))
            except httpx.TransportError as error:
                outcome = error
            wait = exchange.wait(outcome)
            if wait is None:
                return exchange.answer(outcome)
            time.sleep(wait)

    def pages(self, call: Call[PageOf]) -> Iterator[PageOf]:
        """A list page by page; each is asked for when it is wanted."""
        following: Call[PageOf] | None = call
        while following is not None:
            page = self.ask(following)
            yield page
            following = next_page(following, page)

    def each(self, call: Call[Page[Item]]) -> Iterator[Item]:
        """All that a list has, page after page."""
        for page in self.pages(call):
            yield from page.data

    def import_file(
        self, file: str | Path, *, collection: CreateImportCollection, dry_run: bool = False, **told: Any
    ) -> Import:
        """What came of a file (.csv, .ndjson or .xlsx, also .gz or .zst), once it is over: its `state` and counts.

        What else is `told` goes to `create_import`: `mode`, `mapping`, `delimiter`, `number_format`, `encoding` …
        """
        with Path(file).open("rb") as payload:
            call = imports.sending(Path(file), payload, collection, dry_run=dry_run, **told)
            return self.wait_for(self.ask(call))

    def wait_for(self, one: Import) -> Import:
        """An import that goes on by itself, once it no longer does."""
        for pause in imports.pauses():
            if not imports.goes_on(one):
                break
            time.sleep(pause)
            one = self.ask(read_import(one.id))
        return one

    def save(self, call: Call[File], to: str | Path) -> Path:
        """An export, or a list as CSV, in a file that is there once it is whole. Raises Refused, or Incomplete."""
        exchange = Exchange(plain(call), self._patience, Kept(0))
        while True:
            outcome: Outcome
            try:
                outcome = self._http.send(exchange.request(self._http, pieces), stream=True)
                if outcome.status_code == httpx.codes.OK:
                    with closing(outcome), Saving(to, outcome) as saving:
                        for piece in outcome.iter_raw(PIECE):
                            saving.write(piece)
                    return Path(to)
                outcome.read()
            except (httpx.TransportError, Incomplete) as error:
                outcome = error
            wait = exchange.wait(outcome)
            if wait is None:
                exchange.answer(outcome).value  # noqa: B018, raises: it is not the file
            else:
                time.sleep(wait)

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
