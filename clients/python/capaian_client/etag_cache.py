"""Responses stored with their ETag, for conditional requests: in memory, or in a directory."""

import hashlib
from abc import ABC, abstractmethod
from collections import OrderedDict
from threading import Lock

import httpx

MAX_BODY_BYTES = 1 << 20  # a page of 1000 figures has some hundred kilobytes


class EtagCache(ABC):
    """Stores the responses used last. Several threads may share it."""

    def find(self, request: httpx.Request) -> httpx.Response | None:
        """Return the stored response to this request; None also if the request has its own `If-None-Match`."""
        if request.method != "GET" or "If-None-Match" in request.headers:
            return None
        return self._load(cache_key(request), request)

    def store(self, request: httpx.Request, response: httpx.Response) -> None:
        """Store a response to GET that has an ETag and is not too large; evict the one used least recently."""
        if request.method != "GET" or response.status_code != httpx.codes.OK:
            return
        if "ETag" in response.headers and len(response.content) <= MAX_BODY_BYTES:
            self._save(cache_key(request), response)

    @abstractmethod
    def _load(self, key: str, _request: httpx.Request, /) -> httpx.Response | None: ...

    @abstractmethod
    def _save(self, key: str, response: httpx.Response) -> None: ...


class MemoryCache(EtagCache):
    """Stores the `size` responses used last, until the process ends."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._responses: OrderedDict[str, httpx.Response] = OrderedDict()
        self._lock = Lock()

    def _load(self, key: str, _request: httpx.Request, /) -> httpx.Response | None:
        with self._lock:
            response = self._responses.get(key)
            if response is not None:
                self._responses.move_to_end(key)
        return response

    def _save(self, key: str, response: httpx.Response) -> None:
        with self._lock:
            self._responses[key] = response
            self._responses.move_to_end(key)
            while len(self._responses) > self._size:
                self._responses.popitem(last=False)


def cache_key(request: httpx.Request) -> str:
    """Return the digest of the URL, the caller and the language: all that a response depends on."""
    parts = (str(request.url), request.headers.get("Authorization", ""), request.headers.get("Accept-Language", ""))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
