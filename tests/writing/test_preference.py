"""A person overrules which realization of a key comes first: said once, with a reason, and seen by everybody."""

import itertools
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from tests.support.callers import Person
from tests.writing.conftest import TARGET, People, entered

AUDITED = "Laporan yang diaudit."
UNHEARD = "01a1fb67-1800-7000-8000-999999999999"
_years = itertools.count(1950)  # each test has keys of its own


class Rivals(NamedTuple):
    """The addresses of two realizations of one key, of which the rule prefers the first, and how to list them."""

    settled: str
    doubtful: str
    period: str

    def shown(self, person: Person, **asked: str) -> list[dict[str, Any]]:
        answer = person.client.get(
            "/v1/realizations",
            params={"preferred": "true", "indicator": "umkm-onboarded", "period": self.period, **asked},
            headers=person.headers,
        )
        assert answer.status_code == 200, answer.text
        rows: list[dict[str, Any]] = answer.json()["data"]
        return rows

    def first(self, person: Person, **asked: str) -> str:
        """The address of the one that comes first."""
        (row,) = self.shown(person, **asked)
        return f"/v1/realizations/{row['id']}"


def reported(people: People, period: str, **content: Any) -> str:
    row = {**TARGET, "qualifier": "exact", "quality": "final", "period": period, **content}
    address: str = entered(people.writer, "realizations", **row).headers["location"]
    assert people.writer.post(f"{address}/submit").status_code == 200
    assert people.publisher.post(f"{address}/publish").status_code == 200
    return address


@pytest.fixture
def rivals(people: People) -> Rivals:
    period = str(next(_years))
    doubtful = reported(people, period, value=2, quality="provisional")
    return Rivals(reported(people, period, value=1), doubtful, period)


def prefer(person: Person, address: str, reason: str = AUDITED, **headers: str) -> Any:
    return person.put(f"{address}/preference", {"reason": reason}, **headers)


def withdraw(person: Person, address: str, reason: str = "Direvisi.", **headers: str) -> Any:
    return person.post(f"{address}/preference/withdraw", {"reason": reason}, **headers)


def test_a_preferred_realization_comes_first_and_says_who_and_why(people: People, rivals: Rivals) -> None:
    assert rivals.first(people.public) == rivals.settled
    assert "preference" not in rivals.shown(people.public)[0]
    made = prefer(people.publisher, rivals.doubtful)
    assert (made.status_code, made.headers["location"]) == (201, f"{rivals.doubtful}/preference")
    said = made.json()
    assert (said["revision"], said["stands"], said["reason"], said["recorded_by"]) == (1, True, AUDITED, "penerbit")
    assert f"/v1/realizations/{said['realization']}" == rivals.doubtful
    (row,) = rivals.shown(people.public)
    assert row["value"] == 2
    assert row["preference"] == {key: said[key] for key in ("reason", "recorded_by", "recorded_at")}
    assert said["recorded_at"].endswith("Z")


def test_only_lists_of_preferred_realizations_say_who_preferred_them(people: People, rivals: Rivals) -> None:
    prefer(people.publisher, rivals.doubtful)
    every = people.public.get(f"/v1/realizations?indicator=umkm-onboarded&period={rivals.period}").json()["data"]
    assert [row["value"] for row in every if "preference" in row] == []
    assert len(every) == 2
    assert "preference" not in people.public.get(rivals.doubtful).json()
    lines = people.public.get(f"/v1/realizations.csv?preferred=true&period={rivals.period}").text.splitlines()
    assert len(lines) == 2
    assert "preference" not in lines[0].split(",")


def test_pages_of_preferred_realizations_go_on_behind_one_with_a_preference(people: People, rivals: Rivals) -> None:
    prefer(people.publisher, rivals.doubtful)
    other = reported(people, f"{rivals.period}-06", value=3)
    last = f"period_from={rivals.period}-01-01&period_to={rivals.period}-12-31&preferred=true&sort=-period&limit=1"
    page = people.public.get(f"/v1/realizations?{last}").json()
    assert page["data"][0]["preference"]["reason"] == AUDITED
    after = people.public.get(f"/v1/realizations?{last}&cursor={page['meta']['next_cursor']}").json()["data"]
    assert [f"/v1/realizations/{row['id']}" for row in after] == [other]
    assert "preference" not in after[0]


def test_the_same_reason_again_adds_nothing_and_another_one_a_revision(people: People, rivals: Rivals) -> None:
    first = prefer(people.publisher, rivals.doubtful)
    again = prefer(people.publisher, rivals.doubtful)
    assert (again.status_code, again.json(), again.headers["etag"]) == (200, first.json(), first.headers["etag"])
    other = prefer(people.publisher, rivals.doubtful, "Lebih rinci.")
    assert (other.status_code, other.json()["revision"], other.json()["reason"]) == (200, 2, "Lebih rinci.")
    revisions = people.public.get(f"{rivals.doubtful}/preference/revisions").json()
    assert [row["reason"] for row in revisions["data"]] == ["Lebih rinci.", AUDITED]
    newest = people.public.get(f"{rivals.doubtful}/preference/revisions?limit=1").json()["meta"]
    older = people.public.get(f"{rivals.doubtful}/preference/revisions?cursor={newest['next_cursor']}").json()
    assert (older["data"], older["meta"]["has_more"]) == ([first.json()], False)


def test_a_withdrawn_preference_gives_the_rule_its_word_back(people: People, rivals: Rivals) -> None:
    assert withdraw(people.publisher, rivals.doubtful).status_code == 409
    prefer(people.publisher, rivals.doubtful)
    gone = withdraw(people.publisher, rivals.doubtful)
    assert (gone.status_code, gone.json()["stands"], gone.json()["reason"]) == (200, False, "Direvisi.")
    assert rivals.first(people.public) == rivals.settled
    assert people.public.get(f"{rivals.doubtful}/preference").json() == gone.json()
    refused = withdraw(people.publisher, rivals.doubtful)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "a-withdrawn-preference-stood")
    back = prefer(people.publisher, rivals.doubtful)
    assert (back.status_code, back.json()["revision"]) == (200, 3)
    assert rivals.first(people.public) == rivals.doubtful


def test_of_two_preferred_ones_the_last_preferred_comes_first(people: People, rivals: Rivals) -> None:
    prefer(people.publisher, rivals.doubtful)
    prefer(people.publisher, rivals.settled)
    assert rivals.first(people.public) == rivals.settled
    prefer(people.publisher, rivals.doubtful, "Tetap yang ini.")
    assert rivals.first(people.public) == rivals.doubtful
    withdraw(people.publisher, rivals.doubtful)
    assert rivals.first(people.public) == rivals.settled


def test_a_past_moment_answers_with_the_preference_as_it_stood_then(people: People, rivals: Rivals) -> None:
    path = f"{rivals.doubtful}/preference"
    made = prefer(people.publisher, rivals.doubtful).json()["recorded_at"]
    changed = prefer(people.publisher, rivals.doubtful, "Lebih rinci.").json()["recorded_at"]
    gone = withdraw(people.publisher, rivals.doubtful).json()["recorded_at"]
    before = (datetime.fromisoformat(made) - timedelta(microseconds=1)).isoformat().replace("+00:00", "Z")
    for moment, first, reason in (
        (before, rivals.settled, None),
        (made, rivals.doubtful, AUDITED),
        (changed, rivals.doubtful, "Lebih rinci."),
        (gone, rivals.settled, "Direvisi."),
    ):
        assert rivals.first(people.public, known_at=moment) == first
        told = rivals.shown(people.public, known_at=moment)[0].get("preference", {}).get("reason")
        assert told == (reason if first == rivals.doubtful else None)
        answer = people.public.get(f"{path}?known_at={moment}")
        assert (answer.status_code, answer.json().get("reason")) == (404 if reason is None else 200, reason)


def test_a_preference_counts_only_for_what_was_stated_and_not_retracted(people: People) -> None:
    period = str(next(_years))
    late = reported(people, period, value=2, stated_on="2024-05-01", retracted_on="2024-09-01", quality="estimate")
    rivals = Rivals(reported(people, period, value=1), late, period)
    assert prefer(people.publisher, late).status_code == 201
    assert rivals.first(people.public, as_of="2024-04-30") == rivals.settled
    assert rivals.first(people.public, as_of="2024-05-01") == late
    assert rivals.first(people.public, as_of="2024-09-01") == rivals.settled
    assert rivals.first(people.public) == rivals.settled  # for good, since it was retracted


def test_a_withdrawn_realization_takes_its_preference_out_of_every_present_answer(
    people: People, rivals: Rivals
) -> None:
    moment = prefer(people.publisher, rivals.doubtful).json()["recorded_at"]
    assert people.publisher.post(f"{rivals.doubtful}/withdraw", {"reason": "Salah."}).status_code == 200
    assert rivals.first(people.public) == rivals.settled
    path = f"{rivals.doubtful}/preference"
    assert people.public.get(path).status_code == 410
    assert people.public.get(f"{path}?known_at={moment}").json()["stands"] is True
    assert rivals.first(people.public, known_at=moment) == rivals.doubtful
    assert people.reader.get(path).status_code == 200
    refused = prefer(people.publisher, rivals.doubtful, "Tetap.")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "a-preferred-realization-is-published")
    assert withdraw(people.publisher, rivals.doubtful).json()["stands"] is False


def test_a_realization_that_moves_to_another_key_takes_no_preference_along(people: People, rivals: Rivals) -> None:
    prefer(people.publisher, rivals.doubtful)
    elsewhere = str(next(_years))
    there = Rivals(reported(people, elsewhere, value=3), rivals.doubtful, elsewhere)
    assert people.writer.patch(rivals.doubtful, {"period": elsewhere}, "*").status_code == 200
    assert rivals.first(people.public) == rivals.doubtful  # a draft moves nothing
    assert people.writer.post(f"{rivals.doubtful}/submit").status_code == 200
    assert people.publisher.post(f"{rivals.doubtful}/publish").status_code == 200
    assert rivals.first(people.public) == rivals.settled
    assert there.first(people.public) == there.settled
    anew = prefer(people.publisher, rivals.doubtful)
    assert (anew.status_code, anew.json()["revision"]) == (200, 2)
    assert there.first(people.public) == rivals.doubtful


def test_a_stock_is_preferred_among_all_periods_that_end_on_its_day(people: People) -> None:
    year = str(next(_years))
    month = reported(people, f"{year}-12", value=2, quality="estimate")
    rivals = Rivals(reported(people, year, value=1), month, year)
    prefer(people.publisher, month)
    assert rivals.first(people.public) == month
    flow = {"nature": "flow", "value": 5}
    whole = reported(people, year, **flow)
    part = reported(people, f"{year}-12", **flow, quality="estimate")
    prefer(people.publisher, part)
    assert rivals.first(people.public, nature="flow") == whole
    people.writer.patch(part, {"period": year}, "*")
    people.writer.post(f"{part}/submit")
    assert people.publisher.post(f"{part}/publish").status_code == 200
    assert rivals.first(people.public, nature="flow") == whole  # preferred in the key of December


def test_the_feed_and_the_audit_have_each_word_once(people: People, rivals: Rivals) -> None:
    realization = rivals.doubtful.rpartition("/")[2]
    prefer(people.publisher, rivals.doubtful)
    prefer(people.publisher, rivals.doubtful)
    withdraw(people.publisher, rivals.doubtful)
    audit = people.admin.get(f"/v1/audit?key={realization}&noun=preference").json()["data"]
    told = [(row["action"], row["revision"], row["principal"]) for row in audit]
    assert sorted(told, key=lambda row: row[1]) == [("prefer", 1, "penerbit"), ("withdraw", 2, "penerbit")]
    feed = every_change(people)
    assert [(row["kind"], row["noun"], row["revision"]) for row in feed if row["key"] == realization][1:] == [
        ("preferred", "realization", 1),
        ("unpreferred", "realization", 2),
    ]
    assert {row["address"] for row in feed if row["key"] == realization} == {rivals.doubtful}


def every_change(people: People) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    page = people.public.get("/v1/changes?noun=realization&limit=1000").json()
    while page["data"]:
        found += page["data"]
        page = people.public.get(f"/v1/changes?noun=realization&limit=1000&after={page['meta']['next_cursor']}").json()
    return found


def test_only_publishers_prefer_and_of_institutions_the_one_that_leads_the_program(
    people: People, rivals: Rivals
) -> None:
    for refusing, status in (
        (people.public, 401), (people.writer, 403), (people.reader, 403), (people.admin, 403), (people.stranger, 403),
    ):  # fmt: skip
        assert prefer(refusing, rivals.doubtful).status_code == status
    assert people.public.get(f"{rivals.doubtful}/preference").status_code == 404
    assert prefer(people.bound, rivals.doubtful).status_code == 201
    for refusing, status in ((people.public, 401), (people.writer, 403), (people.stranger, 403)):
        assert withdraw(refusing, rivals.doubtful).status_code == status
    assert people.stranger.put(f"{rivals.doubtful}/preference", {"reason": "Lain."}).json()["errors"][0]["code"] == (
        "not-yours"
    )
    assert people.public.get(f"{rivals.doubtful}/preference").json()["reason"] == AUDITED


def test_a_realization_that_the_caller_does_not_see_has_no_preference(people: People) -> None:
    draft = entered(people.writer, "realizations", **TARGET, quality="final").headers["location"]
    for address in (draft, f"/v1/realizations/{UNHEARD}", "/v1/realizations/nothing"):
        assert prefer(people.publisher, address).status_code == 404
        assert withdraw(people.publisher, address).status_code == 404
        assert people.public.get(f"{address}/preference").status_code == 404
        assert people.public.get(f"{address}/preference/revisions").status_code == 404
    assert people.writer.post(f"{draft}/submit").status_code == 200
    assert prefer(people.publisher, draft).status_code == 409


def test_a_preference_is_changed_as_its_author_saw_it_or_not_at_all(people: People, rivals: Rivals) -> None:
    assert prefer(people.publisher, rivals.doubtful, if_match="*").status_code == 412
    first = prefer(people.publisher, rivals.doubtful).headers["etag"]
    assert people.public.get(f"{rivals.doubtful}/preference").headers["etag"] == first
    second = prefer(people.publisher, rivals.doubtful, "Lebih rinci.", if_match=first)
    assert second.status_code == 200
    assert prefer(people.publisher, rivals.doubtful, "Lain lagi.", if_match=first).status_code == 412
    assert withdraw(people.publisher, rivals.doubtful, if_match=first).status_code == 412
    assert people.public.get(f"{rivals.doubtful}/preference").json() == second.json()


def test_a_preference_sent_again_with_its_key_is_answered_again(people: People, rivals: Rivals) -> None:
    sent = {"idempotency_key": f"prefer-{rivals.period}"}
    first, again = (prefer(people.publisher, rivals.doubtful, **sent) for _ in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    silent = prefer(people.publisher, rivals.doubtful, "Lebih rinci.", prefer="return=minimal")
    assert (silent.status_code, silent.content) == (204, b"")


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "=1"}, {"reason": "a", "stands": False}, None])
def test_a_preference_needs_a_reason_and_nothing_else(people: People, rivals: Rivals, body: Any) -> None:
    assert people.publisher.put(f"{rivals.doubtful}/preference", body).status_code in (415, 422)
    assert people.publisher.get(f"{rivals.doubtful}/preference").status_code == 404


def test_a_withdrawal_may_be_answered_with_nothing_and_what_is_unchanged_is_spared(
    people: People, rivals: Rivals
) -> None:
    assert prefer(people.publisher, rivals.doubtful).status_code == 201
    address = f"{rivals.doubtful}/preference"
    for asked in (address, f"{address}/revisions"):
        tag = people.public.get(asked).headers["etag"]
        assert people.public.get(asked, **{"If-None-Match": tag}).status_code == 304
    said = {"reason": "Direvisi."}
    withdrawn = people.publisher.post(f"{address}/withdraw", said, prefer="return=minimal")
    assert (withdrawn.status_code, withdrawn.content) == (204, b"")
