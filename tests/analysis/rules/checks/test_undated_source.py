"""`undated_source`: the publication date of a source is unknown, or its bounds are more than 31 days apart."""

from api.analysis.rules.checks.undated_source import find
from tests.analysis.rules.checks.build_facts import claim, realization, run, source, target

YEAR = source("article", not_before="2021-01-01", not_after="2021-12-31")
CITING = realization(1, 1, "2020-12-31", sources=("article",))


def test_a_source_with_bounds_of_a_year_is_undated() -> None:
    (finding,) = run(find, CITING, target(2, 1, "2020-12-31", sources=("article", "article")), sources=[YEAR])
    assert (finding.program, finding.indicator, finding.computed) == ("p", None, 365)
    assert [(subject.type, subject.id) for subject in finding.subjects] == [("source", "article")]
    assert "1 Januari 2021" in finding.text.id and "31 December 2021" in finding.text.en
    assert "2 figures" in finding.text.en


def test_a_source_without_any_date_is_undated() -> None:
    (finding,) = run(find, CITING, sources=[source("article", basis="unknown")])
    assert finding.computed is None
    assert "1 figure cites it" in finding.text.en
    assert (
        len(
            run(
                find,
                CITING,
                sources=[source("article", basis="unknown", not_before="2021-01-01", not_after="2021-01-02")],
            )
        )
        == 1
    )


def test_a_dated_source_and_one_of_a_month_are_consistent() -> None:
    for dated in (
        source("article", on="2021-06-11"),
        source("article", basis="stated", on="2021-06-11"),
        source("article", not_before="2021-01-01", not_after="2021-01-31"),
    ):
        assert run(find, CITING, sources=[dated]) == []
    assert len(run(find, CITING, sources=[source("article", not_before="2021-01-01", not_after="2021-02-01")])) == 1


def test_a_source_without_known_citations_is_not_a_finding() -> None:
    assert run(find, realization(1, 1, "2020-12-31"), sources=[YEAR]) == []
    assert run(find, CITING, sources=[YEAR], as_of="2020-12-31") == []
    assert len(run(find, CITING, sources=[YEAR], as_of="2021-01-01")) == 1


def test_a_source_with_claims_only_is_a_finding() -> None:
    sum_claim = claim("sum", 1, stated=1)
    uncited = realization(1, 1, "2020-12-31")
    (finding,) = run(find, uncited, sources=[YEAR], claims=[sum_claim])
    assert finding.program == "p"
    assert run(find, uncited, sources=[YEAR], claims=[sum_claim], as_of="2021-12-30") == []
    weekday = claim("weekday")
    assert [finding.program for finding in run(find, sources=[YEAR], claims=[weekday])] == [None]
    assert (
        run(find, sources=[YEAR], claims=[weekday], citing={"article": "p"}) == []
    )  # the finding belongs to that program


def test_each_citing_program_has_its_own_finding() -> None:
    other = realization(2, 1, "2020-12-31", indicator="population", sources=("article",))
    findings = run(find, CITING, other, sources=[YEAR])
    assert {finding.program for finding in findings} == {"p", "context"}
    assert len({finding.id for finding in findings}) == 2
