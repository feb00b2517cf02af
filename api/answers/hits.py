"""The outer ring: answers from memory, before anything else looks at a request."""

import asyncio
import time
from time import perf_counter

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from api.answers.asked import Asked, asked_of
from api.answers.fills import STATUS
from api.answers.kept import Form, Kept, unchanged
from api.answers.memory import Memory
from api.http.finish import BRIEF, Headers
from api.http.tracing import ids_of, new_ids
from api.logs import Answered

_CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS"})
_HIT = (STATUS, b"capaian; hit")


class Hits:
    """Wraps the whole application. `constant` is what every answer carries, whoever gives it."""

    def __init__(self, app: ASGIApp, memory: Memory, constant: Headers) -> None:
        self.app = app
        self._store, self._truth, self._witness = memory
        self._constant = constant
        self._clock = self._truth.clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        asked = asked_of(scope)
        if asked is None:
            await self.app(scope, receive, send if scope["method"] in _CHANGES_NOTHING else self._ringing(send))
            return
        kept = None if asked.fresh else self._kept(asked)
        if kept is None:
            scope.setdefault("state", {})["asked"] = asked
            await self.app(scope, receive, send)
        else:
            await self._answer(kept, asked, scope, send)

    def _kept(self, asked: Asked) -> Kept | None:
        if not self._truth.holds():
            return None
        if self._clock != self._truth.clock:
            self._clock = self._truth.clock
            self._store.clear()
        return self._store.get(asked.key)

    async def _answer(self, kept: Kept, asked: Asked, scope: HTTPScope, send: Send) -> None:
        began = perf_counter()
        form = kept.made(asked.coding) or await self._make(kept, asked)
        status, headers, body = 200, form.headers, form.body
        if asked.tags is not None or asked.since is not None:
            not_modified = unchanged(form, asked.tags, asked.since)
            if not_modified is not None:
                status, headers, body = 304, not_modified, b""
        if scope["method"] == "HEAD":
            body = b""
        identity, trace = ids_of(scope["headers"]) if asked.named else new_ids()
        headers = [
            *headers,
            *self._constant,
            (b"x-request-id", identity.encode()),
            (b"traceparent", trace.traceparent),
            (b"age", b"%d" % (time.monotonic() - kept.at)),
            _HIT,
        ]
        if trace.tracestate is not None:
            headers.append((b"tracestate", trace.tracestate))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})
        took, ids = round((perf_counter() - began) * 1000, 3), (identity, trace.trace_id)
        self._witness.saw(Answered(scope["method"], kept.plain.route, status, took, *ids, len(body)))

    async def _make(self, kept: Kept, asked: Asked) -> Form:
        before = kept.size
        is_brief = len(kept.plain.body) <= BRIEF
        form = kept.form(asked.coding) if is_brief else await asyncio.to_thread(kept.form, asked.coding)
        self._store.grew(asked.key, kept, kept.size - before)
        return form

    def _ringing(self, send: Send) -> Send:
        """A `send` that forgets all answers before a write is acknowledged: then nobody gets an older one here."""

        async def ringing(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._truth.ring()
            await send(message)

        return ringing
