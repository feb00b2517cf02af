"""Each row of a file creates a record, updates one, leaves it unchanged, or is rejected."""

import json

import pytest

from tests.exchange.imports.conftest import (
    ROW,
    RUPIAH,
    Callers,
    build_csv,
    publish_import,
    read_counts,
    read_finished,
    send_file,
)


def test_a_row_with_a_new_figure_creates_a_draft(callers: Callers) -> None:
    response = send_file(callers.writer, build_csv({"region": "31"}))
    assert read_counts(response) == (1, 0, 0, 0)
    assert response.headers["location"] == f"/v1/imports/{response.json()['id']}"
    (row,) = callers.writer.get(f"{response.headers['location']}/rows").json()["data"]
    assert (row["number"], row["line"], row["action"]) == (1, 2, "created")
    draft = callers.writer.get(row["record"]["url"]).json()
    assert (draft["status"], draft["value"], draft["region"], draft["program"]) == (
        "draft", 1250000, "31", "umkm-digital",
    )  # fmt: skip
    assert draft["citations"] == [
        {"source": "antara-2021-01-11", "locator": "table 2", "quote": None, "note": None},
    ]
    assert callers.public.get(row["record"]["url"]).status_code == 404


def test_a_file_sent_twice_changes_nothing(callers: Callers) -> None:
    file = build_csv({"region": "33"}, {"region": "34"})
    assert read_counts(send_file(callers.writer, file)) == (2, 0, 0, 0)
    assert read_counts(send_file(callers.writer, file)) == (0, 0, 2, 0)


def test_a_file_of_published_figures_changes_nothing(callers: Callers) -> None:
    file = build_csv({"region": "35"})
    publish_import(callers, send_file(callers.writer, file))
    assert read_counts(send_file(callers.writer, file)) == (0, 0, 1, 0)
    assert read_counts(send_file(callers.other_writer, file)) == (0, 0, 1, 0)


def test_another_value_of_the_same_figure_is_a_revision(callers: Callers) -> None:
    publish_import(callers, send_file(callers.writer, build_csv({"region": "36"})))
    again = send_file(callers.writer, build_csv({"region": "36", "value": "1260000"}))
    assert read_counts(again) == (0, 1, 0, 0)
    (row,) = callers.writer.get(f"{again.headers['location']}/rows").json()["data"]
    assert callers.public.get(row["record"]["url"]).json()["value"] == 1250000
    assert callers.writer.get(row["record"]["url"]).json()["value"] == 1260000
    publish_import(callers, again)
    assert callers.public.get(row["record"]["url"]).json()["value"] == 1260000


def test_a_new_source_of_a_figure_is_added_to_its_citations(callers: Callers) -> None:
    send_file(callers.writer, build_csv({"region": "51"}))
    again = send_file(callers.writer, build_csv({"region": "51", "source": "sindonews-2021", "locator": "paragraph 2"}))
    assert read_counts(again) == (0, 1, 0, 0)
    (row,) = callers.writer.get(f"{again.headers['location']}/rows").json()["data"]
    cited = [citation["source"] for citation in callers.writer.get(row["record"]["url"]).json()["citations"]]
    assert cited == ["antara-2021-01-11", "sindonews-2021"]


def test_rows_of_one_figure_with_two_sources_create_one_figure(callers: Callers) -> None:
    file = build_csv({"region": "52"}, {"region": "52", "source": "sindonews-2021"}, {"region": "52"})
    response = send_file(callers.writer, file)
    assert read_counts(response) == (1, 1, 1, 0)
    rows = callers.writer.get(f"{response.headers['location']}/rows").json()["data"]
    (url,) = {row["record"]["url"] for row in rows}
    figure = callers.writer.get(url).json()
    assert (figure["revision"], len(figure["citations"])) == (1, 2)
    assert read_counts(send_file(callers.writer, file)) == (0, 0, 3, 0)


def test_a_row_that_contradicts_another_row_of_the_file_is_rejected(callers: Callers) -> None:
    response = send_file(callers.writer, build_csv({"region": "53"}, {"region": "53", "value": "7"}), mode="partial")
    assert read_counts(response) == (1, 0, 0, 1)
    ((error,),) = [row["errors"] for row in response.json()["rejected_rows"]]
    assert error["code"] == "conflicting_duplicate_row"
    assert error["detail_en"] == "states the same figure as line 2, but with different content"


@pytest.mark.parametrize("existing", [None, "100", "5"])
def test_the_later_of_two_contradicting_rows_is_rejected_for_any_stored_value(
    callers: Callers, existing: str | None
) -> None:
    row = {"region": "53", "period": f"2021-0{1 + len(existing or '')}"}
    if existing is not None:
        send_file(callers.writer, build_csv({**row, "value": existing}))
    response = send_file(
        callers.writer, build_csv({**row, "value": "100"}, {**row, "value": "5"}), mode="partial", dry_run="true"
    )
    first = {None: (1, 0, 0), "100": (0, 0, 1), "5": (0, 1, 0)}[existing]
    assert read_counts(response) == (*first, 1)
    assert [rejected["number"] for rejected in response.json()["rejected_rows"]] == [2]


def test_a_repeated_row_with_a_new_source_is_added_after_an_unchanged_one(callers: Callers) -> None:
    row = {"region": "53", "period": "2021-08"}
    send_file(callers.writer, build_csv(row))
    file = build_csv(row, {**row, "source": "sindonews-2021"}, {**row, "value": "5"})
    response = send_file(callers.writer, file, mode="partial")
    assert read_counts(response) == (0, 1, 1, 1)
    assert [rejected["number"] for rejected in response.json()["rejected_rows"]] == [3]


def test_columns_that_are_not_in_the_file_do_not_change(callers: Callers) -> None:
    send_file(callers.writer, build_csv({"region": "61", "note": "Angka sementara.", "speaker": "Odo Manuhutu"}))
    again = send_file(callers.writer, build_csv({"region": "61", "note": ""}))
    assert read_counts(again) == (0, 1, 0, 0)
    (row,) = callers.writer.get(f"{again.headers['location']}/rows").json()["data"]
    figure = callers.writer.get(row["record"]["url"]).json()
    assert (figure["note"], figure["speaker"]) == (None, "Odo Manuhutu")


def test_a_stock_of_a_year_is_the_stock_of_its_last_day(callers: Callers) -> None:
    send_file(callers.writer, build_csv({"region": "62", "period": "2022"}))
    assert read_counts(send_file(callers.writer, build_csv({"region": "62", "period": "2022-12-31"}))) == (0, 0, 1, 0)


def test_a_new_record_has_the_id_of_its_row(callers: Callers) -> None:
    wanted = "01a1fb67-1800-7000-8000-00000000abcd"
    new_figure = send_file(callers.writer, build_csv({"region": "63", "period": "1971-03", "id": wanted}))
    assert read_counts(new_figure) == (1, 0, 0, 0)
    assert callers.writer.get(f"/v1/realizations/{wanted}").json()["region"] == "63"
    moved_figure = send_file(callers.writer, build_csv({"region": "64", "period": "1971-03", "id": wanted}))
    assert read_counts(moved_figure) == (0, 1, 0, 0)
    assert callers.writer.get(f"/v1/realizations/{wanted}").json()["region"] == "64"


def test_with_an_invalid_row_no_row_is_imported(callers: Callers) -> None:
    response = send_file(
        callers.writer, build_csv({"region": "65"}, {"region": "65", "indicator": "nothing", "value": "x"})
    )
    assert response.status_code == 422
    assert response.json()["type"] == "/problems/import-rejected"
    assert [error["pointer"] for error in response.json()["errors"]] == ["/rows/2/value"]
    report = callers.writer.get(response.headers["location"]).json()
    assert (report["status"], report["records_status"]) == ("rejected", None)
    assert (report["would_create"], report["rejected"]) == (1, 1)
    assert read_counts(send_file(callers.writer, build_csv({"region": "65"}), dry_run="true")) == (1, 0, 0, 0)


def test_in_partial_mode_the_valid_rows_are_imported(callers: Callers) -> None:
    response = send_file(
        callers.writer, build_csv({"region": "71"}, {"region": "72", "institution": "unknown"}), mode="partial"
    )
    assert read_counts(response) == (1, 0, 0, 1)
    (rejected,) = response.json()["rejected_rows"]
    assert (rejected["number"], rejected["record"]) == (2, None)
    assert [(error["column"], error["code"]) for error in rejected["errors"]] == [
        ("institution", "figure_is_stated_by_an_institution"),
    ]


def test_the_rejected_rows_can_be_fixed_and_sent_again(callers: Callers) -> None:
    response = send_file(
        callers.writer, build_csv({"region": "73"}, {"region": "74", "value": "13.700"}), mode="partial"
    )
    rejected = callers.client.get(response.json()["rejected_rows_url"], headers=callers.writer.headers)
    assert rejected.headers["content-type"].startswith("text/csv")
    header, line = rejected.text.splitlines()
    assert header.endswith("locator,line,errors")
    assert ",13.700," in line and ",3," in line
    fixed = rejected.text.replace(",13.700,", ",13700,").encode()
    assert read_counts(send_file(callers.writer, fixed)) == (1, 0, 0, 0)


def test_a_draft_of_another_writer_is_neither_changed_nor_shown(callers: Callers) -> None:
    first = read_finished(send_file(callers.writer, build_csv({"region": "15"})))
    (row,) = callers.writer.get(f"/v1/imports/{first['id']}/rows").json()["data"]
    response = send_file(callers.other_writer, build_csv({"region": "15", "value": "9"}), mode="partial")
    assert read_counts(response) == (1, 0, 0, 0)
    assert callers.writer.get(row["record"]["url"]).json()["value"] == 1250000
    used_id = build_csv({"region": "15", "id": row["record"]["id"]})
    response = send_file(callers.other_writer, used_id, mode="partial")
    ((error,),) = [row["errors"] for row in response.json()["rejected_rows"]]
    assert error["code"] == "record_in_use_by_other"


def test_a_key_of_an_institution_imports_only_for_its_institution(callers: Callers) -> None:
    response = send_file(callers.other_bound, build_csv({"region": "16"}), mode="partial")
    ((error,),) = [row["errors"] for row in response.json()["rejected_rows"]]
    assert (read_counts(response), error["code"]) == ((0, 0, 0, 1), "an_entity_stays_with_its_institution")


def test_a_target_may_supersede_another_target_of_the_same_file(callers: Callers) -> None:
    old, new = "01a1fb67-1800-7000-8000-00000000aa01", "01a1fb67-1800-7000-8000-00000000aa02"
    target = {"quality": None, "region": "13", "period": "2026"}
    file = build_csv(
        {**target, "id": new, "supersedes": old, "stated_on": "2023-06-01", "value": "5"},
        {**target, "id": old, "supersedes": "", "stated_on": "2023-05-01", "value": "4"},
        {**target, "id": "01a1fb67-1800-7000-8000-00000000aa03", "supersedes": new, "stated_on": "2023-01-01"},
    )
    response = send_file(callers.writer, file, collection="targets", mode="partial")
    assert read_counts(response) == (2, 0, 0, 1)
    ((error,),) = [row["errors"] for row in response.json()["rejected_rows"]]
    assert error["code"] == "target_supersedes_one_stated_earlier"
    assert callers.writer.get(f"/v1/targets/{new}").json()["supersedes"] == old
    assert publish_import(callers, response)["transitioned"] == 2


def test_a_target_may_supersede_one_with_another_code_of_its_region(callers: Callers) -> None:
    old, new = "01a1fb67-1800-7000-8000-00000000ab01", "01a1fb67-1800-7000-8000-00000000ab02"
    target = {"quality": None, "period": "2026", "supersedes": old, "stated_on": "2023-06-01"}
    file = build_csv(
        {**target, "id": old, "region": "91.04", "supersedes": "", "stated_on": "2022-05-01"},
        {**target, "id": new, "region": "94.01"},
        {**target, "id": "01a1fb67-1800-7000-8000-00000000ab03", "region": "94.02"},
    )
    response = send_file(callers.writer, file, collection="targets", mode="partial")
    assert read_counts(response) == (2, 0, 0, 1)
    ((error,),) = [row["errors"] for row in response.json()["rejected_rows"]]
    assert error["code"] == "target_supersedes_within_its_key"
    assert callers.writer.get(f"/v1/targets/{new}").json()["supersedes"] == old
    # The same for a stored target.
    later = {**target, "id": "01a1fb67-1800-7000-8000-00000000ab04", "supersedes": new, "stated_on": "2023-07-01"}
    assert read_counts(send_file(callers.writer, build_csv({**later, "region": "91.04"}), collection="targets")) == (
        1,
        0,
        0,
        0,
    )


def test_a_source_is_identified_by_its_code(callers: Callers) -> None:
    file = (
        b"code,kind,title,publisher,authors,date_basis,published_on\n"
        b"laporan-2023,report,Laporan 2023,kemenkop-ukm,Budi; Siti,stated,2023-05-01\n"
    )
    assert read_counts(send_file(callers.writer, file, collection="sources")) == (1, 0, 0, 0)
    assert callers.writer.get("/v1/sources/laporan-2023").json()["authors"] == ["Budi", "Siti"]
    assert read_counts(send_file(callers.writer, file, collection="sources")) == (0, 0, 1, 0)
    changed = file.replace(b"Laporan 2023", b"Laporan Tahunan 2023")
    assert read_counts(send_file(callers.writer, changed, collection="sources")) == (0, 1, 0, 0)


def test_a_json_line_has_the_fields_of_a_post_request(callers: Callers) -> None:
    fields = {name: value for name, value in ROW.items() if name not in ("source", "locator")}
    fields |= {
        **RUPIAH,
        "value": 12.5,
        "region": "12",
        "citations": [{"source": "antara-2021-01-11", "locator": "p. 3"}],
    }
    file = (json.dumps(fields) + "\n\n" + json.dumps({**fields, "region": "11", "value": "12"}) + "\n{]\n").encode()
    response = send_file(callers.writer, file, "application/x-ndjson", mode="partial")
    assert read_counts(response) == (1, 0, 0, 2)
    assert [row["line"] for row in response.json()["rejected_rows"]] == [3, 4]


@pytest.mark.parametrize("parameters", [{}, {"collection": "claims"}, {"collection": "targets", "delimiter": "x"}])
def test_invalid_parameters_are_rejected_before_the_file_is_read(callers: Callers, parameters: dict[str, str]) -> None:
    headers = {"content-type": "text/csv", **callers.writer.headers}
    assert callers.client.post("/v1/imports", params=parameters, content=b"x", headers=headers).status_code == 400
