"""/.well-known/api-catalog conforms to RFC 9727, and every URL in it returns 200."""

from typing import Any

import httpx
import pytest

API_CATALOG_PATH = "/.well-known/api-catalog"
# Registered relations of a linkset of APIs (RFC 9727, RFC 8631).
RELATIONS = {"item", "service-desc", "service-doc", "service-meta", "status"}


@pytest.fixture(scope="module")
def linkset(client: httpx.Client) -> list[dict[str, Any]]:
    contexts: list[dict[str, Any]] = client.get(API_CATALOG_PATH).json()["linkset"]
    return contexts


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_linkset_has_its_type_profile_and_a_link_to_itself(client: httpx.Client, method: str) -> None:
    response = client.request(method, API_CATALOG_PATH)
    assert response.status_code == 200
    assert response.headers["content-type"] == (
        'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    )
    assert response.links["api-catalog"]["url"] == API_CATALOG_PATH


def test_the_linkset_has_only_registered_relations(linkset: list[dict[str, Any]]) -> None:
    for context in linkset:
        relations = context.keys() - {"anchor"}
        assert relations and relations <= RELATIONS
        for relation in relations:
            for target in context[relation]:
                assert target["href"].startswith("/")
                assert target.keys() <= {"href", "type"}


def test_every_api_is_an_item_and_has_a_description(linkset: list[dict[str, Any]]) -> None:
    catalog, *contexts = linkset
    assert catalog["anchor"] == API_CATALOG_PATH
    apis = [item["href"] for item in catalog["item"]]
    assert apis == [context["anchor"] for context in contexts]
    assert "/" in apis
    for context in contexts:
        assert {"service-desc", "service-doc", "service-meta", "status"} <= context.keys()


def test_every_url_returns_its_stated_media_type(linkset: list[dict[str, Any]], client: httpx.Client) -> None:
    targets = {
        target["href"]: target.get("type")
        for context in linkset
        for relation in context.keys() - {"anchor"}
        for target in context[relation]
    }
    for url, media_type in targets.items():
        response = client.get(url)
        assert response.status_code == 200, url
        assert media_type in (None, response.headers["content-type"].split(";")[0]), url


def test_the_root_links_to_the_linkset(client: httpx.Client) -> None:
    response = client.get("/")
    assert client.get(response.links["api-catalog"]["url"]).status_code == 200
