"""Restoring a withdrawn publication: who may do it, with which content, and what every time shows."""

import pytest

from tests.schema.conftest import (
    UUID_TABLES,
    Session,
    add_revisions,
    new_key,
    new_stated_day,
    next_revision,
    publish,
    try_insert,
)

PERSONS = ("ani", "budi", "citra", "dewi")
# Steps until a public withdrawal by Dewi, each with its user.
PUBLISHED = [("draft", "ani"), ("submitted", "ani"), ("published", "budi")]


def withdraw(writer: Session, table: str = "unit", **content: str) -> str:
    """Return a record that Ani drafted, Budi published and Dewi withdrew."""
    key = new_key(table)
    if table in ("target", "realization"):
        content.setdefault("stated_on", new_stated_day())
    for status, by in PUBLISHED:
        add_revisions(writer, table, key, status, by=by, **content)
    add_revisions(writer, table, key, "withdrawn publicly", by="dewi")
    return key


@pytest.mark.parametrize(
    "history",
    [
        PUBLISHED,
        [*PUBLISHED, ("draft", "citra"), ("submitted", "citra"), ("published", "ani")],
        # A draft next to the publication is not restored, so its authors may restore.
        [*PUBLISHED, ("draft", "citra"), ("submitted", "ani")],
        [*PUBLISHED, ("draft", "dewi"), ("withdrawn", "dewi")],
    ],
)
def test_every_user_but_the_one_who_withdrew_a_record_restores_it(
    writer: Session, history: list[tuple[str, str]]
) -> None:
    def try_to_restore(person: str) -> str | None:
        key = new_key("unit")
        for status, by in [*history, ("withdrawn publicly", "dewi")]:
            add_revisions(writer, "unit", key, status, by=by)
        return try_insert(writer, "unit", next_revision(writer, "unit", key, "published again", person))

    outcomes = {person: try_to_restore(person) for person in PERSONS}
    assert outcomes == {**dict.fromkeys(PERSONS), "dewi": "nobody_restores_what_they_withdrew"}


def test_a_name_in_other_letters_is_the_same_user(writer: Session) -> None:
    key = withdraw(writer)
    row = next_revision(writer, "unit", key, "published again", "DEWI")
    assert try_insert(writer, "unit", row) == "nobody_restores_what_they_withdrew"


def test_only_the_last_withdrawal_counts(writer: Session) -> None:
    key = withdraw(writer)
    add_revisions(writer, "unit", key, "published again", by="ani")
    add_revisions(writer, "unit", key, "withdrawn publicly", by="ani")
    row = next_revision(writer, "unit", key, "published again", "ani")
    assert try_insert(writer, "unit", row) == "nobody_restores_what_they_withdrew"
    add_revisions(writer, "unit", key, "published again", by="dewi")


def test_a_restoration_publishes_the_last_publication_without_a_change(writer: Session, reader: Session) -> None:
    key = new_key("unit")
    for status, name in (("draft", "lama"), ("submitted", "lama"), ("published", "lama"), ("draft", "baru"),
                         ("submitted", "baru"), ("published", "baru"), ("draft", "rahasia")):  # fmt: skip
        add_revisions(writer, "unit", key, status, by="budi" if status == "published" else "ani", name=name)
    add_revisions(writer, "unit", key, "withdrawn publicly", by="dewi")
    for name in ("lama", "rahasia", "lain"):
        row = next_revision(writer, "unit", key, "published again", name=name)
        assert try_insert(writer, "unit", row) == "a_transition_changes_no_content"
    add_revisions(writer, "unit", key, "published again")
    current = "SELECT revision, name, status, reason FROM unit WHERE code = $1 AND replaced_at IS NULL"
    assert reader.rows(current, key) == [(9, "baru", "published", "keliru")]


@pytest.mark.parametrize("missing_reason", [None, ""])
def test_a_restoration_requires_a_reason(writer: Session, missing_reason: str | None) -> None:
    key = withdraw(writer)
    row = {**next_revision(writer, "unit", key, "published again"), "reason": missing_reason}
    assert try_insert(writer, "unit", row) is not None


def test_a_withdrawn_draft_cannot_be_restored(writer: Session) -> None:
    for history in (("draft",), ("published", "draft")):
        key = new_key("unit")
        for status in (*history, "withdrawn"):
            add_revisions(writer, "unit", key, status, by="system" if status == "published" else "ani")
        row = next_revision(writer, "unit", key, "published again")
        assert try_insert(writer, "unit", row) == "status_follows_its_transitions"


@pytest.mark.parametrize("scopes", ["write read:drafts", "write publish read:drafts"])
def test_a_restoration_requires_the_scope_publish(writer: Session, scopes: str) -> None:
    key = withdraw(writer)
    row = next_revision(writer, "unit", key, "published again", "citra")
    writer.run("BEGIN")
    writer.rows("SELECT set_config('capaian.scopes', $1, true)", scopes)
    assert try_insert(writer, "unit", row) == (None if "publish" in scopes else "42501")
    writer.run("ROLLBACK")


@pytest.mark.parametrize("institution", ["presiden", "idea"])
def test_a_restoration_requires_the_institution_that_owns_the_record(writer: Session, institution: str) -> None:
    key = withdraw(writer, "target")
    row = next_revision(writer, "target", key, "published again", "citra")
    writer.run("BEGIN")
    writer.rows("SELECT set_config('capaian.institution', $1, true)", institution)
    assert (try_insert(writer, "target", row) is None) == (institution == "presiden")
    writer.run("ROLLBACK")


def test_a_figure_is_restored_only_with_published_references(writer: Session) -> None:
    source = publish(writer, "source")
    citations = [{"source": source, "locator": "p. 1", "quote": None, "note": None}]
    target = publish(writer, "target", citations=citations, stated_on=new_stated_day())
    add_revisions(writer, "target", target, "withdrawn publicly", by="dewi")
    add_revisions(writer, "source", source, "withdrawn publicly", by="dewi")
    row = next_revision(writer, "target", target, "published again")
    assert try_insert(writer, "target", row) == "figure_cites_sources"
    add_revisions(writer, "source", source, "published again")
    add_revisions(writer, "target", target, "published again")


@pytest.mark.parametrize("table", ["institution", "program", "indicator", "source", "target", "realization", "claim"])
def test_the_change_feed_and_every_past_time_show_the_restoration(writer: Session, reader: Session, table: str) -> None:
    key = withdraw(writer, table)
    add_revisions(writer, table, key, "published again", by="ani")
    changes = "SELECT action, revision FROM change WHERE record_type = $1 AND record_id = $2 ORDER BY ordinal"
    assert reader.rows(changes, table, key) == [("published", 3), ("withdrawn", 4), ("published", 5)]
    column = f"id = '{key}'" if table in UUID_TABLES else f"code = '{key}'"
    at = f"""SELECT past.status FROM {table} AS later, {table} AS past WHERE later.{column} AND past.{column}
        AND past.recorded_at <= later.recorded_at AND (past.replaced_at IS NULL OR past.replaced_at > later.recorded_at)
        ORDER BY later.revision"""
    assert reader.rows(at) == [("published",), ("withdrawn",), ("published",)]
