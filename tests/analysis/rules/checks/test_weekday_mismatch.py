"""`weekday_mismatch`: a claim states the wrong weekday of a date."""

from datetime import date

from api.analysis.rules.checks.weekday_mismatch import find
from tests.analysis.rules.checks.build_facts import claim, run, source

FRIDAY = date(2021, 6, 11)


def test_a_friday_called_thursday_is_a_finding() -> None:
    (finding,) = run(find, claims=[claim("weekday", day=FRIDAY, weekday="thursday")], citing={"article": "p"})
    assert (finding.stated, finding.computed, finding.allowed) == ("thursday", "friday", None)
    assert (finding.program, finding.indicator) == ("p", None)
    assert [subject.type for subject in finding.subjects] == ["claim", "source"]
    assert "11 Juni 2021" in finding.text.id and "Jumat" in finding.text.id
    assert "11 June 2021" in finding.text.en and "Friday" in finding.text.en


def test_the_correct_weekday_is_consistent() -> None:
    assert run(find, claims=[claim("weekday", day=FRIDAY, weekday="friday")]) == []


def test_without_citations_the_finding_has_no_program() -> None:
    (finding,) = run(find, claims=[claim("weekday", day=FRIDAY, weekday="thursday")])
    assert finding.program is None


def test_a_claim_counts_from_the_date_of_its_source() -> None:
    wrong, article = claim("weekday", day=FRIDAY, weekday="thursday"), source("article", on="2021-06-12")
    assert run(find, claims=[wrong], sources=[article], as_of="2021-06-11") == []
    assert len(run(find, claims=[wrong], sources=[article], as_of="2021-06-12")) == 1
    assert len(run(find, claims=[wrong], sources=[source("article", basis="unknown")], as_of="2021-01-01")) == 1
