"""History: many writers at once, and what was in place at every past moment."""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import asyncpg
import pytest

from api.postgres.chain import Binder, held_at
from tests.schema.conftest import Session, first, follow, following, held, new_key, publish, refused

STATUSES = ("draft", "submitted", "published", "rejected", "withdrawn", "withdrawn publicly")


def draft(writer: Session) -> str:
    key = new_key("unit")
    follow(writer, "unit", key, "draft", by="ani")
    return key


def test_many_chains_grow_in_one_statement_and_one_fault_keeps_all_out(writer: Session) -> None:
    keys = [publish(writer, "unit") for _ in range(3)]
    drafts = [following(writer, "unit", key, "draft", "ani", name=f"n{key}") for key in keys]
    fresh = first("unit", "draft", "ani")
    without_first = {**first("unit", "draft", "ani"), "revision": 2}
    assert refused(writer, "unit", *drafts, fresh, without_first) == "revisions_have_no_gap"
    assert [held(writer, "unit", key)[0] for key in keys] == [1, 1, 1]
    writer.enter("unit", *drafts, fresh)
    follow(writer, "unit", fresh["code"], "submitted", by="ani")
    writer.enter("unit", *(following(writer, "unit", key, "submitted", "ani") for key in keys))
    writer.enter("unit", *(following(writer, "unit", key, "published") for key in (*keys, fresh["code"])))
    in_place = writer.rows(
        "SELECT code, revision, name FROM unit WHERE code = ANY($1) AND replaced_at IS NULL ORDER BY code", sorted(keys)
    )
    assert in_place == [(key, 4, f"n{key}") for key in sorted(keys)]


def test_of_two_writers_at_once_one_wins_and_the_other_is_told(writer: Session, other_writer: Session) -> None:
    key = publish(writer, "unit")
    row = following(writer, "unit", key, "draft")
    writer.run("BEGIN")
    writer.enter("unit", row)
    with ThreadPoolExecutor() as pool:
        second = pool.submit(refused, other_writer, "unit", {**row, "name": "lain"})
        writer.run("COMMIT")
        assert second.result(10) == "unit_has_one_row_per_revision"
    assert held(writer, "unit", key)[1]["name"] == row["name"]


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_a_writer_sees_what_it_waited_for(writer: Session, isolation: str) -> None:
    writer.run(f"BEGIN ISOLATION LEVEL {isolation}")
    assert refused(writer, "unit", first("unit")) == "revisions_are_entered_under_read_committed"


def test_a_writer_whose_moment_is_earlier_than_what_is_there_may_try_again(
    writer: Session, other_writer: Session
) -> None:
    key = draft(writer)
    writer.run("BEGIN; SELECT 1")
    follow(other_writer, "unit", key, "draft")
    with pytest.raises(asyncpg.SerializationError) as late:
        follow(writer, "unit", key, "draft")
    writer.run("ROLLBACK")
    assert getattr(late.value, "constraint_name", None) == "revisions_follow_each_other_in_time"
    follow(writer, "unit", key, "draft")


@pytest.mark.parametrize("seed", range(3))
def test_every_moment_is_replayed_as_it_was(writer: Session, reader: Session, seed: int) -> None:
    """A model of two lines: a public row replaces all; any other replaces what was being worked on."""
    dice = random.Random(seed)
    keys = [new_key("unit") for _ in range(12)]
    in_place: dict[str, list[tuple[int, bool]]] = {key: [] for key in keys}
    history: list[tuple[datetime, dict[str, list[tuple[int, bool]]]]] = []
    for _ in range(200):
        key, status, by = dice.choice(keys), dice.choice(STATUSES), dice.choice(["ani", "budi", "citra", "system"])
        row = following(writer, "unit", key, status, by)
        if refused(writer, "unit", row) is not None:
            continue
        public = row["public"]
        in_place[key] = [(n, p) for n, p in in_place[key] if p and not public] + [(row["revision"], public)]
        moment = writer.value("SELECT max(recorded_at) FROM unit WHERE code = $1", key)
        history.append((moment, {k: list(v) for k, v in in_place.items()}))
    assert len(history) > 40
    assert any(not p for _, state in history for v in state.values() for _, p in v)
    for session, sees in ((writer, lambda _: True), (reader, lambda public: public)):
        for moment, state in history:
            bind = Binder()
            sql = f"SELECT code, revision FROM unit t WHERE code = ANY({bind(keys)}) AND {held_at('t', moment, bind)}"
            expected = {(key, n) for key, rows in state.items() for n, public in rows if sees(public)}
            assert set(session.rows(sql, *bind.values)) == expected
    now = {(key, n) for key, rows in in_place.items() for n, _ in rows}
    assert set(writer.rows("SELECT code, revision FROM unit WHERE replaced_at IS NULL AND code = ANY($1)", keys)) == now
    assert all(one[0] < two[0] for one, two in itertools.pairwise(history))
