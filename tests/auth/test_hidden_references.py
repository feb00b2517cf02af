"""A single write that refers to a hidden draft gets the response of one that refers to nothing."""

import json
from typing import Any

import pytest

from tests.auth.authors import OWNER, SCOPES, Authors, missing_key, numbers
from tests.support.callers import Person
from tests.support.databases import DatabaseUrls, execute

SINGLE_WRITES: dict[str, dict[str, str]] = {
    "programs": {"lead_institution": "institutions"},
    "indicators": {
        "program": "programs",
        "population_indicator": "indicators",
        "variant_of": "indicators",
        "unit": "units",
    },
    "claims": {"source": "sources", "figures": "targets", "base_figure": "targets"},
}


@pytest.mark.parametrize(
    ("collection", "field"), [(collection, field) for collection, fields in SINGLE_WRITES.items() for field in fields]
)
@pytest.mark.parametrize("kind", ["write", "write for one institution"])
def test_a_single_write_does_not_show_that_a_hidden_draft_exists(
    authors: Authors, kind: str, collection: str, field: str, stored: DatabaseUrls
) -> None:
    caller = authors.callers[kind]
    referenced = SINGLE_WRITES[collection][field]
    institution = SCOPES[kind][1] or OWNER
    if referenced == "units":
        hidden = "satuan-rahasia"
        insert_hidden_unit(stored, hidden)
    elif referenced == "programs":
        hidden = f"program-{next(numbers)}"
        program = {"code": hidden, "name": "A", "lead_institution": OWNER}
        assert authors.other.post("/v1/programs", program).status_code == 201
    else:
        hidden = str(authors.find_key(kind, "draft of another", referenced))
    responses = []
    for key in (hidden, missing_key(referenced)):
        contents: dict[str, dict[str, Any]] = {
            "programs": {"name": "A", "lead_institution": institution},
            "indicators": {"program": "umkm-digital", "name": "A", "unit": "umkm", "direction": "increase",
                           "additive": True},
            "claims": {"source": "antara-2021-01-11", "locator": "p. 1", "kind": "ratio", "figures": [],
                       "base": "target", "base_figure": None, "stated_value": 1, "stated_resolution": 1},
        }  # fmt: skip
        content = contents[collection]
        if collection == "claims":
            content["figures"] = [authors.find_key(kind, "published", "targets")]
        else:
            content["code"] = f"tulisan-{next(numbers)}"
        response = caller.post(f"/v1/{collection}", {**content, field: [key] if field == "figures" else key})
        errors = response.json().get("errors")  # they quote the reference of the caller
        responses.append((response.status_code, json.loads(json.dumps(errors).replace(key, "KEY"))))
    assert responses[0] == responses[1]
    assert responses[0][0] in (403, 422)


def insert_hidden_unit(stored: DatabaseUrls, code: str) -> None:
    """Insert a draft of another user directly."""
    execute(
        stored.owner,
        "INSERT INTO unit (code, name, kind, revision, status, public, recorded_by) "
        f"VALUES ('{code}', 'A', 'count', 1, 'draft', false, 'pemilik') ON CONFLICT DO NOTHING",
    )


READS = {
    "indicators": (
        *("/v1/indicators/{}", "/v1/indicators/{}/revisions"),
        *("/v1/targets?indicator={}", "/v1/targets.csv?indicator={}", "/v1/realizations?indicator={}&sort=value"),
        *("/v1/progress?indicator={}", "/v1/findings?indicator={}", "/v1/onboarding-counts?indicator={}"),
        *("/v1/exports/targets.csv?indicator={}", "/sdmx/v2/data/dataflow/CAPAIAN/TARGET/2.0.0?c[INDICATOR]={}"),
    ),
    "programs": (
        *("/v1/programs/{}", "/v1/indicators?program={}", "/v1/programs/{}/progress", "/v1/findings?program={}"),
        "/v1/exports/progress.csv?program={}",
    ),
    "sources": ("/v1/sources/{}", "/v1/targets?source={}", "/v1/claims?source={}", "/v1/exports/targets.csv?source={}"),
    "institutions": ("/v1/institutions/{}", "/v1/programs?lead_institution={}", "/v1/targets?institution={}"),
    "targets": ("/v1/targets/{}", "/v1/targets/{}/revisions", "/v1/targets?id={}", "/v1/realizations/{}/preference"),
}


@pytest.mark.parametrize("collection", READS)
@pytest.mark.parametrize("kind", ["the public", "write", "write for one institution", "publish"])
def test_a_read_does_not_show_that_a_hidden_draft_exists(authors: Authors, kind: str, collection: str) -> None:
    caller = authors.callers[kind]
    for url in READS[collection]:
        responses = []
        for key in (find_hidden(authors, kind, collection), missing_key(collection)):
            response = caller.get(url.format(key))
            assert response.status_code != 400, response.text  # an unknown parameter would test nothing
            body = response.text.replace(key, "KEY").splitlines()
            if response.is_error:
                body = [str(response.json()["errors"])]
            responses.append((response.status_code, body))
        assert responses[0] == responses[1], url


@pytest.mark.parametrize("kind", ["write", "write for one institution", "publish", "write and publish"])
def test_a_write_to_a_hidden_draft_is_a_write_to_nothing(authors: Authors, kind: str) -> None:
    caller = authors.callers[kind]
    responses = []
    for key in (find_hidden(authors, kind, "targets"), missing_key("targets")):
        url = f"/v1/targets/{key}"
        responses.append([
            caller.patch(url, {"value": 1}, "*").status_code,
            *(caller.post(f"{url}/{action}", {"reason": "A"}).status_code for action in ("reject", "withdraw")),
            *(caller.post(f"{url}/{action}").status_code for action in ("submit", "publish")),
            caller.put(f"/v1/realizations/{key}/preference", {"reason": "A"}).status_code,
            check_claim(caller, key),
        ])  # fmt: skip
    assert responses[0] == responses[1]


def find_hidden(authors: Authors, kind: str, collection: str) -> str:
    """Return a draft of another user in a collection."""
    if collection == "programs":
        indicator = str(authors.find_key(kind, "draft of another", "indicators"))
        return str(authors.other.get(f"/v1/indicators/{indicator}").json()["program"])
    return str(authors.find_key(kind, "draft of another", collection))


def check_claim(caller: Person, key: str) -> tuple[int, str]:
    claim = {"kind": "ratio", "figures": [key], "base": "target", "stated_value": 1, "stated_resolution": 1}
    response = caller.post("/v1/claims/check", claim)
    return response.status_code, response.text.partition('"errors"')[2].replace(key, "KEY")
