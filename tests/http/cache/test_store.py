"""The store of the cache: eviction, sizes and encodings."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.http.cache.response_cache import CacheEntry, CacheStore, EncodedVariant, RawHit, StoredBody


def create_entry(size: int) -> CacheEntry:
    return CacheEntry(StoredBody([(b"content-type", b"application/json")], b"x" * size, "/v1/targets", []), 0)


def key(number: int) -> Any:
    return ("http", b"", str(number).encode(), b"", b"", b"")


def test_a_crawler_evicts_no_entry_that_had_a_hit() -> None:
    store = CacheStore(1_000_000)
    for number in range(10):
        store.put(key(number), create_entry(10_000))
        assert store.get(key(number)) is not None
    for number in range(10, 10_000):
        store.put(key(number), create_entry(10_000))
        assert store.size <= 1_000_000
    assert all(store.get(key(number)) is not None for number in range(10))
    assert store.get(key(5_000)) is None
    assert store.get(key(9_999)) is not None


def test_a_response_larger_than_its_share_is_not_stored() -> None:
    store = CacheStore(1_000_000)
    store.put(key(1), create_entry(10_000))
    store.put(key(2), create_entry(500_000))
    assert store.get(key(1)) is not None
    assert store.get(key(2)) is None


@given(
    st.lists(
        st.tuples(st.sampled_from(["put", "get", "grow", "remove", "raw"]), st.integers(0, 8), st.integers(0, 90_000))
    )
)
def test_the_store_tracks_its_size(steps: list[tuple[str, int, int]]) -> None:
    store = CacheStore(400_000)
    for action, number, size in steps:
        if action == "put":
            store.put(key(number), create_entry(size))
        elif action == "remove":
            store.remove(key(number))
        elif (entry := store.get(key(number))) is not None and action == "grow":
            entry.variants["gzip"] = EncodedVariant([], b"x" * size, "", None, {})
            store.update_size(key(number), entry)
        elif entry is not None and action == "raw":
            hit = RawHit(key(number), entry, ("GET", "/", 200), b"", b"", 500 + size % 7000)
            store.put_raw_hit(b"%d" % (size % 50), hit)
        entries = [*store._probation.values(), *store._protected.values()]
        assert store.size == sum(one.size for one in entries) <= 400_000
        assert sorted(store.raw_hits) == sorted(request for one in entries for request in one.raw_requests)
        assert store._protected_size == sum(one.size for one in store._protected.values())


def test_each_encoding_is_computed_once() -> None:
    one = create_entry(5_000)
    assert one.get_variant("zstd").body is one.get_variant("zstd, gzip").body
    assert one.get_variant("gzip").body is one.get_variant("gzip").body
    assert one.size < create_entry(5_000).size + 1_000
