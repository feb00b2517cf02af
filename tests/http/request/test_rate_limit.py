"""Rate limits: the arithmetic of the buckets, and the responses of a service with small limits."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.http.request import rate_limit
from api.http.request.rate_limit import RateLimit, RateLimiter
from tests.support import databases, services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls
from tests.support.services import NO_AUTHORITIES

LIMIT = RateLimit("public", rate=2, burst=10)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limiter(clock: Clock) -> RateLimiter:
    return RateLimiter(LIMIT, LIMIT, clock)


def test_a_burst_is_allowed_and_then_the_rate(limiter: RateLimiter, clock: Clock) -> None:
    assert [limiter.take("a", LIMIT, 1).wait_seconds for _ in range(11)] == [0] * 10 + [1]
    clock.now += 1
    assert [limiter.take("a", LIMIT, 1).wait_seconds for _ in range(3)] == [0, 0, 1]


def test_a_rejected_request_takes_nothing(limiter: RateLimiter, clock: Clock) -> None:
    for _ in range(100):
        limiter.take("a", LIMIT, 1)
    clock.now += 0.5
    assert limiter.take("a", LIMIT, 1).wait_seconds == 0


def test_an_expensive_request_waits_until_enough_tokens_are_back(limiter: RateLimiter, clock: Clock) -> None:
    limiter.take("a", LIMIT, 1)
    state = limiter.take("a", LIMIT, 10)
    assert (state.remaining, state.wait_seconds) == (9, 1)
    clock.now += state.wait_seconds
    assert limiter.take("a", LIMIT, 10) == (LIMIT, 0, 5, 0)


def test_callers_do_not_share_their_tokens(limiter: RateLimiter) -> None:
    for _ in range(11):
        limiter.take("a", LIMIT, 1)
    assert limiter.take("b", LIMIT, 1).remaining == 9


def test_cost_0_only_requires_a_token(limiter: RateLimiter) -> None:
    assert [limiter.take("a", LIMIT, 0).remaining for _ in range(3)] == [10, 10, 10]
    for _ in range(10):
        limiter.take("a", LIMIT, 1)
    assert limiter.take("a", LIMIT, 0).wait_seconds == 1


def test_full_buckets_use_no_memory_and_others_are_limited(
    limiter: RateLimiter, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limit, "MAX_CALLERS", 50)
    for number in range(1000):
        limiter.take(f"{number}", LIMIT, 1)
    assert len(limiter._full_at) <= 50
    clock.now += 60
    for number in range(60):
        limiter.take(f"later {number % 20}", LIMIT, 1)
    assert len(limiter._full_at) == 20


PUBLIC_BURST, KEY_BURST = 30, 60


@pytest.fixture(scope="module")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture(scope="module")
def limited(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    settings = {
        "CAPAIAN_RATE_LIMIT": "on",
        "CAPAIAN_PUBLIC_RATE": "1",
        "CAPAIAN_PUBLIC_BURST": str(PUBLIC_BURST),
        "CAPAIAN_KEY_RATE": "1",
        "CAPAIAN_KEY_BURST": str(KEY_BURST),
        "CAPAIAN_TRUSTED_PROXIES": "127.0.0.0/8",
    }
    directory = tmp_path_factory.mktemp("limited")
    with services.running(directory, **stored.settings, **settings) as service:
        service.wait_until_ready()
        yield service


def send(service: services.Service, path: str, client_ip: str, count: int = 1, **headers: str) -> list[httpx.Response]:
    """Send requests as a client behind the gateway."""
    headers |= {"x-forwarded-for": client_ip, "cache-control": "no-cache"}
    with httpx.Client(base_url=service.url, verify=NO_AUTHORITIES, timeout=20) as client:
        return [client.get(path, headers=headers) for _ in range(count)]


def statuses(responses: list[httpx.Response]) -> set[int]:
    return {response.status_code for response in responses}


class TestAService:
    def test_returns_429_with_the_time_to_wait(self, limited: services.Service) -> None:
        *_, last = send(limited, "/v1/units/umkm", "192.0.2.1", PUBLIC_BURST + 10)
        assert last.status_code == 429
        assert last.json()["type"] == "/problems/too-many-requests"
        assert int(last.headers["retry-after"]) >= 1
        assert re.fullmatch(r'"public";r=0;t=\d+', last.headers["ratelimit"])
        assert last.headers["ratelimit-policy"] == f'"public";q={PUBLIC_BURST};w={PUBLIC_BURST}'
        assert "ratelimit" in last.headers["access-control-expose-headers"]

    def test_limits_each_client_behind_a_gateway_and_each_ipv6_network(self, limited: services.Service) -> None:
        assert 429 in statuses(send(limited, "/v1/units/umkm", "2001:db8:0:1::1", PUBLIC_BURST + 10))
        assert statuses(send(limited, "/v1/units/umkm", "2001:db8:0:1:ffff::2")) == {429}
        assert statuses(send(limited, "/v1/units/umkm", "2001:db8:0:2::1")) == {200}

    @pytest.mark.parametrize(
        ("number", "path"),
        [
            (1, "/v1/units?count=exact"),
            (2, "/v1/units.csv"),
            (3, "/v1/findings?as_of=2021-01-01"),
            (4, "/v1/exports/targets.csv"),
            (5, "/v1/sources/values"),
            (6, "/programs?q=umkm"),
        ],
    )
    def test_counts_expensive_requests_ten_times(self, limited: services.Service, number: int, path: str) -> None:
        responses = send(limited, path, f"192.0.2.{10 + number}", 4)
        assert 429 not in statuses(responses[:3])
        assert responses[3].status_code == 429

    def test_does_not_count_responses_from_the_cache_and_health_checks(self, limited: services.Service) -> None:
        with httpx.Client(base_url=limited.url, verify=NO_AUTHORITIES) as client:
            headers = {"x-forwarded-for": "192.0.2.30"}
            for path in ("/v1/units/umkm", "/health/live"):
                assert statuses([client.get(path, headers=headers) for _ in range(PUBLIC_BURST + 20)]) == {200}

    def test_limits_a_principal_that_uses_several_clients(
        self, limited: services.Service, stored: DatabaseUrls
    ) -> None:
        key = key_for(stored, "Pembaca", "read:drafts")
        headers = {"x-api-key": key}
        first = send(limited, "/v1/units/umkm", "192.0.2.40", KEY_BURST - 5, **headers)
        assert statuses(first) == {200}
        assert first[0].headers["ratelimit"].startswith('"key"')
        assert 429 in statuses(send(limited, "/v1/units/umkm", "192.0.2.41", 20, **headers))

    def test_limits_failed_authentications_without_a_limit_for_valid_keys(
        self, limited: services.Service, stored: DatabaseUrls
    ) -> None:
        guesses = send(limited, "/v1/units/umkm", "192.0.2.50", PUBLIC_BURST + 5, **{"x-api-key": "cap_guess"})
        assert statuses(guesses) == {401, 429}
        assert statuses(send(limited, "/v1/units/umkm", "192.0.2.50")) == {200}


def test_a_service_states_that_its_limits_are_off(database: DatabaseUrls, tmp_path: Path) -> None:
    with services.running(tmp_path, **database.settings) as service:
        service.wait_until_ready()
        assert "CAPAIAN_RATE_LIMIT=off" in service.log
