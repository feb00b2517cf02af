"""The data of the API as pages: what browsers are redirected to, tables, records, forms and links."""

import html
import re

import httpx
import pytest

from api.app import ROUTE_MODULES
from api.pages.browse.operations import OPERATIONS
from api.pages.texts.fields import FIELDS
from tests.pages.conftest import HTML, JSON, MARKUP, Tags

PATHS = (
    "",
    "/programs?limit=2",
    "/targets?indicator=umkm-onboarded&limit=5",
    "/targets/values?of=indicator",
    "/claims",
    "/progress?limit=5",
    "/programs/umkm-digital/progress",
    "/findings?limit=5",
    "/onboarding-counts?limit=3",
    "/regions/32.73",
    "/sources/borneo24-2021-06-11/revisions",
    "/changes?limit=5",
)


def test_every_public_read_of_the_api_has_a_page() -> None:
    reads = {
        path.removeprefix("/v1").replace(":str", "")
        for module in ROUTE_MODULES
        for handler in module.handlers
        if "GET" in handler.http_methods and handler.opt["operation"].has_page
        for path in handler.paths
    }
    assert reads == OPERATIONS.keys()


def test_every_path_and_no_other_text_has_a_name_for_people(http: httpx.Client) -> None:
    parts = {part for path in OPERATIONS for part in path.split("/")[1:] if "{" not in part}
    assert parts <= FIELDS.keys()
    document = http.get("/openapi.json").text
    assert [name for name in FIELDS.keys() - parts if f'"{name}"' not in document] == []


def test_a_browser_is_redirected_from_the_json_of_the_api_to_its_page(http: httpx.Client) -> None:
    url = "/v1/programs?q=umkm&limit=1"
    for _ in range(2):  # the second response comes from the cache
        assert http.get(url, headers={"Accept": "*/*"}).json()["data"]
        response = http.get(url)
        assert (response.status_code, response.headers["location"]) == (303, "/browse/programs?q=umkm&limit=1")
    assert http.head(url).status_code == 303
    for accept in (JSON, {"Accept": "application/json, text/html;q=0.9"}):
        received = http.get(url, headers=accept)
        assert received.status_code == 200
        assert "accept" in received.headers["vary"].lower().split(", ")
    assert "hit" in http.get(url, headers={"Accept": "*/*"}).headers["cache-status"]
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    "path",
    ["/v1/programs.csv?limit=1", "/v1/programs/umkm-digital/progress.svg", "/v1/changelog", "/v1/exports/units.csv"],
)
def test_a_file_and_a_document_are_not_redirected(http: httpx.Client, path: str) -> None:
    response = http.get(path)
    assert response.status_code != 303
    assert response.headers["content-type"].partition(";")[0] != "text/html" or response.status_code == 404


@pytest.mark.parametrize("prefix", ["/browse", "/en/browse"])
def test_every_link_of_a_page_leads_somewhere(http: httpx.Client, prefix: str) -> None:
    links: set[str] = set()
    for path in PATHS:
        response = http.get(prefix + path)
        assert response.status_code == 200, path
        links |= {link for link in Tags(response.text).links if link.startswith("/")}
    assert len(links) > 100
    assert {link: status for link in links if (status := http.get(link).status_code) != 200} == {}


def test_a_table_links_codes_to_records_with_their_names(http: httpx.Client) -> None:
    page = http.get("/en/browse/targets?indicator=umkm-onboarded&limit=5").text
    assert '<a href="/en/programs/umkm-digital">Digitalization of small businesses</a>' in page
    assert re.search(r'<a href="/en/browse/targets/[0-9a-f-]{36}">', page)
    assert '<td class="number"><div class="cell">6,100,000</div></td>' in page
    assert (
        '<td class="number"><div class="cell">6.100.000</div></td>'
        in http.get("/browse/targets?indicator=umkm-onboarded&limit=5").text
    )
    assert '<a href="/en/browse/units/umkm">' in http.get("/en/browse/indicators/umkm-onboarded").text


def test_a_table_has_the_rows_and_the_next_page_of_the_api(http: httpx.Client) -> None:
    listed = http.get("/v1/sources?limit=2", headers=JSON).json()
    first = http.get("/browse/sources?limit=2")
    assert [code for code in (row["code"] for row in listed["data"]) if f">{code}</a>" not in first.text] == []
    (following,) = re.findall(r'<a href="([^"]+)" rel="next">', first.text)
    assert html.unescape(following).endswith(f"&cursor={listed['meta']['next_cursor']}")
    second = http.get(html.unescape(following)).text
    assert 'href="/browse/sources?limit=2">Halaman pertama' in second
    total = http.get("/v1/sources?count=exact", headers=JSON).json()["meta"]["count"]
    assert f"2 rows on this page · {total} rows match" in http.get("/en/browse/sources?limit=2&count=exact").text


def test_a_record_shows_all_fields_and_links_its_revisions(http: httpx.Client) -> None:
    record = http.get("/v1/sources/borneo24-2021-06-11", headers=JSON).json()
    page = http.get("/en/browse/sources/borneo24-2021-06-11")
    assert page.text.count("<dt>") == len(record) - 1  # the URL is the link of the code
    assert 'href="/en/sources/borneo24-2021-06-11">Page in brief' in page.text
    assert "/en/browse/sources/borneo24-2021-06-11/revisions" in Tags(page.text).links


def test_a_page_offers_the_same_query_as_data(http: httpx.Client) -> None:
    page = http.get("/browse/sources?kind=news&limit=2")
    links = Tags(page.text).links
    data = next(link for link in links if link.startswith("/json/"))
    assert http.get(data).json() == http.get("/v1/sources?kind=news&limit=2", headers=JSON).json()
    assert "/v1/sources.csv?kind=news" in links
    assert "curl -s &#39;http://127.0.0.1:8000/v1/sources?kind=news&amp;limit=2&#39;" in page.text
    assert 'rel="alternate" type="application/json" href="/v1/sources?kind=news&amp;limit=2"' in page.text


def test_a_form_has_the_invalid_values_and_their_errors(http: httpx.Client) -> None:
    page = http.get("/en/browse/targets?as_of=tomorrow&nature=stock&nature=x&warna=biru&within=32")
    assert page.status_code == 400
    assert re.search(r'<input type="text" id="as_of"[^>]* value="tomorrow" aria-invalid="true"', page.text)
    assert '<p class="error" id="as_of-error">as_of must be a date' in page.text
    assert "<option selected>stock</option>" in page.text
    assert '<p class="error" id="nature-error">' in page.text
    assert "warna is not a parameter" in Tags(page.text).text
    assert re.search(r'id="within"[^>]* value="32"', page.text)
    assert http.get("/browse/targets?as_of=besok", headers=JSON).headers["content-type"] == "application/problem+json"


def test_empty_fields_of_a_form_are_no_parameters(http: httpx.Client) -> None:
    response = http.get("/en/browse/programs?q=&limit=2&sort=&status=published")
    assert (response.status_code, response.headers["location"]) == (303, "/en/browse/programs?limit=2&status=published")


def test_no_text_of_a_record_or_request_becomes_markup(http: httpx.Client) -> None:
    for path in (
        "/browse/programs/markup",
        "/en/browse/targets?program=markup",
        "/browse/sources?q=" + MARKUP[:30],
        "/en/browse/sources?cursor=" + MARKUP,
        "/browse/units?" + MARKUP,
        "/browse/programs/" + MARKUP[:20].replace("/", ""),
    ):
        response = http.get(path, follow_redirects=True)
        tags = Tags(response.text)
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert "script" not in tags.names
        assert "<script" not in response.text
        if path.endswith("markup"):  # as it is, and not rendered as a template
            assert MARKUP in tags.text
        assert "default-src 'none'" in response.headers["content-security-policy"]


def test_a_missing_record_and_an_unknown_path_are_pages_for_browsers(http: httpx.Client) -> None:
    for path in ("/browse/programs/tidak-ada", "/browse/lain", "/browse/programs/markup/lain"):
        assert "Tidak ditemukan" in http.get(path).text


def test_a_page_with_a_slash_at_its_end_is_redirected(http: httpx.Client) -> None:
    for path, location in (
        ("/en/", "/en"),
        ("/programs/?as_of=2021-02-01", "/programs?as_of=2021-02-01"),
        ("/en/browse/units/", "/en/browse/units"),
    ):
        response = http.get(path)
        assert (response.status_code, response.headers["location"]) == (308, location)
    for path in ("/v1/programs/", "/v1/", "//example.org/", "/programs//", "/halaman-lain/"):
        assert http.get(f"{str(http.base_url).rstrip('/')}{path}").status_code == 404, path


def test_forms_of_pages_send_the_point_in_time(http: httpx.Client) -> None:
    page = http.get("/programs?as_of=2021-02-01&known_at=2200-01-01T00:00:00Z", headers=HTML).text
    known_at = '<input type="hidden" name="known_at" value="2200-01-01T00:00:00Z">'
    assert page.count(known_at) == page.count("<form") == 2
