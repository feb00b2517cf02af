"""Concurrent writers, and the revisions that were current at every past time."""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import asyncpg
import pytest

from api.database.revision_reads import ParameterBinder, known_at_condition
from tests.schema.conftest import (
    Session,
    add_revisions,
    first_revision,
    new_key,
    next_revision,
    publish,
    read_newest,
    try_insert,
)

STATUSES = ("draft", "submitted", "published", "rejected", "withdrawn", "withdrawn publicly")


def create_draft(writer: Session) -> str:
    key = new_key("unit")
    add_revisions(writer, "unit", key, "draft", by="ani")
    return key


def test_one_statement_adds_revisions_to_many_records_or_to_none(writer: Session) -> None:
    keys = [publish(writer, "unit") for _ in range(3)]
    drafts = [next_revision(writer, "unit", key, "draft", "ani", name=f"n{key}") for key in keys]
    fresh = first_revision("unit", "draft", "ani")
    without_first = {**first_revision("unit", "draft", "ani"), "revision": 2}
    assert try_insert(writer, "unit", *drafts, fresh, without_first) == "revisions_have_no_gap"
    assert [read_newest(writer, "unit", key)[0] for key in keys] == [1, 1, 1]
    writer.insert("unit", *drafts, fresh)
    add_revisions(writer, "unit", fresh["code"], "submitted", by="ani")
    writer.insert("unit", *(next_revision(writer, "unit", key, "submitted", "ani") for key in keys))
    writer.insert("unit", *(next_revision(writer, "unit", key, "published") for key in (*keys, fresh["code"])))
    current = writer.rows(
        "SELECT code, revision, name FROM unit WHERE code = ANY($1) AND replaced_at IS NULL ORDER BY code", sorted(keys)
    )
    assert current == [(key, 4, f"n{key}") for key in sorted(keys)]


def test_one_of_two_concurrent_writers_gets_a_constraint_violation(writer: Session, other_writer: Session) -> None:
    key = publish(writer, "unit")
    row = next_revision(writer, "unit", key, "draft")
    writer.run("BEGIN")
    writer.insert("unit", row)
    with ThreadPoolExecutor() as pool:
        second = pool.submit(try_insert, other_writer, "unit", {**row, "name": "lain"})
        writer.run("COMMIT")
        assert second.result(10) == "unit_has_one_row_per_revision"
    assert read_newest(writer, "unit", key)[1]["name"] == row["name"]


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_only_read_committed_is_allowed(writer: Session, isolation: str) -> None:
    writer.run(f"BEGIN ISOLATION LEVEL {isolation}")
    assert try_insert(writer, "unit", first_revision("unit")) == "revisions_are_entered_under_read_committed"


def test_a_transaction_that_recorded_before_the_last_revision_can_be_retried(
    writer: Session, other_writer: Session
) -> None:
    key = create_draft(writer)
    writer.run("BEGIN; SELECT recording_time()")
    add_revisions(other_writer, "unit", key, "draft")
    with pytest.raises(asyncpg.SerializationError) as late:
        add_revisions(writer, "unit", key, "draft")
    writer.run("ROLLBACK")
    assert getattr(late.value, "constraint_name", None) == "revisions_follow_each_other_in_time"
    add_revisions(writer, "unit", key, "draft")


def test_the_time_of_a_transaction_is_that_of_its_first_row_and_not_of_its_start(
    writer: Session, other_writer: Session
) -> None:
    """Readers continue from a time that is later than the start of a transaction that has not written yet."""
    key = create_draft(writer)
    writer.run("BEGIN; SELECT 1")
    add_revisions(other_writer, "unit", key, "draft")
    add_revisions(writer, "unit", key, "draft")
    create_draft(writer)
    writer.run("COMMIT")
    times = writer.rows("SELECT recorded_at FROM unit ORDER BY recorded_at DESC LIMIT 3")
    assert times[0] == times[1] > times[2]


@pytest.mark.parametrize("seed", range(3))
def test_known_at_returns_the_revisions_of_every_past_time(writer: Session, reader: Session, seed: int) -> None:
    """Compare with a model: a public revision replaces all others; another one replaces only the last draft."""
    generator = random.Random(seed)
    keys = [new_key("unit") for _ in range(12)]
    current: dict[str, list[tuple[int, bool]]] = {key: [] for key in keys}
    history: list[tuple[datetime, dict[str, list[tuple[int, bool]]]]] = []
    for _ in range(120):
        key, status, by = (
            generator.choice(keys),
            generator.choice(STATUSES),
            generator.choice(["ani", "budi", "citra", "system"]),
        )
        row = next_revision(writer, "unit", key, status, by)
        if try_insert(writer, "unit", row) is not None:
            continue
        public = row["public"]
        current[key] = [(n, p) for n, p in current[key] if p and not public] + [(row["revision"], public)]
        recorded_at = writer.value("SELECT max(recorded_at) FROM unit WHERE code = $1", key)
        history.append((recorded_at, {k: list(v) for k, v in current.items()}))
    assert len(history) > 25
    assert any(not p for _, state in history for v in state.values() for _, p in v)
    for session, sees in ((writer, lambda _: True), (reader, lambda public: public)):
        for recorded_at, state in history:
            bind = ParameterBinder()
            known = f"code = ANY({bind(keys)}) AND {known_at_condition('t', recorded_at, bind)}"
            sql = f"SELECT code, revision FROM unit t WHERE {known}"
            expected = {(key, n) for key, rows in state.items() for n, public in rows if sees(public)}
            assert set(session.rows(sql, *bind.values)) == expected
    now = {(key, n) for key, rows in current.items() for n, _ in rows}
    assert set(writer.rows("SELECT code, revision FROM unit WHERE replaced_at IS NULL AND code = ANY($1)", keys)) == now
    assert all(one[0] < two[0] for one, two in itertools.pairwise(history))
