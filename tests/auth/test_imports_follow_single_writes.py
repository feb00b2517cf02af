"""An import of one row has the outcome of the single write, for every caller and each record that it refers to."""

import itertools
import json
from typing import Any

import httpx
import pytest

from tests.auth.authors import REFERENCES, SCOPES, Authors, build_row, missing_key
from tests.support.callers import Person

# The same rejection has these codes in a single write and in a row.
SAME_CODE = {"not_permitted": "an_entity_stays_with_its_institution", "already_exists": "record_in_use_by_other"}
CASES = [(collection, field) for collection, fields in REFERENCES.items() for field in fields]


def write_one(person: Person, collection: str, row: dict[str, Any]) -> tuple[str, ...]:
    """Return the outcome of a single write: `created`, or the codes of its errors."""
    response = person.post(f"/v1/{collection}", row)
    if response.status_code == 201:
        return ("created",)
    if not response.json().get("errors"):
        return (str(response.status_code),)
    return tuple(SAME_CODE.get(error["code"], error["code"]) for error in response.json()["errors"])


def import_rows(person: Person, collection: str, rows: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """Return the outcome of each row of an import in the same form."""
    response = send(person, collection, rows)
    if response.status_code != 201:
        return [(str(response.status_code),)] * len(rows)
    run = response.json()
    rejected = {row["number"]: tuple(error["code"] for error in row["errors"]) for row in run["rejected_rows"]}
    assert run["created"] == len(rows) - len(rejected)
    return [rejected.get(number, ("created",)) for number in range(1, len(rows) + 1)]


def send(person: Person, collection: str, rows: list[dict[str, Any]]) -> httpx.Response:
    headers = {**person.headers, "content-type": "application/x-ndjson", "accept-language": "en"}
    params = {"collection": collection, "mode": "partial"}
    file = "\n".join(json.dumps(row) for row in rows).encode()
    return person.client.post("/v1/imports", params=params, content=file, headers=headers)


@pytest.mark.parametrize(("collection", "field"), CASES)
@pytest.mark.parametrize("kind", SCOPES)
def test_a_row_has_the_outcome_of_the_single_write(authors: Authors, kind: str, collection: str, field: str) -> None:
    caller = authors.callers[kind]
    # A row with the code of a published source or an own draft changes it, as PATCH does.
    states = ("draft of another", "none") if field == "code" else ("published", "own draft", "draft of another", "none")
    keys = {state: authors.find_key(kind, state, REFERENCES[collection][field]) for state in states}
    if kind == "write for the institution of the drafts" and field == "code":
        del keys["draft of another"]  # such a row changes it too
    if kind == "write and read:drafts" and field == "code":
        del keys["draft of another"]
    found = {state: key for state, key in keys.items() if key is not None}
    imported = import_rows(caller, collection, [build_row(kind, collection, field, key) for key in found.values()])
    outcomes = {}
    for (state, key), outcome in zip(found.items(), imported, strict=True):
        fresh = missing_key("sources") if (field, state) == ("code", "none") else key
        written = write_one(caller, collection, build_row(kind, collection, field, fresh))
        outcomes[state] = (written, outcome)
    wrong = {state: both for state, both in outcomes.items() if not is_same_outcome(*both)}
    assert wrong == {}


def is_same_outcome(written: tuple[str, ...], imported: tuple[str, ...]) -> bool:
    """Return whether both are accepted, or rejected with the same code. A row also lists the errors after the first."""
    return written == imported or (written != ("created",) and set(written) <= set(imported))


HIDDEN_FROM = ("write", "write for one institution", "write and publish")


@pytest.mark.parametrize(("collection", "field"), [case for case in CASES if case[1] not in ("region", "code")])
@pytest.mark.parametrize("kind", HIDDEN_FROM)
def test_a_hidden_draft_gets_the_response_of_a_record_that_does_not_exist(
    authors: Authors, kind: str, collection: str, field: str
) -> None:
    caller = authors.callers[kind]
    referenced = REFERENCES[collection][field]
    responses = []
    for state in ("draft of another", "none"):
        key = authors.find_key(kind, state, referenced)
        assert key is not None
        single = caller.post(f"/v1/{collection}", build_row(kind, collection, field, key))
        run = send(caller, collection, [build_row(kind, collection, field, key)]).json()
        errors = [row["errors"] for row in run["rejected_rows"]]
        for error in itertools.chain.from_iterable(errors):
            assert key in (error.pop("received") or key)  # the row of the caller, not the draft
        quoted = json.dumps([single.json()["errors"], errors]).replace(key, "KEY")
        responses.append((single.status_code, json.loads(quoted), run["created"]))
    assert responses[0] == responses[1]
    assert responses[0][0] in (403, 422) and responses[0][2] == 0


def test_a_hidden_figure_with_the_same_key_does_not_show_in_an_import(authors: Authors) -> None:
    row = build_row("write", "realizations", "region", "32")
    assert authors.other.post("/v1/realizations", row).status_code == 201
    assert import_rows(authors.callers["write"], "realizations", [row]) == [("created",)]


def test_a_taken_id_is_rejected_without_its_collection(authors: Authors) -> None:
    hidden = str(authors.find_key("write", "draft of another", "targets"))
    for collection in ("realizations", "targets"):
        row = {**build_row("write", collection, "region", "32"), "id": hidden}
        assert import_rows(authors.callers["write"], collection, [row]) == [("record_in_use_by_other",)]
