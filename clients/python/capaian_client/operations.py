"""What a method of a resource does: it builds a call with the arguments and sends it, now or when it is needed."""

from collections.abc import Callable, Coroutine
from functools import wraps
from inspect import Signature, signature
from typing import Any, ParamSpec, TypeVar

from capaian_client.async_connection import AsyncConnection
from capaian_client.calls import ApiResponse, Call, Item, PageOf, T
from capaian_client.connection import Connection
from capaian_client.downloads import AsyncDownload, Download
from capaian_client.listing import AsyncListing, Listing
from capaian_client.v1.types import File

P = ParamSpec("P")


def operation(connection: Connection, build: Callable[P, Call[T]]) -> Callable[P, T]:
    """Return a method that sends the call and returns the body of the response."""

    @wraps(build)
    def send(*args: P.args, **kwargs: P.kwargs) -> T:
        return connection.send(build(*args, **kwargs)).value

    return _documented(send, build)


def async_operation(connection: AsyncConnection, build: Callable[P, Call[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    @wraps(build)
    async def send(*args: P.args, **kwargs: P.kwargs) -> T:
        return (await connection.send(build(*args, **kwargs))).value

    return _documented(send, build)


def raw_operation(connection: Connection, build: Callable[P, Call[T]]) -> Callable[P, ApiResponse[T]]:
    """Return a method that sends the call and returns the response with status and headers, such as the ETag."""

    @wraps(build)
    def send(*args: P.args, **kwargs: P.kwargs) -> ApiResponse[T]:
        return connection.send(build(*args, **kwargs))

    return _documented(send, build)


def async_raw_operation(
    connection: AsyncConnection, build: Callable[P, Call[T]]
) -> Callable[P, Coroutine[Any, Any, ApiResponse[T]]]:
    @wraps(build)
    async def send(*args: P.args, **kwargs: P.kwargs) -> ApiResponse[T]:
        return await connection.send(build(*args, **kwargs))

    return _documented(send, build)


def listing(
    connection: Connection, build: Callable[P, Call[PageOf]], item: type[Item]
) -> Callable[P, Listing[Item, PageOf]]:
    """Return a method that returns a list, whose pages are requested when they are needed."""

    @wraps(build)
    def create(*args: P.args, **kwargs: P.kwargs) -> Listing[Item, PageOf]:
        return Listing(connection, build(*args, **kwargs), item)

    return _documented(create, build)


def async_listing(
    connection: AsyncConnection, build: Callable[P, Call[PageOf]], item: type[Item]
) -> Callable[P, AsyncListing[Item, PageOf]]:
    @wraps(build)
    def create(*args: P.args, **kwargs: P.kwargs) -> AsyncListing[Item, PageOf]:
        return AsyncListing(connection, build(*args, **kwargs), item)

    return _documented(create, build)


def download(connection: Connection, build: Callable[P, Call[File]]) -> Callable[P, Download]:
    """Return a method that returns a download, which is requested when it is read or saved."""

    @wraps(build)
    def create(*args: P.args, **kwargs: P.kwargs) -> Download:
        return Download(connection, build(*args, **kwargs))

    return _documented(create, build)


def async_download(connection: AsyncConnection, build: Callable[P, Call[File]]) -> Callable[P, AsyncDownload]:
    @wraps(build)
    def create(*args: P.args, **kwargs: P.kwargs) -> AsyncDownload:
        return AsyncDownload(connection, build(*args, **kwargs))

    return _documented(create, build)


Method = TypeVar("Method", bound=Callable[..., Any])


def _documented(method: Method, build: Callable[..., Any]) -> Method:
    """`help()` shows the parameters of the operation, but not that it builds a call."""
    method.__signature__ = signature(build).replace(return_annotation=Signature.empty)  # type: ignore[attr-defined]
    return method
