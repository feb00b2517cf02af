"""The options and the later version of `make clients-all`, which itself takes too long for each test run."""

import httpx
import yaml

from api.openapi.pages.committed import load_document
from clients.nightly.additions import NEW_FIELD, NEW_VALUE, later_version
from clients.nightly.generated_clients import GENERATED_CLIENTS
from tests.clients.conftest import ROOT
from tests.support.services import Service

PAGE = (ROOT / "docs" / "generated-clients.md").read_text()


def test_the_page_lists_each_client_and_explains_each_option() -> None:
    named = {"gemName", "moduleName", "packageName", "invokerPackage", "apiPackage", "modelPackage", "groupId"}
    named |= {"artifactId", "hideGenerationTimestamp"}
    for client in GENERATED_CLIENTS:
        (options,) = (ROOT / "clients" / "nightly" / client.name).glob("options.*")
        assert f"| `{client.name}` |" in PAGE
        assert f"(../{options.relative_to(ROOT)})" in PAGE
        if options.suffix == ".yaml":
            content = yaml.safe_load(options.read_text())
            used = {*content["additionalProperties"], *content.get("globalProperties", {})} - named
            assert [option for option in used if f"`{option}: " not in PAGE] == []


def test_a_later_version_adds_a_field_to_each_object_and_a_value_to_each_open_vocabulary(service: Service) -> None:
    with later_version(service.url, load_document()) as url:
        page = httpx.get(f"{url}/v1/targets", params={"limit": 1}).json()
        csv = httpx.get(f"{url}/v1/targets.csv", params={"limit": 1})
        problem = httpx.get(f"{url}/v1/targets", params={"limit": 0}).json()
    (target,) = page["data"]
    for item in (page, page["meta"], target, target["citations"][0], problem, problem["errors"][0]):
        assert NEW_FIELD.items() <= item.items()
    assert (target["nature"], target["qualifier"], target["status"]) == (NEW_VALUE, NEW_VALUE, "published")
    assert target["breakdown"] == {}
    assert (problem["type"], csv.text[:3]) == ("/problems/invalid-parameters", "id,")
