"""The contract and its pages, as browsers and tools fetch them."""

import re

import httpx
import pytest
import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from api.contract.files import FILES
from api.contract.routes import handlers
from api.http.problem_types import PROBLEMS
from api.resources import OPENAPI

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
PAGES = [
    "/docs",
    "/docs/guide",
    "/docs/panduan",
    "/deprecations",
    "/problems",
    *(f"/problems/{slug}" for slug in PROBLEMS),
]


def test_the_way_in_leads_to_the_docs_and_to_every_collection(client: httpx.Client) -> None:
    way_in = client.get("/").json()
    addresses = [way_in["docs"], way_in["openapi"], way_in["problems"], *way_in["collections"].values()]
    assert len(addresses) == 15
    assert [client.get(address).status_code for address in addresses] == [200] * 15


def test_the_committed_bytes_are_served(client: httpx.Client) -> None:
    answer = client.get("/openapi.yaml")
    assert answer.headers["content-type"] == "application/yaml"
    assert answer.content == OPENAPI.read_bytes()


def test_json_and_yaml_hold_the_same_document(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    assert document == yaml.load(OPENAPI.read_bytes(), Loader=yaml.CSafeLoader)
    OpenAPIV31SpecValidator(document).validate()


def test_older_tools_get_openapi_3_0(client: httpx.Client) -> None:
    document = client.get("/openapi-3.0.json").json()
    assert document["openapi"] == "3.0.3"
    OpenAPIV30SpecValidator(document).validate()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_nothing_of_another_host(client: httpx.Client, page: str) -> None:
    answer = client.get(page, headers={"accept": BROWSER})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    linked = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert linked
    for address in linked:
        assert "//" not in address
        assert client.get(str(httpx.URL(page).join(address))).status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=", answer.text) is None


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_pages_has_its_type_and_may_be_kept(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/docs/{name}")
    assert answer.headers["content-type"].split(";")[0] == FILES[name].media_type
    assert answer.headers["cache-control"] == "public, max-age=86400"
    assert answer.content


@pytest.mark.parametrize("name", ["core.py", "nothing.css", "..%2F__init__.py", "swagger-ui.js"])
def test_only_the_listed_files_are_served(client: httpx.Client, name: str) -> None:
    assert client.get(f"/docs/{name}").status_code == 404


def test_a_file_that_the_client_does_not_accept_is_not_sent(client: httpx.Client) -> None:
    assert client.get("/docs/pages.css", headers={"accept": "image/*"}).status_code == 406
    assert client.get("/docs/pages.css", headers={"accept": "text/css"}).status_code == 200


@pytest.mark.parametrize("slug", PROBLEMS)
def test_a_problem_is_explained_in_both_languages(client: httpx.Client, slug: str) -> None:
    page = client.get(f"/problems/{slug}").text
    kind = PROBLEMS[slug]
    assert f"<h1>{kind.title.id}</h1>" in page
    assert f'<span lang="en">{kind.title.en}</span> · HTTP {kind.status}' in page
    assert "Apa yang harus dilakukan" in page
    assert "What to do" in page


def test_the_type_of_a_problem_can_be_opened(client: httpx.Client) -> None:
    problem = client.get("/v1/targets?limit=0").json()
    assert client.get(problem["type"], headers={"accept": BROWSER}).status_code == 200


def test_a_problem_that_there_is_not_is_not_found(client: httpx.Client) -> None:
    assert client.get("/problems/nothing").status_code == 404


def test_whatever_needs_no_parameters_answers_a_client_that_accepts_anything(client: httpx.Client) -> None:
    for handler in handlers:
        (path,) = handler.paths
        if "{" not in path:
            assert client.get(path, headers={"accept": "*/*"}).status_code == 200
