"""The pages over HTTP: languages, moments, negotiation, problems, and texts that try to be markup."""

import re

import httpx
import pytest

from tests.pages.conftest import HTML, JSON, MARKUP, PUBLIC_URL, Tags
from tests.support import services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls

PAGES = (
    "/",
    "/programs",
    "/programs/umkm-digital",
    "/programs/konteks",
    "/programs/umkm-digital/memo",
    "/findings",
    "/findings?severity=error",
    "/sources/borneo24-2021-06-11",
    "/indicators/umkm-onboarded",
    "/regions/ID",
    "/regions/93.01",
    "/onboarding",
    "/onboarding?within=32",
    "/browse",
    "/browse/progress?limit=5",
    "/browse/programs/umkm-digital",
)
HOSTILE_PAGES = (
    *("/", "/programs?q=" + MARKUP[:9], "/programs/markup", "/sources/markup"),
    *("/indicators/markup", "/regions/32", "/onboarding?indicator=markup", "/onboarding?within=32&indicator=markup"),
    *("/programs/markup/memo?columns=region", "/embed/programs/markup", "/embed/indicators/markup"),
)


def build_paths(language: str) -> list[str]:
    return [("/en" + page).removesuffix("/") if language == "en" else page for page in PAGES]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_in_its_language_and_links_to_the_other_one(http: httpx.Client, language: str) -> None:
    for path in build_paths(language):
        response = http.get(path)
        assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8"), path
        assert f'<html lang="{language}">' in response.text
        other = next(link for link in Tags(response.text).links if link.startswith("/en") == (language == "id"))
        assert http.get(other).status_code == 200


def test_every_link_of_every_page_leads_somewhere(http: httpx.Client) -> None:
    links = {link.partition("#")[0] for path in build_paths("id") for link in Tags(http.get(path).text).links}
    # One of the links that differ in numbers only, such as the regions of a province.
    own = {re.sub("[0-9]", "0", link): link for link in sorted(links) if link.startswith("/")}.values()
    assert len(own) > 30
    # A browser that opens a request of the API is redirected to its page.
    assert {link: status for link in own if (status := http.get(link, follow_redirects=True).status_code) != 200} == {}


def test_a_mark_links_to_the_row_of_its_figure_on_the_page_of_the_source(http: httpx.Client) -> None:
    marks = re.findall(r'<a href="(/sources/[^"#]+)#([0-9a-f-]{36})"', http.get("/programs/umkm-digital").text)
    assert marks
    for path, figure in set(marks):
        assert f'<tr id="{figure}"' in http.get(path).text


def test_a_page_of_a_day_links_to_sources_as_of_that_day(http: httpx.Client) -> None:
    """A figure that was retracted later is on the page of its source only as of the day."""
    page = Tags(http.get("/en/programs/umkm-digital?as_of=2021-02-01").text)
    sources = [link for link in page.links if link.startswith("/en/sources/")]
    assert sources
    assert [link for link in sources if "?as_of=2021-02-01" not in link] == []
    findings = Tags(http.get("/en/findings?as_of=2021-02-01").text)
    assert "/en/programs/umkm-digital?as_of=2021-02-01" in findings.links


def test_a_page_shows_the_figures_as_stated_by_a_day(http: httpx.Client) -> None:
    now = http.get("/en/programs/umkm-digital").text
    then = http.get("/en/programs/umkm-digital?as_of=2021-02-01").text
    before = http.get("/en/programs/umkm-digital?as_of=2019-01-01").text
    assert "The target is 30 million UMKM for 2024." in now
    assert "The target is 30 million UMKM for 2023." in then
    assert "There is no target for the whole country." in before
    assert "28 Mar 2022" in Tags(now).text
    assert 'aria-current="true">11 Jan 2021</a>' in then
    assert "/programs/umkm-digital?as_of=2021-02-01" in Tags(then).links  # the other language, of the same day


def test_a_page_of_a_program_with_figures_of_regions_only_states_that(http: httpx.Client) -> None:
    page = Tags(http.get("/en/programs/daerah").text).text
    assert "Jawa Barat, total at the end of the period" in page
    assert "No figure for the whole country was stated by that day" in page
    assert "No figure was stated by that day." in Tags(http.get("/en/programs/daerah?as_of=2019-01-01").text).text


def test_a_figure_is_never_without_its_indicator_region_and_nature(http: httpx.Client) -> None:
    """A source may state one figure only, and a total of 24 million and an addition of 6.1 million do not compete."""
    table = Tags(http.get("/en/programs/umkm-digital").text).text.partition("All figures")[2]
    assert "Indonesia, total at the end of the period" in table
    assert "Indonesia, added during the period" in table
    assert "Indonesia, total at the end of the period" in Tags(http.get("/en/sources/borneo24-2021-06-11").text).text
    assert "Jawa Barat, 2022: target 2 " in Tags(http.get("/en/programs?as_of=2022-01-01").text).text


def test_a_page_shows_the_figures_as_recorded_at_a_time(http: httpx.Client) -> None:
    assert http.get("/programs/umkm-digital?known_at=2000-01-01T00:00:00Z").status_code == 404
    known = http.get("/programs/umkm-digital?known_at=2200-01-01T00:00:00Z")
    assert known.status_code == 200
    assert "known_at=2200-01-01T00:00:00Z" in known.text  # in the API requests of the page
    source = Tags(http.get("/en/sources/borneo24-2021-06-11?known_at=2200-01-01T00:00:00Z").text)
    assert "/v1/sources/borneo24-2021-06-11?known_at=2200-01-01T00:00:00Z" in source.links
    assert "11 June 2021 is a Friday, not a Thursday." in source.text  # the reason of a judgment, with its day in words


def test_the_verdict_and_the_findings_of_a_program_are_those_of_the_api(http: httpx.Client) -> None:
    page = Tags(http.get("/programs/umkm-digital").text).text
    rows = http.get("/v1/programs/umkm-digital/progress?nature=stock&period=2024", headers=JSON).json()["data"]
    assert rows[0]["verdict"] == "not_reported"
    assert "Tidak dilaporkan" in page
    findings = http.get("/v1/findings?program=umkm-digital", headers=JSON).json()["data"]
    assert findings
    assert page.count("pertentangan") + page.count("kurang atau meragukan") + page.count("perubahan") == len(findings)


def test_a_finding_has_names_instead_of_codes_and_links_to_its_figures(http: httpx.Client) -> None:
    page = Tags(http.get("/en/programs/umkm-digital").text)
    assert (
        "Small businesses onboarded to digital platforms (total at the end of the period, Indonesia, 2022): the "
        in (page.text)
    )
    assert "differs from the 18.6 million UMKM stated 21 December 2020." in page.text
    assert "21.41 percent of 64 million, Number of small businesses (" in page.text
    assert "11 June 2021 is called a Thursday" in page.text
    assert "the last number is 13,700,000 on 31 May 2021" in page.text  # the reason of the verdict
    assert "the target of Rp7.6 trillion" in Tags(http.get("/en/programs/gernas-bbi").text).text
    for figure in http.get("/v1/findings?program=umkm-digital&code=conflicting_realizations", headers=JSON).json()[
        "data"
    ][0]["subjects"]:
        path = next(link for link in page.links if link.endswith(f"#{figure['id']}"))
        assert f'<tr id="{figure["id"]}"' in http.get(path).text


def test_a_table_marks_only_targets_that_no_longer_apply(http: httpx.Client) -> None:
    """A target of a region is not replaced because another one applies to the whole country."""
    assert http.get("/programs/umkm-digital").text.count('class="old"') == 3
    page = http.get("/programs/markup").text
    assert "Jawa Barat" in page
    assert 'class="old"' not in page
    assert http.get("/programs/daerah").text.count('class="old"') == 1
    assert 'class="old"' not in http.get("/programs/daerah?as_of=2022-01-31").text


def test_the_start_is_a_page_for_browsers_and_json_for_programs(http: httpx.Client) -> None:
    page = http.get("/")
    assert page.headers["vary"].lower().split(", ")[0] == "accept"
    for accept in ("*/*", "application/json", "application/json, text/html;q=0.5", "image/png"):
        assert http.get("/", headers={"Accept": accept}).json()["name"] == "Capaian"
    assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", HOSTILE_PAGES)
def test_no_text_of_a_record_or_request_becomes_markup(http: httpx.Client, path: str) -> None:
    for prefix in ("", "/en"):
        response = http.get((prefix + path).removesuffix("/") or "/")
        assert response.status_code == 200, response.text
        tags = Tags(response.text)
        assert "script" not in tags.names
        assert "xxxxxxx" not in tags.text
        assert "<script" not in response.text
        if path.endswith("markup"):
            assert MARKUP in tags.text
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        ("/programs/tidak-ada", 404, "Tidak ditemukan"),
        ("/en/programs/tidak-ada", 404, "Not found"),
        ("/en/programs/%3Cscript%3E", 404, "Not found"),
        ("/sources/tidak-ada", 404, "Tidak ditemukan"),
        ("/halaman-lain", 404, "Tidak ditemukan"),
        ("/programs?as_of=besok", 400, "harus tanggal"),
        ("/en/programs?as_of=2021-02-30", 400, "must be a date"),
        ("/en/programs?warna=biru", 400, "is not a parameter"),
        ("/en?warna=biru", 400, "this URL accepts no query parameters"),
        ("/?warna=biru", 400, "URL ini tidak menerima parameter"),
    ],
)
def test_a_problem_is_a_page_for_browsers_and_json_for_programs(
    http: httpx.Client, path: str, status: int, text: str
) -> None:
    page = http.get(path)
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert text in page.text
    problem = http.get(path, headers={"Accept": "*/*"})
    assert (problem.status_code, problem.headers["content-type"]) == (status, "application/problem+json")


def test_an_unknown_url_of_the_api_is_json_for_browsers_too(http: httpx.Client) -> None:
    for path, status in (("/v1/tidak-ada", 404), ("/v1/claims/check", 405)):
        response = http.get(path)
        assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


def test_a_page_is_cached_and_ends_with_the_next_change(
    http: httpx.Client, stored: DatabaseUrls, site: services.Service
) -> None:
    path = "/en/programs/qris"
    http.get(path)
    assert "hit" in http.get(path).headers["cache-status"]
    etag = http.get(path).headers["etag"]
    assert http.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_without_public_reads_no_page_shows_data(private: services.Service) -> None:
    for path in (*PAGES, "/en"):
        response = httpx.get(private.url + path, headers=HTML)
        assert response.status_code == 401, path
        assert "umkm" not in response.text.lower()


def test_every_link_starts_with_the_public_url(private: services.Service, stored: DatabaseUrls) -> None:
    headers = {**HTML, "Authorization": f"Bearer {key_for(stored, 'pembaca halaman', 'write')}"}
    for path in PAGES[1:]:
        page = httpx.get(private.url + path, headers=headers)
        assert page.status_code == 200
        links = re.findall(r'(?:href|action)="([^"]+)"', page.text)
        assert [link for link in links if not link.startswith((PUBLIC_URL, "#"))] == []


def test_the_cookies_of_a_service_below_a_path_are_for_this_path_only(private: services.Service) -> None:
    cookie = httpx.get(f"{private.url}/sign-in", headers=HTML).headers["set-cookie"]
    assert cookie.startswith("__Secure-capaian_sign_in=")
    assert cookie.endswith("; Path=/capaian; HttpOnly; SameSite=Strict; Secure")
