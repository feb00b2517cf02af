"""The request of an operation (`Call`), its response (`ApiResponse`), and the pages of a list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Protocol, TypeVar

import httpx

from capaian_client.v1.types import File

T = TypeVar("T")
Item = TypeVar("Item")
T_co = TypeVar("T_co", covariant=True)
Item_co = TypeVar("Item_co", covariant=True)


class UnexpectedResponseError(Exception):
    """Error: a successful response without the expected body: a 204, a 304, or a response of another service."""

    def __init__(self, response: httpx.Response) -> None:
        request = f"{response.request.method} {response.request.url}"
        super().__init__(
            f"{request}: 304, the content is that of the ETag in if_none_match. The response has no body; use "
            "with_raw_response and check is_unchanged"
            if response.status_code == httpx.codes.NOT_MODIFIED
            else f"{request}: the response {response.status_code} has no body of the expected type"
        )
        self.response = response


@dataclass(frozen=True)
class Call(Generic[T_co]):
    """The request of one operation with its arguments, and the decoder of its response.

    A write has an `Idempotency-Key`, created with the call: if the call is sent again, it still takes effect once.
    """

    method: str
    path: str
    read: Callable[[httpx.Response], T_co]
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    content: File | None = None
    has_cursor: bool = False  # the operation accepts `meta.next_cursor` of a page as `cursor`

    @property
    def is_repeatable(self) -> bool:
        return self.method in ("GET", "HEAD") or "Idempotency-Key" in self.headers

    def copy_with(
        self, *, params: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> "Call[T_co]":
        """Return a copy with these parameters and headers in addition; they replace those of the same name."""
        return replace(self, params={**self.params, **(params or {})}, headers={**self.headers, **(headers or {})})

    def query(self) -> dict[str, str]:
        """Return the query parameters as text; several values of one parameter are separated by commas."""
        return {
            name: ",".join(map(str, value)) if isinstance(value, list) else str(value)
            for name, value in self.params.items()
        }


@dataclass(frozen=True)
class ApiResponse(Generic[T_co]):
    """A successful response.

    If `is_unchanged`, the service confirmed with a 304 that the content is still that of the ETag: of the stored
    response, which is in `value`, or of `if_none_match`, and then there is no `value`.
    """

    response: httpx.Response
    is_unchanged: bool
    read: Callable[[httpx.Response], T_co]

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> httpx.Headers:
        return self.response.headers

    @property
    def etag(self) -> str | None:
        """The ETag, which `if_match` of a revision or a decision requires."""
        etag: str | None = self.response.headers.get("ETag")
        return etag

    @property
    def value(self) -> T_co:
        """Decode the body. Raise UnexpectedResponseError if there is none."""
        return self.read(self.response)


class Page(Protocol[Item_co]):
    """One page of any list."""

    @property
    def data(self) -> Sequence[Item_co]: ...

    @property
    def meta(self) -> Any: ...  # a generated model with `has_more` and `next_cursor`


PageOf = TypeVar("PageOf", bound=Page[Any])


def next_page(call: Call[PageOf], page: PageOf) -> Call[PageOf] | None:
    """Return the call for the page after this one, None after the last page."""
    if not call.has_cursor or not page.meta.has_more:
        return None
    return call.copy_with(params={"cursor": page.meta.next_cursor})
