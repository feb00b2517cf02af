"""Each kind of record passes through every status, and each transition returns the record or, if asked, nothing."""

from typing import Any

import pytest

from tests.http.writes.conftest import People, build_target
from tests.openapi.committed import document
from tests.support.callers import Person

REASON = {"reason": "Kutipan kurang."}
MINIMAL = {"prefer": "return=minimal"}
# By collection: the schema of its content, what makes the example of the schema a new record, and a field to change.
RECORDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "programs": ("ProgramInput", {"code": "program-uji"}, "name_en"),
    "indicators": ("IndicatorInput", {"code": "indikator-uji"}, "name_en"),
    "institutions": ("InstitutionInput", {"code": "lembaga-uji", "rank": 4}, "name_en"),
    "units": ("MeasureUnitInput", {"code": "satuan-uji", "name": "satuan uji"}, "name_en"),
    "sources": ("SourceInput", {"code": "sumber-uji", "content_sha256": None}, "title"),
    "targets": ("TargetInput", build_target(), "note"),
    "realizations": ("RealizationInput", {"period": "2020-12", "stated_on": "2021-12-09"}, "note"),
    "claims": ("ClaimInput", {"locator": "paragraph 77"}, "note"),
}


def revise(person: Person, url: str, field: str, text: str, **headers: str) -> int:
    return person.patch(url, {field: text}, person.get(url).headers["etag"], **headers).status_code


@pytest.mark.parametrize("collection", RECORDS)
def test_a_record_is_drafted_rejected_published_withdrawn_restored_and_revised(people: People, collection: str) -> None:
    writer, publisher, second = people.writer, people.publisher, people.second_publisher
    schema, content, field = RECORDS[collection]
    created = writer.post(f"/v1/{collection}", document()["components"]["schemas"][schema]["examples"][0] | content)
    assert created.status_code == 201, created.text
    url = created.headers["location"]
    assert revise(writer, url, field, "Satu.") == 200
    assert revise(writer, url, field, "Dua.", **MINIMAL) == 204
    for headers, status in (({}, 200), (MINIMAL, 204)):
        for person, name, body in (
            (writer, "submit", None),
            (publisher, "reject", REASON),
            (writer, "submit", None),
            (publisher, "publish", None),
            (second, "withdraw", REASON),
            (publisher, "restore", REASON),
        ):
            response = person.transition(f"{url}/{name}", body, **headers)
            assert response.status_code == status, (name, response.text)
        assert revise(writer, url, field, f"Setelah {status}.") == 200
    assert people.public.get(url).json()["status"] == "published"
