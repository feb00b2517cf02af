"""The gate against breaking changes judges every mutation as it is labelled."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from releases.difference import Difference, suffices
from releases.document import current, packed
from releases.gate import differences, verdict
from releases.redocly import seen_by_redocly
from releases.spelling import spelled
from releases.unseen import unseen_by_redocly
from tests.contract.mutations import BREAKING, HARMLESS, SMALL, Mutation

Json = dict[str, Any]

ALL = (*BREAKING, *HARMLESS)
BREAKS = {mutation.name for mutation in BREAKING}
# Of the whole document and not of one operation or model: compared by themselves.
OF_ALL = {"the service stands at another address", "the version is another"}
# What redocly diff takes for a matter of words.
UNSEEN = {
    "an operation stands under another tag",
    "the default of a parameter is another",
    "the default of a parameter is gone",
    "a parameter has a default",
    "the default of a property of a body is another",
    "a header of an answer may be missing",
    "a property of an answer has another format",
    "a model is called otherwise",
}

needs_redocly = pytest.mark.skipif(
    not (Path(__file__).parents[2] / "node_modules" / "installed").exists(),
    reason="redocly is not installed: make node_modules/installed",
)


def mutated(mutation: Mutation) -> Json:
    document = copy.deepcopy(SMALL)
    mutation.edit(document)
    return document


def test_every_mutation_has_a_name_of_its_own_and_there_are_enough_of_both_kinds() -> None:
    assert len({mutation.name for mutation in ALL}) == len(ALL)
    assert len(BREAKING) >= 25
    assert len(HARMLESS) >= 12


@pytest.mark.parametrize("mutation", ALL, ids=lambda mutation: mutation.name)
def test_our_part_sees_what_it_is_there_for_and_nothing_harmless(mutation: Mutation) -> None:
    found = unseen_by_redocly(spelled(SMALL), spelled(mutated(mutation)))
    if mutation.name in UNSEEN:
        assert found
    if mutation.name not in BREAKS:
        assert found == []


def named_for(place: int, document: Json) -> Json:
    """The same document with names that no other place of the batch has."""
    text = json.dumps(document)
    text = re.sub(r"#/components/(\w+)/", rf"#/components/\1/n{place}-", text)
    named: Json = json.loads(text)
    named["paths"] = {f"/n{place}{path}": item for path, item in named["paths"].items()}
    for item in named["paths"].values():
        for operation in item.values():
            operation["operationId"] += f"_{place}"
            operation["security"] = [
                {f"n{place}-{scheme}": scopes for scheme, scopes in way.items()} for way in operation["security"]
            ]
    named["components"] = {
        kind: {f"n{place}-{name}": told for name, told in components.items()}
        for kind, components in named["components"].items()
    }
    return named


def batch(documents: list[Json]) -> Json:
    """Many small contracts in one: redocly takes a second to start and next to none to compare."""
    together = copy.deepcopy(SMALL) | {"paths": {}, "components": {kind: {} for kind in SMALL["components"]}}
    for place, document in enumerate(documents):
        named = named_for(place, document)
        together["paths"] |= named["paths"]
        for kind, components in named["components"].items():
            together["components"][kind] |= components
    return together


@pytest.fixture(scope="module")
def judged() -> dict[str, list[Difference]]:
    """By the mutation, what the gate says of it."""
    batched = [mutation for mutation in ALL if mutation.name not in OF_ALL]
    found = differences(batch([SMALL] * len(batched)), batch([mutated(one) for one in batched]))
    said: dict[str, list[Difference]] = {mutation.name: [] for mutation in batched}
    for difference in found:
        place = re.search(r"\bn(\d+)[-/]", difference.place)
        assert place is not None, difference
        said[batched[int(place[1])].name].append(difference)
    return said


@needs_redocly
@pytest.mark.parametrize("mutation", ALL, ids=lambda mutation: mutation.name)
def test_the_gate_judges_a_contract_in_which(judged: dict[str, list[Difference]], mutation: Mutation) -> None:
    said = judged[mutation.name] if mutation.name not in OF_ALL else differences(SMALL, mutated(mutation))
    assert any(one.impact == "breaking" for one in said) == (mutation.name in BREAKS), said


@needs_redocly
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a path is new", "The path is new."),
        ("an operation is new", "The operation is new."),
        ("an optional parameter is new", "The optional parameter `since` is new."),
        ("an optional property of a body is new", "The property `name` is new."),
        ("a property of an answer is new", "The property `name` is new."),
        ("a media type of a body is new", "The media type `text/csv` is new."),
        ("a header of an answer is new", "The header field `Link` is new."),
        ("a problem is new", "The answer 410 is new."),
    ],
)
def test_an_addition_is_told_to_readers(judged: dict[str, list[Difference]], name: str, told: str) -> None:
    assert ("addition", told) in {(one.impact, one.text) for one in judged[name]}


@needs_redocly
def test_what_our_part_is_there_for_is_really_not_seen_by_redocly() -> None:
    """Whatever is seen one day needs no code of ours any more."""
    mutations = [mutation for mutation in BREAKING if mutation.name in UNSEEN]
    before, after = batch([SMALL] * len(mutations)), batch([mutated(one) for one in mutations])
    assert [one for one in seen_by_redocly(before, after) if one.impact == "breaking"] == []


@needs_redocly
def test_our_own_contract_passes_as_it_is_and_not_with_mutations() -> None:
    before, after = current(), current()
    assert verdict(before, after) == (True, [])
    del after["paths"]["/v1/units"]
    after["paths"]["/v1/targets"]["get"]["security"] = [{"bearer": []}]
    after["components"]["parameters"]["limit"]["schema"]["default"] = 10
    after["components"]["schemas"]["Target"]["properties"]["nature"]["enum"].append("ratio")
    passes, lines = verdict(before, after)
    assert not passes
    told = "\n".join(lines)
    assert f"openapi.yaml breaks what was built on {before['info']['version']}" in told
    assert "/v1/units" in told
    assert "GET /v1/targets: " in told
    assert "The default of `limit` was `100` and is `10`." in told
    assert "Enum of `nature` gained values: 'ratio'." in told
    after["info"]["version"] = "99.0.0"
    passes, lines = verdict(before, after)
    assert passes
    assert "may break" in lines[0]


@pytest.mark.parametrize(
    ("before", "after", "impact", "enough"),
    [
        ("1.2.3", "2.0.0", "breaking", True),
        ("1.2.3", "1.3.0", "breaking", False),
        ("1.2.3", "1.3.0", "addition", True),
        ("1.2.3", "1.2.4", "addition", False),
        ("0.1.0", "0.2.0", "breaking", True),
        ("0.1.0", "1.0.0", "breaking", True),
        ("0.1.0", "0.1.1", "breaking", False),
        ("0.1.0", "0.1.1", "addition", True),
        ("0.1.0", "0.1.0", "addition", False),
        ("2.0.0", "1.9.9", "breaking", False),
        ("1.10.0", "1.9.0", "addition", False),
    ],
)
def test_a_version_is_raised_by_what_changed(before: str, after: str, impact: Any, enough: bool) -> None:
    assert suffices(before, after, {impact}) is enough


def test_may_be_null_is_spelled_in_one_way() -> None:
    part = {"type": "object", "properties": {"name": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}
    reference = {"$ref": "#/components/schemas/Part"}
    document = {"components": {"schemas": {"Part": part}}, "x": {"anyOf": [reference, {"type": "null"}]}}
    name = {"type": ["string", "null"]}
    assert spelled(document)["x"] == {"type": ["object", "null"], "properties": {"name": name}}
    words = {"description": "Its kind.", "anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]}
    assert spelled(words) == {"type": ["string", "null"], "enum": ["a", None], "description": "Its kind."}
    choice = {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}
    assert spelled(choice) == choice


def test_a_model_that_holds_itself_is_spelled_and_compared() -> None:
    branch = {
        "type": "object",
        "properties": {"over": {"anyOf": [{"$ref": "#/components/schemas/Tree"}, {"type": "null"}]}},
    }
    document = copy.deepcopy(SMALL)
    document["components"]["schemas"]["Tree"] = branch
    document["components"]["schemas"]["Thing"]["properties"]["tree"] = {"$ref": "#/components/schemas/Tree"}
    assert unseen_by_redocly(spelled(document), spelled(document)) == []


def test_the_released_document_is_packed_alike_each_time() -> None:
    assert packed(b"openapi: 3.1.0\n") == packed(b"openapi: 3.1.0\n")
