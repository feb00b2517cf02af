"""When to ask again, and after how long."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

# 409 with Retry-After: the same write is still running.
PASSING = frozenset({429, 502, 503, 504})


@dataclass(frozen=True)
class Patience:
    """How often a call is made at most, and how long is waited between two times, in seconds."""

    tries: int = 5
    first: float = 0.5
    longest: float = 60.0

    def wait(self, tried: int, response: httpx.Response | None) -> float | None:
        """After how long to ask again when it was tried so often; None where that is of no use or would take too long.

        Without a response the connection failed. What `Retry-After` says is kept to.
        """
        asked = None if response is None else _retry_after(response)
        if tried >= self.tries or (response is not None and not _passes(response)):
            return None
        doubled = min(self.first * 2 ** (tried - 1), self.longest)
        wait = doubled * random.uniform(0.5, 1) if asked is None else asked  # noqa: S311, so that many do not return at once
        return wait if wait <= self.longest else None


def _passes(response: httpx.Response) -> bool:
    return response.status_code in PASSING or (response.status_code == 409 and "Retry-After" in response.headers)


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds, or a date (RFC 9110)."""
    told = response.headers.get("Retry-After", "")
    if told.isdecimal():
        return float(told)
    try:
        return max((parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds(), 0)
    except (ValueError, TypeError):
        return None
