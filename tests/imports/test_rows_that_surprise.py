"""Rows that nobody expects: none is entered untruly, and none keeps the others out of a partial import."""

import json
import time

from tests.imports.conftest import ROW, People, counts, done, moved, published, sent, table
from tests.support import databases

TARGET = {"quality": None, "region": "13", "period": "2027"}


def ids(people: People, answer: object) -> list[str]:
    rows = people.writer.get(f"{answer.headers['location']}/rows").json()["data"]  # type: ignore[attr-defined]
    return [row["entity"].rsplit("/", 1)[1] for row in rows]


def codes(answer: object) -> list[str]:
    return [fault["code"] for row in answer.json()["faulty_rows"] for fault in row["faults"]]  # type: ignore[attr-defined]


def short(*rows: dict[str, str]) -> bytes:
    """A file of these columns alone."""
    columns = list(rows[0])
    return "\n".join([",".join(columns), *(",".join(row[name] for name in columns) for row in rows), ""]).encode()


def test_the_unit_is_asked_of_a_row_that_names_its_figure_alone(people: People) -> None:
    (figure,) = ids(people, sent(people.writer, table({"region": "11"})))
    answer = sent(people.writer, short({"id": figure, "value": "Rp115.5", "program": "qris"}), mode="partial")
    assert codes(answer) == ["figure-is-in-the-unit-of-its-indicator", "figure-has-the-program-of-its-indicator"]


def test_the_id_of_a_target_is_not_that_of_a_realization(people: People) -> None:
    (target,) = ids(people, sent(people.writer, table(TARGET), collection="targets"))
    answer = sent(people.writer, table({"region": "12", "id": target}), mode="partial")
    assert codes(answer) == ["figure-id-is-of-one-noun"]


def test_what_supersedes_a_rejected_row_is_rejected_with_it(people: People) -> None:
    first, second, third, nothing = (f"01a1fb67-1800-7000-8000-0000000bb00{n}" for n in range(4))
    file = table(
        {**TARGET, "id": first, "supersedes": nothing, "stated_on": "2023-01-01"},
        {**TARGET, "id": second, "supersedes": first, "stated_on": "2023-02-01"},
        {**TARGET, "id": third, "supersedes": "", "stated_on": "2023-03-01"},
    )
    answer = sent(people.writer, file, collection="targets", mode="partial")
    assert counts(answer) == (1, 0, 0, 2)
    assert codes(answer) == ["target-supersedes-an-existing-target"] * 2


def test_a_row_that_the_database_alone_refuses_is_found_and_the_others_are_entered(people: People) -> None:
    source = b"code,kind,title,date_basis\nsurat-edaran,report,Surat edaran,unknown\n"
    sent(people.writer, source, collection="sources")
    (figure,) = ids(people, sent(people.writer, table({"region": "14", "source": "surat-edaran"})))
    people.writer.post("/v1/sources/surat-edaran/withdraw", {"reason": "Palsu."})
    rows = [{"region": "14", "value": "5"}, *({"region": "15", "period": f"19{year}"} for year in range(60, 99))]
    answer = sent(people.writer, table(*rows), mode="partial")
    assert counts(answer) == (39, 0, 0, 1)
    assert codes(answer) == ["figure-cites-sources"]
    assert people.writer.get(f"/v1/realizations/{figure}").json()["value"] == 1250000
    refused = sent(people.writer, table({"region": "14", "value": "5"}, {"region": "16"}))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/rows/1/source")
    assert counts(sent(people.writer, table({"region": "16"}), dry_run="true")) == (1, 0, 0, 0)


def test_a_number_that_is_corrected_does_not_keep_the_rounding_of_the_one_before(people: People) -> None:
    (figure,) = ids(people, sent(people.writer, table({"region": "17", "value": "1,3 juta"})))
    assert people.writer.get(f"/v1/realizations/{figure}").json()["resolution"] == 100000
    assert counts(sent(people.writer, table({"region": "17", "value": "1300000"}))) == (0, 0, 1, 0)
    sent(people.writer, table({"region": "17", "value": "1300001"}))
    assert people.writer.get(f"/v1/realizations/{figure}").json()["resolution"] == 1


def test_a_new_note_on_a_citation_is_a_revision_of_it(people: People) -> None:
    said = {name: value for name, value in ROW.items() if name not in ("source", "locator")} | {"region": "18"}
    cited = {"source": "antara-2021-01-11", "locator": "p. 3"}

    def line(**note: str) -> bytes:
        return json.dumps({**said, "value": 5, "citations": [cited | note]}).encode()

    (figure,) = ids(people, sent(people.writer, line(), "application/x-ndjson"))
    assert counts(sent(people.writer, line(note="Juga di hlm. 4."), "application/x-ndjson")) == (0, 1, 0, 0)
    assert counts(sent(people.writer, line(), "application/x-ndjson")) == (0, 0, 1, 0)
    citations = people.writer.get(f"/v1/realizations/{figure}").json()["citations"]
    assert [citation["note"] for citation in citations] == ["Juga di hlm. 4."]


def test_a_figure_never_gets_more_citations_than_can_be_written(people: People) -> None:
    first, second = (
        table(*({"region": "19", "locator": f"hlm. {n}"} for n in range(start, start + 60))) for start in (0, 60)
    )
    assert counts(sent(people.writer, first)) == (1, 59, 0, 0)
    assert set(codes(sent(people.writer, second, mode="partial"))) == {"figure-has-at-most-100-citations"}


def test_a_step_that_is_sent_again_answers_for_itself(people: People) -> None:
    both = people.person("dua peran", "write", "publish")
    one = done(sent(both, table({"region": "21"})))
    key = {"idempotency-key": "submit-once"}
    assert both.post(f"/v1/imports/{one['id']}/submit", **key).status_code == 200
    assert both.post(f"/v1/imports/{one['id']}/publish").status_code == 403
    again = both.post(f"/v1/imports/{one['id']}/submit", **key)
    assert (again.status_code, again.json()["stage"]) == (200, "submitted")


def test_an_import_under_way_can_be_cancelled(people: People) -> None:
    rows = ({"region": "31", "period": f"{1900 + n % 250}-{1 + n // 250:02}"} for n in range(3000))
    one = sent(people.writer, table(*rows), headers={"prefer": "respond-async"}).json()
    cancelled = people.writer.post(f"/v1/imports/{one['id']}/cancel")
    assert cancelled.status_code in (200, 202, 409)
    deadline = time.monotonic() + 20
    while (state := people.writer.get(f"/v1/imports/{one['id']}").json()["state"]) in ("queued", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    count = "SELECT count(*) FROM realization WHERE region = '31' AND period LIKE '19%'"
    entered = databases.execute(people.stored.owner, count)[0]
    assert (state, entered == 0) in (("cancelled", True), ("done", False))


def test_looking_for_repeats_takes_no_longer_once_the_planner_has_seen_an_import(people: People) -> None:
    """It then takes the rows of a new one for few; a nested loop over them would take minutes."""
    databases.execute(people.stored.owner, "ANALYZE import_outcome", "ANALYZE import_row")
    rows = ({"region": "33", "period": f"{1900 + n % 250}-{1 + n // 250:02}"} for n in range(3000))
    began = time.monotonic()
    answer = sent(people.writer, table(*rows), dry_run="true", headers={"prefer": "wait=30"})
    assert counts(answer) == (3000, 0, 0, 0)
    same = table(*({"region": "34"} for _ in range(3000)))
    assert counts(sent(people.writer, same, dry_run="true", headers={"prefer": "wait=30"})) == (1, 0, 2999, 0)
    assert time.monotonic() - began < 25


def test_a_file_is_published_as_one(people: People) -> None:
    one = published(people, sent(people.writer, table({"region": "35"}, {"region": "36"})))
    stages = {people.public.get(row["entity"]).json()["status"] for row in people.writer.get(
        f"/v1/imports/{one['id']}/rows").json()["data"]}  # fmt: skip
    assert stages == {"published"}
    nothing = moved(people.publisher, one, "reject", "Terlambat.")
    assert nothing.json()["errors"][0]["code"] == "nothing-to-move"
