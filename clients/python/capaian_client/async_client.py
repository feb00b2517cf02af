"""The client that awaits each answer: `Capaian` for asyncio."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from capaian_client import imports
from capaian_client.calls import Answer, Call, Item, Page, PageOf, T, next_page
from capaian_client.exchange import Exchange, Outcome, presenting
from capaian_client.kept import Kept
from capaian_client.patience import Patience
from capaian_client.transfer import PIECE, Incomplete, Saving, async_pieces, plain
from capaian_client.v1.api.imports import read_import
from capaian_client.v1.models import CreateImportCollection, Import
from capaian_client.v1.types import File


class AsyncCapaian:
    """What `Capaian` is, with the same words. Files are read and written by the event loop's own thread."""

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        language: str | None = None,
        timeout: float = 60,
        patience: Patience | None = None,
        kept: int = 256,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=url, headers=presenting(key, language), timeout=timeout, transport=transport
        )
        self._patience = patience or Patience()
        self._kept = Kept(kept)

    async def ask(self, call: Call[T]) -> T:
        return (await self.answer(call)).value

    async def answer(self, call: Call[T]) -> Answer[T]:
        exchange = Exchange(call, self._patience, self._kept)
        while True:
            outcome: Outcome
            try:
                outcome = await self._http.send(exchange.request(self._http, async_pieces))
            except httpx.TransportError as error:
                outcome = error
            wait = exchange.wait(outcome)
            if wait is None:
                return exchange.answer(outcome)
            await asyncio.sleep(wait)

    async def pages(self, call: Call[PageOf]) -> AsyncIterator[PageOf]:
        following: Call[PageOf] | None = call
        while following is not None:
            page = await self.ask(following)
            yield page
            following = next_page(following, page)

    async def each(self, call: Call[Page[Item]]) -> AsyncIterator[Item]:
        async for page in self.pages(call):
            for item in page.data:
                yield item

    async def import_file(
        self, file: str | Path, *, collection: CreateImportCollection, dry_run: bool = False, **told: Any
    ) -> Import:
        with Path(file).open("rb") as payload:  # noqa: ASYNC230, said in the docstring
            call = imports.sending(Path(file), payload, collection, dry_run=dry_run, **told)
            return await self.wait_for(await self.ask(call))

    async def wait_for(self, one: Import) -> Import:
        for pause in imports.pauses():
            if not imports.goes_on(one):
                break
            await asyncio.sleep(pause)
            one = await self.ask(read_import(one.id))
        return one

    async def save(self, call: Call[File], to: str | Path) -> Path:
        exchange = Exchange(plain(call), self._patience, Kept(0))
        while True:
            outcome: Outcome
            try:
                outcome = await self._http.send(exchange.request(self._http, async_pieces), stream=True)
                if outcome.status_code == httpx.codes.OK:
                    async with aclosing(outcome):
                        with Saving(to, outcome) as saving:
                            async for piece in outcome.aiter_raw(PIECE):
                                saving.write(piece)
                    return Path(to)
                await outcome.aread()
            except (httpx.TransportError, Incomplete) as error:
                outcome = error
            wait = exchange.wait(outcome)
            if wait is None:
                exchange.answer(outcome).value  # noqa: B018, raises: it is not the file
            else:
                await asyncio.sleep(wait)

    async def close(self) -> None:
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()
