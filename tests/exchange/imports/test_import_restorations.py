"""Decisions on imports: they name the import as read, and restore what a withdrawal has withdrawn."""

from typing import Any

import pytest

from tests.exchange.imports.conftest import (
    Callers,
    build_csv,
    publish_import,
    read_finished,
    send_file,
    transition,
)
from tests.support.callers import Person

WRONG, RIGHT = "Salah berkas.", "Penarikan keliru."


@pytest.fixture(scope="module")
def second_publisher(callers: Callers) -> Person:
    return callers.create("penerbit kedua", "publish")


def submit_rows(callers: Callers, *regions: str) -> dict[str, Any]:
    report = read_finished(send_file(callers.writer, build_csv(*({"region": region} for region in regions))))
    return read_finished(transition(callers.writer, report, "submit"))


def list_record_urls(callers: Callers, report: dict[str, Any]) -> list[str]:
    rows = callers.reader.get(f"/v1/imports/{report['id']}/rows").json()["data"]
    return [row["record"]["url"] for row in rows]


def read_public_statuses(callers: Callers, urls: list[str]) -> list[int]:
    return [callers.public.get(url).status_code for url in urls]


def test_every_decision_on_an_import_requires_the_etag_of_its_current_revision(
    callers: Callers, second_publisher: Person
) -> None:
    report = read_finished(send_file(callers.writer, build_csv({"region": "51.01"})))
    url = f"/v1/imports/{report['id']}"
    outdated = callers.writer.get(url).headers["etag"]
    assert outdated.startswith(f'"{report["revision"]}-')
    assert callers.writer.post(f"{url}/submit", if_match='"99-0"').status_code == 412
    assert callers.writer.post(f"{url}/submit").status_code == 200
    steps = (("reject", callers.publisher), ("submit", callers.writer), ("publish", callers.publisher),
             ("withdraw", callers.publisher), ("restore", second_publisher))  # fmt: skip
    for step, person in steps:
        reason = {"reason": WRONG} if step in ("reject", "withdraw", "restore") else None
        if step != "submit":
            for headers in ({}, {"if_match": "*"}):
                assert person.post(f"{url}/{step}", reason, **headers).status_code == 428
        assert person.post(f"{url}/{step}", reason, if_match=outdated).status_code == 412
        response = person.transition(f"{url}/{step}", reason)
        assert response.status_code == 200, response.text
        assert response.headers["etag"] == callers.reader.get(url).headers["etag"]
    assert response.json()["revision"] == report["revision"] + 6


def test_a_value_that_is_entered_after_the_publisher_has_read_the_import_is_not_published(callers: Callers) -> None:
    report = submit_rows(callers, "51.02", "51.03")
    first, second = list_record_urls(callers, report)
    etag = callers.publisher.get(f"/v1/imports/{report['id']}").headers["etag"]
    assert callers.writer.patch(first, {"value": 999}, "*").status_code == 200
    assert callers.writer.post(f"{first}/submit").status_code == 200
    assert callers.publisher.post(f"/v1/imports/{report['id']}/publish", if_match=etag).status_code == 412
    published = read_finished(transition(callers.publisher, report, "publish"))
    assert published["transitioned"] == 1
    assert read_public_statuses(callers, [first, second]) == [404, 200]


def test_another_publisher_restores_the_withdrawn_records_of_an_import(
    callers: Callers, second_publisher: Person
) -> None:
    report = publish_import(callers, send_file(callers.writer, build_csv({"region": "51.04"}, {"region": "51.05"})))
    urls = list_record_urls(callers, report)
    read_finished(transition(callers.publisher, report, "withdraw", WRONG))
    assert read_public_statuses(callers, urls) == [410, 410]
    rejected = transition(callers.publisher, report, "restore", RIGHT)
    assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (403, "nobody_restores_what_they_withdrew")
    assert transition(callers.writer, report, "restore", RIGHT).status_code == 403
    assert second_publisher.transition(f"/v1/imports/{report['id']}/restore", {}).status_code == 422
    restored = read_finished(transition(second_publisher, report, "restore", RIGHT))
    assert (restored["records_status"], restored["transitioned"], restored["reason"]) == ("published", 2, RIGHT)
    assert read_public_statuses(callers, urls) == [200, 200]
    assert {callers.public.get(url).json()["reason"] for url in urls} == {RIGHT}
    assert transition(second_publisher, report, "restore", RIGHT).status_code == 409
    read_finished(transition(second_publisher, report, "withdraw", WRONG))
    assert read_finished(transition(callers.publisher, report, "restore", RIGHT))["transitioned"] == 2


def test_a_record_that_was_restored_or_withdrawn_alone_is_not_changed(
    callers: Callers, second_publisher: Person
) -> None:
    report = publish_import(
        callers, send_file(callers.writer, build_csv({"region": "51.06"}, {"region": "51.07"}, {"region": "51.08"}))
    )
    first, second, third = list_record_urls(callers, report)
    assert callers.publisher.transition(f"{third}/withdraw", {"reason": WRONG}).status_code == 200
    assert read_finished(transition(callers.publisher, report, "withdraw", WRONG))["transitioned"] == 2
    assert second_publisher.transition(f"{first}/restore", {"reason": RIGHT}).status_code == 200
    assert read_finished(transition(second_publisher, report, "restore", RIGHT))["transitioned"] == 1
    assert read_public_statuses(callers, [first, second, third]) == [200, 200, 410]


def test_withdrawn_drafts_of_an_import_cannot_be_restored(callers: Callers, second_publisher: Person) -> None:
    report = submit_rows(callers, "51.71")
    read_finished(transition(callers.publisher, report, "withdraw", WRONG))
    rejected = transition(second_publisher, report, "restore", RIGHT)
    assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (409, "no_rows_to_transition")


def test_only_a_withdrawn_import_can_be_restored(callers: Callers, second_publisher: Person) -> None:
    report = submit_rows(callers, "52.01")
    for _ in range(2):
        rejected = transition(second_publisher, report, "restore", RIGHT)
        assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (409, "no_rows_to_transition")
        transition(callers.publisher, report, "publish")


def test_a_withdrawal_of_revisions_leaves_the_publications_and_a_restoration_nothing(
    callers: Callers, second_publisher: Person
) -> None:
    """An import that revises publications withdraws its drafts first, which were never published."""
    publish_import(callers, send_file(callers.writer, build_csv({"region": "52.02"})))
    revising = submit_revision(callers)
    (url,) = list_record_urls(callers, revising)
    read_finished(transition(callers.publisher, revising, "withdraw", WRONG))
    assert transition(second_publisher, revising, "restore", RIGHT).status_code == 409
    assert callers.public.get(url).json()["status"] == "published"


def submit_revision(callers: Callers) -> dict[str, Any]:
    report = read_finished(send_file(callers.writer, build_csv({"region": "52.02", "value": "1"})))
    return read_finished(transition(callers.writer, report, "submit"))
