"""The pages of reviews: what waits, what changed, and each action as a request to the API."""

import shlex
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import NamedTuple

import httpx
import pytest

from api.service_url import build_example_url
from tests.exchange.imports.conftest import build_csv
from tests.pages.conftest import MARKUP, Tags
from tests.pages.visitor import Visitor
from tests.support import services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls, execute


class People(NamedTuple):
    """A writer and a publisher, each as a client of the API and in a browser."""

    writer: Person
    publisher: Person
    writer_page: Visitor
    publisher_page: Visitor
    publisher_key: str


@pytest.fixture(scope="module")
def people(site: services.Service, stored: DatabaseUrls) -> Iterator[People]:
    keys = [key_for(stored, "penulis tinjauan", "write", "publish"), key_for(stored, "penerbit tinjauan", "publish")]
    browsers = [Visitor(site.url) for _ in keys]
    with httpx.Client(base_url=site.url, timeout=20) as client:
        persons = [Person(client, key) for key in keys]
        for browser, key in zip(browsers, keys, strict=True):
            assert browser.sign_in(key).status_code == 303
        yield People(*persons, *browsers, keys[1])
    for browser in browsers:
        browser.close()


def create_program(people: People, code: str, **fields: str) -> str:
    """Create a draft of a program, and return the path of its page."""
    created = people.writer.post("/v1/programs", {"code": code, "name": "Program tinjauan", **fields})
    assert created.status_code == 201, created.text
    return f"/en/reviews/programs/{code}"


def act(visitor: Visitor, path: str, action: str, **fields: str) -> httpx.Response:
    return visitor.send(path, visitor.read_form(path, action) | fields)


def test_a_draft_is_submitted_rejected_submitted_again_and_published(people: People, stored: DatabaseUrls) -> None:
    path = create_program(people, "tinjauan-satu")
    writer, publisher = people.writer_page, people.publisher_page
    assert path in Tags(writer.get("/en/reviews").text).links
    assert act(writer, path, "submit").headers["location"] == path
    waiting = Tags(publisher.get("/en/reviews").text)
    assert path in waiting.links
    assert path not in Tags(writer.get("/en/reviews").text.partition("Drafts and rejected")[0]).links  # own work
    rejected = act(publisher, path, "reject", reason="Nama belum lengkap.\r\nMohon dilengkapi.")
    assert rejected.status_code == 303
    page = writer.get(path).text
    assert "Nama belum lengkap.\nMohon dilengkapi." in Tags(page).text
    assert act(writer, path, "submit").status_code == 303
    assert act(publisher, path, "publish").status_code == 303
    assert people.publisher.get("/v1/programs/tinjauan-satu").json()["status"] == "published"
    entries = execute(
        stored.owner,
        "SELECT string_agg(concat_ws(' ', action, principal, key_id = api_key.id, client_ip), ', ' ORDER BY revision) "
        "FROM audit_entry JOIN api_key ON name = principal WHERE record_id = 'tinjauan-satu'",
    )
    own, other = "penulis tinjauan t 127.0.0.1", "penerbit tinjauan t 127.0.0.1"
    assert entries == [f"create {own}, submit {own}, reject {other}, submit {own}, publish {other}"]


def test_a_page_shows_the_publication_next_to_its_correction(people: People) -> None:
    path = create_program(people, "tinjauan-dua", name="Nama lama", description="Tetap")
    url = "/v1/programs/tinjauan-dua"
    people.writer.post(f"{url}/submit")
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    etag = people.writer.get(url).headers["etag"]
    people.writer.patch(url, {"name": MARKUP, "reason": MARKUP}, etag)
    page = people.writer_page.get(path).text
    row = Tags(page[page.index('<tr class="changed">') :].partition("</tr>")[0])
    assert row.text.replace("\n", "") == f"name changedNama lama{MARKUP}"
    assert page.count('<tr class="changed">') == 1
    assert "<script" not in page
    assert f"Reason: {MARKUP}" in Tags(page).text


def test_the_api_rejects_own_work_and_the_page_shows_its_text(people: People) -> None:
    path = create_program(people, "tinjauan-tiga")
    people.writer.post("/v1/programs/tinjauan-tiga/submit")
    problem = people.writer.transition("/v1/programs/tinjauan-tiga/publish", accept_language="id").json()
    for language in ("", "/en"):
        own = path.replace("/en", language)
        response = act(people.writer_page, own, "publish")
        assert response.status_code == problem["status"]
        assert response.headers["cache-control"] == "no-store"
        text = Tags(response.text).text
        assert (problem["errors"][0]["detail"] in text) == (language == "")
        assert "curl -X POST http://127.0.0.1:8000/v1/programs/tinjauan-tiga/publish" in text


def test_a_rejection_without_a_reason_shows_the_error_next_to_the_form(people: People) -> None:
    path = create_program(people, "tinjauan-empat")
    people.writer.post("/v1/programs/tinjauan-empat/submit")
    response = act(people.publisher_page, path, "reject", reason="")
    assert response.status_code == 422
    assert "/reason" in response.text
    formula = act(people.publisher_page, path, "reject", reason="=1+1 </textarea><script>")
    assert formula.status_code == 422
    assert "=1+1 &lt;/textarea&gt;&lt;script&gt;" in formula.text  # the user can correct the text


def test_an_action_affects_only_the_revision_that_the_page_showed(people: People) -> None:
    path = create_program(people, "tinjauan-lima")
    people.writer.post("/v1/programs/tinjauan-lima/submit")
    form = people.publisher_page.read_form(path, "publish")
    etag = people.writer.get("/v1/programs/tinjauan-lima").headers["etag"]
    people.writer.patch("/v1/programs/tinjauan-lima", {"name": "Lain"}, etag)
    people.writer.post("/v1/programs/tinjauan-lima/submit")
    assert people.publisher_page.send(path, form).status_code == 412
    without = {name: value for name, value in form.items() if name != "etag"}
    assert people.publisher_page.send(path, without).status_code == 428
    assert people.writer.get("/v1/programs/tinjauan-lima").json()["status"] == "submitted"


def test_a_double_click_takes_effect_once(people: People) -> None:
    path = create_program(people, "tinjauan-enam")
    form = people.writer_page.read_form(path, "submit")
    with ThreadPoolExecutor(4) as clicks:
        statuses = list(clicks.map(lambda _: people.writer_page.send(path, form).status_code, range(4)))
    assert statuses == [303] * 4
    assert people.writer.get("/v1/programs/tinjauan-enam").json()["revision"] == 2


def test_the_request_that_a_page_shows_does_the_same_with_the_key(people: People) -> None:
    path = create_program(people, "tinjauan-tujuh")
    people.writer.post("/v1/programs/tinjauan-tujuh/submit")
    page = people.publisher_page.get(path).text
    command = next(unescape(text) for text in page.split("<pre")[1:] if "/reject" in text).partition(">")[2]
    _, _, method, url, *options = shlex.split(command.partition("</pre>")[0].replace("\\\n", " "))
    host = build_example_url("")
    assert url.startswith(f"{host}/v1/")
    given = list(zip(options[::2], options[1::2], strict=True))
    headers = dict(value.split(": ", 1) for name, value in given if name == "-H") | {"X-API-Key": people.publisher_key}
    body = next(value for name, value in given if name == "-d").replace('""', '"Belum lengkap."')
    response = people.publisher.client.request(method, url.removeprefix(host), content=body, headers=headers)
    assert (response.status_code, response.json()["status"]) == (200, "rejected")


def test_pages_of_records_that_the_key_may_not_read_are_problems(people: People) -> None:
    create_program(people, "tinjauan-delapan")
    for path in (
        "/en/reviews/programs/tinjauan-delapan",  # a draft of another user
        "/en/reviews/programs/tidak-ada",
        "/en/reviews/regions/32",
        "/en/reviews/targets/tidak-ada",
        "/en/reviews/imports/tidak-ada",
        "/en/reviews/imports/00000000-0000-7000-8000-000000000000",
    ):
        response = people.publisher_page.get(path)
        assert response.status_code == 404, path
        assert "Not found" in response.text
        assert response.headers["cache-control"] == "no-store"
        form = people.publisher_page.read_form("/en/reviews") | {"action": "publish"}
        assert people.publisher_page.send(path, form).status_code == 404
    assert people.publisher_page.send(path, form | {"action": "withdraw"}).status_code == 400
    assert people.publisher_page.send(path, {"form_token": form["form_token"]}).status_code == 400


def send_file(people: People, **cells: str) -> str:
    """Import one row, and return the path of the page of the import."""
    headers = people.writer.headers | {"Content-Type": "text/csv"}
    content = build_csv({"period": "2023-07", **cells})
    response = people.writer.client.post("/v1/imports?collection=realizations", content=content, headers=headers)
    assert response.status_code == 201, response.text
    return f"/en/reviews/imports/{response.json()['id']}"


def test_an_import_shows_its_rows_before_and_after_and_is_published(people: People) -> None:
    first = send_file(people)
    assert first in Tags(people.writer_page.get("/en/reviews").text).links
    assert "Jawa Barat" in people.writer_page.get(first).text
    assert act(people.writer_page, first, "submit").headers["location"] == first
    assert first in Tags(people.publisher_page.get("/en/reviews").text).links
    rejected = act(people.writer_page, first, "publish")
    assert rejected.status_code == 403
    assert "The API rejected this request" in rejected.text
    assert act(people.publisher_page, first, "publish", include_sources="true").status_code == 303
    assert "published" in people.publisher_page.get(first).text
    second = send_file(people, value="1300000")
    page = people.writer_page.get(second).text
    assert "<del>1.25 million</del> <ins>1.3 million</ins>" in page
    assert page.count("<del>") == 1
    assert act(people.writer_page, second, "submit").status_code == 303
    assert act(people.publisher_page, second, "reject", reason="Periksa lagi.").status_code == 303
    assert "Periksa lagi." in people.writer_page.get(second).text
