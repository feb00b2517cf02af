"""Steps of an import: apply a plan, submit, publish, reject and withdraw; and who may read an import."""

from tests.exchange.imports.conftest import Callers, build_csv, read_counts, read_finished, send_file, transition


def test_a_dry_run_creates_nothing_and_applying_it_has_the_planned_result(callers: Callers) -> None:
    file = build_csv({"region": "75"}, {"region": "76", "value": "x"})
    planned = send_file(callers.writer, file, dry_run="true", mode="partial")
    report = read_finished(planned)
    assert (read_counts(planned), report["status"]) == ((1, 0, 0, 1), "checked")
    planned_rows = callers.writer.get(f"/v1/imports/{report['id']}/rows").json()["data"]
    assert callers.writer.get(planned_rows[0]["record"]["url"]).status_code == 404
    applied = send_file(callers.writer, b"", apply_token=report["apply_token"])
    assert (read_counts(applied), applied.json()["id"]) == ((1, 0, 0, 1), report["id"])
    assert callers.writer.get(f"/v1/imports/{report['id']}/rows").json()["data"] == planned_rows
    assert callers.writer.get(planned_rows[0]["record"]["url"]).json()["status"] == "draft"
    assert send_file(callers.writer, b"", apply_token=report["apply_token"]).status_code == 409


def test_a_dry_run_in_which_nothing_can_be_imported_cannot_be_applied(callers: Callers) -> None:
    file = build_csv({"period": "2003-01"}, {"period": "2003-02", "value": "x"})
    report = read_finished(send_file(callers.writer, file, dry_run="true"))
    counts = {name: report[name] for name in ("created", "updated", "would_create", "would_update", "rejected")}
    assert counts == {"created": None, "updated": None, "would_create": 1, "would_update": 0, "rejected": 1}
    assert report["apply_token"] is None
    response = send_file(callers.writer, b"", apply_token=f"{report['id']}.{'0' * 64}")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "import_not_ready")
    only_rejected = build_csv({"period": "2003-02", "value": "x"})
    assert (
        read_finished(send_file(callers.writer, only_rejected, dry_run="true", mode="partial"))["apply_token"] is None
    )


def test_a_dry_run_without_changes_can_be_applied(callers: Callers) -> None:
    file = build_csv({"period": "2003-03"})
    assert read_counts(send_file(callers.writer, file)) == (1, 0, 0, 0)
    report = read_finished(send_file(callers.writer, file, dry_run="true"))
    assert read_counts(send_file(callers.writer, b"", apply_token=report["apply_token"])) == (0, 0, 1, 0)


def test_an_outdated_plan_is_not_applied(callers: Callers) -> None:
    file = build_csv({"region": "81"}, {"region": "82"})
    report = read_finished(send_file(callers.writer, file, dry_run="true"))
    send_file(callers.writer, build_csv({"region": "82"}))
    response = send_file(callers.writer, b"", apply_token=report["apply_token"])
    assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "apply_token_outdated")
    assert callers.writer.get(f"/v1/imports/{report['id']}").json()["status"] == "checked"
    assert read_counts(send_file(callers.writer, file, dry_run="true")) == (1, 0, 1, 0)


def test_a_plan_cannot_be_applied_by_another_caller(callers: Callers) -> None:
    report = read_finished(send_file(callers.writer, build_csv({"region": "12.01"}), dry_run="true"))
    assert send_file(callers.other_writer, b"", apply_token=report["apply_token"]).status_code == 404


def test_the_records_of_an_import_are_submitted_and_published_together(callers: Callers) -> None:
    both = callers.create("dua mata", "write", "publish")
    report = read_finished(send_file(both, build_csv({"region": "12.02"}, {"region": "12.03"})))
    assert read_finished(transition(both, report, "submit"))["transitioned"] == 2
    rejected = transition(both, report, "publish")
    assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (403, "nobody_publishes_what_they_worked_on")
    assert callers.writer.get(f"/v1/imports/{report['id']}").status_code == 404
    ended = read_finished(transition(callers.publisher, report, "publish"))
    assert (ended["records_status"], ended["transitioned"], ended["problem"]) == ("published", 2, None)
    for row in both.get(f"/v1/imports/{report['id']}/rows").json()["data"]:
        assert callers.public.get(row["record"]["url"]).json()["status"] == "published"
    withdrawn = read_finished(transition(callers.publisher, report, "withdraw", "Salah berkas."))
    assert withdrawn["records_status"] == "withdrawn"
    assert callers.public.get(row["record"]["url"]).status_code == 410
    assert transition(callers.publisher, report, "submit").status_code == 403


def test_a_record_that_was_changed_after_the_import_is_not_submitted(callers: Callers) -> None:
    report = read_finished(send_file(callers.bound, build_csv({"region": "19"}, {"region": "21"})))
    first, _ = callers.bound.get(f"/v1/imports/{report['id']}/rows").json()["data"]
    url = first["record"]["url"]
    tag = callers.bound.get(url).headers["etag"]
    assert callers.bound.patch(url, {"note": "Diperiksa."}, tag).status_code == 200
    assert read_finished(transition(callers.bound, report, "submit"))["transitioned"] == 1
    assert callers.bound.get(url).json()["status"] == "draft"


def test_a_rejected_import_can_be_submitted_again(callers: Callers) -> None:
    report = read_finished(send_file(callers.writer, build_csv({"region": "14"})))
    transition(callers.writer, report, "submit")
    rejected = read_finished(transition(callers.publisher, report, "reject", "Sumber kurang."))
    assert rejected["records_status"] == "rejected"
    assert read_finished(transition(callers.writer, report, "submit"))["records_status"] == "submitted"
    nothing = transition(callers.writer, report, "submit")
    assert (nothing.status_code, nothing.json()["errors"][0]["code"]) == (409, "no_rows_to_transition")


def test_an_import_is_visible_only_to_its_writer_and_readers_of_drafts(callers: Callers) -> None:
    report = read_finished(send_file(callers.writer, build_csv({"region": "17"})))
    for person in (callers.other_writer, callers.other_bound, callers.admin, callers.publisher):
        assert person.get(f"/v1/imports/{report['id']}").status_code == 404
        assert report["id"] not in person.get("/v1/imports?limit=1000").text
    assert callers.reader.get(f"/v1/imports/{report['id']}").json()["id"] == report["id"]
    transition(callers.writer, report, "submit")
    assert callers.publisher.get(f"/v1/imports/{report['id']}").json()["records_status"] == "submitted"


def test_a_repeated_request_with_the_same_idempotency_key_is_one_import(callers: Callers) -> None:
    key = {"idempotency-key": "import-once"}
    first = send_file(callers.writer, build_csv({"region": "18"}), headers=key)
    again = send_file(callers.writer, build_csv({"region": "18"}), headers=key)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json()["id"] == first.json()["id"]
    assert read_counts(again) == (1, 0, 0, 0)
    assert send_file(callers.writer, build_csv({"region": "18", "value": "4"}), headers=key).status_code == 422
