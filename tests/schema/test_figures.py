"""Constraints between the columns of one row, and between a target and the target that it supersedes."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.schema.conftest import (
    Session,
    add_revisions,
    first_revision,
    new_key,
    next_revision,
    publish,
    try_insert,
)

UNDATED = {"stated_on": None, "stated_not_before": "2021-01-01", "stated_not_after": "2021-12-31"}
STATED = "figure_is_stated_on_a_day_or_between_two"
RATIO = {"kind": "ratio", "stated_value": 21, "stated_resolution": 1, "stated_date": None, "stated_weekday": None}
# An indicator in rupiah, because a count has no decimals.
RUPIAH = {"program": "gernas-bbi", "indicator": "bbi-stimulus"}
FIGURE = "01a1fb67-1800-7000-8000-000000000205"


@pytest.mark.parametrize(
    ("table", "content", "rule"),
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
        ("target", {"nature": "level"}, "figure_nature_is_known"),
        ("target", {"value": 17, "value_to": 19, "qualifier": "about"}, None),
        ("target", {"value": 17, "value_to": 17}, "figure_range_is_in_order"),
        *(
            ("target", {"value": 17, "value_to": 19, "qualifier": qualifier}, "figure_range_has_no_open_side")
            for qualifier in ("at_least", "at_most", "nearly")
        ),
        ("unit", {"kind": "percentage"}, "unit_kind_is_known"),
        ("unit", {"kind": None}, "23502"),
        *(("source", {"kind": kind}, None) for kind in ("plan", "website", "video", "social_post")),
        ("source", {"kind": "tweet"}, "source_kind_is_known"),
        ("target", {"qualifier": "roughly"}, "figure_qualifier_is_known"),
        ("target", {"program": "koperasi-digital"}, "figure_has_the_program_of_its_indicator"),
        ("realization", {"quality": "guess"}, "realization_quality_is_known"),
        *(("target", {column: None}, "23502") for column in ("value", "region", "period", "nature", "citations")),
        ("claim", {"stated_weekday": None}, "claim_states_a_day_or_a_number"),
        ("claim", {"stated_date": None}, "claim_states_a_day_or_a_number"),
        ("claim", {"figures": [FIGURE]}, "claim_states_a_day_or_a_number"),
        ("claim", {**RATIO, "figures": [FIGURE]}, None),
        ("claim", {**RATIO, "figures": []}, "claim_states_a_day_or_a_number"),
        ("claim", {**RATIO, "figures": [FIGURE], "stated_value": None}, "claim_states_a_day_or_a_number"),
        ("claim", {**RATIO, "figures": [FIGURE], "stated_resolution": None}, "claim_states_a_day_or_a_number"),
        ("claim", {**RATIO, "base_figure": FIGURE, "figures": [FIGURE, None]}, "claim_subjects_are_a_plain_list"),
        ("claim", {**RATIO, "base_figure": FIGURE, "figures": [[FIGURE], [FIGURE]]}, "claim_subjects_are_a_plain_list"),
        ("claim", {**RATIO, "figures": [FIGURE] * 101}, "claim_has_at_most_100_subjects"),
        ("claim", {**RATIO, "figures": [FIGURE], "stated_resolution": 0}, "claim_resolution_is_positive"),
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
        ("indicator", {"partitions": ["catalog", "p"]}, None),
        ("indicator", {"partitions": ["catalog"], "additive": False}, "only_additive_indicators_have_partitions"),
        *(
            ("indicator", {"partitions": keys}, "partitions_are_keys_of_breakdowns")
            for keys in (["A"], ["a:b"], ["a" * 65], ["part"], ["a", "a"], ["a", None], [["a"], ["b"]], [*"abcdefghi"])
        ),
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
def test_the_columns_of_a_row_are_consistent(
    writer: Session, table: str, content: dict[str, Any], rule: str | None
) -> None:
    assert try_insert(writer, table, first_revision(table, **content)) == rule


def test_the_days_of_the_period_and_the_level_of_the_region_are_computed(writer: Session) -> None:
    key = publish(writer, "target", period="2024-Q1", region="32.73", value=1.5, **RUPIAH, **UNDATED)
    computed = (
        "SELECT period_start::text, period_end::text, level, magnitude, stated_latest::text FROM target WHERE id = $1"
    )
    assert writer.rows(computed, key) == [("2024-01-01", "2024-03-31", "city", 1.5, "2021-12-31")]


@pytest.mark.parametrize("table", ["target", "realization"])
@pytest.mark.parametrize("status", ["draft", "published"])
def test_the_unit_cannot_change_after_the_first_figure(writer: Session, table: str, status: str) -> None:
    indicator = publish(writer, "indicator")
    add_revisions(writer, "indicator", indicator, "draft", by="ani", unit="produk")
    writer.insert(
        table, first_revision(table, status, "system" if status == "published" else "ani", indicator=indicator)
    )
    # The draft from before the first figure and a new draft are rejected.
    for step in ("submitted", "draft"):
        row = next_revision(writer, "indicator", indicator, step, "ani")
        assert try_insert(writer, "indicator", row) == "unit_is_frozen_once_figures_exist"
    add_revisions(writer, "indicator", indicator, "draft", by="ani", unit="umkm", name="Nama baru")


def test_the_unit_of_an_unpublished_indicator_cannot_change_after_the_first_draft_of_a_figure(writer: Session) -> None:
    indicator = new_key("indicator")
    add_revisions(writer, "indicator", indicator, "draft", by="ani")
    add_revisions(writer, "indicator", indicator, "draft", by="ani", unit="produk")
    figure = first_revision("target", "draft", "ani", indicator=indicator)
    writer.insert("target", figure)
    row = next_revision(writer, "indicator", indicator, "draft", "ani", unit="umkm")
    assert try_insert(writer, "indicator", row) == "unit_is_frozen_once_figures_exist"
    add_revisions(writer, "target", figure["id"], "withdrawn", by="ani")
    writer.insert("indicator", row)


def test_a_change_of_the_unit_waits_for_a_concurrent_first_figure(writer: Session, other_writer: Session) -> None:
    indicator = publish(writer, "indicator")
    writer.run("BEGIN")
    writer.insert("target", first_revision("target", "draft", "ani", indicator=indicator))
    changed = next_revision(other_writer, "indicator", indicator, "published", "system", unit="produk")
    with ThreadPoolExecutor() as pool:
        change = pool.submit(try_insert, other_writer, "indicator", changed)
        with pytest.raises(TimeoutError):
            change.result(0.2)
        writer.run("COMMIT")
        assert change.result(10) == "unit_is_frozen_once_figures_exist"


def test_an_indicator_cannot_change_its_program(writer: Session) -> None:
    indicator = publish(writer, "indicator")
    row = next_revision(writer, "indicator", indicator, "draft", "ani", program="koperasi-digital")
    assert try_insert(writer, "indicator", row) == "indicator_stays_in_its_program"


def superseding(target: str, **content: Any) -> dict[str, Any]:
    return first_revision("target", **{"supersedes": target, "stated_on": "2022-02-02", "period": "2025", **content})


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
    assert try_insert(writer, "target", superseding(publish(writer, "target"), **content)) == rule


def test_a_target_does_not_supersede_itself(writer: Session) -> None:
    key = new_key("target")
    assert try_insert(writer, "target", superseding(key, id=key)) == "target_does_not_supersede_itself"


def test_superseding_has_no_cycle(writer: Session) -> None:
    one = publish(writer, "target")
    two = superseding(one)
    writer.insert("target", two)
    reversed_order = next_revision(writer, "target", one, "published", "system", supersedes=two["id"])
    assert try_insert(writer, "target", reversed_order) == "target_supersedes_one_stated_earlier"
    keys = [new_key("target"), new_key("target")]
    cycle = [superseding(keys[1], id=keys[0]), superseding(keys[0], id=keys[1], stated_on="2022-02-03")]
    assert try_insert(writer, "target", *cycle) == "target_supersedes_one_stated_earlier"
    # Two targets in one statement may supersede each other in one direction.
    writer.insert("target", first_revision("target", id=keys[0]), superseding(keys[0], id=keys[1]))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"stated_on": "2022-02-02"}, "target_supersedes_one_stated_earlier"),
        ({"region": "32"}, "target_supersedes_within_its_key"),
        ({"value": 7, "period": "2023"}, None),
    ],
)
def test_a_revision_of_a_superseded_target_must_not_break_the_rules(
    writer: Session, change: dict[str, Any], rule: str | None
) -> None:
    one = publish(writer, "target")
    writer.insert("target", superseding(one))
    assert try_insert(writer, "target", next_revision(writer, "target", one, "published", "system", **change)) == rule
    if rule is not None:
        # A draft may have any content; its publication is rejected.
        add_revisions(writer, "target", one, "draft", by="ani", **change)
        add_revisions(writer, "target", one, "submitted", by="ani")
        assert try_insert(writer, "target", next_revision(writer, "target", one, "published")) == rule


def test_a_draft_does_not_block_a_publication(writer: Session) -> None:
    one = publish(writer, "target")
    writer.insert(
        "target", superseding(one) | {"status": "draft", "public": False, "recorded_by": "ani", "institution": "idea"}
    )
    add_revisions(writer, "target", one, "published", by="system", stated_on="2023-03-03")
    two = publish(writer, "target")
    add_revisions(writer, "target", two, "draft", by="ani", region="32", stated_on="2024-04-04")
    writer.insert("target", superseding(two))
