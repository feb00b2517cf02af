"""The front page over HTTP: its programs, and what was stated last."""

import re
from datetime import datetime

import httpx

from api.analysis.rules.checks.finding import FindingResult, Severity
from api.errors import Text
from api.pages.front.front_page import choose_findings
from tests.pages.conftest import Tags


def test_the_front_page_lists_what_was_stated_last_in_this_order(http: httpx.Client) -> None:
    page = http.get("/en/programs?as_of=2021-06-20").text
    days = [datetime.strptime(day, "%d %b %Y").date() for day in re.findall(r"(\d+ \w+ \d+)</time>", page)]  # noqa: DTZ007  # days without a time
    assert len(set(days)) > 1
    assert days == sorted(days, reverse=True)


def test_the_front_page_names_the_unit_of_each_target(http: httpx.Client) -> None:
    page = Tags(http.get("/en").text).text
    assert "13.7 million / 30 million UMKM (2024)" in page
    assert "– / Rp7.6 trillion (2021)" in page


def test_the_front_page_shows_the_most_severe_findings_of_several_programs_first() -> None:
    def find(program: str, severity: Severity) -> FindingResult:
        text = Text(program, severity)
        return FindingResult(code="c", severity=severity, program=program, identity=(program,), subjects=(), text=text)

    highlights = [
        find("a", "error"),
        find("a", "error"),
        *[find(code, "info") for code in "abcdef"],
        find("z", "error"),
    ]
    chosen = [(finding.program, finding.severity) for finding in choose_findings(highlights)]
    assert chosen == [("a", "error"), ("z", "error"), ("a", "error"), ("b", "info"), ("c", "info")]


def test_the_front_page_lists_programs_with_a_text(http: httpx.Client) -> None:
    found = Tags(http.get("/programs?q=katalog").text)
    assert "/programs/e-katalog" in found.links
    assert "/programs/qris" not in found.links
    assert "Tidak ada program yang cocok." in http.get("/programs?q=tidakada").text
