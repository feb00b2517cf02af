"""Preferences: who may say them, of what, and that each word said stays."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest

from tests.schema.conftest import Session, first, follow, publish, refusal
from tests.support.databases import Addresses

DENIED = "42501"
SAY = "INSERT INTO preference (realization, revision, stands, reason, recorded_by) VALUES ($1, $2, $3, 'Diaudit.', $4)"


@pytest.fixture
def acting(address: Addresses) -> Iterator[Session]:
    """A session whose caller a test makes what it wants, first a publisher for all."""
    session = Session(address.service, "capaian_service")
    become(session, "publish")
    yield session
    session.close()


def become(session: Session, scopes: str, institution: str = "", principal: str = "budi") -> None:
    for name, value in (("scopes", scopes), ("institution", institution), ("principal", principal)):
        session.rows("SELECT set_config($1, $2, false)", f"capaian.{name}", value)


def say(session: Session, realization: str, revision: int, stands: bool = True, by: str = "budi") -> str | None:
    """What refuses this word, if something does."""
    return refusal(session, SAY, realization, revision, stands, by)


def test_revisions_of_a_preference_have_no_gap_and_begin_with_one_that_stands(writer: Session, acting: Session) -> None:
    realization = publish(writer, "realization")
    assert say(acting, realization, 2) == "preference_revisions_have_no_gap"
    assert say(acting, realization, 0) == "preference_revisions_count_from_1"
    assert say(acting, realization, 1, stands=False) == "a_withdrawn_preference_stood"
    assert say(acting, realization, 1) is None
    assert say(acting, realization, 1) == "preference_has_one_row_per_revision"
    assert say(acting, realization, 3) == "preference_revisions_have_no_gap"
    assert say(acting, realization, 2, stands=False) is None
    assert say(acting, realization, 3, stands=False) == "a_withdrawn_preference_stood"
    assert say(acting, realization, 3) is None
    assert acting.rows(
        "SELECT revision, stands, replaced_at = lead(recorded_at) OVER (ORDER BY revision) FROM preference "
        "WHERE realization = $1 ORDER BY revision",
        realization,
    ) == [(1, True, True), (2, False, True), (3, True, None)]


def test_only_a_published_realization_is_preferred(writer: Session, acting: Session) -> None:
    draft = first("realization", "draft", "ani")
    writer.enter("realization", draft)
    refused = "a_preferred_realization_is_published"
    assert say(acting, draft["id"], 1) == refused
    assert say(acting, "01a1fb67-1800-7000-9000-ffffffffffff", 1) == refused
    realization = publish(writer, "realization")
    assert say(acting, realization, 1) is None
    follow(writer, "realization", realization, "draft", by="ani")
    assert say(acting, realization, 2) is None  # what is drafted beside it takes nothing away
    follow(writer, "realization", realization, "withdrawn publicly")
    assert say(acting, realization, 3) == refused
    assert say(acting, realization, 3, stands=False) is None


def test_a_preference_keeps_the_key_for_which_it_was_given(writer: Session, acting: Session, owner: Session) -> None:
    realization = publish(writer, "realization", period="2031", breakdown="catalog:local")
    assert say(acting, realization, 1) is None
    follow(writer, "realization", realization, "published", by="system", period="2032-06")
    assert say(acting, realization, 2, stands=False) is None
    assert say(acting, realization, 3) is None
    columns = "breakdown::text, first_day::text, last_day::text"
    assert owner.rows(f"SELECT {columns} FROM preference WHERE realization = $1 ORDER BY revision", realization) == [
        ("catalog:local", "2031-01-01", "2031-12-31"),
        ("catalog:local", "2031-01-01", "2031-12-31"),
        ("catalog:local", "2032-06-01", "2032-06-30"),
    ]
    for column in ("indicator", "first_day", "recorded_at", "replaced_at"):
        assert refusal(acting, f"INSERT INTO preference ({column}) VALUES (NULL)") == DENIED


def test_a_word_whose_moment_is_earlier_than_the_last_may_be_said_again(
    writer: Session, acting: Session, other_writer: Session
) -> None:
    realization = publish(writer, "realization")
    become(other_writer, "write publish read:drafts")
    acting.run("BEGIN; SELECT 1")
    assert say(other_writer, realization, 1) is None
    with pytest.raises(asyncpg.SerializationError) as late:
        acting.rows(SAY, realization, 2, True, "budi")
    acting.run("ROLLBACK")
    assert getattr(late.value, "constraint_name", None) == "revisions_follow_each_other_in_time"
    assert say(acting, realization, 2) is None


def test_of_two_words_at_once_one_is_kept(writer: Session, acting: Session, other_writer: Session) -> None:
    realization = publish(writer, "realization")
    become(other_writer, "write publish read:drafts", principal="citra")
    acting.run("BEGIN")
    assert say(acting, realization, 1) is None
    with ThreadPoolExecutor() as pool:
        second = pool.submit(say, other_writer, realization, 1, by="citra")
        acting.run("COMMIT")
        assert second.result(10) == "preference_has_one_row_per_revision"
    held = acting.rows("SELECT recorded_by FROM preference WHERE realization = $1", realization)
    assert held == [("budi",)]


def test_a_realization_is_not_withdrawn_while_it_is_being_preferred(
    writer: Session, acting: Session, other_writer: Session, owner: Session
) -> None:
    realization = publish(writer, "realization")
    other_writer.run("BEGIN")
    follow(other_writer, "realization", realization, "withdrawn publicly")
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(say, acting, realization, 1)
        while not owner.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            assert not waiting.done()
        other_writer.run("COMMIT")
        assert waiting.result(10) == "a_preferred_realization_is_published"


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_whoever_says_a_word_sees_what_they_waited_for(writer: Session, acting: Session, isolation: str) -> None:
    realization = publish(writer, "realization")
    acting.run(f"BEGIN ISOLATION LEVEL {isolation}")
    assert say(acting, realization, 1) == "revisions_are_entered_under_read_committed"


def test_it_takes_the_scope_the_own_name_and_the_lead_of_the_program(writer: Session, acting: Session) -> None:
    realization = publish(writer, "realization", institution="idea")
    for scopes, institution, by in (
        ("write read:drafts admin", "", "budi"),
        ("", "", "budi"),
        ("publish", "", "ani"),
        ("publish", "idea", "budi"),  # which states the figure, and does not lead
        ("publish", "presiden", "budi"),
    ):
        become(acting, scopes, institution)
        assert say(acting, realization, 1, by=by) == DENIED, (scopes, institution, by)
    become(acting, "publish", "kemenkop-ukm")
    assert say(acting, realization, 1) is None
    become(acting, "publish", "idea")
    assert say(acting, realization, 2, stands=False) == DENIED


def test_a_draft_makes_nobody_the_judge(writer: Session, acting: Session) -> None:
    """Neither of the figure, moved to a program that one leads, nor of the program, given to another."""
    program = publish(writer, "program", lead_institution="kemenkop-ukm")
    indicator = publish(writer, "indicator", program=program)
    realization = publish(writer, "realization", program=program, indicator=indicator)
    follow(writer, "realization", realization, "draft", by="ani", program="e-katalog", indicator="umkm-e-katalog")
    follow(writer, "program", program, "draft", by="ani", lead_institution="lkpp")
    become(acting, "publish", "lkpp")
    assert say(acting, realization, 1) == DENIED
    become(acting, "publish", "kemenkop-ukm")
    assert say(acting, realization, 1) is None


def test_a_program_without_a_lead_is_decided_by_those_bound_to_nobody(writer: Session, acting: Session) -> None:
    program = publish(writer, "program")
    realization = publish(
        writer, "realization", program=program, indicator=publish(writer, "indicator", program=program)
    )
    become(acting, "publish", "kemenkop-ukm")
    assert say(acting, realization, 1) == DENIED
    become(acting, "publish")
    assert say(acting, realization, 1) is None


def test_everybody_sees_a_preference_and_the_public_says_none(
    writer: Session, acting: Session, reader: Session
) -> None:
    realization = publish(writer, "realization")
    assert say(acting, realization, 1) is None
    assert reader.rows("SELECT stands FROM preference WHERE realization = $1", realization) == [(True,)]
    become(reader, "publish")
    assert say(reader, realization, 2) == DENIED


@pytest.mark.parametrize("statement", [
    "UPDATE preference SET reason = 'lain'",
    "UPDATE preference SET last_day = '2000-01-01'",
    "UPDATE preference SET replaced_at = now()",
    "DELETE FROM preference",
    "TRUNCATE preference",
])  # fmt: skip
def test_nobody_takes_a_word_back_unseen(writer: Session, acting: Session, owner: Session, statement: str) -> None:
    assert say(acting, publish(writer, "realization"), 1) is None
    assert refusal(acting, statement) == DENIED
    assert refusal(owner, statement) == "history_is_append_only"


def test_each_word_leaves_one_entry_and_one_change(writer: Session, acting: Session, owner: Session) -> None:
    realization = publish(writer, "realization")
    assert say(acting, realization, 1) is None
    assert say(acting, realization, 2, stands=False) is None
    assert say(acting, realization, 2) == "preference_has_one_row_per_revision"
    assert owner.rows(
        "SELECT principal, revision, content_sha256 IS NOT NULL FROM audit WHERE noun = 'preference' AND key = $1 "
        "ORDER BY ordinal",
        realization,
    ) == [("budi", 1, True), ("budi", 2, True)]
    assert owner.rows(
        "SELECT kind, noun, revision FROM change WHERE key = $1 AND kind LIKE '%preferred' ORDER BY ordinal",
        realization,
    ) == [("preferred", "realization", 1), ("unpreferred", "realization", 2)]
