"""The retry policy: whether to send a request again, and after how long."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

TEMPORARY_STATUSES = frozenset({429, 502, 503, 504})
# Errors in the request itself: every attempt would fail.
_PERMANENT_ERRORS = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)


@dataclass(frozen=True)
class RetryPolicy:
    """How often a call is sent at most, and the delays between two attempts in seconds."""

    max_attempts: int = 5
    initial_delay: float = 0.5
    max_delay: float = 60.0

    def delay(self, attempts: int, response: httpx.Response | None) -> float | None:
        """Return the seconds until the next attempt after so many attempts, None to give up.

        `response` is None if the connection failed. `Retry-After` takes precedence over the increasing delay; if it is
        longer than `max_delay`, the client gives up.
        """
        if attempts >= self.max_attempts:
            return None
        delay = self.delay_without_limit(attempts, response)
        return None if delay is None or delay > self.max_delay else delay

    def delay_without_limit(self, attempts: int, response: httpx.Response | None) -> float | None:
        """Return the seconds until the next attempt, None only if the response is not temporary."""
        if response is not None and not _is_temporary(response):
            return None
        delay = None if response is None else _parse_retry_after(response)
        if delay is not None:
            return delay
        doubled: float = min(self.initial_delay * 2 ** min(attempts - 1, 30), self.max_delay)
        return doubled * random.uniform(0.5, 1)  # noqa: S311, spreads the retries of several clients


def is_permanent(error: object) -> bool:
    return isinstance(error, _PERMANENT_ERRORS)


def _is_temporary(response: httpx.Response) -> bool:
    # 409 with Retry-After: the same write is still running.
    return response.status_code in TEMPORARY_STATUSES or (
        response.status_code == 409 and "Retry-After" in response.headers
    )


def _parse_retry_after(response: httpx.Response) -> float | None:
    """Parse `Retry-After`, seconds or a date (RFC 9110)."""
    header = response.headers.get("Retry-After", "")
    if header.isdecimal():
        return float(header)
    try:
        return max((parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds(), 0)
    except (ValueError, TypeError):
        return None
