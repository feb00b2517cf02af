"""The gate of openapi.yaml finds each mutation that breaks clients, and accepts the harmless ones."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from api.openapi.document.downgrade import downgrade_to_3_0
from releases.difference import Difference, is_sufficient_version
from releases.document import compress, load_current
from releases.gate import check_document, list_differences
from releases.nullable import merge_null_types
from releases.own_checks import find_other_breaks
from releases.redocly import find_differences_with_redocly
from releases.texts import find_changed_texts, format_changed_texts
from tests.releases.document_edits import SMALL
from tests.releases.mutations import BREAKING, HARMLESS, Mutation

Json = dict[str, Any]

ALL = (*BREAKING, *HARMLESS)
BREAKS = {mutation.name for mutation in BREAKING}
# Changes of the complete document, which cannot be part of a batch.
OF_THE_DOCUMENT = {
    "the URL of the service is changed",
    "the version is changed",
    "a problem type is removed",
    "a problem type is renamed",
    "the status of a problem type is changed",
    "a problem type is new",
    "a path parameter is renamed",  # redocly compares it with the removed paths of others
}
# Breaking changes that redocly diff does not report.
NOT_IN_REDOCLY = {
    "the tag of an operation is changed",
    "the default of a parameter is changed",
    "the default of a parameter is removed",
    "a parameter has a new default",
    "the default of a property of a body is changed",
    "a header of a response is not required any more",
    "the format of a property of a response is changed",
    "a model is renamed",
    "a success has another status in addition",
    "a path parameter is renamed",
    "a problem type is removed",
    "a problem type is renamed",
    "the status of a problem type is changed",
    "a property of a body is read-only",
    "a property of a response is write-only",
    "the items of a list have another model",
    "the format of a parameter is dropped",
    "the pattern of a header is changed",
    "the default order of a list is changed",
}

needs_redocly = pytest.mark.skipif(
    not (Path(__file__).parents[2] / "node_modules" / "installed").exists(),
    reason="redocly is not installed: make node_modules/installed",
)


def mutated(mutation: Mutation) -> Json:
    document = copy.deepcopy(SMALL)
    mutation.edit(document)
    return document


def test_every_mutation_has_a_unique_name_and_both_labels_have_many() -> None:
    assert len({mutation.name for mutation in ALL}) == len(ALL)
    assert len(BREAKING) >= 25
    assert len(HARMLESS) >= 12


@pytest.mark.parametrize("mutation", ALL, ids=lambda mutation: mutation.name)
def test_the_own_checks_find_what_redocly_does_not_report_and_nothing_harmless(mutation: Mutation) -> None:
    found = find_other_breaks(merge_null_types(SMALL), merge_null_types(mutated(mutation)))
    if mutation.name in NOT_IN_REDOCLY:
        assert found
    if mutation.name not in BREAKS:
        assert found == []


def with_unique_names(index: int, document: Json) -> Json:
    """Return the document with names that no other document of the batch has."""
    text = json.dumps(document)
    text = re.sub(r"#/components/(\w+)/", rf"#/components/\1/n{index}-", text)
    named: Json = json.loads(text)
    named["paths"] = {f"/n{index}{path}": item for path, item in named["paths"].items()}
    for item in named["paths"].values():
        for operation in item.values():
            operation["operationId"] += f"_{index}"
            operation["security"] = [
                {f"n{index}-{scheme}": scopes for scheme, scopes in alternative.items()}
                for alternative in operation["security"]
            ]
    named["components"] = {
        kind: {f"n{index}-{name}": component for name, component in components.items()}
        for kind, components in named["components"].items()
    }
    return named


def batch(documents: list[Json]) -> Json:
    """Join small documents into one: redocly needs a second to start, and almost no time to compare."""
    joined = copy.deepcopy(SMALL) | {"paths": {}, "components": {kind: {} for kind in SMALL["components"]}}
    for index, document in enumerate(documents):
        named = with_unique_names(index, document)
        joined["paths"] |= named["paths"]
        for kind, components in named["components"].items():
            joined["components"][kind] |= components
    return joined


@pytest.fixture(scope="module")
def differences() -> dict[str, list[Difference]]:
    """List the differences that the gate finds, by the name of the mutation."""
    batched = [mutation for mutation in ALL if mutation.name not in OF_THE_DOCUMENT]
    found = list_differences(batch([SMALL] * len(batched)), batch([mutated(one) for one in batched]))
    by_name: dict[str, list[Difference]] = {mutation.name: [] for mutation in batched}
    for difference in found:
        index = re.search(r"\bn(\d+)[-/]", difference.location)
        assert index is not None, difference
        by_name[batched[int(index[1])].name].append(difference)
    return by_name


@needs_redocly
@pytest.mark.parametrize("mutation", ALL, ids=lambda mutation: mutation.name)
def test_the_gate_agrees_with_the_label_of_a_mutation(
    differences: dict[str, list[Difference]], mutation: Mutation
) -> None:
    if mutation.name in OF_THE_DOCUMENT:
        found = list_differences(SMALL, mutated(mutation))
    else:
        found = differences[mutation.name]
    assert any(one.impact == "breaking" for one in found) == (mutation.name in BREAKS), found


@needs_redocly
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a path is new", "The path is new."),
        ("an operation is new", "The operation is new."),
        ("an optional parameter is new", "The optional parameter `since` is new."),
        ("an optional property of a body is new", "The property `name` is new."),
        ("a property of a response is new", "The property `name` is new."),
        ("a media type of a body is new", "The media type `text/csv` is new."),
        ("a header of a response is new", "The header `Link` is new."),
        ("a problem is new", "The response 410 is new."),
    ],
)
def test_an_addition_has_a_text_for_readers(differences: dict[str, list[Difference]], name: str, text: str) -> None:
    assert ("additive", text) in {(one.impact, one.text) for one in differences[name]}


@needs_redocly
def test_redocly_does_not_report_what_the_own_checks_find() -> None:
    """If redocly reports one of these, remove the own check."""
    mutations = [mutation for mutation in BREAKING if mutation.name in NOT_IN_REDOCLY]
    before, after = batch([SMALL] * len(mutations)), batch([mutated(one) for one in mutations])
    assert [one for one in find_differences_with_redocly(before, after) if one.impact == "breaking"] == []


@needs_redocly
def test_the_gate_accepts_openapi_yaml_and_rejects_it_after_breaking_changes() -> None:
    before, after = load_current(), load_current()
    assert check_document(before, after) == (True, [])
    del after["paths"]["/v1/units"]
    after["paths"]["/v1/targets"]["get"]["security"] = [{"bearer": []}]
    after["components"]["parameters"]["limit"]["schema"]["default"] = 10
    after["components"]["schemas"]["RecordStatus"]["enum"].append("archived")
    passes, lines = check_document(before, after)
    assert not passes
    report = "\n".join(lines)
    assert f"openapi.yaml breaks clients of {before['info']['version']}" in report
    assert "/v1/units" in report
    assert "GET /v1/targets: " in report
    assert "The default of `limit` was `100` and is `10`." in report
    assert "gained values: 'archived'." in report


@needs_redocly
def test_breaking_changes_are_reported_and_accepted_in_a_new_major_version() -> None:
    before, after = copy.deepcopy(SMALL), copy.deepcopy(SMALL)
    del after["paths"]["/things"]
    for released, version in (("0.1.0", "0.2.0"), ("0.2.0", "99.0.0")):
        before["info"]["version"], after["info"]["version"] = released, version
        passes, lines = check_document(before, after)
        assert passes
        assert lines[0].startswith(f"{version} is a new major version after {released}") and len(lines) > 1
    before["info"]["version"] = after["info"]["version"]
    assert check_document(before, after)[0] is False


@pytest.mark.parametrize(
    ("before", "after", "impact", "expected"),
    [
        ("1.2.3", "2.0.0", "breaking", True),
        ("1.2.3", "1.3.0", "breaking", False),
        ("1.2.3", "1.3.0", "additive", True),
        ("1.2.3", "1.2.4", "additive", False),
        ("0.1.0", "0.2.0", "breaking", True),
        ("0.1.0", "1.0.0", "breaking", True),
        ("0.1.0", "0.1.1", "breaking", False),
        ("0.1.0", "0.1.1", "additive", True),
        ("0.1.0", "0.1.0", "additive", False),
        ("2.0.0", "1.9.9", "breaking", False),
        ("1.10.0", "1.9.0", "additive", False),
    ],
)
def test_a_breaking_change_requires_a_major_version_and_an_addition_a_minor_one(
    before: str, after: str, impact: Any, expected: bool
) -> None:
    assert is_sufficient_version(before, after, {impact}) is expected


@needs_redocly
def test_a_change_of_the_3_0_document_only_is_reported() -> None:
    lowered = downgrade_to_3_0(SMALL)
    assert check_document(SMALL, SMALL, lowered) == (True, [])
    del lowered["components"]["schemas"]["Thing"]["properties"]["value"]["format"]
    passes, lines = check_document(SMALL, SMALL, lowered)
    assert not passes
    assert "OpenAPI 3.0: The format of `value` in" in "\n".join(lines)


def test_changed_descriptions_are_listed_for_a_person() -> None:
    after = copy.deepcopy(SMALL)
    after["paths"]["/things"]["get"]["summary"] = "List all things"
    after["components"]["schemas"]["Part"]["properties"]["name"]["description"] = "Its full name."
    found = find_changed_texts(SMALL, after)
    assert {text.after for text in found} == {"List all things", "Its full name."}
    lines = format_changed_texts(found, limit=1)
    assert lines[0].startswith("2 descriptions have changed.") and lines[-1].startswith("… and 1 more")
    assert format_changed_texts([]) == []


def test_nullable_types_are_merged_into_one_form() -> None:
    part = {"type": "object", "properties": {"name": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}
    reference = {"$ref": "#/components/schemas/Part"}
    document = {"components": {"schemas": {"Part": part}}, "x": {"anyOf": [reference, {"type": "null"}]}}
    name = {"type": ["string", "null"]}
    assert merge_null_types(document)["x"] == {"type": ["object", "null"], "properties": {"name": name}}
    enum = {"description": "Its kind.", "anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]}
    assert merge_null_types(enum) == {"type": ["string", "null"], "enum": ["a", None], "description": "Its kind."}
    choice = {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}
    assert merge_null_types(choice) == choice


def test_a_recursive_model_is_compared() -> None:
    tree = {
        "type": "object",
        "properties": {"parent": {"anyOf": [{"$ref": "#/components/schemas/Tree"}, {"type": "null"}]}},
    }
    document = copy.deepcopy(SMALL)
    document["components"]["schemas"]["Tree"] = tree
    document["components"]["schemas"]["Thing"]["properties"]["tree"] = {"$ref": "#/components/schemas/Tree"}
    assert find_other_breaks(merge_null_types(document), merge_null_types(document)) == []


def test_the_released_document_is_compressed_to_the_same_bytes_each_time() -> None:
    assert compress(b"openapi: 3.1.0\n") == compress(b"openapi: 3.1.0\n")
