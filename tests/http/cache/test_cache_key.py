"""Cache keys: requests share an entry only if their responses are the same."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.http.cache.lookup import parse_cache_request

CREDENTIALS = [b"authorization", b"x-api-key", b"cookie", b"proxy-authorization"]
HEADERS = st.lists(
    st.tuples(
        st.sampled_from([*CREDENTIALS, b"accept", b"accept-language", b"host", b"user-agent", b"prefer", b"range"]),
        st.binary(min_size=1, max_size=8),
    ),
    max_size=4,
)
PATHS = st.sampled_from([b"/v1/targets", b"/v1/realizations", b"/v1/units/idr", b"/v1/me", b"/v1/imports"])
QUERIES = st.lists(st.sampled_from([b"limit=1", b"limit=2", b"status=draft", b"q=a%26b"]), max_size=3).map(b"&".join)
REQUESTS = st.fixed_dictionaries(
    {
        "type": st.just("http"),
        "method": st.sampled_from(["GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"]),
        "scheme": st.sampled_from(["http", "https"]),
        "raw_path": PATHS,
        "query_string": QUERIES,
        "headers": HEADERS,
    }
)
RELEVANT_HEADERS = {b"accept", b"accept-language", b"host", b"prefer", b"range", *CREDENTIALS}


def list_credentials(request: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    return sorted(pair for pair in request["headers"] if pair[0] in CREDENTIALS)


def list_relevant_parts(request: dict[str, Any]) -> tuple[object, ...]:
    """Return all parts of a request that determine the response."""
    fields = sorted(pair for pair in request["headers"] if pair[0] in RELEVANT_HEADERS)
    return request["scheme"], request["raw_path"], sorted(request["query_string"].split(b"&")), fields


@given(REQUESTS, REQUESTS)
def test_requests_with_different_credentials_never_share_a_key(one: Any, other: Any) -> None:
    first, second = parse_cache_request(one), parse_cache_request(other)
    if list_credentials(one):
        assert first is None
    if first is not None and second is not None and first.key == second.key:
        assert list_credentials(one) == list_credentials(other) == []


@given(REQUESTS, REQUESTS)
def test_keys_are_equal_only_if_all_relevant_parts_are_equal(one: Any, other: Any) -> None:
    first, second = parse_cache_request(one), parse_cache_request(other)
    if first is not None and second is not None:
        assert (first.key == second.key) == (list_relevant_parts(one) == list_relevant_parts(other))


@given(REQUESTS)
def test_writes_never_use_the_cache(request: Any) -> None:
    if request["method"] not in ("GET", "HEAD"):
        assert parse_cache_request(request) is None
