"""If-Match and If-None-Match of writes: a false condition returns 412 and changes nothing."""

from uuid import uuid4

import pytest

from tests.http.writes.conftest import People, build_target, create_record

MAPPING = {"columns": {"value": "Nilai"}}
MISSING = "/v1/targets/01a1fb67-1800-7000-8000-999999999999"


def test_a_mapping_is_created_only_once_with_if_none_match(people: People) -> None:
    url = "/v1/mappings/syarat-buat"
    created = people.admin.put(url, MAPPING, if_none_match="*")
    assert (created.status_code, created.headers["location"]) == (201, url)
    again = people.admin.put(url, MAPPING, if_none_match="*")
    assert (again.status_code, again.json()["type"]) == (412, "/problems/precondition-failed")
    assert people.admin.put(url, MAPPING, if_none_match=created.headers["etag"]).status_code == 412
    assert people.admin.put(url, MAPPING, if_none_match='"9-other"').json()["revision"] == 2


def test_a_mapping_is_revised_only_in_the_revision_that_the_client_read(people: People) -> None:
    url = "/v1/mappings/syarat-ubah"
    for condition in ("*", '"1-other"'):
        assert people.admin.put(url, MAPPING, if_match=condition).status_code == 412
    etag = people.admin.put(url, MAPPING).headers["etag"]
    assert people.admin.get(url).headers["etag"] == etag
    revised = people.admin.put(url, MAPPING, if_match=etag)
    assert (revised.status_code, revised.json()["revision"]) == (200, 2)
    for condition in (etag, f"W/{revised.headers['etag']}"):
        assert people.admin.put(url, MAPPING, if_match=condition).status_code == 412
        assert people.admin.post(f"{url}/delete", if_match=condition).status_code == 412
    assert people.admin.put(url, MAPPING, if_match="*").json()["revision"] == 3
    assert people.admin.post(f"{url}/delete", if_match='"3-x"').status_code == 200
    assert people.admin.post(f"{url}/delete", if_match="*").status_code == 412
    assert people.admin.post(f"{url}/delete").status_code == 404
    # A deleted mapping does not exist, so a new one is created.
    assert people.admin.put(url, MAPPING, if_match="*").status_code == 412
    assert people.admin.put(url, MAPPING, if_none_match="*").status_code == 201


def test_a_preference_is_created_and_revised_under_its_condition(people: People) -> None:
    content = build_target(qualifier="exact", quality="final", period="1931")
    created = create_record(people.writer, "realizations", **content)
    url = f"{created.headers['location']}/preference"
    people.writer.post(f"{created.headers['location']}/submit")
    people.publisher.transition(f"{created.headers['location']}/publish")
    body = {"reason": "Laporan yang diaudit."}
    assert people.publisher.put(url, body, if_match="*").status_code == 412
    preferred = people.publisher.put(url, body, if_none_match="*")
    assert preferred.status_code == 201
    body = {"reason": "Diperiksa lagi."}
    assert people.publisher.put(url, body, if_none_match="*").status_code == 412
    assert people.publisher.put(url, body, if_match='"2-other"').status_code == 412
    assert people.publisher.put(url, body, if_match=preferred.headers["etag"]).json()["revision"] == 2


def test_a_change_of_a_missing_record_returns_412_for_the_asterisk_and_else_404(people: People) -> None:
    for condition, status in (("*", 412), ('"1-other"', 404)):
        assert people.writer.patch(MISSING, {"value": 1}, condition).status_code == status
        for action, body in (("publish", None), ("reject", {"reason": "Salah."})):
            assert people.publisher.post(f"{MISSING}/{action}", body, if_match=condition).status_code == status
        run = f"/v1/imports/{uuid4()}/publish"
        assert people.publisher.post(run, if_match=condition).status_code == status


@pytest.mark.parametrize("condition", ["*", '"1-other"', 'W/"1-other"'])
def test_a_change_with_if_none_match_of_the_current_revision_returns_412(people: People, condition: str) -> None:
    url = create_record(people.writer).headers["location"]
    changed = people.writer.patch(url, {"value": 2}, "*", if_none_match=condition)
    assert changed.status_code == 412
    assert people.writer.post(f"{url}/submit", if_none_match=condition).status_code == 412
    assert people.writer.get(url).json()["revision"] == 1
    assert people.writer.patch(url, {"value": 2}, "*", if_none_match='"2-other"').json()["revision"] == 2
