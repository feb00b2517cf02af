"""What to ask and what was answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Protocol, TypeVar

import httpx

from capaian_client.v1.types import File

T = TypeVar("T")
Item = TypeVar("Item")
T_co = TypeVar("T_co", covariant=True)
Item_co = TypeVar("Item_co", covariant=True)


class Unreadable(Exception):
    """A good answer without the body that was asked for: a 204, a 304, or something that is not Capaian's."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(
            f"{response.request.method} {response.request.url}: nothing to read in a {response.status_code}"
        )
        self.response = response


@dataclass(frozen=True)
class Call(Generic[T_co]):
    """One operation with its arguments. Nothing is sent until a client makes the call.

    A write brings the Idempotency-Key that it was made with: made again, the same call still takes effect once.
    """

    method: str
    path: str
    read: Callable[[httpx.Response], T_co]
    params: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    content: File | None = None
    follows: str | None = None  # the parameter that takes `next_cursor`

    @property
    def is_repeatable(self) -> bool:
        return self.method in ("GET", "HEAD") or "Idempotency-Key" in self.headers

    def having(
        self, *, params: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> "Call[T_co]":
        """The same call with these parameters and headers beside its own."""
        return replace(self, params={**self.params, **(params or {})}, headers={**self.headers, **(headers or {})})

    def query(self) -> dict[str, str]:
        """As the contract has it: several values are separated by commas."""
        return {
            name: ",".join(map(str, value)) if isinstance(value, list) else str(value)
            for name, value in self.params.items()
        }


@dataclass(frozen=True)
class Answer(Generic[T_co]):
    """A good answer. `is_unchanged` says that the service was asked, and the copy at hand is still the answer."""

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
        """What `if_match` of a revision takes."""
        etag: str | None = self.response.headers.get("ETag")
        return etag

    @property
    def value(self) -> T_co:
        return self.read(self.response)


class Page(Protocol[Item_co]):
    """What every list answers."""

    @property
    def data(self) -> Sequence[Item_co]: ...

    @property
    def meta(self) -> Any: ...  # PageMeta, ChangeMeta: both with `has_more` and `next_cursor`


PageOf = TypeVar("PageOf", bound=Page[Any])


def next_page(call: Call[PageOf], page: PageOf) -> Call[PageOf] | None:
    if call.follows is None or not page.meta.has_more:
        return None
    return call.having(params={call.follows: page.meta.next_cursor})
