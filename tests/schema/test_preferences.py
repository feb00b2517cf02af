"""Manual preferences: who may add them, for which realizations, and that they are append-only."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest

from tests.schema.conftest import Session, add_revisions, first_revision, publish, try_run
from tests.support.databases import DatabaseUrls

DENIED = "42501"
INSERT = (
    "INSERT INTO preference (realization, revision, active, reason, recorded_by) VALUES ($1, $2, $3, 'Diaudit.', $4)"
)


@pytest.fixture
def acting(urls: DatabaseUrls) -> Iterator[Session]:
    """A session whose caller the test changes; at first a publisher of all institutions."""
    session = Session(urls.service, "capaian_service")
    set_caller(session, "publish")
    yield session
    session.close()


def set_caller(session: Session, scopes: str, institution: str = "", principal: str = "budi") -> None:
    for name, value in (("scopes", scopes), ("institution", institution), ("principal", principal)):
        session.rows("SELECT set_config($1, $2, false)", f"capaian.{name}", value)


def prefer(session: Session, realization: str, revision: int, active: bool = True, by: str = "budi") -> str | None:
    """Insert a preference; return the violation."""
    return try_run(session, INSERT, realization, revision, active, by)


def test_revisions_of_a_preference_have_no_gap_and_the_first_is_active(writer: Session, acting: Session) -> None:
    realization = publish(writer, "realization")
    assert prefer(acting, realization, 2) == "preference_revisions_have_no_gap"
    assert prefer(acting, realization, 0) == "preference_revisions_count_from_1"
    assert prefer(acting, realization, 1, active=False) == "a_withdrawn_preference_stood"
    assert prefer(acting, realization, 1) is None
    assert prefer(acting, realization, 1) == "preference_has_one_row_per_revision"
    assert prefer(acting, realization, 3) == "preference_revisions_have_no_gap"
    assert prefer(acting, realization, 2, active=False) is None
    assert prefer(acting, realization, 3, active=False) == "a_withdrawn_preference_stood"
    assert prefer(acting, realization, 3) is None
    assert acting.rows(
        "SELECT revision, active, replaced_at = lead(recorded_at) OVER (ORDER BY revision) FROM preference "
        "WHERE realization = $1 ORDER BY revision",
        realization,
    ) == [(1, True, True), (2, False, True), (3, True, None)]


def test_only_a_published_realization_can_be_preferred(writer: Session, acting: Session) -> None:
    draft = first_revision("realization", "draft", "ani", period="2018")
    writer.insert("realization", draft)
    violation_name = "a_preferred_realization_is_published"
    assert prefer(acting, draft["id"], 1) == violation_name
    assert prefer(acting, "01a1fb67-1800-7000-9000-ffffffffffff", 1) == violation_name
    realization = publish(writer, "realization")
    assert prefer(acting, realization, 1) is None
    add_revisions(writer, "realization", realization, "draft", by="ani")
    assert prefer(acting, realization, 2) is None  # a draft has no effect
    add_revisions(writer, "realization", realization, "withdrawn publicly")
    assert prefer(acting, realization, 3) == violation_name
    assert prefer(acting, realization, 3, active=False) is None


def test_a_preference_stores_the_key_of_its_realization(writer: Session, acting: Session, owner: Session) -> None:
    realization = publish(writer, "realization", period="2019", breakdown="catalog:local")
    assert prefer(acting, realization, 1) is None
    add_revisions(writer, "realization", realization, "published", by="system", period="2020-06")
    assert prefer(acting, realization, 2, active=False) is None
    assert prefer(acting, realization, 3) is None
    columns = "breakdown::text, first_day::text, last_day::text"
    assert owner.rows(f"SELECT {columns} FROM preference WHERE realization = $1 ORDER BY revision", realization) == [
        ("catalog:local", "2019-12-31", "2019-12-31"),
        ("catalog:local", "2019-12-31", "2019-12-31"),
        ("catalog:local", "2020-06-30", "2020-06-30"),
    ]
    for column in ("indicator", "first_day", "recorded_at", "replaced_at"):
        assert try_run(acting, f"INSERT INTO preference ({column}) VALUES (NULL)") == DENIED


def test_a_transaction_that_recorded_before_the_last_preference_can_be_retried(
    writer: Session, acting: Session, other_writer: Session
) -> None:
    realization = publish(writer, "realization")
    set_caller(other_writer, "write publish read:drafts")
    acting.run("BEGIN; SELECT recording_time()")
    assert prefer(other_writer, realization, 1) is None
    with pytest.raises(asyncpg.SerializationError) as late:
        acting.rows(INSERT, realization, 2, True, "budi")
    acting.run("ROLLBACK")
    assert getattr(late.value, "constraint_name", None) == "revisions_follow_each_other_in_time"
    assert prefer(acting, realization, 2) is None


def test_one_of_two_concurrent_preferences_is_stored(writer: Session, acting: Session, other_writer: Session) -> None:
    realization = publish(writer, "realization")
    set_caller(other_writer, "write publish read:drafts", principal="citra")
    acting.run("BEGIN")
    assert prefer(acting, realization, 1) is None
    with ThreadPoolExecutor() as pool:
        second = pool.submit(prefer, other_writer, realization, 1, by="citra")
        acting.run("COMMIT")
        assert second.result(10) == "preference_has_one_row_per_revision"
    stored = acting.rows("SELECT recorded_by FROM preference WHERE realization = $1", realization)
    assert stored == [("budi",)]


def test_a_preference_waits_for_a_concurrent_withdrawal_of_the_realization(
    writer: Session, acting: Session, other_writer: Session, owner: Session
) -> None:
    realization = publish(writer, "realization")
    other_writer.run("BEGIN")
    add_revisions(other_writer, "realization", realization, "withdrawn publicly")
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(prefer, acting, realization, 1)
        while not owner.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            assert not waiting.done()
        other_writer.run("COMMIT")
        assert waiting.result(10) == "a_preferred_realization_is_published"


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_only_read_committed_is_allowed(writer: Session, acting: Session, isolation: str) -> None:
    realization = publish(writer, "realization")
    acting.run(f"BEGIN ISOLATION LEVEL {isolation}")
    assert prefer(acting, realization, 1) == "revisions_are_entered_under_read_committed"


def test_a_preference_requires_the_scope_the_own_name_and_the_lead(writer: Session, acting: Session) -> None:
    realization = publish(writer, "realization", institution="idea")
    for scopes, institution, by in (
        ("write read:drafts admin", "", "budi"),
        ("", "", "budi"),
        ("publish", "", "ani"),
        ("publish", "idea", "budi"),  # states the figure, but is not the lead institution
        ("publish", "presiden", "budi"),
    ):
        set_caller(acting, scopes, institution)
        assert prefer(acting, realization, 1, by=by) == DENIED, (scopes, institution, by)
    set_caller(acting, "publish", "kemenkop-ukm")
    assert prefer(acting, realization, 1) is None
    set_caller(acting, "publish", "idea")
    assert prefer(acting, realization, 2, active=False) == DENIED


def test_a_draft_changes_no_right_to_prefer(writer: Session, acting: Session) -> None:
    """Neither a draft of the figure in another program nor a draft of the program with another lead institution."""
    program = publish(writer, "program", lead_institution="kemenkop-ukm")
    indicator = publish(writer, "indicator", program=program)
    realization = publish(writer, "realization", program=program, indicator=indicator)
    add_revisions(
        writer, "realization", realization, "draft", by="ani", program="e-katalog", indicator="umkm-e-katalog"
    )
    add_revisions(writer, "program", program, "draft", by="ani", lead_institution="lkpp")
    set_caller(acting, "publish", "lkpp")
    assert prefer(acting, realization, 1) == DENIED
    set_caller(acting, "publish", "kemenkop-ukm")
    assert prefer(acting, realization, 1) is None


def test_publishers_of_all_institutions_decide_for_a_program_without_a_lead(writer: Session, acting: Session) -> None:
    program = publish(writer, "program")
    realization = publish(
        writer, "realization", program=program, indicator=publish(writer, "indicator", program=program)
    )
    set_caller(acting, "publish", "kemenkop-ukm")
    assert prefer(acting, realization, 1) == DENIED
    set_caller(acting, "publish")
    assert prefer(acting, realization, 1) is None


def test_the_public_reads_preferences_and_adds_none(writer: Session, acting: Session, reader: Session) -> None:
    realization = publish(writer, "realization")
    assert prefer(acting, realization, 1) is None
    assert reader.rows("SELECT active FROM preference WHERE realization = $1", realization) == [(True,)]
    set_caller(reader, "publish")
    assert prefer(reader, realization, 2) == DENIED


@pytest.mark.parametrize("statement", [
    "UPDATE preference SET reason = 'lain'",
    "UPDATE preference SET last_day = '2000-01-01'",
    "UPDATE preference SET replaced_at = now()",
    "DELETE FROM preference",
    "TRUNCATE preference",
])  # fmt: skip
def test_a_preference_cannot_be_changed_or_deleted(
    writer: Session, acting: Session, owner: Session, statement: str
) -> None:
    assert prefer(acting, publish(writer, "realization"), 1) is None
    assert try_run(acting, statement) == DENIED
    assert try_run(owner, statement) == "history_is_append_only"


def test_each_preference_adds_one_audit_entry_and_one_change(writer: Session, acting: Session, owner: Session) -> None:
    realization = publish(writer, "realization")
    assert prefer(acting, realization, 1) is None
    assert prefer(acting, realization, 2, active=False) is None
    assert prefer(acting, realization, 2) == "preference_has_one_row_per_revision"
    assert owner.rows(
        "SELECT principal, revision, content_sha256 IS NOT NULL FROM audit_entry "
        "WHERE record_type = 'preference' AND record_id = $1 ORDER BY ordinal",
        realization,
    ) == [("budi", 1, True), ("budi", 2, True)]
    assert owner.rows(
        "SELECT action, record_type, revision FROM change "
        "WHERE record_id = $1 AND action LIKE '%preferred' ORDER BY ordinal",
        realization,
    ) == [("preferred", "realization", 1), ("unpreferred", "realization", 2)]
