"""The document and its pages, as browsers and tools load them."""

import re

import httpx
import pytest
import yaml

from api.http.problems.problem_types import PROBLEM_TYPES, RENAMED_PROBLEM_TYPES
from api.license import ContactPoint
from api.openapi.document.downgrade import downgrade_to_3_0
from api.openapi.pages.committed import load_document
from api.openapi.pages.static_files import STATIC_FILES
from api.openapi.routes import handlers
from api.paths import OPENAPI, OPENAPI_SDMX

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
PAGES = [
    "/docs",
    "/docs/guide",
    "/docs/panduan",
    "/deprecations",
    "/problems",
    *(f"/problems/{slug}" for slug in PROBLEM_TYPES),
]


def test_the_root_links_to_the_docs_and_to_every_collection(client: httpx.Client) -> None:
    root = client.get("/").json()
    urls = [root["docs"], root["openapi"], root["problems"], *root["collections"].values()]
    assert len(urls) == 16
    assert [client.get(url).status_code for url in urls] == [200] * 16


def test_the_committed_bytes_are_served(client: httpx.Client) -> None:
    response = client.get("/openapi.yaml")
    assert response.headers["content-type"] == "application/yaml"
    assert response.content == OPENAPI.read_bytes()


def test_json_has_the_same_document_as_yaml_and_its_downgrade_to_openapi_3_0(client: httpx.Client) -> None:
    document = yaml.load(OPENAPI.read_bytes(), Loader=yaml.CSafeLoader)
    assert client.get("/openapi.json").json() == document
    downgraded = client.get("/openapi-3.0.json").json()
    assert downgraded["openapi"] == "3.0.3"
    assert downgraded == downgrade_to_3_0(document)


def test_a_contact_point_replaces_only_the_contact_of_the_documents() -> None:
    contact = ContactPoint('Pusat "Data": <b> # \\ 😀', None, "data@example.go.id")
    for path in (OPENAPI, OPENAPI_SDMX):
        expected = load_document(path)
        expected = {**expected, "info": {**expected["info"], "contact": {"name": contact.name, "email": contact.email}}}
        assert load_document(path, contact) == expected


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_nothing_from_another_host(client: httpx.Client, page: str) -> None:
    response = client.get(page, headers={"accept": BROWSER})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    links = re.findall(r'(?:src|href)="([^"]+)"', response.text)
    assert links
    for url in links:
        assert "//" not in url
        assert client.get(str(httpx.URL(page).join(url))).status_code == 200
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=", response.text) is None


@pytest.mark.parametrize("name", STATIC_FILES)
def test_a_file_of_the_pages_has_its_media_type_and_is_cacheable(client: httpx.Client, name: str) -> None:
    response = client.get(f"/docs/{name}")
    assert response.headers["content-type"].split(";")[0] == STATIC_FILES[name].media_type
    assert response.headers["cache-control"] == "public, max-age=86400"
    assert response.content


@pytest.mark.parametrize("name", ["core.py", "nothing.css", "..%2F__init__.py", "swagger-ui.js"])
def test_only_the_listed_files_are_served(client: httpx.Client, name: str) -> None:
    assert client.get(f"/docs/{name}").status_code == 404


def test_a_file_is_served_for_every_accept_header(client: httpx.Client) -> None:
    assert client.get("/docs/pages.css", headers={"accept": "image/*"}).headers["content-type"].startswith("text/css")


def test_a_browser_can_open_the_type_of_a_problem(client: httpx.Client) -> None:
    problem = client.get("/v1/targets?limit=0").json()
    assert client.get(problem["type"], headers={"accept": BROWSER}).status_code == 200


@pytest.mark.parametrize(("old", "new"), RENAMED_PROBLEM_TYPES.items())
def test_the_old_page_of_a_renamed_problem_redirects(client: httpx.Client, old: str, new: str) -> None:
    response = client.get(f"/problems/{old}")
    assert (response.status_code, response.headers["location"], response.content) == (301, f"/problems/{new}", b"")
    assert client.get(response.headers["location"]).status_code == 200


def test_the_page_of_an_unknown_problem_returns_404(client: httpx.Client) -> None:
    assert client.get("/problems/nothing").status_code == 404


def test_a_url_without_parameters_returns_200_to_a_client_that_accepts_anything(client: httpx.Client) -> None:
    for handler in handlers:
        (path,) = handler.paths
        if "{" not in path:
            assert client.get(path, headers={"accept": "*/*"}).status_code == 200
