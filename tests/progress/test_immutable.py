"""Answers that never change say so and have an address to be cited by; all say by which rules they were computed."""

from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from api.http.immutable import is_immutable
from api.rules.version import RULES

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # the 23rd in Jakarta
LONG_AGO = NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("as_of", "known_at", "holds"),
    [
        (date(2026, 11, 22), LONG_AGO, True),
        (date(2026, 11, 23), LONG_AGO, False),
        (date(2026, 11, 22), NOW - timedelta(minutes=31), True),
        (date(2026, 11, 22), NOW - timedelta(minutes=30), False),
        (date(2026, 11, 22), None, False),
        (None, LONG_AGO, False),
    ],
)
def test_an_answer_is_immutable_when_both_its_days_are_over(
    as_of: date | None, known_at: datetime | None, holds: bool
) -> None:
    assert is_immutable(as_of, known_at, NOW) is holds


def test_an_answer_about_the_past_is_kept_for_good_and_cited_by_its_address(client: httpx.Client) -> None:
    known_at = (datetime.now(UTC) - timedelta(minutes=40)).isoformat(timespec="seconds").replace("+00:00", "Z")
    answer = client.get(f"/v1/progress?limit=2&known_at={known_at}&as_of=2021-12-31")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    cited = answer.links["cite-as"]["url"]
    assert cited == f"/v1/progress?as_of=2021-12-31&known_at={known_at}&limit=2"
    assert client.get(cited).content == answer.content


def test_the_next_page_and_the_address_to_cite_stand_beside_each_other(client: httpx.Client) -> None:
    answer = client.get("/v1/progress?limit=2&as_of=2021-12-31&known_at=2020-01-01T00:00:00Z")
    assert set(answer.links) == {"cite-as"}  # nothing was known then
    later = client.get("/v1/progress?limit=2&as_of=2021-12-31")
    assert set(later.links) == {"next"}


@pytest.mark.parametrize("asked", ["", "?as_of=2021-12-31", "?known_at=2020-01-01T00:00:00Z", "?as_of=2199-01-01"])
def test_an_answer_that_may_change_is_asked_for_again(client: httpx.Client, asked: str) -> None:
    answer = client.get(f"/v1/progress{asked}")
    assert answer.headers["cache-control"] == "public, no-cache"
    assert "cite-as" not in answer.links


@pytest.mark.parametrize("address", ["/v1/progress", "/v1/progress.csv", "/v1/programs/qris/progress"])
def test_every_answer_names_the_edition_of_its_rules(client: httpx.Client, address: str) -> None:
    assert client.get(address).headers["capaian-rules"] == RULES
