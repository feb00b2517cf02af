"""Publication of an import: who reads it before, its ETag, and the sources that its figures cite."""

from itertools import count
from typing import Any

import pytest

from tests.exchange.imports.conftest import Callers, build_csv, read_finished, send_file, transition
from tests.support.callers import Person

PERIOD = {"period": "2019-07"}
_numbers = count(1)


@pytest.fixture(scope="module")
def owner_publisher(callers: Callers) -> Person:
    return callers.create("penerbit kemenkop", "publish", institution="kemenkop-ukm")


@pytest.fixture(scope="module")
def other_owner_publisher(callers: Callers) -> Person:
    return callers.create("penerbit idea", "publish", institution="idea")


def create_submitted_source(person: Person) -> str:
    code = f"laporan-terbitan-{next(_numbers)}"
    content = {"code": code, "title": code, "kind": "report", "publisher": "kemenkop-ukm", "date_basis": "unknown"}
    response = person.post("/v1/sources", content)
    assert response.status_code == 201, response.text
    assert person.post(f"/v1/sources/{code}/submit").status_code == 200
    return code


def submit_file(person: Person, *rows: dict[str, str]) -> dict[str, Any]:
    report = read_finished(send_file(person, build_csv(*(PERIOD | row for row in rows))))
    return read_finished(transition(person, report, "submit"))


def list_record_urls(person: Person, report: dict[str, Any]) -> list[str]:
    return [row["record"]["url"] for row in person.get(f"/v1/imports/{report['id']}/rows").json()["data"]]


def test_a_submitted_import_is_readable_by_those_who_may_publish_all_of_it(
    callers: Callers, owner_publisher: Person, other_owner_publisher: Person
) -> None:
    readers = (owner_publisher, other_owner_publisher, callers.publisher)
    own = read_finished(send_file(callers.writer, build_csv(PERIOD | {"region": "13.01"})))
    url = f"/v1/imports/{own['id']}"
    assert [person.get(url).status_code for person in readers] == [404, 404, 404]
    transition(callers.writer, own, "submit")
    assert [person.get(url).status_code for person in readers] == [200, 404, 200]
    assert list_record_urls(owner_publisher, own) == list_record_urls(callers.writer, own)
    mixed = submit_file(callers.writer, {"region": "13.02"}, {"region": "13.03", "institution": "idea"})
    assert [person.get(f"/v1/imports/{mixed['id']}").status_code for person in readers] == [404, 404, 200]
    assert read_finished(transition(owner_publisher, own, "publish"))["transitioned"] == 1


def test_the_etag_of_an_import_changes_with_a_new_revision_of_one_of_its_records(callers: Callers) -> None:
    report = submit_file(callers.writer, {"region": "13.04"}, {"region": "13.05"})
    url = f"/v1/imports/{report['id']}"
    etag = callers.publisher.get(url).headers["etag"]
    record = list_record_urls(callers.writer, report)[0]
    assert callers.writer.patch(record, {"note": "Diperiksa."}, "*").status_code == 200
    assert callers.publisher.get(url).headers["etag"] != etag
    assert callers.publisher.post(f"{url}/publish", if_match=etag).status_code == 412
    etag = callers.publisher.get(url).headers["etag"]
    assert callers.writer.patch(record, {"note": "Diperiksa lagi."}, "*").status_code == 200
    published = read_finished(callers.publisher.post(f"{url}/publish", if_match=etag))
    assert published["transitioned"] == 1, "the record left the import with its first revision"


def test_a_rejected_publication_names_the_missing_source_and_is_no_success(callers: Callers) -> None:
    source = create_submitted_source(callers.writer)
    report = submit_file(callers.writer, {"region": "13.06", "source": source})
    rejected = transition(callers.publisher, report, "publish")
    error = rejected.json()["errors"][0]
    assert (rejected.status_code, error["code"]) == (409, "figure_cites_sources")
    assert f"Diterima: `{source}`." in error["detail"]
    run = callers.publisher.get(f"/v1/imports/{report['id']}").json()
    assert (run["status"], run["action"], run["records_status"]) == ("failed", "publish", "submitted")
    assert source in run["problem"]["detail_en"]
    assert callers.publisher.transition(f"/v1/sources/{source}/publish").status_code == 200
    published = read_finished(transition(callers.publisher, report, "publish"))
    assert (published["status"], published["problem"]) == ("done", None)


def test_the_submitted_sources_are_published_with_the_figures_that_cite_them(callers: Callers) -> None:
    source = create_submitted_source(callers.writer)
    report = submit_file(callers.writer, {"region": "13.07", "source": source}, {"region": "13.08", "source": source})
    published = read_finished(callers.publisher.transition(f"/v1/imports/{report['id']}/publish?include_sources=true"))
    assert published["transitioned"] == 2
    assert callers.public.get(f"/v1/sources/{source}").json()["recorded_by"] == "penerbit"


def test_a_source_that_was_revised_after_the_submission_is_published_by_itself(callers: Callers) -> None:
    source = create_submitted_source(callers.writer)
    report = submit_file(callers.writer, {"region": "13.11", "source": source})
    etag = callers.publisher.get(f"/v1/imports/{report['id']}").headers["etag"]
    assert callers.writer.patch(f"/v1/sources/{source}", {"title": "Judul lain"}, "*").status_code == 200
    assert callers.writer.post(f"/v1/sources/{source}/submit").status_code == 200
    url = f"/v1/imports/{report['id']}/publish?include_sources=true"
    rejected = callers.publisher.post(url, if_match=etag)
    assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (409, "figure_cites_sources")
    assert callers.public.get(f"/v1/sources/{source}").status_code == 404
    assert callers.publisher.transition(f"/v1/sources/{source}/publish").status_code == 200
    assert read_finished(callers.publisher.transition(url))["transitioned"] == 1


def test_a_source_is_not_published_by_its_own_author_with_an_import(callers: Callers) -> None:
    colleague = callers.create("penulis kemenkop", "write", institution="kemenkop-ukm")
    source = create_submitted_source(callers.bound)
    report = submit_file(colleague, {"region": "13.09", "source": source})
    rejected = callers.bound.transition(f"/v1/imports/{report['id']}/publish?include_sources=true")
    assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (403, "nobody_publishes_what_they_worked_on")
    assert callers.public.get(f"/v1/sources/{source}").status_code == 404


def test_a_draft_of_a_source_is_not_published_with_an_import(callers: Callers) -> None:
    source = create_submitted_source(callers.writer)
    assert callers.writer.patch(f"/v1/sources/{source}", {"note": "Draf."}, "*").status_code == 200
    report = submit_file(callers.writer, {"region": "13.10", "source": source})
    rejected = callers.publisher.transition(f"/v1/imports/{report['id']}/publish?include_sources=true")
    assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (409, "figure_cites_sources")


def test_sources_are_included_only_in_the_publication_of_figures(callers: Callers) -> None:
    file = f"code,title,kind,publisher,date_basis\nimpor-{next(_numbers)},Impor,report,kemenkop-ukm,unknown\n"
    report = read_finished(send_file(callers.writer, file.encode(), collection="sources"))
    transition(callers.writer, report, "submit")
    rejected = callers.publisher.transition(f"/v1/imports/{report['id']}/publish?include_sources=true")
    assert (rejected.status_code, rejected.json()["errors"][0]["parameter"]) == (400, "include_sources")
    assert transition(callers.publisher, report, "publish").status_code == 200


def test_the_records_that_an_import_corrects_have_its_reason(callers: Callers) -> None:
    first = submit_file(callers.writer, {"region": "13.11"})
    assert transition(callers.publisher, first, "publish").status_code == 200
    rows = build_csv(PERIOD | {"region": "13.11", "value": "7"}, PERIOD | {"region": "13.71"})
    planned = read_finished(send_file(callers.writer, rows, dry_run="true", reason="Angka final."))
    report = read_finished(send_file(callers.writer, b"", apply_token=planned["apply_token"]))
    assert read_finished(transition(callers.writer, report, "submit"))["reason"] is None
    transition(callers.publisher, report, "publish")
    reasons = [callers.public.get(url).json()["reason"] for url in list_record_urls(callers.writer, report)]
    assert reasons == ["Angka final.", None]


@pytest.mark.parametrize("reason", ["", "=1+1", "a\u202eb", "x" * 1001])
def test_an_invalid_reason_of_an_import_is_an_error_of_the_parameter(callers: Callers, reason: str) -> None:
    response = send_file(callers.writer, build_csv(PERIOD | {"region": "13.12"}), reason=reason)
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, "reason")
