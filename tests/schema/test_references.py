"""References: the target of a reference exists; that of a publication is published and cannot be withdrawn."""

from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest

from tests.schema.conftest import (
    CONTENT,
    Row,
    Session,
    add_revisions,
    first_revision,
    new_key,
    new_stated_day,
    next_revision,
    publish,
    try_insert,
)

CITATION = {"locator": "halaman 3", "quote": None, "note": None}
FIGURE_KEY = {"nature": "stock", "region": "ID", "breakdown": "", "period": "2024", "day_known": True}

# The referring table, the column, the referenced table, and the constraint.
REFERENCES = [
    ("institution", "succeeded_by", "institution", "institution_is_succeeded_by_existing_ones"),
    ("program", "lead_institution", "institution", "program_names_its_lead_institution"),
    ("indicator", "program", "program", "indicator_belongs_to_a_program"),
    ("indicator", "unit", "unit", "indicator_counts_in_a_unit"),
    ("indicator", "population_indicator", "indicator", "indicator_names_its_population"),
    ("indicator", "variant_of", "indicator", "indicator_names_its_variant"),
    ("source", "publisher", "institution", "source_names_its_publisher"),
    ("target", "indicator", "indicator", "figure_counts_an_indicator"),
    ("target", "institution", "institution", "figure_is_stated_by_an_institution"),
    ("target", "on_behalf_of", "institution", "figure_is_stated_by_an_institution"),
    ("target", "citations", "source", "figure_cites_sources"),
    ("target", "supersedes", "target", "target_supersedes_an_existing_target"),
    ("realization", "indicator", "indicator", "figure_counts_an_indicator"),
    ("realization", "institution", "institution", "figure_is_stated_by_an_institution"),
    ("realization", "on_behalf_of", "institution", "figure_is_stated_by_an_institution"),
    ("realization", "citations", "source", "figure_cites_sources"),
    ("claim", "source", "source", "claim_is_made_by_a_source"),
    ("claim", "figures", "target", "claim_is_about_existing_figures"),
    ("claim", "figures", "realization", "claim_is_about_existing_figures"),
    ("claim", "base_figure", "realization", "claim_is_about_existing_figures"),
    ("claim", "figure_key", "indicator", "claim_key_counts_an_indicator"),
]
every_reference = pytest.mark.parametrize(("table", "column", "referenced", "rule"), REFERENCES)


def referring(table: str, column: str, key: str, **content: object) -> Row:
    """Return a valid row that refers to the key."""
    if column == "citations":
        content["citations"] = [*CONTENT["target"]["citations"], {"source": key, **CITATION}]
    elif column == "succeeded_by":
        content |= {"succeeded_by": [key], "valid_to": "2024-10-20"}
    elif column == "supersedes":
        content["supersedes"] = key
    elif column == "variant_of":
        content |= {"variant_of": key, "unit": "produk"}
    elif table == "claim" and column != "source":
        ratio = {
            "kind": "ratio",
            "stated_value": 21,
            "stated_resolution": 1,
            "stated_date": None,
            "stated_weekday": None,
        }
        subject = "01a1fb67-1800-7000-8000-000000000205"
        content |= ratio | {"figures": [key] if column == "figures" else [subject]}
        content |= {"base_figure": key} if column == "base_figure" else {}
        if column == "figure_key":
            content |= {"figures": [], "figure_key": {**FIGURE_KEY, "indicator": key}}
    else:
        content[column] = key
    if table in ("target", "realization"):
        content.setdefault("stated_on", new_stated_day())
    return first_revision(table, **content)


@every_reference
def test_a_referenced_record_must_exist(writer: Session, table: str, column: str, referenced: str, rule: str) -> None:
    for status, by in (("draft", "ani"), ("published", "system")):
        row = referring(table, column, new_key(referenced))
        assert (
            try_insert(writer, table, {**row, "status": status, "public": status == "published", "recorded_by": by})
            == rule
        )


@every_reference
def test_a_publication_refers_only_to_publications(
    writer: Session, table: str, column: str, referenced: str, rule: str
) -> None:
    row = first_revision(referenced, "draft", "ani")
    writer.insert(referenced, row)
    key = row["id" if "id" in row else "code"]
    published = referring(table, column, key)
    assert try_insert(writer, table, published) == rule
    draft = {**published, "status": "draft", "public": False, "recorded_by": "ani"}
    writer.insert(table, draft)
    own_key = published["id" if "id" in published else "code"]
    add_revisions(writer, table, own_key, "submitted", by="ani")
    assert try_insert(writer, table, next_revision(writer, table, own_key, "published")) == rule
    add_revisions(writer, referenced, key, "submitted", by="ani")
    add_revisions(writer, referenced, key, "published", by="citra")
    add_revisions(writer, table, own_key, "published", by="citra")


@every_reference
def test_a_record_that_a_publication_refers_to_cannot_be_withdrawn(
    writer: Session, table: str, column: str, referenced: str, rule: str
) -> None:
    assert rule
    key, unreferenced = publish(writer, referenced), publish(writer, referenced)
    row = referring(table, column, key)
    writer.insert(table, row)
    withdrawals = [next_revision(writer, referenced, one, "withdrawn publicly") for one in (unreferenced, key)]
    with pytest.raises(asyncpg.ForeignKeyViolationError) as error:
        writer.insert(referenced, *withdrawals)
    assert getattr(error.value, "constraint_name", None) == f"{referenced}_is_still_named"
    assert key in str(error.value)
    add_revisions(writer, table, row["id" if "id" in row else "code"], "withdrawn publicly")
    writer.insert(referenced, *withdrawals)


@every_reference
def test_a_draft_does_not_block_a_withdrawal_and_can_still_be_rejected(
    writer: Session, table: str, column: str, referenced: str, rule: str
) -> None:
    key = publish(writer, referenced)
    row = referring(table, column, key) | {"status": "draft", "public": False, "recorded_by": "ani"}
    own_key = row["id" if "id" in row else "code"]
    writer.insert(table, row)
    add_revisions(writer, table, own_key, "submitted", by="ani")
    add_revisions(writer, referenced, key, "withdrawn publicly")
    assert try_insert(writer, table, next_revision(writer, table, own_key, "published")) == rule
    add_revisions(writer, table, own_key, "rejected")
    assert try_insert(writer, table, next_revision(writer, table, own_key, "submitted", "ani")) == rule
    add_revisions(writer, table, own_key, "withdrawn")


def test_a_reference_remains_while_a_draft_has_another_reference(writer: Session) -> None:
    one, other = publish(writer, "unit"), publish(writer, "unit")
    indicator = publish(writer, "indicator", unit=one)
    add_revisions(writer, "indicator", indicator, "draft", by="ani", unit=other)
    assert try_insert(writer, "unit", next_revision(writer, "unit", one, "withdrawn publicly")) == "unit_is_still_named"
    add_revisions(writer, "indicator", indicator, "submitted", by="ani")
    add_revisions(writer, "indicator", indicator, "published")
    add_revisions(writer, "unit", one, "withdrawn publicly")


def test_a_region_with_parts_or_figures_cannot_be_withdrawn(writer: Session) -> None:
    publish(writer, "region", code="97")
    assert try_insert(writer, "target", first_revision("target", region="97.01")) == "figure_is_about_a_region"
    publish(writer, "region", code="97.71", level="city", parent="97")
    target = publish(writer, "target", region="97.71")
    for code in ("ID", "97", "97.71"):
        row = next_revision(writer, "region", code, "withdrawn publicly")
        assert try_insert(writer, "region", row) == "region_is_still_named"
    add_revisions(writer, "target", target, "withdrawn publicly")
    # Both in one statement, because only they refer to each other.
    writer.insert("region", *(next_revision(writer, "region", code, "withdrawn publicly") for code in ("97", "97.71")))


def test_the_parent_of_a_region_is_published(writer: Session) -> None:
    part = first_revision("region", code="98.71", level="city", parent="98")
    assert try_insert(writer, "region", part) == "region_lies_in_its_parent"
    writer.insert("region", part, first_revision("region", code="98"))


def renumbered(code: str, replaces: str, first: str = "2030-01-01", **content: object) -> Row:
    parent = code[:2]
    return first_revision(
        "region", code=code, level="regency", parent=parent, replaces=replaces, valid_from=first, **content
    )


def test_a_region_replaces_one_of_its_level_that_ended_the_day_before(writer: Session) -> None:
    writer.insert("region", first_revision("region", code="85"), first_revision("region", code="86"))
    ended = {"level": "regency", "parent": "85", "valid_to": "2029-12-31"}
    writer.insert("region", first_revision("region", code="85.01", **ended))
    assert try_insert(writer, "region", renumbered("86.01", "85.09")) == "region_replaces_an_existing_region"
    assert try_insert(writer, "region", renumbered("86.01", "86")) == "region_replaces_one_of_its_level"
    unknown_day = {**renumbered("86.01", "85.01"), "valid_from": None}
    assert try_insert(writer, "region", unknown_day) == "region_that_replaces_another_has_a_first_day"
    ended_the_day_before = "region_replaces_one_that_ended_the_day_before"
    for day in ("2029-12-31", "2030-01-02"):
        assert try_insert(writer, "region", renumbered("86.01", "85.01", day)) == ended_the_day_before
    itself = renumbered("86.01", "86.01", valid_to="2039-12-31")
    assert try_insert(writer, "region", itself) == ended_the_day_before
    writer.insert("region", renumbered("86.01", "85.01"))
    assert try_insert(writer, "region", renumbered("86.02", "85.01")) == "region_is_replaced_by_one_region"
    # The day of the former code cannot be changed alone either, and it cannot be withdrawn.
    later = next_revision(writer, "region", "85.01", "published", "system", valid_to="2030-06-30")
    assert try_insert(writer, "region", later) == ended_the_day_before
    withdrawn = next_revision(writer, "region", "85.01", "withdrawn publicly")
    assert try_insert(writer, "region", withdrawn) == "region_is_still_named"
    both = [later, next_revision(writer, "region", "86.01", "published", "system", valid_from="2030-07-01")]
    writer.insert("region", *both)


def test_two_regions_that_replace_each_other_are_rejected(writer: Session) -> None:
    writer.insert("region", first_revision("region", code="87"))
    circle = [
        renumbered("87.01", "87.02", "2030-01-01", valid_to="2030-12-31"),
        renumbered("87.02", "87.01", "2031-01-01", valid_to="2029-12-31"),
    ]
    assert try_insert(writer, "region", *circle) == "region_ends_after_it_begins"
    circle[1]["valid_to"] = "2031-12-31"
    assert try_insert(writer, "region", *circle) == "region_replaces_one_that_ended_the_day_before"


def test_an_institution_does_not_succeed_itself(writer: Session) -> None:
    ended = {"valid_from": "2014-10-27", "valid_to": "2024-10-20"}
    own = "institution_does_not_succeed_itself"
    assert (
        try_insert(writer, "institution", first_revision("institution", code="one", succeeded_by=["one"], **ended))
        == own
    )
    last = publish(writer, "institution")
    middle = publish(writer, "institution", succeeded_by=[last], **ended)
    first = publish(writer, "institution", succeeded_by=[middle, last], **ended)
    circle = next_revision(writer, "institution", last, "published", "system", succeeded_by=[first], **ended)
    assert try_insert(writer, "institution", circle) == own
    assert sorted(writer.value("SELECT list_with_successors(ARRAY[$1], NULL)", first)) == sorted([first, middle, last])
    assert writer.value("SELECT list_with_successors(ARRAY[$1], NULL)", last) == [last]


def test_an_institution_with_successors_has_a_last_day(writer: Session) -> None:
    other = publish(writer, "institution")
    for days, rule in (
        ({}, "institution_with_successors_has_ended"),
        ({"valid_from": "2024-10-21", "valid_to": "2024-10-20"}, "institution_ends_after_it_begins"),
    ):
        assert try_insert(writer, "institution", first_revision("institution", succeeded_by=[other], **days)) == rule
    for wrong in ([[other]], [other, None], [other] * 21):
        row = first_revision("institution", succeeded_by=wrong, valid_to="2024-10-20")
        assert try_insert(writer, "institution", row) is not None


def test_a_publication_waits_for_the_withdrawal_of_its_reference_and_is_rejected(
    writer: Session, other_writer: Session
) -> None:
    institution = publish(writer, "institution")
    writer.run("BEGIN")
    add_revisions(writer, "institution", institution, "withdrawn publicly")
    with ThreadPoolExecutor() as pool:
        publication = pool.submit(
            try_insert, other_writer, "target", first_revision("target", on_behalf_of=institution)
        )
        with pytest.raises(TimeoutError):
            publication.result(0.2)
        writer.run("COMMIT")
        assert publication.result(10) == "figure_is_stated_by_an_institution"


def test_a_withdrawal_waits_for_a_publication_that_refers_to_the_record_and_is_rejected(
    writer: Session, other_writer: Session
) -> None:
    realization = publish(writer, "realization")
    writer.run("BEGIN")
    writer.insert("claim", referring("claim", "figures", realization))
    withdrawn = next_revision(other_writer, "realization", realization, "withdrawn publicly")
    with ThreadPoolExecutor() as pool:
        withdrawal = pool.submit(try_insert, other_writer, "realization", withdrawn)
        with pytest.raises(TimeoutError):
            withdrawal.result(0.2)
        writer.run("COMMIT")
        assert withdrawal.result(10) == "realization_is_still_named"


def test_thousands_of_references_use_at_most_128_locks(writer: Session) -> None:
    """The lock table of the server is small and shared."""
    writer.run("BEGIN")
    institutions = [first_revision("institution") for _ in range(2_000)]
    writer.insert("institution", *institutions)
    count_locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    writer.insert(
        "program", *(first_revision("program", lead_institution=institution["code"]) for institution in institutions)
    )
    assert 64 < writer.value(count_locks) <= 128
    writer.run("ROLLBACK")
