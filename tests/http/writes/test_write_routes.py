"""Drafts, publications, revisions and withdrawals by users with keys."""

from typing import Any

import pytest

from tests.http.writes.conftest import TARGET, People, build_target, create_published_target, create_record


def test_a_figure_is_created_submitted_and_published_by_another_user(people: People) -> None:
    response = create_record(people.writer)
    url, draft = response.headers["location"], response.json()
    assert draft["status"] == "draft"
    assert (draft["revision"], draft["program"], draft["recorded_by"]) == (1, "umkm-digital", "penulis")
    assert draft["allowed_actions"] == ["revise", "submit", "withdraw"]
    assert people.public.get(url).status_code == 404
    submitted = people.writer.post(f"{url}/submit")
    assert submitted.json()["status"] == "submitted"
    assert people.public.get(url).status_code == 404
    public = people.publisher.transition(f"{url}/publish")
    assert public.status_code == 200, public.text
    assert people.public.get(url).json()["value"] == 40000000
    assert "allowed_actions" not in people.public.get(url).json()
    assert [row["status"] for row in people.reader.get(f"{url}/revisions").json()["data"]] == [
        "published", "submitted", "draft",
    ]  # fmt: skip
    assert [row["status"] for row in people.public.get(f"{url}/revisions").json()["data"]] == ["published"]


def test_a_patch_of_a_publication_creates_a_separate_draft(people: People) -> None:
    url = create_published_target(people)
    before = people.public.get(url)
    seen = people.writer.get(url)
    revised = people.writer.patch(url, {"value": 41000000}, seen.headers["etag"])
    assert revised.status_code == 200, revised.text
    assert (revised.json()["status"], revised.json()["value"], revised.json()["revision"]) == ("draft", 41000000, 4)
    after = people.public.get(url)
    assert (after.json(), after.headers["etag"]) == (before.json(), before.headers["etag"])
    assert people.writer.get(url).json()["value"] == 41000000
    assert people.writer.post(f"{url}/submit").status_code == 200
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    assert people.public.get(url).json()["value"] == 41000000


def test_a_patch_requires_the_etag_of_the_revision_that_the_client_read(people: People) -> None:
    url = create_record(people.writer).headers["location"]
    etag = people.writer.get(url).headers["etag"]
    assert people.writer.patch(url, {"value": 2}).status_code == 428
    assert people.writer.patch(url, {"value": 2}, '"9-abc"').status_code == 412
    assert people.writer.patch(url, {"value": 2}, f"W/{etag}").status_code == 412
    assert people.writer.patch(url, {"value": 2}, etag).status_code == 200
    assert people.writer.patch(url, {"value": 3}, etag).status_code == 412
    assert people.writer.get(url).json()["value"] == 2


def test_a_patch_that_changes_nothing_adds_no_revision(people: People) -> None:
    url = create_record(people.writer).headers["location"]
    response = people.writer.patch(url, {"value": 40000000, "note": None, "region": None}, "*")
    assert response.json()["revision"] == 1


def test_if_modified_since_returns_the_publication_after_a_draft_was_withdrawn(people: People) -> None:
    url = create_published_target(people)
    people.writer.patch(url, {"value": 41000000}, "*")
    draft = people.writer.get(url)
    assert people.writer.transition(f"{url}/withdraw", {"reason": "Salah ketik."}).status_code == 200
    later = people.writer.get(url, **{"If-Modified-Since": draft.headers.get("last-modified", draft.headers["date"])})
    assert (later.status_code, later.json()["value"]) == (200, 40000000)


def test_null_removes_a_field_and_a_missing_field_is_unchanged(people: People) -> None:
    url = create_record(people.writer, note="Catatan", speaker="Teten Masduki", breakdown={"catalog": "local"})
    changed = people.writer.patch(url.headers["location"], {"note": None, "breakdown": {"part": "own"}}, "*").json()
    assert (changed["note"], changed["speaker"]) == (None, "Teten Masduki")
    assert changed["breakdown"] == {"catalog": "local", "part": "own"}  # objects are merged


def test_a_user_cannot_publish_their_own_work(people: People) -> None:
    url = create_record(people.bound).headers["location"]
    assert people.bound.post(f"{url}/submit").status_code == 200
    assert "publish" not in people.bound.get(url).json()["allowed_actions"]
    rejected = people.bound.transition(f"{url}/publish")
    assert rejected.status_code == 403
    assert rejected.json()["errors"][0]["code"] == "nobody_publishes_what_they_worked_on"
    assert people.publisher.transition(f"{url}/publish").status_code == 200


def test_a_rejected_draft_has_a_reason_and_can_be_revised(people: People) -> None:
    url = create_record(people.writer).headers["location"]
    people.writer.post(f"{url}/submit")
    assert people.publisher.transition(f"{url}/reject", {}).status_code == 422
    rejected = people.publisher.transition(f"{url}/reject", {"reason": "Kutipan kurang."}).json()
    assert (rejected["status"], rejected["reason"]) == ("rejected", "Kutipan kurang.")
    assert people.writer.get(url).json()["reason"] == "Kutipan kurang."
    people.writer.patch(url, {"value": 39000000}, "*")
    people.writer.post(f"{url}/submit")
    assert people.publisher.transition(f"{url}/publish").json()["value"] == 39000000


def test_a_period_is_stored_in_its_canonical_form(people: People) -> None:
    url = create_record(people.writer, period="2025-01-01/2025-03-31", nature="flow").headers["location"]
    assert people.writer.get(url).json()["period"] == "2025-Q1"


def test_a_withdrawn_publication_returns_410_with_the_reason(people: People) -> None:
    url = create_published_target(people)
    known_at = people.public.get(url).json()["recorded_at"]
    assert people.writer.transition(f"{url}/withdraw", {"reason": "Salah."}).status_code == 403
    gone = people.publisher.transition(f"{url}/withdraw", {"reason": "Salah tahun."})
    assert (gone.status_code, gone.json()["status"]) == (200, "withdrawn")
    public = people.public.get(url)
    assert public.status_code == 410
    assert "Salah tahun." in public.json()["detail"]
    assert people.writer.get(url).status_code == 410
    assert people.reader.get(url).json()["value"] == 40000000
    assert people.public.get(f"{url}?known_at={known_at}").json()["status"] == "published"
    again = people.publisher.transition(f"{url}/withdraw", {"reason": "Salah."})
    assert again.status_code == 409


def test_a_withdrawal_applies_to_the_draft_first_and_then_to_the_publication(people: People) -> None:
    url = create_published_target(people)
    people.writer.patch(url, {"value": 1}, "*")
    assert people.writer.transition(f"{url}/withdraw", {"reason": "Belum jadi."}).status_code == 200
    assert people.writer.get(url).json()["status"] == "published"
    assert people.public.get(url).json()["value"] == 40000000
    assert people.writer.patch(url, {"value": 43000000}, "*").json()["status"] == "draft"
    assert people.writer.transition(f"{url}/withdraw", {"reason": "Belum jadi."}).status_code == 200
    assert people.publisher.transition(f"{url}/withdraw", {"reason": "Salah."}).json()["status"] == "withdrawn"
    assert people.public.get(url).status_code == 410


def test_a_publication_can_be_withdrawn_despite_a_draft_that_the_publisher_cannot_see(people: People) -> None:
    url = create_published_target(people)
    assert people.writer.patch(url, {"value": 1}, "*").json()["status"] == "draft"
    assert people.publisher.get(url).json()["status"] == "published"
    assert people.publisher.transition(f"{url}/withdraw", {"reason": "Salah."}).json()["value"] == 40000000
    assert people.public.get(url).status_code == 410
    assert people.writer.patch(url, {"value": 2}, "*").status_code == 409
    seen = people.publisher.get(f"{url}/revisions").json()["data"]
    assert "draft" not in {revision["status"] for revision in seen if revision["value"] == 1}  # it stays invisible


def test_a_patch_never_replaces_an_invisible_draft_of_another_user(people: People) -> None:
    url = create_published_target(people)
    assert people.writer.patch(url, {"value": 1}, "*").status_code == 200
    rejected = people.colleague.patch(url, {"value": 2}, "*")
    assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (409, "already_exists")
    assert people.writer.get(url).json()["value"] == 1


def test_a_publication_requires_a_citation_and_published_references(people: People) -> None:
    bare = create_record(people.writer, citations=[]).headers["location"]
    people.writer.post(f"{bare}/submit")
    rejected = people.publisher.transition(f"{bare}/publish")
    assert (rejected.status_code, rejected.json()["errors"][0]["pointer"]) == (409, "/citations")
    document = {"code": "laporan-baru", "kind": "report", "title": "Laporan", "date_basis": "unknown"}
    source = create_record(people.writer, "sources", **document).headers["location"]
    cited = create_record(people.writer, citations=[{"source": "laporan-baru", "locator": "p. 2"}]).headers["location"]
    people.writer.post(f"{cited}/submit")
    assert people.publisher.transition(f"{cited}/publish").status_code == 409
    people.writer.post(f"{source}/submit")
    assert people.publisher.transition(f"{source}/publish").status_code == 200
    assert people.publisher.transition(f"{cited}/publish").status_code == 200
    referenced = people.publisher.transition(f"{source}/withdraw", {"reason": "Palsu."})
    assert (referenced.status_code, referenced.json()["errors"][0]["code"]) == (409, "still_referenced")


ENTRIES: dict[str, dict[str, Any]] = {
    "institutions": {"code": "lembaga-a", "name": "Lembaga A", "kind": "agency", "rank": 4},
    "programs": {"code": "program-a", "name": "Program A", "lead_institution": "kemenkop-ukm"},
    "indicators": {"code": "indikator-a", "program": "umkm-digital", "name": "Indikator", "unit": "umkm",
                   "direction": "increase", "additive": True},
    "sources": {"code": "sumber-a", "kind": "news", "title": "Berita", "date_basis": "unknown", "publisher": "antara"},
    "targets": TARGET,
    "realizations": {**TARGET, "period": "2021", "quality": "final"},
    "claims": {"source": "antara-2021-01-11", "locator": "paragraph 3", "kind": "weekday",
               "stated_date": "2021-01-11", "stated_weekday": "monday"},
}  # fmt: skip


@pytest.mark.parametrize("collection", ENTRIES)
def test_every_collection_supports_the_whole_life_cycle(people: People, collection: str) -> None:
    created = create_record(people.writer, collection, **ENTRIES[collection])
    url = created.headers["location"]
    assert people.writer.get(url).headers["etag"].split("-")[0] == created.headers["etag"].split("-")[0] == '"1'
    changed = next(name for name in ("locator", "title", "qualifier", "name") if name in ENTRIES[collection])
    other = "exact" if changed == "qualifier" else "Teks lain"
    assert people.writer.patch(url, {changed: other}, created.headers["etag"]).json()[changed] == other
    assert people.writer.post(f"{url}/submit").status_code == 200
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    assert people.public.get(url).json()[changed] == other
    if "code" in ENTRIES[collection]:
        again = people.writer.post(f"/v1/{collection}", ENTRIES[collection])
        assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "already_exists")
        moved = people.writer.patch(url, {"code": "lain"}, "*")
        assert (moved.status_code, moved.json()["errors"][0]["pointer"]) == (422, "/code")


def test_users_with_a_key_list_the_drafts_that_they_may_see(people: People) -> None:
    own = create_record(people.writer, period="2067").json()["id"]
    submitted = create_record(people.colleague, period="2067").json()["id"]
    people.colleague.post(f"/v1/targets/{submitted}/submit")
    own_institution = create_record(people.bound, period="2067").json()["id"]

    def seen(person: Any) -> set[str]:
        page = person.get("/v1/targets?period=2067&status=draft,submitted&count=exact").json()
        assert page["meta"]["count"] == len(page["data"])
        return {row["id"] for row in page["data"]}

    assert seen(people.public) == set()
    assert seen(people.writer) == {own}
    assert seen(people.colleague) == {submitted}
    assert seen(people.publisher) == {submitted}
    assert seen(people.bound) == {own, submitted, own_institution}  # all stated by the institution
    assert seen(people.stranger) == set()
    assert seen(people.reader) == {own, submitted, own_institution}


def test_another_user_can_continue_after_a_draft_was_withdrawn(people: People) -> None:
    url = create_published_target(people)
    people.writer.patch(url, {"value": 1}, "*")
    people.writer.transition(f"{url}/withdraw", {"reason": "Belum jadi."})
    seen = people.colleague.get(url)
    assert people.colleague.patch(url, {"value": 2}, seen.headers["etag"]).json()["value"] == 2
    assert people.writer.patch(url, {"value": 3}, "*").status_code == 409  # now it is the colleague's work
    document = {"code": "laporan-batal", "kind": "report", "title": "Laporan", "date_basis": "unknown"}
    withdrawn = create_record(people.writer, "sources", **document).headers["location"]
    assert people.colleague.post("/v1/sources", document).status_code == 409
    people.writer.transition(f"{withdrawn}/withdraw", {"reason": "Belum jadi."})
    assert create_record(people.colleague, "sources", **document).json()["revision"] == 3


@pytest.mark.parametrize("collection", ["targets", "claims"])
def test_a_writer_can_read_a_withdrawn_draft_with_known_at(people: People, collection: str) -> None:
    content = build_target() if collection == "targets" else ENTRIES[collection]
    url = create_record(people.writer, collection, **content).headers["location"]
    people.writer.transition(f"{url}/withdraw", {"reason": "Belum jadi."})
    withdrawn = people.writer.get(url).json()
    assert people.writer.get(f"{url}?known_at={withdrawn['recorded_at']}").json()["status"] == "withdrawn"
    assert people.public.get(f"{url}?known_at={withdrawn['recorded_at']}").status_code == 404


def test_a_key_of_another_institution_has_no_allowed_actions(people: People) -> None:
    url = create_published_target(people)
    assert people.stranger.get(url).json()["allowed_actions"] == []
    assert people.bound.get(url).json()["allowed_actions"] == ["revise", "withdraw"]
