"""`weekday_mismatch`: a weekday claim names the wrong day."""

from datetime import date

from api.rules.findings.weekday_mismatch import find
from tests.rules.findings.making import claim, found, source

FRIDAY = date(2021, 6, 11)


def test_a_friday_that_is_called_a_thursday_is_found() -> None:
    (finding,) = found(find, claims=[claim("weekday", day=FRIDAY, weekday="thursday")], citing={"article": "p"})
    assert (finding.stated, finding.computed, finding.allowed) == ("thursday", "friday", None)
    assert (finding.program, finding.indicator) == ("p", None)
    assert [subject.noun for subject in finding.subjects] == ["claim", "source"]
    assert "11 Juni 2021" in finding.text.id and "Jumat" in finding.text.id
    assert "11 June 2021" in finding.text.en and "Friday" in finding.text.en


def test_the_right_day_is_consistent() -> None:
    assert found(find, claims=[claim("weekday", day=FRIDAY, weekday="friday")]) == []


def test_where_nobody_cites_the_source_there_is_no_program() -> None:
    (finding,) = found(find, claims=[claim("weekday", day=FRIDAY, weekday="thursday")])
    assert finding.program is None


def test_a_claim_is_as_old_as_its_source() -> None:
    wrong, of_june = claim("weekday", day=FRIDAY, weekday="thursday"), source("article", on="2021-06-12")
    assert found(find, claims=[wrong], sources=[of_june], as_of="2021-06-11") == []
    assert len(found(find, claims=[wrong], sources=[of_june], as_of="2021-06-12")) == 1
    assert len(found(find, claims=[wrong], sources=[source("article", basis="unknown")], as_of="2021-01-01")) == 1
