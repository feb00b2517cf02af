"""Answers that are kept with their ETag, so that what did not change is not sent again."""

from collections import OrderedDict
from threading import Lock

import httpx

LARGEST = 1 << 20  # a page of 1000 figures has some hundred kilobytes


class Kept:
    """The answers that were used last, at most so many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[tuple[str, str], httpx.Response] = OrderedDict()
        self._lock = Lock()

    def of(self, request: httpx.Request) -> httpx.Response | None:
        if request.method != "GET" or "If-None-Match" in request.headers:
            return None
        with self._lock:
            answer = self._answers.get(_key(request))
            if answer is not None:
                self._answers.move_to_end(_key(request))
        return answer

    def keep(self, request: httpx.Request, answer: httpx.Response) -> None:
        if not self._most or request.method != "GET" or answer.status_code != httpx.codes.OK:
            return
        if "ETag" not in answer.headers or len(answer.content) > LARGEST:
            return
        with self._lock:
            self._answers[_key(request)] = answer
            self._answers.move_to_end(_key(request))
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)


def _key(request: httpx.Request) -> tuple[str, str]:
    return str(request.url), request.headers.get("Accept-Language", "")
