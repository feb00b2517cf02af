"""`sum_mismatch` of claims: a difference that does not follow from its figures, and sums with qualifiers."""

from decimal import Decimal

from api.analysis.rules.checks.sum_mismatch import find
from tests.analysis.rules.build_claims import key
from tests.analysis.rules.checks.build_facts import claim, numbers, realization, run, target

BEFORE = realization(2, "21.6", "2022-12-31", resolution="0.1", indicator="poverty")
NOW = realization(1, "21.5", "2023-12-31", resolution="0.1", indicator="poverty")


def test_a_difference_of_percentages_is_in_percentage_points() -> None:
    assert run(find, NOW, BEFORE, claims=[claim("difference", 1, of="previous", stated="-0.1", to="0.1")]) == []
    (finding,) = run(find, NOW, BEFORE, claims=[claim("difference", 1, of="previous", stated=2)])
    assert (finding.severity, finding.program, finding.indicator) == ("error", "p", "poverty")
    assert (finding.stated, finding.computed) == (2, Decimal("-0.1"))
    assert (finding.subjects[0].type, numbers(finding)) == ("claim", [1, 2])
    assert finding.text.en == (
        "poverty (stock, ID, 2023-12-31): article states a difference of 2 percentage points, but its figures make "
        "-0.1 percentage points."
    )
    assert "menyebut selisih 2 poin persen, tetapi selisih angkanya -0,1 poin persen." in finding.text.id


def test_a_difference_about_a_key_is_a_finding_once_its_figure_is_stated() -> None:
    about_key = claim("difference", key=key("2023", indicator="poverty"), of="previous", stated=2)
    assert run(find, BEFORE, claims=[about_key]) == []
    (finding,) = run(find, NOW, BEFORE, claims=[about_key])
    assert numbers(finding) == [1, 2]


def test_another_base_of_a_difference_is_a_subject() -> None:
    planned = target(3, 10, "2023-12-31"), target(4, 20, "2024-12-31")
    (finding,) = run(find, realization(1, 8, "2023-12-31"), *planned, claims=[claim("difference", 1, of=3, stated=-12)])
    assert numbers(finding) == [1, 3, 4]
    assert finding.text.en.endswith("states a difference of -12 umkm, but its figures make -2 umkm.")


def test_a_sum_of_at_least_a_number_is_no_finding_if_its_figures_make_more() -> None:
    addends = realization(1, 10, "2022-12-31"), realization(2, 20, "2021-12-31")
    assert run(find, *addends, claims=[claim("sum", 1, 2, stated=20, qualifier="at_least")]) == []
    (finding,) = run(find, *addends, claims=[claim("sum", 1, 2, stated=40, qualifier="at_least")])
    assert "states a sum of at least 40 umkm, but its 2 figures make 30 umkm" in finding.text.en
