"""From a draft to a publication and back, by people with keys."""

from typing import Any

import pytest

from tests.writing.conftest import TARGET, People, entered, published


def test_a_figure_is_entered_submitted_and_published_by_another(people: People) -> None:
    answer = entered(people.writer)
    address, draft = answer.headers["location"], answer.json()
    assert draft["status"] == "draft"
    assert (draft["revision"], draft["program"], draft["recorded_by"]) == (1, "umkm-digital", "penulis")
    assert draft["allowed_actions"] == ["revise", "submit", "withdraw"]
    assert people.public.get(address).status_code == 404
    submitted = people.writer.post(f"{address}/submit")
    assert submitted.json()["status"] == "submitted"
    assert people.public.get(address).status_code == 404
    public = people.publisher.post(f"{address}/publish")
    assert public.status_code == 200, public.text
    assert people.public.get(address).json()["value"] == 40000000
    assert "allowed_actions" not in people.public.get(address).json()
    assert [row["status"] for row in people.reader.get(f"{address}/revisions").json()["data"]] == [
        "published", "submitted", "draft",
    ]  # fmt: skip
    assert [row["status"] for row in people.public.get(f"{address}/revisions").json()["data"]] == ["published"]


def test_a_patch_of_a_publication_is_a_draft_beside_it(people: People) -> None:
    address = published(people)
    before = people.public.get(address)
    seen = people.writer.get(address)
    revised = people.writer.patch(address, {"value": 41000000}, seen.headers["etag"])
    assert revised.status_code == 200, revised.text
    assert (revised.json()["status"], revised.json()["value"], revised.json()["revision"]) == ("draft", 41000000, 4)
    after = people.public.get(address)
    assert (after.json(), after.headers["etag"]) == (before.json(), before.headers["etag"])
    assert people.writer.get(address).json()["value"] == 41000000
    assert people.writer.post(f"{address}/submit").status_code == 200
    assert people.publisher.post(f"{address}/publish").status_code == 200
    assert people.public.get(address).json()["value"] == 41000000


def test_a_patch_needs_the_tag_of_what_its_author_saw(people: People) -> None:
    address = entered(people.writer).headers["location"]
    tag = people.writer.get(address).headers["etag"]
    assert people.writer.patch(address, {"value": 2}).status_code == 428
    assert people.writer.patch(address, {"value": 2}, '"9-abc"').status_code == 412
    assert people.writer.patch(address, {"value": 2}, f"W/{tag}").status_code == 412
    assert people.writer.patch(address, {"value": 2}, tag).status_code == 200
    assert people.writer.patch(address, {"value": 3}, tag).status_code == 412
    assert people.writer.get(address).json()["value"] == 2


def test_a_patch_that_changes_nothing_adds_no_revision(people: People) -> None:
    address = entered(people.writer).headers["location"]
    answer = people.writer.patch(address, {"value": 40000000, "note": None, "region": None}, "*")
    assert answer.json()["revision"] == 1


def test_a_date_spares_nobody_the_publication_after_a_draft_was_taken_back(people: People) -> None:
    address = published(people)
    people.writer.patch(address, {"value": 41000000}, "*")
    draft = people.writer.get(address)
    assert people.writer.post(f"{address}/withdraw", {"reason": "Salah ketik."}).status_code == 200
    later = people.writer.get(
        address, **{"If-Modified-Since": draft.headers.get("last-modified", draft.headers["date"])}
    )
    assert (later.status_code, later.json()["value"]) == (200, 40000000)


def test_null_takes_a_member_away_and_a_missing_one_is_left(people: People) -> None:
    address = entered(people.writer, note="Catatan", speaker="Teten Masduki", breakdown={"catalog": "local"})
    changed = people.writer.patch(address.headers["location"], {"note": None, "breakdown": {"part": "own"}}, "*").json()
    assert (changed["note"], changed["speaker"]) == (None, "Teten Masduki")
    assert changed["breakdown"] == {"catalog": "local", "part": "own"}  # objects are merged


def test_nobody_publishes_what_they_worked_on(people: People) -> None:
    address = entered(people.bound).headers["location"]
    assert people.bound.post(f"{address}/submit").status_code == 200
    assert "publish" not in people.bound.get(address).json()["allowed_actions"]
    refused = people.bound.post(f"{address}/publish")
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["code"] == "nobody-publishes-what-they-worked-on"
    assert people.publisher.post(f"{address}/publish").status_code == 200


def test_a_rejection_says_why_and_the_draft_goes_on(people: People) -> None:
    address = entered(people.writer).headers["location"]
    people.writer.post(f"{address}/submit")
    assert people.publisher.post(f"{address}/reject", {}).status_code == 422
    rejected = people.publisher.post(f"{address}/reject", {"reason": "Kutipan kurang."}).json()
    assert (rejected["status"], rejected["reason"]) == ("rejected", "Kutipan kurang.")
    assert people.writer.get(address).json()["reason"] == "Kutipan kurang."
    people.writer.patch(address, {"value": 39000000}, "*")
    people.writer.post(f"{address}/submit")
    assert people.publisher.post(f"{address}/publish").json()["value"] == 39000000


def test_a_withdrawn_publication_is_gone_for_the_public_with_its_reason(people: People) -> None:
    address = published(people)
    moment = people.public.get(address).json()["recorded_at"]
    assert people.writer.post(f"{address}/withdraw", {"reason": "Salah."}).status_code == 403
    gone = people.publisher.post(f"{address}/withdraw", {"reason": "Salah tahun."})
    assert (gone.status_code, gone.json()["status"]) == (200, "withdrawn")
    public = people.public.get(address)
    assert public.status_code == 410
    assert "Salah tahun." in public.json()["detail"]
    assert people.writer.get(address).status_code == 410
    assert people.reader.get(address).json()["value"] == 40000000
    assert people.public.get(f"{address}?known_at={moment}").json()["status"] == "published"
    again = people.publisher.post(f"{address}/withdraw", {"reason": "Salah."})
    assert again.status_code == 409


def test_a_withdrawal_takes_back_the_draft_first_and_then_the_publication(people: People) -> None:
    address = published(people)
    people.writer.patch(address, {"value": 1}, "*")
    assert people.writer.post(f"{address}/withdraw", {"reason": "Belum jadi."}).status_code == 200
    assert people.writer.get(address).json()["status"] == "published"
    assert people.public.get(address).json()["value"] == 40000000
    assert people.writer.patch(address, {"value": 43000000}, "*").json()["status"] == "draft"
    assert people.writer.post(f"{address}/withdraw", {"reason": "Belum jadi."}).status_code == 200
    assert people.publisher.post(f"{address}/withdraw", {"reason": "Salah."}).json()["status"] == "withdrawn"
    assert people.public.get(address).status_code == 410


def test_a_draft_that_a_publisher_does_not_see_keeps_no_publication_from_being_withdrawn(people: People) -> None:
    address = published(people)
    assert people.writer.patch(address, {"value": 1}, "*").json()["status"] == "draft"
    assert people.publisher.get(address).json()["status"] == "published"
    assert people.publisher.post(f"{address}/withdraw", {"reason": "Salah."}).json()["value"] == 40000000
    assert people.public.get(address).status_code == 410
    assert people.writer.patch(address, {"value": 2}, "*").status_code == 409
    seen = people.publisher.get(f"{address}/revisions").json()["data"]
    assert "draft" not in {revision["status"] for revision in seen if revision["value"] == 1}  # nor sees it since


def test_a_draft_of_somebody_else_is_never_written_over_unseen(people: People) -> None:
    address = published(people)
    assert people.writer.patch(address, {"value": 1}, "*").status_code == 200
    refused = people.colleague.patch(address, {"value": 2}, "*")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "already-there")
    assert people.writer.get(address).json()["value"] == 1


def test_publishing_needs_a_citation_and_published_references(people: People) -> None:
    bare = entered(people.writer, citations=[]).headers["location"]
    people.writer.post(f"{bare}/submit")
    refused = people.publisher.post(f"{bare}/publish")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/citations")
    document = {"code": "laporan-baru", "kind": "report", "title": "Laporan", "date_basis": "unknown"}
    source = entered(people.writer, "sources", **document).headers["location"]
    cited = entered(people.writer, citations=[{"source": "laporan-baru", "locator": "p. 2"}]).headers["location"]
    people.writer.post(f"{cited}/submit")
    assert people.publisher.post(f"{cited}/publish").status_code == 409
    people.writer.post(f"{source}/submit")
    assert people.publisher.post(f"{source}/publish").status_code == 200
    assert people.publisher.post(f"{cited}/publish").status_code == 200
    named = people.publisher.post(f"{source}/withdraw", {"reason": "Palsu."})
    assert (named.status_code, named.json()["errors"][0]["code"]) == (409, "still-named")


ENTRIES: dict[str, dict[str, Any]] = {
    "institutions": {"code": "lembaga-a", "name": "Lembaga A", "kind": "agency", "rank": 4},
    "programs": {"code": "program-a", "name": "Program A", "lead_institution": "kemenkop-ukm"},
    "indicators": {"code": "indikator-a", "program": "umkm-digital", "name": "Indikator", "unit": "umkm",
                   "direction": "increase", "additive": True},
    "sources": {"code": "sumber-a", "kind": "news", "title": "Berita", "date_basis": "unknown", "publisher": "antara"},
    "targets": TARGET,
    "realizations": {**TARGET, "quality": "final"},
    "claims": {"source": "antara-2021-01-11", "locator": "paragraph 3", "kind": "weekday",
               "stated_date": "2021-01-11", "stated_weekday": "monday"},
}  # fmt: skip


@pytest.mark.parametrize("noun", ENTRIES)
def test_every_noun_goes_the_whole_way(people: People, noun: str) -> None:
    created = entered(people.writer, noun, **ENTRIES[noun])
    address = created.headers["location"]
    assert people.writer.get(address).headers["etag"].split("-")[0] == created.headers["etag"].split("-")[0] == '"1'
    changed = next(name for name in ("locator", "title", "qualifier", "name") if name in ENTRIES[noun])
    other = "exact" if changed == "qualifier" else "Teks lain"
    assert people.writer.patch(address, {changed: other}, created.headers["etag"]).json()[changed] == other
    assert people.writer.post(f"{address}/submit").status_code == 200
    assert people.publisher.post(f"{address}/publish").status_code == 200
    assert people.public.get(address).json()[changed] == other
    if "code" in ENTRIES[noun]:
        again = people.writer.post(f"/v1/{noun}", ENTRIES[noun])
        assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "already-there")
        moved = people.writer.patch(address, {"code": "lain"}, "*")
        assert (moved.status_code, moved.json()["errors"][0]["pointer"]) == (422, "/code")


def test_insiders_list_the_drafts_that_are_theirs_to_see(people: People) -> None:
    mine = entered(people.writer, period="2067").json()["id"]
    submitted = entered(people.colleague, period="2067").json()["id"]
    people.colleague.post(f"/v1/targets/{submitted}/submit")
    ours = entered(people.bound, period="2067").json()["id"]

    def seen(person: Any) -> set[str]:
        page = person.get("/v1/targets?period=2067&status=draft,submitted&count=exact").json()
        assert page["meta"]["count"] == len(page["data"])
        return {row["id"] for row in page["data"]}

    assert seen(people.public) == set()
    assert seen(people.writer) == {mine}
    assert seen(people.colleague) == {submitted}
    assert seen(people.publisher) == {submitted}
    assert seen(people.bound) == {mine, submitted, ours}  # all stated by the institution
    assert seen(people.stranger) == set()
    assert seen(people.reader) == {mine, submitted, ours}


def test_a_draft_that_somebody_gave_up_keeps_nobody_else_from_going_on(people: People) -> None:
    address = published(people)
    people.writer.patch(address, {"value": 1}, "*")
    people.writer.post(f"{address}/withdraw", {"reason": "Belum jadi."})
    seen = people.colleague.get(address)
    assert people.colleague.patch(address, {"value": 2}, seen.headers["etag"]).json()["value"] == 2
    assert people.writer.patch(address, {"value": 3}, "*").status_code == 409  # now it is the colleague's work
    document = {"code": "laporan-batal", "kind": "report", "title": "Laporan", "date_basis": "unknown"}
    given_up = entered(people.writer, "sources", **document).headers["location"]
    assert people.colleague.post("/v1/sources", document).status_code == 409
    people.writer.post(f"{given_up}/withdraw", {"reason": "Belum jadi."})
    assert entered(people.colleague, "sources", **document).json()["revision"] == 3


@pytest.mark.parametrize("noun", ["targets", "claims"])
def test_a_withdrawn_draft_is_answered_to_its_writer_at_any_moment(people: People, noun: str) -> None:
    address = entered(people.writer, noun, **ENTRIES[noun]).headers["location"]
    people.writer.post(f"{address}/withdraw", {"reason": "Belum jadi."})
    withdrawn = people.writer.get(address).json()
    assert people.writer.get(f"{address}?known_at={withdrawn['recorded_at']}").json()["status"] == "withdrawn"
    assert people.public.get(f"{address}?known_at={withdrawn['recorded_at']}").status_code == 404


def test_a_key_of_another_institution_is_offered_nothing(people: People) -> None:
    address = published(people)
    assert people.stranger.get(address).json()["allowed_actions"] == []
    assert people.bound.get(address).json()["allowed_actions"] == ["revise", "withdraw"]
