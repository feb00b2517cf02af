"""/.well-known/api-catalog is what RFC 9727 asks for, and every address in it answers."""

from typing import Any

import httpx
import pytest

from tests.support import services

ADDRESS = "/.well-known/api-catalog"
# Relations of the registry that a linkset about APIs uses (RFC 9727, RFC 8631).
RELATIONS = {"item", "service-desc", "service-doc", "service-meta", "status"}


@pytest.fixture(scope="module")
def linkset(client: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(ADDRESS).json()["linkset"]
    return found


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_it_has_its_type_its_profile_and_a_link_to_itself(client: httpx.Client, method: str) -> None:
    answer = client.request(method, ADDRESS)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == (
        'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
    )
    assert answer.links["api-catalog"]["url"] == ADDRESS


def test_it_is_a_linkset(linkset: list[dict[str, Any]]) -> None:
    for context in linkset:
        relations = context.keys() - {"anchor"}
        assert relations and relations <= RELATIONS
        for relation in relations:
            for target in context[relation]:
                assert target["href"].startswith("http://127.0.0.1:")
                assert target.keys() <= {"href", "type"}


def test_every_api_is_an_item_and_is_described(linkset: list[dict[str, Any]], service: services.Service) -> None:
    catalog, *described = linkset
    assert catalog["anchor"] == f"{service.url}{ADDRESS}"
    apis = [item["href"] for item in catalog["item"]]
    assert apis == [context["anchor"] for context in described]
    assert f"{service.url}/" in apis
    for context in described:
        assert {"service-desc", "service-doc", "service-meta", "status"} <= context.keys()


def test_every_address_answers_with_the_type_that_is_told(linkset: list[dict[str, Any]], client: httpx.Client) -> None:
    targets = {
        target["href"]: target.get("type")
        for context in linkset
        for relation in context.keys() - {"anchor"}
        for target in context[relation]
    }
    for address, media_type in targets.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert media_type in (None, answer.headers["content-type"].split(";")[0]), address


def test_the_way_in_leads_to_it(client: httpx.Client) -> None:
    answer = client.get("/")
    assert client.get(answer.links["api-catalog"]["url"]).status_code == 200


def test_another_type_is_not_sent(client: httpx.Client) -> None:
    assert client.get(ADDRESS, headers={"accept": "text/html"}).status_code == 406
    assert client.get(ADDRESS, headers={"accept": "application/linkset+json"}).status_code == 200
