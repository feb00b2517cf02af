"""Lists: all items, page by page."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Generic

from capaian_client.async_connection import AsyncConnection
from capaian_client.calls import Call, Item, PageOf, next_page
from capaian_client.connection import Connection
from capaian_client.dataframe import build_dataframe

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]


class Listing(Generic[Item, PageOf]):
    """All items of a list, in order: `for target in capaian.targets.list()`. Each page is requested when needed."""

    def __init__(self, connection: Connection, call: Call[PageOf], item: type[Item]) -> None:
        self._connection = connection
        self._call = call
        self._item = item

    def __iter__(self) -> Iterator[Item]:
        for page in self.pages():
            yield from page.data

    def pages(self) -> Iterator[PageOf]:
        """Yield the pages, each with its items in `data` and with `meta`."""
        following: Call[PageOf] | None = self._call
        while following is not None:
            page = self._connection.send(following).value
            yield page
            following = next_page(following, page)

    def first_page(self) -> PageOf:
        """Request one page, for `meta.count` or for a cursor of your own."""
        return self._connection.send(self._call).value

    def to_dataframe(self) -> "pd.DataFrame":
        """Request all pages and return a pandas DataFrame with one row for each item.

        The columns have the names of the CSV variant: `citations`, and `record_id` for the `id` of `record`. Integers,
        decimals, texts and flags have the types of pandas that allow missing values; days and times are datetime64.
        A decimal is a double, which is exact for up to 15 significant digits. This requires pandas: the extra `pandas`.
        """
        return build_dataframe(list(self), self._item)


class AsyncListing(Generic[Item, PageOf]):
    """`Listing` for asyncio: `async for target in capaian.targets.list()`."""

    def __init__(self, connection: AsyncConnection, call: Call[PageOf], item: type[Item]) -> None:
        self._connection = connection
        self._call = call
        self._item = item

    async def __aiter__(self) -> AsyncIterator[Item]:
        async for page in self.pages():
            for item in page.data:
                yield item

    async def pages(self) -> AsyncIterator[PageOf]:
        following: Call[PageOf] | None = self._call
        while following is not None:
            page = (await self._connection.send(following)).value
            yield page
            following = next_page(following, page)

    async def first_page(self) -> PageOf:
        return (await self._connection.send(self._call)).value

    async def to_dataframe(self) -> "pd.DataFrame":
        return build_dataframe([item async for item in self], self._item)
