"""The front page over HTTP: its programs, and what was stated last."""

import re
from datetime import datetime

import httpx

from tests.pages.conftest import Tags


def test_the_front_page_lists_what_was_stated_last_in_this_order(http: httpx.Client) -> None:
    page = http.get("/en/programs?as_of=2021-06-20").text
    days = [datetime.strptime(day, "%d %b %Y").date() for day in re.findall(r"(\d+ \w+ \d+)</time>", page)]  # noqa: DTZ007  # days without a time
    assert len(set(days)) > 1
    assert days == sorted(days, reverse=True)


def test_the_front_page_names_the_unit_of_each_target(http: httpx.Client) -> None:
    page = Tags(http.get("/en").text).text
    assert "13.7 million / 30 million UMKM (2024)" in page
    assert "– / 7.6 trillion Rp (2021)" in page


def test_the_front_page_lists_programs_with_a_text(http: httpx.Client) -> None:
    found = Tags(http.get("/programs?q=katalog").text)
    assert "/programs/e-katalog" in found.links
    assert "/programs/qris" not in found.links
    assert "Tidak ada program yang cocok." in http.get("/programs?q=tidakada").text
