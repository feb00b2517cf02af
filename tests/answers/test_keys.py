"""What an answer is kept under: no two requests that may be answered differently share it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.answers.asked import asked_of
from api.answers.kept import Kept, Plain
from api.answers.store import Store
from api.answers.truth import Truth

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
ANSWERING = {b"accept", b"accept-language", b"host", b"prefer", b"range", *CREDENTIALS}


def rights_of(request: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    return sorted(pair for pair in request["headers"] if pair[0] in CREDENTIALS)


def told_by(request: dict[str, Any]) -> tuple[object, ...]:
    """Everything that may decide the answer."""
    fields = sorted(pair for pair in request["headers"] if pair[0] in ANSWERING)
    return request["scheme"], request["raw_path"], sorted(request["query_string"].split(b"&")), fields


@given(REQUESTS, REQUESTS)
def test_callers_with_different_rights_never_share_an_answer(one: Any, other: Any) -> None:
    first, second = asked_of(one), asked_of(other)
    if rights_of(one):
        assert first is None
    if first is not None and second is not None and first.key == second.key:
        assert rights_of(one) == rights_of(other) == []


@given(REQUESTS, REQUESTS)
def test_requests_that_may_be_answered_differently_have_different_keys(one: Any, other: Any) -> None:
    first, second = asked_of(one), asked_of(other)
    if first is not None and second is not None:
        assert (first.key == second.key) == (told_by(one) == told_by(other))


@given(REQUESTS)
def test_writes_are_never_answered_from_memory(request: Any) -> None:
    if request["method"] not in ("GET", "HEAD"):
        assert asked_of(request) is None


class Ear:
    """Has just heard that nothing changed."""

    rings = 1
    certain_until = float("inf")

    def ring(self) -> None:
        self.rings += 1


def test_the_day_that_an_answer_was_given_on_ends_it() -> None:
    ear = Ear()
    truth = Truth(ear)  # type: ignore[arg-type]
    assert truth.holds() and truth.clock == 1
    truth._midnight = 0
    assert truth.holds() and truth.clock == 2
    assert truth._midnight > 0


def test_an_ear_that_was_not_certain_within_the_second_ends_all() -> None:
    ear = Ear()
    ear.certain_until = 0
    assert not Truth(ear).holds()  # type: ignore[arg-type]


def kept(size: int) -> Kept:
    return Kept(Plain([(b"content-type", b"application/json")], b"x" * size, "/v1/targets", []), 0)


def key(number: int) -> Any:
    return ("http", b"", str(number).encode(), b"", b"", b"")


def test_a_crawler_displaces_no_answer_that_was_asked_for_again() -> None:
    store = Store(1_000_000)
    for number in range(10):
        store.keep(key(number), kept(10_000))
        assert store.get(key(number)) is not None
    for number in range(10, 10_000):
        store.keep(key(number), kept(10_000))
        assert store.size <= 1_000_000
    assert all(store.get(key(number)) is not None for number in range(10))
    assert store.get(key(5_000)) is None
    assert store.get(key(9_999)) is not None


def test_an_answer_as_large_as_all_the_others_is_not_kept() -> None:
    store = Store(1_000_000)
    store.keep(key(1), kept(10_000))
    store.keep(key(2), kept(500_000))
    assert store.get(key(1)) is not None
    assert store.get(key(2)) is None


@given(st.lists(st.tuples(st.sampled_from(["keep", "get", "grew", "drop"]), st.integers(0, 8), st.integers(0, 90_000))))
def test_the_store_knows_how_large_it_is(steps: list[tuple[str, int, int]]) -> None:
    store = Store(400_000)
    for what, number, size in steps:
        if what == "keep":
            store.keep(key(number), kept(size))
        elif what == "drop":
            store.drop(key(number))
        elif (held := store.get(key(number))) is not None and what == "grew":
            held.size += size
            store.grew(key(number), held, size)
        answers = [*store._trial.values(), *store._protected.values()]
        assert store.size == sum(one.size for one in answers) <= 400_000
        assert store._protected_size == sum(one.size for one in store._protected.values())


def test_each_coding_is_made_once() -> None:
    one = kept(5_000)
    assert one.form("zstd").body is one.form("zstd, gzip").body
    assert one.form("gzip").body is one.form("gzip").body
    assert one.size < kept(5_000).size + 1_000
