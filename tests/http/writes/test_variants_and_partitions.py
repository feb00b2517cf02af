"""Indicators name a variant in another unit, and the keys of breakdowns whose parts make the whole."""

from typing import Any

import pytest

from tests.http.writes.conftest import People, create_record

INDICATOR: dict[str, Any] = {
    "program": "e-katalog", "name": "Produk", "unit": "produk", "direction": "increase", "additive": True,
}  # fmt: skip


def test_variant_and_partitions_are_stored_listed_and_removed(people: People) -> None:
    content = {"code": "produk-satu", "variant_of": "umkm-e-katalog", "partitions": ["catalog", "size"]}
    created = create_record(people.writer, "indicators", **INDICATOR, **content)
    url = created.headers["location"]
    assert (created.json()["variant_of"], created.json()["partitions"]) == ("umkm-e-katalog", ["catalog", "size"])
    people.writer.post(f"{url}/submit")
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    listed = people.public.get("/v1/indicators.csv?unit=produk&columns=code,variant_of,partitions").text
    assert 'produk-satu,umkm-e-katalog,"[""catalog"",""size""]"' in listed
    without = people.writer.patch(url, {"variant_of": None, "partitions": None}, people.writer.get(url).headers["etag"])
    assert (without.json()["variant_of"], without.json()["partitions"]) == (None, [])


@pytest.mark.parametrize(
    ("content", "pointer", "code"),
    [
        ({"variant_of": "umkm-e-katalog", "unit": "umkm"}, "/variant_of", "variants_count_in_different_units"),
        ({"variant_of": "produk-dua"}, "/variant_of", "indicator_is_not_its_own_variant"),
        ({"variant_of": "tidak-ada"}, "/variant_of", "indicator_names_its_variant"),
        ({"partitions": ["catalog"], "additive": False}, "/partitions", "only_additive_indicators_have_partitions"),
        ({"partitions": ["catalog", "catalog"]}, "/partitions", "partitions_are_keys_of_breakdowns"),
        ({"partitions": ["part"]}, "/partitions", "partitions_are_keys_of_breakdowns"),
        ({"partitions": ["Catalog"]}, "/partitions/0", "invalid_format"),
        ({"partitions": [*"abcdefghi"]}, "/partitions", "too_long"),
    ],
)
def test_an_impossible_variant_or_partition_is_rejected(
    people: People, content: dict[str, Any], pointer: str, code: str
) -> None:
    rejected = people.writer.post("/v1/indicators", {"code": "produk-dua", **INDICATOR, **content})
    (error,) = rejected.json()["errors"]
    assert (rejected.status_code, error["pointer"], error["code"]) == (422, pointer, code)


def test_variants_that_make_a_cycle_are_rejected(people: People) -> None:
    first = create_record(people.writer, "indicators", **INDICATOR, code="produk-tiga")
    create_record(people.writer, "indicators", **{**INDICATOR, "unit": "umkm"}, code="penjual-tiga",
                  variant_of="produk-tiga")  # fmt: skip
    rejected = people.writer.patch(first.headers["location"], {"variant_of": "penjual-tiga"}, first.headers["etag"])
    (error,) = rejected.json()["errors"]
    assert (rejected.status_code, error["pointer"], error["code"]) == (422, "/variant_of", "variants_have_no_cycle")


def test_a_variant_is_published_after_the_indicator_that_it_names(people: People) -> None:
    named = create_record(people.writer, "indicators", **INDICATOR, code="produk-empat").headers["location"]
    naming = create_record(people.writer, "indicators", **{**INDICATOR, "unit": "umkm"}, code="penjual-empat",
                           variant_of="produk-empat").headers["location"]  # fmt: skip
    for url in (named, naming):
        people.writer.post(f"{url}/submit")
    rejected = people.publisher.transition(f"{naming}/publish")
    assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (409, "indicator_names_its_variant")
    for url in (named, naming):
        assert people.publisher.transition(f"{url}/publish").status_code == 200
    withdrawn = people.publisher.transition(f"{named}/withdraw", {"reason": "Keliru."})
    assert (withdrawn.status_code, withdrawn.json()["errors"][0]["code"]) == (409, "still_referenced")
