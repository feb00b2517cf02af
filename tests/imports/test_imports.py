"""What comes of the rows of a file: created, updated, unchanged or rejected, and nothing else."""

import json

import pytest

from tests.imports.conftest import ROW, People, counts, done, moved, published, sent, table


def test_a_row_that_states_something_new_becomes_a_draft(people: People) -> None:
    answer = sent(people.writer, table({"region": "31"}))
    assert counts(answer) == (1, 0, 0, 0)
    assert answer.headers["location"] == f"/v1/imports/{answer.json()['id']}"
    (row,) = people.writer.get(f"{answer.headers['location']}/rows").json()["data"]
    assert (row["number"], row["line"], row["action"]) == (1, 2, "created")
    draft = people.writer.get(row["entity"]).json()
    assert (draft["status"], draft["value"], draft["region"], draft["program"]) == (
        "draft", 1250000, "31", "umkm-digital",
    )  # fmt: skip
    assert draft["citations"] == [
        {"source": "antara-2021-01-11", "locator": "table 2", "quote": None, "note": None},
    ]
    assert people.public.get(row["entity"]).status_code == 404


def test_a_file_sent_twice_changes_nothing(people: People) -> None:
    file = table({"region": "33"}, {"region": "34"})
    assert counts(sent(people.writer, file)) == (2, 0, 0, 0)
    assert counts(sent(people.writer, file)) == (0, 0, 2, 0)


def test_a_file_of_what_is_published_changes_nothing(people: People) -> None:
    file = table({"region": "35"})
    published(people, sent(people.writer, file))
    assert counts(sent(people.writer, file)) == (0, 0, 1, 0)
    assert counts(sent(people.colleague, file)) == (0, 0, 1, 0)


def test_another_number_of_the_same_figure_revises_it(people: People) -> None:
    published(people, sent(people.writer, table({"region": "36"})))
    again = sent(people.writer, table({"region": "36", "value": "1260000"}))
    assert counts(again) == (0, 1, 0, 0)
    (row,) = people.writer.get(f"{again.headers['location']}/rows").json()["data"]
    assert people.public.get(row["entity"]).json()["value"] == 1250000
    assert people.writer.get(row["entity"]).json()["value"] == 1260000
    published(people, again)
    assert people.public.get(row["entity"]).json()["value"] == 1260000


def test_a_source_that_is_new_to_a_figure_joins_its_citations(people: People) -> None:
    sent(people.writer, table({"region": "51"}))
    again = sent(people.writer, table({"region": "51", "source": "sindonews-2021", "locator": "paragraph 2"}))
    assert counts(again) == (0, 1, 0, 0)
    (row,) = people.writer.get(f"{again.headers['location']}/rows").json()["data"]
    cited = [citation["source"] for citation in people.writer.get(row["entity"]).json()["citations"]]
    assert cited == ["antara-2021-01-11", "sindonews-2021"]


def test_rows_that_state_one_figure_with_two_sources_are_one_figure(people: People) -> None:
    file = table({"region": "52"}, {"region": "52", "source": "sindonews-2021"}, {"region": "52"})
    answer = sent(people.writer, file)
    assert counts(answer) == (1, 1, 1, 0)
    rows = people.writer.get(f"{answer.headers['location']}/rows").json()["data"]
    (address,) = {row["entity"] for row in rows}
    figure = people.writer.get(address).json()
    assert (figure["revision"], len(figure["citations"])) == (1, 2)
    assert counts(sent(people.writer, file)) == (0, 0, 3, 0)


def test_rows_of_one_file_that_contradict_each_other_are_told(people: People) -> None:
    answer = sent(people.writer, table({"region": "53"}, {"region": "53", "value": "7"}), mode="partial")
    assert counts(answer) == (1, 0, 0, 1)
    ((fault,),) = [row["faults"] for row in answer.json()["faulty_rows"]]
    assert fault["code"] == "row-agrees-with-its-file"
    assert fault["detail"]["en"] == "states the same figure as line 2, and says something else of it"


def test_columns_that_a_file_does_not_have_stay_as_they_are(people: People) -> None:
    sent(people.writer, table({"region": "61", "note": "Angka sementara.", "speaker": "Odo Manuhutu"}))
    again = sent(people.writer, table({"region": "61", "note": ""}))
    assert counts(again) == (0, 1, 0, 0)
    (row,) = people.writer.get(f"{again.headers['location']}/rows").json()["data"]
    figure = people.writer.get(row["entity"]).json()
    assert (figure["note"], figure["speaker"]) == (None, "Odo Manuhutu")


def test_a_stock_is_the_same_figure_however_its_day_is_written(people: People) -> None:
    sent(people.writer, table({"region": "62", "period": "2023"}))
    assert counts(sent(people.writer, table({"region": "62", "period": "2023-12-31"}))) == (0, 0, 1, 0)


def test_an_id_that_is_not_there_yet_is_kept(people: People) -> None:
    wanted = "01a1fb67-1800-7000-8000-00000000abcd"
    assert counts(sent(people.writer, table({"region": "63", "id": wanted}))) == (1, 0, 0, 0)
    assert people.writer.get(f"/v1/realizations/{wanted}").json()["region"] == "63"
    moved_there = sent(people.writer, table({"region": "64", "id": wanted}))
    assert counts(moved_there) == (0, 1, 0, 0)
    assert people.writer.get(f"/v1/realizations/{wanted}").json()["region"] == "64"


def test_a_faulty_row_keeps_all_others_out(people: People) -> None:
    answer = sent(people.writer, table({"region": "65"}, {"region": "65", "indicator": "nothing", "value": "x"}))
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/import-refused"
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/rows/2/value"]
    report = people.writer.get(answer.headers["location"]).json()
    assert (report["state"], report["created"], report["rejected"], report["stage"]) == ("refused", 1, 1, None)
    assert counts(sent(people.writer, table({"region": "65"}), dry_run="true")) == (1, 0, 0, 0)


def test_in_partial_mode_the_others_are_entered(people: People) -> None:
    answer = sent(people.writer, table({"region": "71"}, {"region": "72", "institution": "nobody"}), mode="partial")
    assert counts(answer) == (1, 0, 0, 1)
    (faulty,) = answer.json()["faulty_rows"]
    assert (faulty["number"], faulty["entity"]) == (2, None)
    assert [(fault["column"], fault["code"]) for fault in faulty["faults"]] == [
        ("institution", "figure-is-stated-by-an-institution"),
    ]


def test_the_faulty_rows_can_be_mended_and_sent_again(people: People) -> None:
    answer = sent(people.writer, table({"region": "73"}, {"region": "74", "value": "13.700"}), mode="partial")
    faulty = people.client.get(answer.json()["faulty_rows_address"], headers=people.writer.headers)
    assert faulty.headers["content-type"].startswith("text/csv")
    header, line = faulty.text.splitlines()
    assert header.endswith("locator,line,reasons")
    assert ",13.700," in line and ",3," in line
    mended = faulty.text.replace(",13.700,", ",13700,").encode()
    assert counts(sent(people.writer, mended)) == (1, 0, 0, 0)


def test_a_dry_run_enters_nothing_and_its_plan_does_exactly_what_it_said(people: People) -> None:
    file = table({"region": "75"}, {"region": "76", "value": "x"})
    planned = sent(people.writer, file, dry_run="true", mode="partial")
    one = done(planned)
    assert (counts(planned), one["state"]) == ((1, 0, 0, 1), "planned")
    promised = people.writer.get(f"/v1/imports/{one['id']}/rows").json()["data"]
    assert people.writer.get(promised[0]["entity"]).status_code == 404
    applied = sent(people.writer, b"", plan=one["plan"])
    assert (counts(applied), applied.json()["id"]) == ((1, 0, 0, 1), one["id"])
    assert people.writer.get(f"/v1/imports/{one['id']}/rows").json()["data"] == promised
    assert people.writer.get(promised[0]["entity"]).json()["status"] == "draft"
    assert sent(people.writer, b"", plan=one["plan"]).status_code == 409


def test_a_plan_that_something_has_overtaken_is_not_applied(people: People) -> None:
    file = table({"region": "81"}, {"region": "82"})
    one = done(sent(people.writer, file, dry_run="true"))
    sent(people.writer, table({"region": "82"}))
    answer = sent(people.writer, b"", plan=one["plan"])
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "plan-outdated")
    assert people.writer.get(f"/v1/imports/{one['id']}").json()["state"] == "planned"
    assert counts(sent(people.writer, file, dry_run="true")) == (1, 0, 1, 0)


def test_nobody_applies_the_plan_of_somebody_else(people: People) -> None:
    one = done(sent(people.writer, table({"region": "91"}), dry_run="true"))
    assert sent(people.colleague, b"", plan=one["plan"]).status_code == 404


def test_the_rows_of_an_import_go_through_four_eyes_at_once(people: People) -> None:
    both = people.person("dua mata", "write", "publish")
    one = done(sent(both, table({"region": "92"}, {"region": "94"})))
    assert done(moved(both, one, "submit"))["moved"] == 2
    refused = moved(both, one, "publish")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "nobody-publishes-what-they-worked-on")
    assert people.writer.get(f"/v1/imports/{one['id']}").status_code == 404
    ended = done(moved(people.publisher, one, "publish"))
    assert (ended["stage"], ended["moved"], ended["problem"]) == ("published", 2, None)
    for row in both.get(f"/v1/imports/{one['id']}/rows").json()["data"]:
        assert people.public.get(row["entity"]).json()["status"] == "published"
    assert done(moved(people.publisher, one, "withdraw", "Salah berkas."))["stage"] == "withdrawn"
    assert people.public.get(row["entity"]).status_code == 410
    assert moved(people.publisher, one, "submit").status_code == 403


def test_what_somebody_else_touched_since_is_left_to_them(people: People) -> None:
    one = done(sent(people.bound, table({"region": "19"}, {"region": "21"})))
    first, _ = people.bound.get(f"/v1/imports/{one['id']}/rows").json()["data"]
    address = first["entity"]
    tag = people.bound.get(address).headers["etag"]
    assert people.bound.patch(address, {"note": "Diperiksa."}, tag).status_code == 200
    assert done(moved(people.bound, one, "submit"))["moved"] == 1
    assert people.bound.get(address).json()["status"] == "draft"


def test_a_rejected_import_can_be_submitted_again(people: People) -> None:
    one = done(sent(people.writer, table({"region": "14"})))
    moved(people.writer, one, "submit")
    assert done(moved(people.publisher, one, "reject", "Sumber kurang."))["stage"] == "rejected"
    assert done(moved(people.writer, one, "submit"))["stage"] == "submitted"
    nothing = moved(people.writer, one, "submit")
    assert (nothing.status_code, nothing.json()["errors"][0]["code"]) == (409, "nothing-to-move")


def test_work_of_others_is_not_touched(people: People) -> None:
    sent(people.writer, table({"region": "15"}))
    answer = sent(people.colleague, table({"region": "15", "value": "9"}), mode="partial")
    assert counts(answer) == (0, 0, 0, 1)
    ((fault,),) = [row["faults"] for row in answer.json()["faulty_rows"]]
    assert fault["code"] == "row-is-not-worked-on-by-another"


def test_a_bound_key_imports_for_its_institution_alone(people: People) -> None:
    answer = sent(people.stranger, table({"region": "16"}), mode="partial")
    ((fault,),) = [row["faults"] for row in answer.json()["faulty_rows"]]
    assert (counts(answer), fault["code"]) == ((0, 0, 0, 1), "an-entity-stays-with-its-institution")


def test_another_ones_import_is_not_seen(people: People) -> None:
    one = done(sent(people.writer, table({"region": "17"})))
    for person in (people.colleague, people.stranger, people.admin, people.publisher):
        assert person.get(f"/v1/imports/{one['id']}").status_code == 404
        assert one["id"] not in person.get("/v1/imports?limit=1000").text
    assert people.reader.get(f"/v1/imports/{one['id']}").json()["id"] == one["id"]
    moved(people.writer, one, "submit")
    assert people.publisher.get(f"/v1/imports/{one['id']}").json()["stage"] == "submitted"


def test_the_same_request_with_its_key_is_one_import(people: People) -> None:
    key = {"idempotency-key": "import-once"}
    first = sent(people.writer, table({"region": "18"}), headers=key)
    again = sent(people.writer, table({"region": "18"}), headers=key)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json()["id"] == first.json()["id"]
    assert counts(again) == (1, 0, 0, 0)
    assert sent(people.writer, table({"region": "18", "value": "4"}), headers=key).status_code == 422


def test_targets_may_supersede_what_the_same_file_brings(people: People) -> None:
    old, new = "01a1fb67-1800-7000-8000-00000000aa01", "01a1fb67-1800-7000-8000-00000000aa02"
    target = {"quality": None, "region": "13", "period": "2026"}
    file = table(
        {**target, "id": new, "supersedes": old, "stated_on": "2023-06-01", "value": "5"},
        {**target, "id": old, "supersedes": "", "stated_on": "2023-05-01", "value": "4"},
        {**target, "id": "01a1fb67-1800-7000-8000-00000000aa03", "supersedes": new, "stated_on": "2023-01-01"},
    )
    answer = sent(people.writer, file, collection="targets", mode="partial")
    assert counts(answer) == (2, 0, 0, 1)
    ((fault,),) = [row["faults"] for row in answer.json()["faulty_rows"]]
    assert fault["code"] == "target-supersedes-one-stated-earlier"
    assert people.writer.get(f"/v1/targets/{new}").json()["supersedes"] == old
    assert published(people, answer)["moved"] == 2


def test_sources_are_known_by_their_codes(people: People) -> None:
    file = (
        b"code,kind,title,publisher,authors,date_basis,published_on\n"
        b"laporan-2023,report,Laporan 2023,kemenkop-ukm,Budi; Siti,stated,2023-05-01\n"
    )
    assert counts(sent(people.writer, file, collection="sources")) == (1, 0, 0, 0)
    assert people.writer.get("/v1/sources/laporan-2023").json()["authors"] == ["Budi", "Siti"]
    assert counts(sent(people.writer, file, collection="sources")) == (0, 0, 1, 0)
    changed = file.replace(b"Laporan 2023", b"Laporan Tahunan 2023")
    assert counts(sent(people.writer, changed, collection="sources")) == (0, 1, 0, 0)


def test_json_lines_say_what_post_takes(people: People) -> None:
    said = {name: value for name, value in ROW.items() if name not in ("source", "locator")}
    said |= {"value": 12.5, "region": "12", "citations": [{"source": "antara-2021-01-11", "locator": "p. 3"}]}
    file = (json.dumps(said) + "\n\n" + json.dumps({**said, "region": "11", "value": "12"}) + "\n{]\n").encode()
    answer = sent(people.writer, file, "application/x-ndjson", mode="partial")
    assert counts(answer) == (1, 0, 0, 2)
    assert [row["line"] for row in answer.json()["faulty_rows"]] == [3, 4]


@pytest.mark.parametrize("asked", [{}, {"collection": "claims"}, {"collection": "targets", "delimiter": "x"}])
def test_parameters_are_checked_before_the_file(people: People, asked: dict[str, str]) -> None:
    headers = {"content-type": "text/csv", **people.writer.headers}
    assert people.client.post("/v1/imports", params=asked, content=b"x", headers=headers).status_code == 400
