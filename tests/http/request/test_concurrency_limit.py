"""The limiter shares its slots among callers and reserves a quarter of them for callers with a key."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from api.errors import UnavailableError
from api.http.request.concurrency_limit import CallerIdentity, ConcurrencyLimiter


@pytest.fixture
def slots() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def client(number: int) -> CallerIdentity:
    return CallerIdentity(f"192.0.2.{number}", has_key=False)


def principal(number: int) -> CallerIdentity:
    return CallerIdentity(f"office {number}", has_key=True)


def count_free(limiter: ConcurrencyLimiter, slots: ExitStack, *callers: CallerIdentity) -> int:
    """Acquire a slot for each caller in turn; return how many got one."""
    acquired = 0
    for caller in callers:
        try:
            slots.enter_context(limiter.acquire(caller))
        except UnavailableError:
            continue
        acquired += 1
    return acquired


@pytest.mark.parametrize(("total", "per_caller"), [(1, 1), (4, 1), (6, 1), (8, 2), (1000, 250)])
def test_one_caller_uses_at_most_a_quarter_of_the_slots(slots: ExitStack, total: int, per_caller: int) -> None:
    limiter = ConcurrencyLimiter(total, kind="exports")
    assert count_free(limiter, slots, *[client(1)] * total) == per_caller
    assert count_free(limiter, slots, *[principal(1)] * total) == (per_caller if total > 1 else 0)


@pytest.mark.parametrize(("total", "public"), [(2, 1), (4, 3), (6, 5), (8, 6), (16, 12)])
def test_a_caller_with_a_key_gets_a_slot_when_the_public_ones_are_in_use(
    slots: ExitStack, total: int, public: int
) -> None:
    limiter = ConcurrencyLimiter(total, kind="exports")
    assert count_free(limiter, slots, *map(client, range(total))) == public
    assert count_free(limiter, slots, *map(principal, range(total))) == total - public


def test_callers_with_keys_can_use_all_slots(slots: ExitStack) -> None:
    limiter = ConcurrencyLimiter(4, kind="exports")
    assert count_free(limiter, slots, *map(principal, range(9))) == 4
    assert count_free(limiter, slots, client(1)) == 0


def test_slots_of_another_pool_limit_callers_with_keys(slots: ExitStack) -> None:
    limiter = ConcurrencyLimiter(8, kind="counts", max_with_key=1)
    assert count_free(limiter, slots, *map(principal, range(4))) == 1
    assert count_free(limiter, slots, *map(client, range(9))) == 6


def test_a_slot_is_free_again_after_its_use() -> None:
    limiter = ConcurrencyLimiter(4, kind="exports")
    for _ in range(9):
        with limiter.acquire(client(1)), pytest.raises(UnavailableError), limiter.acquire(client(1)):
            pass
