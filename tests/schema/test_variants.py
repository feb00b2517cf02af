"""Variants: indicators that count the same thing in different units, without a cycle."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.schema.conftest import (
    Row,
    Session,
    first_revision,
    next_revision,
    publish,
    row_metadata,
    try_insert,
)

EQUAL_UNITS, CYCLE = "variants_count_in_different_units", "variants_have_no_cycle"


def replace(session: Session, code: str, **content: Any) -> Row:
    """Return the next published revision, as the system writes it."""
    return next_revision(session, "indicator", code, "published", "system", **content)


def test_a_variant_counts_in_another_unit(writer: Session) -> None:
    sellers = publish(writer, "indicator", unit="umkm")
    same = first_revision("indicator", unit="umkm", variant_of=sellers)
    assert try_insert(writer, "indicator", same) == EQUAL_UNITS
    draft = {**same, **row_metadata(1, "draft", "ani")}
    assert try_insert(writer, "indicator", draft) == EQUAL_UNITS
    assert try_insert(writer, "indicator", {**draft, "unit": "produk"}) is None


def test_the_unit_of_an_indicator_cannot_become_that_of_its_variant(writer: Session) -> None:
    sellers = publish(writer, "indicator", unit="umkm")
    publish(writer, "indicator", unit="produk", variant_of=sellers)
    assert try_insert(writer, "indicator", replace(writer, sellers, unit="produk")) == EQUAL_UNITS
    assert try_insert(writer, "indicator", replace(writer, sellers, unit="koperasi")) is None


def test_an_indicator_is_not_a_variant_of_itself(writer: Session) -> None:
    row = first_revision("indicator")
    assert try_insert(writer, "indicator", {**row, "variant_of": row["code"]}) == "indicator_is_not_its_own_variant"


@pytest.mark.parametrize("length", [2, 3, 5])
def test_variants_make_no_cycle(writer: Session, length: int) -> None:
    units = ("umkm", "produk")
    root = publish(writer, "indicator", unit="koperasi")
    last = root
    for number in range(length - 1):
        last = publish(writer, "indicator", unit=units[number % 2], variant_of=last)
    assert try_insert(writer, "indicator", replace(writer, root, variant_of=last)) == CYCLE
    draft = next_revision(writer, "indicator", root, "draft", "ani")
    assert try_insert(writer, "indicator", {**draft, "variant_of": last}) == CYCLE
    other = publish(writer, "indicator", unit="idr")
    assert try_insert(writer, "indicator", replace(writer, root, variant_of=other)) is None


def test_two_indicators_of_one_statement_make_no_cycle(writer: Session) -> None:
    one, other = first_revision("indicator", unit="umkm"), first_revision("indicator", unit="produk")
    cycle = [{**one, "variant_of": other["code"]}, {**other, "variant_of": one["code"]}]
    assert try_insert(writer, "indicator", *cycle) == CYCLE


def test_a_revision_may_leave_the_variants(writer: Session) -> None:
    root = publish(writer, "indicator", unit="umkm")
    leaf = publish(writer, "indicator", unit="produk", variant_of=root)
    writer.insert("indicator", replace(writer, leaf, variant_of=None))
    assert try_insert(writer, "indicator", replace(writer, root, variant_of=leaf)) is None


def test_two_concurrent_writers_make_no_cycle(writer: Session, other_writer: Session) -> None:
    """Each of them refers to the variant of the other, and neither sees what the other has not committed."""
    first_end = publish(writer, "indicator", unit="umkm")
    first = publish(writer, "indicator", unit="produk", variant_of=first_end)
    second_end = publish(writer, "indicator", unit="umkm")
    second = publish(writer, "indicator", unit="produk", variant_of=second_end)
    rows = [replace(writer, first_end, variant_of=second), replace(other_writer, second_end, variant_of=first)]
    writer.run("BEGIN")
    writer.insert("indicator", rows[0])
    with ThreadPoolExecutor() as pool:
        insertion = pool.submit(try_insert, other_writer, "indicator", rows[1])
        with pytest.raises(TimeoutError):
            insertion.result(0.2)
        writer.run("COMMIT")
        assert insertion.result(10) == CYCLE
