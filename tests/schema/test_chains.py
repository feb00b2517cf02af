"""Chains: which revision may follow which, who may publish, and what of it is public."""

import pytest

from tests.schema.conftest import Session, first, follow, following, new_key, publish, refused

# Written down here once more, apart from the schema: what a person may do next with an entity.
WORK = {"draft", "submitted", "published", "rejected", "withdrawn", "withdrawn publicly"}
NEXT = {
    "nothing": {"draft"},
    "draft": {"draft", "submitted", "withdrawn"},
    "submitted": {"draft", "published", "rejected", "withdrawn"},
    "rejected": {"draft", "submitted", "withdrawn"},
    "withdrawn": {"draft"},
    "published": {"draft", "withdrawn publicly"},
    "withdrawn publicly": set(),
}
WAYS = {
    "nothing": (),
    "draft": ("draft",),
    "submitted": ("draft", "submitted"),
    "rejected": ("draft", "submitted", "rejected"),
    "withdrawn": ("draft", "withdrawn"),
}
# With a publication in place, work goes on beside it, and the publication can be taken back at any time.
BESIDE = {
    f"published, {state}": (("published", *WAYS[state]), NEXT[state] | {"withdrawn publicly"})
    for state in WAYS
    if state != "nothing"
}
CASES = {
    **{state: (way, NEXT[state]) for state, way in WAYS.items()},
    "published": (("published",), NEXT["published"]),
    "withdrawn publicly": (("published", "withdrawn publicly"), NEXT["withdrawn publicly"]),
    **BESIDE,
}
OF_SYSTEM = {
    state: allowed - {"published"} | ({"published"} if state in ("nothing", "published") else set())
    for state, (_, allowed) in CASES.items()
}


def arrive(writer: Session, way: tuple[str, ...], noun: str = "unit") -> str:
    """An entity that went this way, at the hands of Ani and, where it begins published, of the system."""
    key = new_key(noun)
    for status in way:
        follow(writer, noun, key, status, by="system" if status == "published" else "ani")
    return key


@pytest.mark.parametrize("state", CASES)
@pytest.mark.parametrize("by", ["budi", "system"])
def test_an_entity_goes_from_state_to_state_as_the_table_says(writer: Session, state: str, by: str) -> None:
    way, allowed = CASES[state]
    allowed = OF_SYSTEM[state] if by == "system" else allowed
    taken = set()
    for status in WORK:
        key = arrive(writer, way)
        rule = refused(writer, "unit", following(writer, "unit", key, status, by))
        assert rule in (None, "status_follows_its_transitions", "a_withdrawal_takes_back_what_is_there")
        if rule is None:
            taken.add(status)
    assert taken == allowed


@pytest.mark.parametrize("noun", ["target", "claim", "source"])
def test_the_other_nouns_have_the_same_life(writer: Session, noun: str) -> None:
    key = arrive(writer, ("draft", "submitted", "rejected", "draft", "submitted"), noun)
    follow(writer, noun, key, "published", "draft", "submitted", by="budi")
    assert refused(writer, noun, following(writer, noun, key, "published")) == "nobody_publishes_what_they_worked_on"
    follow(writer, noun, key, "published", by="citra")
    follow(writer, noun, key, "withdrawn publicly")
    assert refused(writer, noun, following(writer, noun, key, "draft")) == "status_follows_its_transitions"


@pytest.mark.parametrize("revision", [0, -1, 3, 4])
def test_revisions_count_on_without_a_gap(writer: Session, revision: int) -> None:
    key = arrive(writer, ("draft",))
    row = {**following(writer, "unit", key, "draft"), "revision": revision}
    rule = "revisions_count_from_1" if revision < 1 else "revisions_have_no_gap"
    assert refused(writer, "unit", row) == rule


def test_a_first_revision_is_number_1(writer: Session) -> None:
    assert refused(writer, "unit", {**first("unit"), "revision": 2}) == "revisions_have_no_gap"


def test_a_revision_is_entered_once(writer: Session) -> None:
    key = arrive(writer, ("draft",))
    row = {**following(writer, "unit", key, "draft"), "revision": 1}
    assert refused(writer, "unit", row) == "unit_has_one_row_per_revision"


def test_two_revisions_of_one_entity_never_share_a_moment(writer: Session) -> None:
    row = first("unit", "draft", "ani")
    assert refused(writer, "unit", row, {**row, "revision": 2}) == "revisions_follow_each_other_in_time"


# --- four eyes


@pytest.mark.parametrize(
    ("history", "publishers"),
    [
        ([("draft", "ani"), ("submitted", "ani")], {"budi", "citra"}),
        ([("draft", "ani"), ("submitted", "budi")], {"citra"}),
        ([("draft", "ani"), ("draft", "budi"), ("draft", "ani"), ("submitted", "ani")], {"citra"}),
        ([("draft", "ani"), ("withdrawn", "budi"), ("draft", "ani"), ("submitted", "ani")], {"citra"}),
        # A rejection adds nothing to the work: who rejected it may publish what comes after.
        ([("draft", "ani"), ("submitted", "ani"), ("rejected", "budi"), ("submitted", "ani")], {"budi", "citra"}),
        # Only what was done since the last publication counts.
        (
            [("draft", "ani"), ("submitted", "ani"), ("published", "budi"), ("draft", "citra"), ("submitted", "citra")],
            {"ani", "budi"},
        ),
    ],
)
def test_nobody_publishes_what_they_worked_on(
    writer: Session, history: list[tuple[str, str]], publishers: set[str]
) -> None:
    def outcome(person: str) -> str | None:
        key = new_key("unit")
        for status, by in history:
            follow(writer, "unit", key, status, by=by)
        return refused(writer, "unit", following(writer, "unit", key, "published", person))

    outcomes = {person: outcome(person) for person in ("ani", "budi", "citra")}
    assert {person for person, rule in outcomes.items() if rule is None} == publishers
    assert set(outcomes.values()) <= {None, "nobody_publishes_what_they_worked_on"}


def test_the_system_never_publishes_over_the_work_of_a_person(writer: Session) -> None:
    for way in (("draft",), ("published", "draft"), ("published", "draft", "withdrawn"), ("draft", "withdrawn")):
        key = arrive(writer, way)
        row = following(writer, "unit", key, "published", "system", name="lain")
        assert refused(writer, "unit", row) == "status_follows_its_transitions"


# --- content, and who may see it


@pytest.mark.parametrize("status", ["submitted", "withdrawn"])
def test_a_transition_of_a_draft_changes_no_content(writer: Session, status: str) -> None:
    key = arrive(writer, ("published", "draft"))
    row = following(writer, "unit", key, status, "ani", name="lain")
    assert refused(writer, "unit", row) == "a_transition_changes_no_content"


@pytest.mark.parametrize("status", ["published", "rejected", "withdrawn"])
def test_a_decision_about_a_submission_changes_no_content(writer: Session, status: str) -> None:
    key = arrive(writer, ("draft", "submitted"))
    for change in ({"name": "lain"}, {"name_en": "other"}, {"symbol": "x"}):
        row = following(writer, "unit", key, status, **change)
        assert refused(writer, "unit", row) == "a_transition_changes_no_content"
    follow(writer, "unit", key, status)


def test_a_public_withdrawal_shows_what_was_public_and_nothing_of_the_draft_beside_it(
    writer: Session, reader: Session
) -> None:
    key = publish(writer, "unit", name="terbit")
    follow(writer, "unit", key, "draft", by="ani", name="rahasia")
    row = following(writer, "unit", key, "withdrawn publicly")
    assert refused(writer, "unit", {**row, "name": "rahasia"}) == "a_transition_changes_no_content"
    writer.enter("unit", row)
    assert reader.rows("SELECT name, status FROM unit WHERE code = $1 AND replaced_at IS NULL", key) == [
        ("terbit", "withdrawn")
    ]
    assert reader.value("SELECT count(*) FROM unit WHERE name = 'rahasia'") == 0


def test_what_is_public_is_not_for_the_writer_to_say(writer: Session) -> None:
    key = arrive(writer, ("published", "draft", "submitted"))
    unborn = new_key("unit")
    for status, public, rule in (
        ("draft", True, "unpublished_work_is_not_public"),
        ("submitted", True, "unpublished_work_is_not_public"),
        ("rejected", True, "unpublished_work_is_not_public"),
        ("published", False, "public_is_what_is_published_or_withdrawn_from_publication"),
        ("draft", None, "23502"),
    ):
        assert refused(writer, "unit", {**following(writer, "unit", key, status), "public": public}) == rule
    follow(writer, "unit", unborn, "draft")
    row = {**following(writer, "unit", unborn, "withdrawn"), "public": True}
    assert refused(writer, "unit", row) == "a_withdrawal_takes_back_what_is_there"


def test_a_publication_is_not_taken_back_in_private(writer: Session) -> None:
    key = publish(writer, "unit")
    assert (
        refused(writer, "unit", following(writer, "unit", key, "withdrawn")) == "a_withdrawal_takes_back_what_is_there"
    )


@pytest.mark.parametrize("status", ["rejected", "withdrawn"])
def test_a_rejection_or_withdrawal_says_why_and_nothing_else_does(writer: Session, status: str) -> None:
    key = arrive(writer, ("draft", "submitted"))
    row = following(writer, "unit", key, status)
    assert refused(writer, "unit", {**row, "reason": None}) == "a_rejection_or_withdrawal_has_a_reason"
    other = {**following(writer, "unit", key, "published"), "reason": "bagus"}
    assert refused(writer, "unit", other) == "only_a_rejection_or_withdrawal_has_a_reason"
