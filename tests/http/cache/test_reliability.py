"""The cache is used only while its listener is reliable, and all entries expire at midnight."""

import time

import pytest

from api.database.listener import ChangeGenerations
from api.http.cache.invalidation import Invalidation


class FakeListener:
    """A listener that is always reliable."""

    reliable_until = float("inf")

    def __init__(self) -> None:
        self.generations = ChangeGenerations()

    def notify(self) -> None:
        self.generations.add()


def test_all_entries_expire_at_midnight() -> None:
    listener = FakeListener()
    invalidation = Invalidation(listener)  # type: ignore[arg-type]
    assert invalidation.is_reliable() and invalidation.generations.latest == 0
    invalidation._midnight = 0
    assert invalidation.is_reliable() and invalidation.generations.latest_of_everything == 1
    assert invalidation._midnight > 0


@pytest.mark.parametrize("days", [-1, 1, 400])
def test_all_entries_expire_when_the_clock_is_set_to_another_day(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = FakeListener()
    invalidation = Invalidation(listener)  # type: ignore[arg-type]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + days * 86_400)
    assert invalidation.is_reliable() and invalidation.generations.latest_of_everything == 1


def test_the_cache_is_not_used_if_the_listener_is_unreliable() -> None:
    listener = FakeListener()
    listener.reliable_until = 0
    assert not Invalidation(listener).is_reliable()  # type: ignore[arg-type]
