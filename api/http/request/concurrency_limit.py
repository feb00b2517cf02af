"""A limit for concurrent expensive work in one process, shared fairly among its callers."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from api.errors import UnavailableError
from api.metrics.maximums import declare_maximum
from api.metrics.requests import SLOTS_MAX, SLOTS_USED, SlotKind


class CallerIdentity(NamedTuple):
    """The user of a slot: a principal, or the IP address of a client without credentials (the /64 of IPv6)."""

    name: str
    has_key: bool


class ConcurrencyLimiter:
    """Limit concurrent work. Reject work above the limit instead of queueing it.

    One caller uses at most a quarter of the slots by default, and one quarter is only for callers with a key.
    """

    def __init__(
        self,
        max_total: int,
        *,
        kind: SlotKind,
        max_per_caller: int | None = None,
        max_with_key: int | None = None,
    ) -> None:
        """Allow `max_total` concurrent uses, of them `max_with_key` by callers with a key (default: all).

        `kind` is the label of the metrics; each process has one limiter of a kind, created after the fork.
        """
        declare_maximum(SLOTS_MAX.labels(kind), max_total)
        self._used_metric = SLOTS_USED.labels(kind)
        quarter = max(1, max_total // 4)
        self._max_total = max_total
        self._max_per_caller = quarter if max_per_caller is None else max_per_caller
        self._max_without_key = max(1, max_total - quarter)
        self._max_with_key = max_total if max_with_key is None else max_with_key
        self._used: Counter[CallerIdentity] = Counter()

    @contextmanager
    def acquire(self, caller: CallerIdentity) -> Iterator[None]:
        """Use one slot during the block. Raise UnavailableError when a limit is reached."""
        if self._used[caller] >= self._max_per_caller:
            raise UnavailableError("the limit of concurrent requests of one caller is reached")
        with_key = sum(used for each, used in self._used.items() if each.has_key)
        used, limit = (
            (with_key, self._max_with_key) if caller.has_key else (self._used.total() - with_key, self._max_without_key)
        )
        if used >= limit or self._used.total() >= self._max_total:
            raise UnavailableError("the limit of concurrent requests is reached")
        self._used[caller] += 1
        self._used_metric.inc()
        try:
            yield
        finally:
            self._used_metric.dec()
            self._used[caller] -= 1
            self._used += Counter()  # removes callers without a slot
