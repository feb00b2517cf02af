"""Revisions of a record: which status may follow which, who may publish, and which revisions are public."""

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

# The transitions that the schema allows to users, written independently of the schema.
STATUSES = {"draft", "submitted", "published", "rejected", "withdrawn", "withdrawn publicly", "published again"}
REJECTING_RULES = {
    "status_follows_its_transitions",
    "a_withdrawal_takes_back_what_is_there",
    "a_restoration_has_a_reason",
    "a_correction_keeps_its_reason",
    "the_first_revision_has_no_reason",
}
ALLOWED = {
    "nothing": {"draft"},
    "draft": {"draft", "submitted", "withdrawn"},
    "submitted": {"draft", "published", "rejected", "withdrawn"},
    "rejected": {"draft", "submitted", "withdrawn"},
    "withdrawn": {"draft"},
    "published": {"draft", "withdrawn publicly"},
    "withdrawn publicly": {"published again"},
}
HISTORIES = {
    "nothing": (),
    "draft": ("draft",),
    "submitted": ("draft", "submitted"),
    "rejected": ("draft", "submitted", "rejected"),
    "withdrawn": ("draft", "withdrawn"),
}
# A publication can have a draft, and can be withdrawn at any time.
WITH_PUBLICATION = {
    f"published, {state}": (("published", *HISTORIES[state]), ALLOWED[state] | {"withdrawn publicly"})
    for state in HISTORIES
    if state != "nothing"
}
CASES = {
    **{state: (history, ALLOWED[state]) for state, history in HISTORIES.items()},
    "published": (("published",), ALLOWED["published"]),
    "withdrawn publicly": (("published", "withdrawn publicly"), ALLOWED["withdrawn publicly"]),
    **WITH_PUBLICATION,
}
ALLOWED_FOR_SYSTEM = {
    state: allowed - {"published", "published again"} | ({"published"} if state in ("nothing", "published") else set())
    for state, (_, allowed) in CASES.items()
}


def create_history(writer: Session, history: tuple[str, ...], table: str = "unit") -> str:
    """Create a record with these statuses, by Ani; the system publishes."""
    key = new_key(table)
    for status in history:
        add_revisions(writer, table, key, status, by="system" if status == "published" else "ani")
    return key


@pytest.mark.parametrize("state", CASES)
@pytest.mark.parametrize("by", ["budi", "system"])
def test_a_record_has_exactly_the_transitions_of_the_table(writer: Session, state: str, by: str) -> None:
    history, allowed = CASES[state]
    allowed = ALLOWED_FOR_SYSTEM[state] if by == "system" else allowed
    accepted = set()
    for status in STATUSES:
        key = create_history(writer, history)
        rule = try_insert(writer, "unit", next_revision(writer, "unit", key, status, by))
        assert rule is None or rule in REJECTING_RULES
        if rule is None:
            accepted.add(status)
    assert accepted == allowed


@pytest.mark.parametrize("table", ["target", "claim", "source"])
def test_other_tables_have_the_same_transitions(writer: Session, table: str) -> None:
    key = create_history(writer, ("draft", "submitted", "rejected", "draft", "submitted"), table)
    add_revisions(writer, table, key, "published", "draft", "submitted", by="budi")
    assert (
        try_insert(writer, table, next_revision(writer, table, key, "published"))
        == "nobody_publishes_what_they_worked_on"
    )
    add_revisions(writer, table, key, "published", by="citra")
    add_revisions(writer, table, key, "withdrawn publicly")
    assert try_insert(writer, table, next_revision(writer, table, key, "draft")) == "status_follows_its_transitions"


@pytest.mark.parametrize("revision", [0, -1, 3, 4])
def test_revision_numbers_have_no_gap(writer: Session, revision: int) -> None:
    key = create_history(writer, ("draft",))
    row = {**next_revision(writer, "unit", key, "draft"), "revision": revision}
    rule = "revisions_count_from_1" if revision < 1 else "revisions_have_no_gap"
    assert try_insert(writer, "unit", row) == rule


def test_the_first_revision_has_number_1(writer: Session) -> None:
    assert try_insert(writer, "unit", {**first_revision("unit"), "revision": 2}) == "revisions_have_no_gap"


def test_a_revision_number_is_used_once(writer: Session) -> None:
    key = create_history(writer, ("draft",))
    row = {**next_revision(writer, "unit", key, "draft"), "revision": 1}
    assert try_insert(writer, "unit", row) == "unit_has_one_row_per_revision"


def test_two_revisions_of_one_record_have_different_times(writer: Session) -> None:
    row = first_revision("unit", "draft", "ani")
    assert try_insert(writer, "unit", row, {**row, "revision": 2}) == "revisions_follow_each_other_in_time"


@pytest.mark.parametrize(
    ("history", "publishers"),
    [
        ([("draft", "ani"), ("submitted", "ani")], {"budi", "citra"}),
        ([("draft", "ani"), ("submitted", "budi")], {"citra"}),
        ([("draft", "ani"), ("draft", "budi"), ("draft", "ani"), ("submitted", "ani")], {"citra"}),
        ([("draft", "ani"), ("withdrawn", "budi"), ("draft", "ani"), ("submitted", "ani")], {"citra"}),
        # A user who rejected a draft may publish a later one.
        ([("draft", "ani"), ("submitted", "ani"), ("rejected", "budi"), ("submitted", "ani")], {"budi", "citra"}),
        # Only revisions after the last publication count.
        (
            [("draft", "ani"), ("submitted", "ani"), ("published", "budi"), ("draft", "citra"), ("submitted", "citra")],
            {"ani", "budi"},
        ),
    ],
)
def test_a_user_cannot_publish_their_own_draft(
    writer: Session, history: list[tuple[str, str]], publishers: set[str]
) -> None:
    def try_to_publish(person: str) -> str | None:
        key = new_key("unit")
        for status, by in history:
            add_revisions(writer, "unit", key, status, by=by)
        return try_insert(writer, "unit", next_revision(writer, "unit", key, "published", person))

    outcomes = {person: try_to_publish(person) for person in ("ani", "budi", "citra")}
    assert {person for person, rule in outcomes.items() if rule is None} == publishers
    assert set(outcomes.values()) <= {None, "nobody_publishes_what_they_worked_on"}


def test_the_system_does_not_publish_a_record_that_a_user_has_changed(writer: Session) -> None:
    for history in (("draft",), ("published", "draft"), ("published", "draft", "withdrawn"), ("draft", "withdrawn")):
        key = create_history(writer, history)
        row = next_revision(writer, "unit", key, "published", "system", name="lain")
        assert try_insert(writer, "unit", row) == "status_follows_its_transitions"


@pytest.mark.parametrize("status", ["submitted", "withdrawn"])
def test_a_transition_of_a_draft_changes_no_content(writer: Session, status: str) -> None:
    key = create_history(writer, ("published", "draft"))
    row = next_revision(writer, "unit", key, status, "ani", name="lain")
    assert try_insert(writer, "unit", row) == "a_transition_changes_no_content"


@pytest.mark.parametrize("status", ["published", "rejected", "withdrawn"])
def test_a_decision_changes_no_content(writer: Session, status: str) -> None:
    key = create_history(writer, ("draft", "submitted"))
    for change in ({"name": "lain"}, {"name_en": "other"}, {"symbol": "x"}):
        row = next_revision(writer, "unit", key, status, **change)
        assert try_insert(writer, "unit", row) == "a_transition_changes_no_content"
    add_revisions(writer, "unit", key, status)


def test_a_public_withdrawal_contains_the_publication_and_nothing_of_the_draft(
    writer: Session, reader: Session
) -> None:
    key = publish(writer, "unit", name="terbit")
    add_revisions(writer, "unit", key, "draft", by="ani", name="rahasia")
    row = next_revision(writer, "unit", key, "withdrawn publicly")
    assert try_insert(writer, "unit", {**row, "name": "rahasia"}) == "a_transition_changes_no_content"
    writer.insert("unit", row)
    assert reader.rows("SELECT name, status FROM unit WHERE code = $1 AND replaced_at IS NULL", key) == [
        ("terbit", "withdrawn")
    ]
    assert reader.value("SELECT count(*) FROM unit WHERE name = 'rahasia'") == 0


def test_the_status_determines_whether_a_revision_is_public(writer: Session) -> None:
    key = create_history(writer, ("published", "draft", "submitted"))
    unpublished = new_key("unit")
    for status, public, rule in (
        ("draft", True, "unpublished_work_is_not_public"),
        ("submitted", True, "unpublished_work_is_not_public"),
        ("rejected", True, "unpublished_work_is_not_public"),
        ("published", False, "public_is_what_is_published_or_withdrawn_from_publication"),
        ("draft", None, "23502"),
    ):
        assert try_insert(writer, "unit", {**next_revision(writer, "unit", key, status), "public": public}) == rule
    add_revisions(writer, "unit", unpublished, "draft")
    row = {**next_revision(writer, "unit", unpublished, "withdrawn"), "public": True}
    assert try_insert(writer, "unit", row) == "a_withdrawal_takes_back_what_is_there"


def test_the_withdrawal_of_a_publication_is_public(writer: Session) -> None:
    key = publish(writer, "unit")
    assert (
        try_insert(writer, "unit", next_revision(writer, "unit", key, "withdrawn"))
        == "a_withdrawal_takes_back_what_is_there"
    )


@pytest.mark.parametrize("status", ["rejected", "withdrawn"])
def test_a_rejection_or_withdrawal_has_a_reason(writer: Session, status: str) -> None:
    key = create_history(writer, ("draft", "submitted"))
    row = next_revision(writer, "unit", key, status)
    assert try_insert(writer, "unit", {**row, "reason": None}) == "a_rejection_or_withdrawal_has_a_reason"


def test_a_correction_is_submitted_and_published_with_its_reason(writer: Session) -> None:
    key = publish(writer, "unit")
    for status, by in (("draft", "ani"), ("submitted", "ani"), ("published", "budi")):
        row = {**next_revision(writer, "unit", key, status, by), "reason": "salah ketik"}
        if status != "draft":
            assert try_insert(writer, "unit", {**row, "reason": "lain"}) == "a_correction_keeps_its_reason"
        assert try_insert(writer, "unit", row) is None
