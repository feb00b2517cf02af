"""One call until it is answered: what is sent, when it is sent again, and what becomes of the answer."""

from collections.abc import AsyncIterable, Callable, Iterable
from typing import Any, Generic, TypeVar

import httpx

from capaian_client.calls import Answer, Call
from capaian_client.kept import Kept
from capaian_client.patience import Patience
from capaian_client.problems import Refused
from capaian_client.v1.types import File

T = TypeVar("T")

# What is wrong with the request itself stays wrong.
_HOPELESS = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
Outcome = httpx.Response | Exception
Pieces = Callable[[File], Iterable[bytes] | AsyncIterable[bytes]]


class Exchange(Generic[T]):
    """Sends nothing itself, so that it serves the client that waits and the one that awaits."""

    def __init__(self, call: Call[T], patience: Patience, kept: Kept) -> None:
        self._call = call
        self._patience = patience
        self._kept = kept
        self._tried = 0

    def request(self, http: httpx.Client | httpx.AsyncClient, pieces: Pieces) -> httpx.Request:
        """The request of the next try; a file is read from where it stood at the first."""
        call = self._call
        body: dict[str, Any] = {"json": call.json} if call.json is not None else {}
        if call.content is not None:
            body = {"content": pieces(call.content)}
        request = http.build_request(call.method, call.path, params=call.query(), headers=call.headers, **body)
        self._copy = self._kept.of(request)
        if self._copy is not None:
            request.headers["If-None-Match"] = self._copy.headers["ETag"]
        self._tried += 1
        return request

    def wait(self, outcome: Outcome) -> float | None:
        """How long to wait for the next try; None where this outcome is the last."""
        if not self._call.is_repeatable or isinstance(outcome, _HOPELESS):
            return None
        return self._patience.wait(self._tried, outcome if isinstance(outcome, httpx.Response) else None)

    def answer(self, outcome: Outcome) -> Answer[T]:
        """Raises what the outcome is where it is no answer."""
        if isinstance(outcome, Exception):
            raise outcome
        if outcome.is_error:
            raise Refused(outcome)
        if self._copy is not None and outcome.status_code == httpx.codes.NOT_MODIFIED:
            return Answer(self._copy, is_unchanged=True, read=self._call.read)
        self._kept.keep(outcome.request, outcome)
        return Answer(outcome, is_unchanged=False, read=self._call.read)


def presenting(key: str | None, language: str | None) -> dict[str, str]:
    """Who asks, and which language they read."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return {**headers, "Accept-Language": language} if language else headers
