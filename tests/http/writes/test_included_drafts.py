"""Included records are those that the caller may read."""

from typing import Any

from tests.http.writes.conftest import TARGET, People, create_record

SOURCE = {"kind": "report", "title": "Laporan", "published_on": "2022-01-01", "date_basis": "stated"}


def create_target(people: People, source: str, **content: Any) -> str:
    citations = [{"source": source, "locator": "page 1"}]
    url: str = create_record(people.writer, "targets", **{**TARGET, **content, "citations": citations}).headers[
        "location"
    ]
    return url


def test_included_records_have_the_state_that_the_caller_reads_at_their_own_urls(people: People) -> None:
    code = "laporan-rancangan"
    create_record(people.writer, "sources", code=code, **SOURCE)
    etag = people.writer.get("/v1/units/umkm").headers["etag"]
    assert people.writer.patch("/v1/units/umkm", {"symbol": "Usaha"}, etag).status_code == 200
    url = create_target(people, code, period="2031")
    for caller in (people.writer, people.reader):
        included = caller.get(f"{url}?include=source,unit").json()["included"]
        assert {record_type: list(records) for record_type, records in included.items()} == {
            "source": [code],
            "unit": ["umkm"],
        }
        for record in (included["source"][code], included["unit"]["umkm"]):
            expected = caller.get(record["url"]).json()
            assert record == {name: value for name, value in expected.items() if name != "allowed_actions"}
        assert included["unit"]["umkm"]["symbol"] == "Usaha"
    public = people.public.get("/v1/targets?indicator=umkm-onboarded&limit=1&include=unit").json()
    assert public["included"]["unit"]["umkm"]["symbol"] == "UMKM"


def test_a_withdrawn_record_is_included_only_for_those_who_may_read_it(people: People) -> None:
    code = "laporan-dicabut"
    create_record(people.writer, "sources", code=code, **SOURCE)
    source = f"/v1/sources/{code}"
    assert people.writer.post(f"{source}/submit").status_code == 200
    assert people.publisher.transition(f"{source}/publish").status_code == 200
    url = create_target(people, code, period="2032")
    withdrawn = people.second_publisher.transition(f"{source}/withdraw", {"reason": "Bukan sumber."})
    assert withdrawn.status_code == 200
    assert people.writer.get(source).status_code == 410
    assert people.writer.get(f"{url}?include=source").json()["included"] == {"source": {}}
    assert people.reader.get(f"{url}?include=source").json()["included"]["source"][code]["status"] == "withdrawn"
