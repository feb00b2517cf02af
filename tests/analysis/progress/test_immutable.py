"""Responses about the past are immutable and have a URL for citation; every response has the version of its rules."""

from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from api.analysis.rules.version import RULES_VERSION
from api.http.reads.immutable import is_immutable

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # the 23rd in Jakarta
LONG_AGO = NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("as_of", "known_at", "expected"),
    [
        (date(2026, 11, 22), LONG_AGO, True),
        (date(2026, 11, 23), LONG_AGO, False),
        (date(2026, 11, 22), NOW - timedelta(minutes=31), True),
        (date(2026, 11, 22), NOW - timedelta(minutes=30), False),
        (date(2026, 11, 22), None, False),
        (None, LONG_AGO, False),
    ],
)
def test_a_response_is_immutable_if_as_of_and_known_at_are_in_the_past(
    as_of: date | None, known_at: datetime | None, expected: bool
) -> None:
    assert is_immutable(as_of, known_at, NOW) is expected


def test_a_response_about_the_past_is_immutable_and_has_a_url_for_citation(client: httpx.Client) -> None:
    known_at = (datetime.now(UTC) - timedelta(minutes=40)).isoformat(timespec="seconds").replace("+00:00", "Z")
    response = client.get(f"/v1/progress?limit=2&known_at={known_at}&as_of=2021-12-31")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    cited = response.links["cite-as"]["url"]
    assert cited == f"/v1/progress?as_of=2021-12-31&known_at={known_at}&limit=2"
    assert client.get(cited).content == response.content


def test_the_links_contain_the_next_page_and_the_url_for_citation(client: httpx.Client) -> None:
    response = client.get("/v1/progress?limit=2&as_of=2021-12-31&known_at=2020-01-01T00:00:00Z")
    assert set(response.links) == {"cite-as"}  # no figure was known by then, so there is no next page
    later = client.get("/v1/progress?limit=2&as_of=2021-12-31")
    assert set(later.links) == {"next"}


@pytest.mark.parametrize("query", ["", "?as_of=2021-12-31", "?known_at=2020-01-01T00:00:00Z", "?as_of=2199-01-01"])
def test_a_response_that_may_change_is_revalidated(client: httpx.Client, query: str) -> None:
    response = client.get(f"/v1/progress{query}")
    assert response.headers["cache-control"] == "public, no-cache"
    assert "cite-as" not in response.links


@pytest.mark.parametrize("url", ["/v1/progress", "/v1/progress.csv", "/v1/programs/qris/progress"])
def test_every_response_has_the_version_of_the_rules(client: httpx.Client, url: str) -> None:
    assert client.get(url).headers["capaian-rules-version"] == RULES_VERSION
