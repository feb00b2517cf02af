"""Manual preferences: a publisher selects the realization of a key that comes first, with a reason."""

import itertools
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from tests.http.writes.conftest import People, build_target, create_record
from tests.support.callers import Person

AUDITED = "Laporan yang diaudit."
UNKNOWN_ID = "01a1fb67-1800-7000-8000-999999999999"
_years = itertools.count(1950)  # each test uses keys of its own


class Rivals(NamedTuple):
    """The URLs of two realizations of one key. The rule prefers `settled`."""

    settled: str
    doubtful: str
    period: str

    def list_rows(self, person: Person, **params: str) -> list[dict[str, Any]]:
        response = person.client.get(
            "/v1/realizations",
            params={"preferred": "true", "indicator": "umkm-onboarded", "period": self.period, **params},
            headers=person.headers,
        )
        assert response.status_code == 200, response.text
        rows: list[dict[str, Any]] = response.json()["data"]
        return rows

    def first(self, person: Person, **params: str) -> str:
        """Return the URL of the preferred realization."""
        (row,) = self.list_rows(person, **params)
        return f"/v1/realizations/{row['id']}"


def create_published_realization(people: People, period: str, **content: Any) -> str:
    row = build_target(**{"qualifier": "exact", "quality": "final", "period": period, **content})
    url: str = create_record(people.writer, "realizations", **row).headers["location"]
    assert people.writer.post(f"{url}/submit").status_code == 200
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    return url


@pytest.fixture
def rivals(people: People) -> Rivals:
    period = str(next(_years))
    doubtful = create_published_realization(people, period, value=2, quality="provisional")
    return Rivals(create_published_realization(people, period, value=1), doubtful, period)


def prefer(person: Person, url: str, reason: str = AUDITED, **headers: str) -> Any:
    return person.put(f"{url}/preference", {"reason": reason}, **headers)


def withdraw(person: Person, url: str, reason: str = "Direvisi.", **headers: str) -> Any:
    return person.transition(f"{url}/preference/withdraw", {"reason": reason}, **headers)


def test_a_preferred_realization_comes_first_with_the_user_and_the_reason(people: People, rivals: Rivals) -> None:
    assert rivals.first(people.public) == rivals.settled
    assert "preference" not in rivals.list_rows(people.public)[0]
    created = prefer(people.publisher, rivals.doubtful)
    assert (created.status_code, created.headers["location"]) == (201, f"{rivals.doubtful}/preference")
    preference = created.json()
    assert (preference["revision"], preference["active"], preference["reason"], preference["recorded_by"]) == (
        1,
        True,
        AUDITED,
        "penerbit",
    )
    assert f"/v1/realizations/{preference['realization']}" == rivals.doubtful
    (row,) = rivals.list_rows(people.public)
    assert row["value"] == 2
    assert row["preference"] == {key: preference[key] for key in ("reason", "recorded_by", "recorded_at")}
    assert preference["recorded_at"].endswith("Z")


def test_only_lists_of_preferred_realizations_contain_the_preference(people: People, rivals: Rivals) -> None:
    prefer(people.publisher, rivals.doubtful)
    every = people.public.get(f"/v1/realizations?indicator=umkm-onboarded&period={rivals.period}").json()["data"]
    assert [row["value"] for row in every if "preference" in row] == []
    assert len(every) == 2
    assert "preference" not in people.public.get(rivals.doubtful).json()
    lines = people.public.get(f"/v1/realizations.csv?preferred=true&period={rivals.period}").text.splitlines()
    assert len(lines) == 2
    assert "preference" not in lines[0].split(",")


def test_paging_continues_after_a_preferred_realization(people: People, rivals: Rivals) -> None:
    prefer(people.publisher, rivals.doubtful)
    other = create_published_realization(people, f"{rivals.period}-06", value=3)
    query = f"period_from={rivals.period}-01-01&period_to={rivals.period}-12-31&preferred=true&sort=-period&limit=1"
    page = people.public.get(f"/v1/realizations?{query}").json()
    assert page["data"][0]["preference"]["reason"] == AUDITED
    after = people.public.get(f"/v1/realizations?{query}&cursor={page['meta']['next_cursor']}").json()["data"]
    assert [f"/v1/realizations/{row['id']}" for row in after] == [other]
    assert "preference" not in after[0]


def test_the_same_reason_adds_no_revision_and_another_one_does(people: People, rivals: Rivals) -> None:
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


def test_the_rule_applies_again_after_a_preference_is_withdrawn(people: People, rivals: Rivals) -> None:
    assert withdraw(people.publisher, rivals.doubtful).status_code == 409
    prefer(people.publisher, rivals.doubtful)
    gone = withdraw(people.publisher, rivals.doubtful)
    assert (gone.status_code, gone.json()["active"], gone.json()["reason"]) == (200, False, "Direvisi.")
    assert rivals.first(people.public) == rivals.settled
    assert people.public.get(f"{rivals.doubtful}/preference").json() == gone.json()
    rejected = withdraw(people.publisher, rivals.doubtful)
    assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (409, "a_withdrawn_preference_stood")
    back = prefer(people.publisher, rivals.doubtful)
    assert (back.status_code, back.json()["revision"]) == (200, 3)
    assert rivals.first(people.public) == rivals.doubtful


def test_the_latest_of_two_preferences_comes_first(people: People, rivals: Rivals) -> None:
    prefer(people.publisher, rivals.doubtful)
    prefer(people.publisher, rivals.settled)
    assert rivals.first(people.public) == rivals.settled
    prefer(people.publisher, rivals.doubtful, "Tetap yang ini.")
    assert rivals.first(people.public) == rivals.doubtful
    withdraw(people.publisher, rivals.doubtful)
    assert rivals.first(people.public) == rivals.settled


def test_known_at_returns_the_preference_of_that_time(people: People, rivals: Rivals) -> None:
    path = f"{rivals.doubtful}/preference"
    created = prefer(people.publisher, rivals.doubtful).json()["recorded_at"]
    changed = prefer(people.publisher, rivals.doubtful, "Lebih rinci.").json()["recorded_at"]
    gone = withdraw(people.publisher, rivals.doubtful).json()["recorded_at"]
    before = (datetime.fromisoformat(created) - timedelta(microseconds=1)).isoformat().replace("+00:00", "Z")
    for known_at, first, reason in (
        (before, rivals.settled, None),
        (created, rivals.doubtful, AUDITED),
        (changed, rivals.doubtful, "Lebih rinci."),
        (gone, rivals.settled, "Direvisi."),
    ):
        assert rivals.first(people.public, known_at=known_at) == first
        shown_reason = rivals.list_rows(people.public, known_at=known_at)[0].get("preference", {}).get("reason")
        assert shown_reason == (reason if first == rivals.doubtful else None)
        response = people.public.get(f"{path}?known_at={known_at}")
        assert (response.status_code, response.json().get("reason")) == (404 if reason is None else 200, reason)


def test_a_preference_applies_only_to_a_stated_and_not_retracted_realization(people: People) -> None:
    period = str(next(_years))
    late = create_published_realization(
        people, period, value=2, stated_on="2024-05-01", retracted_on="2024-09-01", quality="estimate"
    )
    rivals = Rivals(create_published_realization(people, period, value=1), late, period)
    assert prefer(people.publisher, late).status_code == 201
    assert rivals.first(people.public, as_of="2024-04-30") == rivals.settled
    assert rivals.first(people.public, as_of="2024-05-01") == late
    assert rivals.first(people.public, as_of="2024-09-01") == rivals.settled
    assert rivals.first(people.public) == rivals.settled  # because it is retracted


def test_the_preference_of_a_withdrawn_realization_has_no_effect(people: People, rivals: Rivals) -> None:
    known_at = prefer(people.publisher, rivals.doubtful).json()["recorded_at"]
    assert people.publisher.transition(f"{rivals.doubtful}/withdraw", {"reason": "Salah."}).status_code == 200
    assert rivals.first(people.public) == rivals.settled
    path = f"{rivals.doubtful}/preference"
    assert people.public.get(path).status_code == 410
    assert people.public.get(f"{path}?known_at={known_at}").json()["active"] is True
    assert rivals.first(people.public, known_at=known_at) == rivals.doubtful
    assert people.reader.get(path).status_code == 200
    rejected = prefer(people.publisher, rivals.doubtful, "Tetap.")
    assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (409, "a_preferred_realization_is_published")
    assert withdraw(people.publisher, rivals.doubtful).json()["active"] is False


def test_a_preference_does_not_follow_a_realization_to_another_key(people: People, rivals: Rivals) -> None:
    prefer(people.publisher, rivals.doubtful)
    elsewhere = str(next(_years))
    there = Rivals(create_published_realization(people, elsewhere, value=3), rivals.doubtful, elsewhere)
    assert people.writer.patch(rivals.doubtful, {"period": elsewhere}, "*").status_code == 200
    assert rivals.first(people.public) == rivals.doubtful  # a draft has no effect
    assert people.writer.post(f"{rivals.doubtful}/submit").status_code == 200
    assert people.publisher.transition(f"{rivals.doubtful}/publish").status_code == 200
    assert rivals.first(people.public) == rivals.settled
    assert there.first(people.public) == there.settled
    repeated = prefer(people.publisher, rivals.doubtful)
    assert (repeated.status_code, repeated.json()["revision"]) == (200, 2)
    assert there.first(people.public) == rivals.doubtful


def test_a_preferred_stock_applies_to_all_periods_that_end_on_the_same_day(people: People) -> None:
    year = str(next(_years))
    month = create_published_realization(people, f"{year}-12", value=2, quality="estimate")
    rivals = Rivals(create_published_realization(people, year, value=1), month, year)
    prefer(people.publisher, month)
    assert rivals.first(people.public) == month
    flow = {"nature": "flow", "value": 5}
    whole = create_published_realization(people, year, **flow)
    part = create_published_realization(people, f"{year}-12", **flow, quality="estimate")
    prefer(people.publisher, part)
    assert rivals.first(people.public, nature="flow") == whole
    people.writer.patch(part, {"period": year}, "*")
    people.writer.post(f"{part}/submit")
    assert people.publisher.transition(f"{part}/publish").status_code == 200
    assert rivals.first(people.public, nature="flow") == whole  # preferred in the key of December


def test_the_feed_and_the_audit_contain_each_change_once(people: People, rivals: Rivals) -> None:
    realization = rivals.doubtful.rpartition("/")[2]
    prefer(people.publisher, rivals.doubtful)
    prefer(people.publisher, rivals.doubtful)
    withdraw(people.publisher, rivals.doubtful)
    audit = people.admin.get(f"/v1/audit?id={realization}&type=preference").json()["data"]
    entries = [(row["action"], row["revision"], row["principal"]) for row in audit]
    assert sorted(entries, key=lambda row: row[1]) == [("prefer", 1, "penerbit"), ("withdraw", 2, "penerbit")]
    feed = list_changes(people)
    own = [row for row in feed if row["record"]["id"] == realization]
    assert [(row["action"], row["record"]["type"], row["revision"]) for row in own][1:] == [
        ("preferred", "realization", 1),
        ("unpreferred", "realization", 2),
    ]
    assert {row["record"]["url"] for row in own} == {rivals.doubtful}


def list_changes(people: People) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = []
    page = people.public.get("/v1/changes?type=realization&limit=1000").json()
    while page["data"]:
        changes += page["data"]
        page = people.public.get(f"/v1/changes?type=realization&limit=1000&cursor={page['meta']['next_cursor']}").json()
    return changes


def test_only_publishers_of_the_lead_institution_may_prefer(people: People, rivals: Rivals) -> None:
    for caller, status in (
        (people.public, 401), (people.writer, 403), (people.reader, 403), (people.admin, 403), (people.stranger, 403),
    ):  # fmt: skip
        assert prefer(caller, rivals.doubtful).status_code == status
    assert people.public.get(f"{rivals.doubtful}/preference").status_code == 404
    assert prefer(people.bound, rivals.doubtful).status_code == 201
    for caller, status in ((people.public, 401), (people.writer, 403), (people.stranger, 403)):
        assert withdraw(caller, rivals.doubtful).status_code == status
    assert people.stranger.put(f"{rivals.doubtful}/preference", {"reason": "Lain."}).json()["errors"][0]["code"] == (
        "not_permitted"
    )
    assert people.public.get(f"{rivals.doubtful}/preference").json()["reason"] == AUDITED


def test_an_invisible_realization_has_no_preference(people: People) -> None:
    content = build_target(period="1999", quality="final")
    draft = create_record(people.writer, "realizations", **content).headers["location"]
    for url in (draft, f"/v1/realizations/{UNKNOWN_ID}", "/v1/realizations/nothing"):
        assert prefer(people.publisher, url).status_code == 404
        assert withdraw(people.publisher, url).status_code == 404
        assert people.public.get(f"{url}/preference").status_code == 404
        assert people.public.get(f"{url}/preference/revisions").status_code == 404
    assert people.writer.post(f"{draft}/submit").status_code == 200
    assert prefer(people.publisher, draft).status_code == 409


def test_a_preference_changes_only_with_a_current_if_match(people: People, rivals: Rivals) -> None:
    assert prefer(people.publisher, rivals.doubtful, if_match="*").status_code == 412
    first = prefer(people.publisher, rivals.doubtful).headers["etag"]
    assert people.public.get(f"{rivals.doubtful}/preference").headers["etag"] == first
    second = prefer(people.publisher, rivals.doubtful, "Lebih rinci.", if_match=first)
    assert second.status_code == 200
    assert prefer(people.publisher, rivals.doubtful, "Lain lagi.", if_match=first).status_code == 412
    assert withdraw(people.publisher, rivals.doubtful, if_match=first).status_code == 412
    assert people.public.get(f"{rivals.doubtful}/preference").json() == second.json()


def test_a_repeated_preference_with_one_key_returns_the_stored_response(people: People, rivals: Rivals) -> None:
    sent = {"idempotency_key": f"prefer-{rivals.period}"}
    first, again = (prefer(people.publisher, rivals.doubtful, **sent) for _ in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    silent = prefer(people.publisher, rivals.doubtful, "Lebih rinci.", prefer="return=minimal")
    assert (silent.status_code, silent.content) == (204, b"")


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "=1"}, {"reason": "a", "active": False}, None])
def test_a_preference_requires_a_reason_and_no_other_field(people: People, rivals: Rivals, body: Any) -> None:
    assert people.publisher.put(f"{rivals.doubtful}/preference", body).status_code in (415, 422)
    assert people.publisher.get(f"{rivals.doubtful}/preference").status_code == 404


def test_a_withdrawal_may_return_204_and_an_unchanged_preference_304(people: People, rivals: Rivals) -> None:
    url = f"{rivals.doubtful}/preference"
    created = prefer(people.publisher, rivals.doubtful, prefer="return=minimal")
    assert (created.status_code, created.json()["url"]) == (201, url)
    for params in (url, f"{url}/revisions"):
        etag = people.public.get(params).headers["etag"]
        assert people.public.get(params, **{"If-None-Match": etag}).status_code == 304
        assert people.public.get(params, **{"If-Match": '"other"'}).status_code == 412
    reason = {"reason": "Direvisi."}
    withdrawn = people.publisher.transition(f"{url}/withdraw", reason, prefer="return=minimal")
    assert (withdrawn.status_code, withdrawn.content) == (204, b"")
