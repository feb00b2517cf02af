"""`unit_mismatch`: a program has a target in one unit and realizations only in another."""

from api.rules.findings.unit_mismatch import find
from tests.rules.findings.making import found, realization, target


def test_businesses_are_promised_and_products_reported() -> None:
    (finding,) = found(find, target(1, 100, "2022-12-31"), realization(2, 1_000, "2022-12-31", indicator="products"))
    assert (finding.program, finding.indicator) == ("p", "onboarded")
    assert (finding.stated, finding.computed) == ("umkm", "produk")
    assert [(subject.noun, subject.key) for subject in finding.subjects] == [
        ("indicator", "onboarded"),
        ("indicator", "products"),
    ]
    assert "produk" in finding.text.id and "produk" in finding.text.en


def test_where_the_promised_unit_is_reported_too_or_nothing_is_all_is_well() -> None:
    promised = target(1, 100, "2022-12-31")
    assert (
        found(find, promised, realization(2, 1, "2020-12-31"), realization(3, 2, "2020-12-31", indicator="products"))
        == []
    )
    assert found(find, promised) == []
    assert found(find, promised, realization(2, 1, "2020-12-31", indicator="population")) == []  # another program's


def test_what_is_not_reported_yet_mismatches_nothing() -> None:
    both = target(1, 100, "2022-12-31"), realization(2, 1, "2022-12-31", indicator="products", stated="2022-02-01")
    assert found(find, *both, as_of="2022-01-31") == []
    assert len(found(find, *both, as_of="2022-02-01")) == 1
