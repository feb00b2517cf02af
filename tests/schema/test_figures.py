"""Figures, claims, sources and regions: the rules between the members of one row, and between a target and the next."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.schema.conftest import Session, first, follow, following, new_key, publish, refused

UNDATED = {"stated_on": None, "stated_not_before": "2021-01-01", "stated_not_after": "2021-12-31"}
STATED = "figure_is_stated_on_a_day_or_between_two"
RATIO = {"kind": "ratio", "stated_value": 21, "stated_resolution": 1, "stated_date": None, "stated_weekday": None}
FIGURE = "01a1fb67-1800-7000-8000-000000000205"


@pytest.mark.parametrize(
    ("noun", "content", "rule"),
    [
        ("target", UNDATED, None),
        ("target", {"stated_on": None}, STATED),
        ("target", {**UNDATED, "stated_not_before": None}, STATED),
        ("target", {**UNDATED, "stated_not_after": None}, STATED),
        ("target", {**UNDATED, "stated_on": "2021-05-05"}, STATED),
        ("target", {"stated_not_after": "2021-12-31"}, STATED),
        ("target", {**UNDATED, "stated_not_before": "2022-01-01"}, "figure_bounds_are_in_order"),
        ("target", {"retracted_on": "2021-01-11"}, None),
        ("target", {"retracted_on": "2021-01-10"}, "figure_is_retracted_after_it_was_stated"),
        ("target", {**UNDATED, "retracted_on": "2020-12-31"}, "figure_is_retracted_after_it_was_stated"),
        ("target", {"resolution": 0}, "figure_resolution_is_positive"),
        ("target", {"citations": []}, "published_figure_has_a_citation"),
        ("target", {"nature": "level"}, "figure_is_a_stock_or_a_flow"),
        ("target", {"qualifier": "roughly"}, "figure_qualifier_is_known"),
        ("target", {"program": "koperasi-digital"}, "figure_has_the_program_of_its_indicator"),
        ("realization", {"quality": "guess"}, "realization_quality_is_known"),
        *(("target", {member: None}, "23502") for member in ("value", "region", "period", "nature", "citations")),
        ("claim", {"stated_weekday": None}, "claim_states_a_day_or_a_number"),
        ("claim", {"stated_date": None}, "claim_states_a_day_or_a_number"),
        ("claim", {"subjects": [FIGURE]}, "claim_states_a_day_or_a_number"),
        ("claim", {**RATIO, "subjects": [FIGURE]}, None),
        ("claim", {**RATIO, "subjects": []}, "claim_states_a_day_or_a_number"),
        ("claim", {**RATIO, "subjects": [FIGURE], "stated_value": None}, "claim_states_a_day_or_a_number"),
        ("claim", {**RATIO, "subjects": [FIGURE], "stated_resolution": None}, "claim_states_a_day_or_a_number"),
        ("claim", {**RATIO, "subjects": [FIGURE, None]}, "claim_subjects_are_a_plain_list"),
        ("claim", {**RATIO, "subjects": [[FIGURE], [FIGURE]]}, "claim_subjects_are_a_plain_list"),
        ("claim", {**RATIO, "subjects": [FIGURE] * 101}, "claim_has_at_most_100_subjects"),
        ("claim", {**RATIO, "subjects": [FIGURE], "stated_resolution": 0}, "claim_resolution_is_positive"),
        ("source", {"date_basis": "stated"}, "source_date_basis_agrees_with_its_dates"),
        ("source", {"date_basis": "stated", "published_on": "2021-01-01"}, None),
        ("source", {"date_basis": "inferred"}, "source_date_basis_agrees_with_its_dates"),
        (
            "source",
            {"date_basis": "inferred", "published_not_before": "2021-01-01"},
            "source_date_basis_agrees_with_its_dates",
        ),
        ("source", {"date_basis": "unknown", "published_on": "2021-01-01"}, "source_date_basis_agrees_with_its_dates"),
        ("source", {"date_basis": None}, "23502"),
        ("source", {"authors": ["Ani", None]}, "source_authors_are_a_plain_list"),
        ("source", {"authors": [["Ani"], ["Budi"]]}, "source_authors_are_a_plain_list"),
        ("source", {"authors": ["=1+1"]}, "label_is_safe_in_a_spreadsheet"),
        ("source", {"content_sha256": "A" * 64}, "source_sha256_is_64_hex_digits"),
        ("institution", {"rank": 0}, "institution_rank_counts_from_1"),
        ("indicator", {"expected_every": "P0D"}, "indicator_is_expected_every_iso_8601_duration"),
        ("program", {"starts_on": "2024-01-02", "ends_on": "2024-01-01"}, "program_ends_after_it_begins"),
        ("region", {"code": "99", "level": "regency"}, "region_level_agrees_with_its_code"),
        ("region", {"code": "99", "level": None}, "23502"),
        ("region", {"code": "99", "parent": None}, "region_parent_agrees_with_its_code"),
        ("region", {"code": "11.70", "level": "city", "parent": "11"}, "region_level_agrees_with_its_code"),
        ("region", {"code": "11.71", "level": "regency", "parent": "11"}, "region_level_agrees_with_its_code"),
        ("region", {"code": "11.70", "level": "regency", "parent": "12"}, "region_parent_agrees_with_its_code"),
        ("region", {"code": "99", "iso_3166_2": "JB"}, "region_iso_code_is_of_a_province"),
    ],
)
def test_a_row_agrees_with_itself(writer: Session, noun: str, content: dict[str, Any], rule: str | None) -> None:
    assert refused(writer, noun, first(noun, **content)) == rule


def test_a_figure_knows_the_days_of_its_period_and_the_level_of_its_region(writer: Session) -> None:
    key = publish(writer, "target", period="2024-Q1", region="32.73", value=1.5, **UNDATED)
    derived = (
        "SELECT period_start::text, period_end::text, level, magnitude, stated_latest::text FROM target WHERE id = $1"
    )
    assert writer.rows(derived, key) == [("2024-01-01", "2024-03-31", "city", 1.5, "2021-12-31")]


# --- the unit of an indicator


@pytest.mark.parametrize("noun", ["target", "realization"])
@pytest.mark.parametrize("status", ["draft", "published"])
def test_a_unit_is_frozen_once_there_are_figures(writer: Session, noun: str, status: str) -> None:
    indicator = publish(writer, "indicator")
    follow(writer, "indicator", indicator, "draft", by="ani", unit="produk")
    writer.enter(noun, first(noun, status, "system" if status == "published" else "ani", indicator=indicator))
    # Neither the draft from before the first figure nor a new one gets through.
    for step in ("submitted", "draft"):
        row = following(writer, "indicator", indicator, step, "ani")
        assert refused(writer, "indicator", row) == "unit_is_frozen_once_figures_exist"
    follow(writer, "indicator", indicator, "draft", by="ani", unit="umkm", name="Nama baru")


def test_a_unit_is_frozen_for_the_drafts_of_an_unpublished_indicator_too(writer: Session) -> None:
    indicator = new_key("indicator")
    follow(writer, "indicator", indicator, "draft", by="ani")
    follow(writer, "indicator", indicator, "draft", by="ani", unit="produk")
    figure = first("target", "draft", "ani", indicator=indicator)
    writer.enter("target", figure)
    row = following(writer, "indicator", indicator, "draft", "ani", unit="umkm")
    assert refused(writer, "indicator", row) == "unit_is_frozen_once_figures_exist"
    follow(writer, "target", figure["id"], "withdrawn", by="ani")
    writer.enter("indicator", row)


def test_the_first_figure_may_be_on_its_way_while_the_unit_changes(writer: Session, other_writer: Session) -> None:
    indicator = publish(writer, "indicator")
    writer.run("BEGIN")
    writer.enter("target", first("target", "draft", "ani", indicator=indicator))
    changed = following(other_writer, "indicator", indicator, "published", "system", unit="produk")
    with ThreadPoolExecutor() as pool:
        change = pool.submit(refused, other_writer, "indicator", changed)
        with pytest.raises(TimeoutError):
            change.result(0.2)
        writer.run("COMMIT")
        assert change.result(10) == "unit_is_frozen_once_figures_exist"


def test_an_indicator_stays_in_its_program(writer: Session) -> None:
    indicator = publish(writer, "indicator")
    row = following(writer, "indicator", indicator, "draft", "ani", program="koperasi-digital")
    assert refused(writer, "indicator", row) == "indicator_stays_in_its_program"


# --- superseding


def later_than(target: str, **content: Any) -> dict[str, Any]:
    return first("target", **{"supersedes": target, "stated_on": "2022-02-02", "period": "2025", **content})


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ({}, None),
        ({"indicator": "koperasi-modern", "program": "koperasi-digital"}, "target_supersedes_within_its_key"),
        ({"nature": "flow"}, "target_supersedes_within_its_key"),
        ({"region": "32"}, "target_supersedes_within_its_key"),
        ({"breakdown": "catalog:local"}, "target_supersedes_within_its_key"),
        ({"stated_on": "2021-01-11"}, "target_supersedes_one_stated_earlier"),
        ({"stated_on": "2021-01-10"}, "target_supersedes_one_stated_earlier"),
        ({"stated_on": None, "stated_not_before": "2020-01-01", "stated_not_after": "2021-01-12"}, None),
        (
            {"stated_on": None, "stated_not_before": "2020-01-01", "stated_not_after": "2021-01-11"},
            "target_supersedes_one_stated_earlier",
        ),
    ],
)
def test_a_target_supersedes_an_earlier_one_of_its_key(
    writer: Session, content: dict[str, Any], rule: str | None
) -> None:
    assert refused(writer, "target", later_than(publish(writer, "target"), **content)) == rule


def test_a_target_does_not_supersede_itself(writer: Session) -> None:
    key = new_key("target")
    assert refused(writer, "target", later_than(key, id=key)) == "target_does_not_supersede_itself"


def test_superseding_never_circles(writer: Session) -> None:
    one = publish(writer, "target")
    two = later_than(one)
    writer.enter("target", two)
    back = following(writer, "target", one, "published", "system", supersedes=two["id"])
    assert refused(writer, "target", back) == "target_supersedes_one_stated_earlier"
    keys = [new_key("target"), new_key("target")]
    circle = [later_than(keys[1], id=keys[0]), later_than(keys[0], id=keys[1], stated_on="2022-02-03")]
    assert refused(writer, "target", *circle) == "target_supersedes_one_stated_earlier"
    # A chain in one statement is in order.
    writer.enter("target", first("target", id=keys[0]), later_than(keys[0], id=keys[1]))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"stated_on": "2022-02-02"}, "target_supersedes_one_stated_earlier"),
        ({"region": "32"}, "target_supersedes_within_its_key"),
        ({"value": 7, "period": "2023"}, None),
    ],
)
def test_the_superseded_is_revised_only_so_that_it_stays_superseded(
    writer: Session, change: dict[str, Any], rule: str | None
) -> None:
    one = publish(writer, "target")
    writer.enter("target", later_than(one))
    assert refused(writer, "target", following(writer, "target", one, "published", "system", **change)) == rule
    if rule is not None:
        # Work on it may say anything, and is refused when it is to be published.
        follow(writer, "target", one, "draft", by="ani", **change)
        follow(writer, "target", one, "submitted", by="ani")
        assert refused(writer, "target", following(writer, "target", one, "published")) == rule


def test_a_draft_keeps_nobody_from_publishing(writer: Session) -> None:
    one = publish(writer, "target")
    writer.enter("target", later_than(one) | {"status": "draft", "public": False, "recorded_by": "ani"})
    follow(writer, "target", one, "published", by="system", stated_on="2023-03-03")
    two = publish(writer, "target")
    follow(writer, "target", two, "draft", by="ani", region="32", stated_on="2024-04-04")
    writer.enter("target", later_than(two))
