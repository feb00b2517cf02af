"""One response has the errors of types, rules and references of a body, and none that follows from another."""

import json
from typing import Any

import pytest

from tests.http.writes.conftest import TARGET, People, build_target, create_record

SOURCE = {"code": "sumber-galat", "title": "Judul", "kind": "news", "publisher": "antara", "authors": [],
          "published_on": "2022-01-01", "date_basis": "stated"}  # fmt: skip
FIGURE = "01a1fb67-1800-7000-8000-0000000009ff"


def list_errors(people: People, path: str, body: object) -> list[tuple[str, str]]:
    response = people.writer.client.post(path, json=body, headers=people.writer.headers)
    assert response.status_code == 422, response.text
    problem = response.json()
    assert problem["error_count"] == len(problem["errors"])
    return [(error.get("pointer", ""), error["code"]) for error in problem["errors"]]


ALL_KINDS: dict[str, tuple[str, dict[str, Any], set[tuple[str, str]]]] = {
    "a target": (
        "/v1/targets",
        {**TARGET, "nature": "x", "indicator": "tak-ada", "region": "09", "period": "2022-13", "institution": "tak-ada",
         "plan": "tak-ada", "supersedes": FIGURE, "retracted_on": "2022-01-01", "stated_ono": 1, "resolution": 0,
         "citations": [{"source": "tak-ada", "locator": "1"}, {"source": "antara-2021-01-11"}, {"locator": 5, "x": 1}]},
        {
            ("/nature", "not_one_of"), ("/stated_ono", "unknown_field"),
            ("/period", "not_a_period"), ("/retracted_on", "retracted_before_stated"), ("/resolution", "too_small"),
            ("/indicator", "figure_counts_an_indicator"), ("/region", "figure_is_about_a_region"),
            ("/institution", "figure_is_stated_by_an_institution"), ("/plan", "target_belongs_to_an_existing_plan"),
            ("/supersedes", "target_supersedes_an_existing_target"),
            # A citation has a wrong type, so the rules and references of the citations are not checked.
            ("/citations/2/source", "missing_field"), ("/citations/2/x", "unknown_field"),
            ("/citations/2/locator", "wrong_type"),
        },
    ),
    "references of a target": (
        "/v1/targets",
        {**TARGET, "institution": "tak-ada", "plan": "tak-ada",
         "citations": [{"source": "tak-ada", "locator": "1"}, {"source": "tidak-ada", "locator": "1"}]},
        {
            ("/institution", "figure_is_stated_by_an_institution"), ("/plan", "target_belongs_to_an_existing_plan"),
            ("/citations/0/source", "figure_cites_sources"), ("/citations/1/source", "figure_cites_sources"),
        },
    ),
    "citations": (
        "/v1/targets",
        {**TARGET, "citations": [{"source": "tak-ada", "locator": "1"}, {"source": "antara-2021-01-11"},
                                 {"source": "tidak-ada"}]},
        {
            ("/citations/0/source", "figure_cites_sources"), ("/citations/1", "citation_needs_locator"),
            ("/citations/2", "citation_needs_locator"), ("/citations/2/source", "figure_cites_sources"),
        },
    ),
    "a source": (
        "/v1/sources",
        {**SOURCE, "publisher": "tak-ada", "language": "indonesian", "authors": [1, "", "x"]},
        {
            ("/publisher", "source_names_its_publisher"), ("/language", "invalid_format"),
            ("/authors/0", "wrong_type"), ("/authors/1", "too_short"),
        },
    ),
    "an indicator": (
        "/v1/indicators",
        {"code": "galat", "program": "tak-ada", "name": "Nama", "unit": "tak-ada", "direction": "up", "additive": "yes",
         "variant_of": "tak-ada"},
        {
            ("/program", "indicator_belongs_to_a_program"), ("/unit", "indicator_counts_in_a_unit"),
            ("/variant_of", "indicator_names_its_variant"), ("/direction", "not_one_of"), ("/additive", "wrong_type"),
        },
    ),
    "a claim": (
        "/v1/claims",
        {"source": "tak-ada", "kind": "ratio", "figures": [FIGURE, "x"], "base_figure": FIGURE, "stated_value": 1e30,
         "base_period": "2022-13"},
        {
            ("/source", "claim_is_made_by_a_source"), ("/figures/1", "not_a_uuid"),
            ("/base_figure", "claim_is_about_existing_figures"), ("/stated_value", "not_an_amount"),
            ("/base_period", "not_a_period"), ("/locator", "missing_field"),
            ("/base_period", "claim_base_period_selects_a_target"),
        },
    ),
    "a claim to check": (
        "/v1/claims/check",
        {"kind": "ratio", "figures": [FIGURE], "stated_value": "1", "stated_resolution": 0, "base": "whole"},
        {
            ("/figures/0", "claim_is_about_existing_figures"), ("/stated_value", "wrong_type"),
            ("/stated_resolution", "claim_resolution_is_positive"), ("/base", "not_one_of"),
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize(("path", "body", "expected"), ALL_KINDS.values(), ids=ALL_KINDS)
def test_types_rules_and_references_are_reported_together(
    people: People, path: str, body: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    assert set(list_errors(people, path, body)) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        # The rules of the days need `stated_on`, that of the deadline the period, and the range the value.
        ({"stated_on": "soon", "retracted_on": "2000-01-01"}, [("/stated_on", "not_a_date")]),
        ({"period": 2025, "due_on": "2000-01-01"}, [("/period", "wrong_type")]),
        ({"value": "7", "value_to": 5}, [("/value", "wrong_type")]),
        ({"value": 1e30, "value_to": 5}, [("/value", "not_an_amount")]),
        ({"citations": {}}, [("/citations", "wrong_type")]),
        ({"citations": [{"source": "x" * 999}] * 101}, [("/citations", "too_long")]),
    ],
)
def test_a_rule_that_needs_an_invalid_field_is_not_reported(
    people: People, changed: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert list_errors(people, "/v1/targets", {**TARGET, **changed}) == expected


def test_a_rule_that_needs_a_missing_field_is_not_reported(people: People) -> None:
    assert list_errors(people, "/v1/targets", {}) == [
        (f"/{name}", "missing_field") for name in ("indicator", "nature", "period", "value", "institution")
    ] + [("/stated_on", "stated_date_required")]


def test_a_patch_has_the_errors_of_types_rules_and_references(people: People) -> None:
    created = create_record(people.writer)
    patch = {"note": 5, "institution": "tak-ada", "value": 0.5, "period": "2022-13", "id": FIGURE, "lain": 1}
    response = people.writer.patch(created.headers["location"], patch, created.headers["etag"])
    assert response.status_code == 422
    assert [(error["pointer"], error["code"]) for error in response.json()["errors"]] == [
        ("/resolution", "resolution_required"),  # not in the patch, so it is first
        ("/note", "wrong_type"),
        ("/institution", "figure_is_stated_by_an_institution"),
        ("/period", "not_a_period"),
        ("/id", "unknown_field"),
        ("/lain", "unknown_field"),
    ]


def test_a_patch_has_the_errors_of_all_references(people: People) -> None:
    created = create_record(people.writer)
    patch = {"institution": "tak-ada", "citations": [{"source": "tak-ada", "locator": "1"}]}
    response = people.writer.patch(created.headers["location"], patch, created.headers["etag"])
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/institution", "/citations/0/source"]


def test_each_error_states_the_received_and_the_allowed_value(people: People) -> None:
    body = build_target(
        nature="stok", indicator="tak-ada", period="2022-13", value="7", resolution=-1, breakdown={"Katalog": "lokal"},
        note="\u202eabc", stated_on="2022-02-30",
    )  # fmt: skip
    received = {
        "/nature": "`stok`", "/indicator": "`tak-ada`", "/period": '`"2022-13"`', "/value": '`"7"`',
        "/resolution": "`-1`", "/breakdown": "`Katalog`", "/stated_on": '`"2022-02-30"`',
    }  # fmt: skip
    headers = {**people.writer.headers, "Accept-Language": "en"}
    errors = people.writer.client.post("/v1/targets", json=body, headers=headers).json()["errors"]
    details = {error["pointer"]: error["detail"] for error in errors}
    assert [pointer for pointer, text in received.items() if text not in details[pointer]] == [], details
    assert "\u202e" not in json.dumps(errors, ensure_ascii=False)
    assert not any(detail.endswith(("required format", "is not valid")) for detail in details.values())


def test_wrong_types_in_every_field_of_100_citations_are_counted(people: People) -> None:
    citation = {"source": 1, "locator": 2, "quote": 3, "note": 4}
    response = people.writer.post("/v1/targets", {**TARGET, "citations": [citation] * 100})
    problem = response.json()
    assert (response.status_code, len(problem["errors"]), problem["error_count"]) == (422, 20, 400)
    assert problem["errors"][4]["pointer"] == "/citations/1/source"
