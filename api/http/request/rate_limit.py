"""Rate limits per caller, in the memory of one worker."""

import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from typing import Final, NamedTuple

MAX_CALLERS: Final = 50_000  # about 10 MB
EXPENSIVE_COST: Final = 10


class RateLimit(NamedTuple):
    """`rate` requests per second on average, at most `burst` at the same time; `name` appears in the headers."""

    name: str
    rate: float
    burst: float


SIGN_INS: Final = RateLimit("sign-in", 10 / 60, 10)  # of one client IP address


class RateLimitState(NamedTuple):
    """The state of a caller after a request. `wait_seconds` is 0 if the request is allowed."""

    limit: RateLimit
    remaining: int
    reset_seconds: int
    wait_seconds: int

    def build_headers(self) -> list[tuple[bytes, bytes]]:
        """Return RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10)."""
        name, rate, burst = self.limit
        return [
            (b"ratelimit", f'"{name}";r={self.remaining};t={self.reset_seconds}'.encode()),
            (b"ratelimit-policy", f'"{name}";q={int(burst)};w={ceil(burst / rate)}'.encode()),
        ]


class RateLimiter:
    """Token buckets. A bucket is stored as the time when it is full again, so a full bucket needs no memory."""

    def __init__(
        self,
        public: RateLimit,
        keys: RateLimit,
        clock: Callable[[], float] = time.monotonic,
        *,
        sign_ins: RateLimit = SIGN_INS,
    ) -> None:
        self.public = public
        self.keys = keys
        self.sign_ins = sign_ins
        self._clock = clock
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, caller: str, limit: RateLimit, cost: int) -> RateLimitState:
        """Take `cost` tokens of a caller if there are enough; cost 0 only requires that one is left."""
        now = self._clock()
        full_at = max(self._full_at.get(caller, now), now)
        available = limit.burst - (full_at - now) * limit.rate
        required = max(cost, 1)
        if available < required:
            wait = ceil((required - available) / limit.rate)
            return RateLimitState(limit, max(int(available), 0), ceil(full_at - now), max(wait, 1))
        if cost:
            full_at += cost / limit.rate
            self._full_at[caller] = full_at
            self._full_at.move_to_end(caller)
            self._delete_full_buckets(now)
        return RateLimitState(limit, int(limit.burst - (full_at - now) * limit.rate), ceil(full_at - now), 0)

    def _delete_full_buckets(self, now: float) -> None:
        """Delete the two buckets that were used longest ago if they are full, or if there are too many."""
        for _ in range(2):
            caller = next(iter(self._full_at))
            if self._full_at[caller] > now and len(self._full_at) <= MAX_CALLERS:
                return
            del self._full_at[caller]
            if not self._full_at:
                return
