"""After a write was acknowledged no answer is older than it, from whichever worker."""

from typing import Any

import httpx

from tests.findings.asking import codes, findings, keys
from tests.support.callers import Person

Two = tuple[httpx.Client, httpx.Client]
REPORT: dict[str, Any] = {
    "indicator": "umkm-e-katalog",
    "nature": "stock",
    "period": "2022",
    "value": 900_000,
    "stated_on": "2023-01-31",
    "institution": "lkpp",
    "quality": "final",
    "citations": [{"source": "tribunnews-2022-03-28", "locator": "paragraph 1"}],
}


def published(writer: Person, publisher: Person, noun: str, **content: Any) -> str:
    answer = writer.post(f"/v1/{noun}", content)
    assert answer.status_code == 201, answer.text
    address = answer.headers["location"]
    assert writer.post(f"{address}/submit").status_code == 200
    assert publisher.post(f"{address}/publish").status_code == 200
    return address


def test_a_publication_shows_in_the_next_answer_of_every_worker(two: Two, writer: Person, publisher: Person) -> None:
    asked = {"program": "e-katalog"}
    assert [codes(client, **asked) for client in two] == [["no_realization"]] * 2
    draft = writer.post("/v1/realizations", REPORT).headers["location"]
    assert [codes(client, **asked) for client in two] == [["no_realization"]] * 2
    writer.post(f"{draft}/submit")
    publisher.post(f"{draft}/publish")
    assert [codes(client, **asked) for client in two] == [[]] * 2
    for step in range(3):
        value = {"value": 800_000 - step, "stated_on": f"2023-02-0{step + 1}"}
        address = published(writer, publisher, "realizations", **{**REPORT, **value})
        for client in two:
            (conflict,) = findings(client, **asked)
            assert address.rpartition("/")[2] in keys(conflict)
            assert len(keys(conflict)) == step + 2
    publisher.post(f"{draft}/withdraw", {"reason": "Salah ketik."})
    assert [len(keys(*findings(client, **asked))) for client in two] == [3] * 2


def test_what_a_finding_rests_on_elsewhere_counts_too(two: Two, writer: Person, publisher: Person) -> None:
    asked = {"code": "ratio_mismatch", "program": "umkm-digital"}
    assert all("64 million" in findings(client, **asked)[0]["text"]["en"] for client in two)
    published(
        writer, publisher, "realizations",
        **{**REPORT, "indicator": "umkm-population", "period": "2020", "value": 65_000_000, "resolution": 1_000_000},
    )  # fmt: skip
    assert all("65 million" in findings(client, **asked)[0]["text"]["en"] for client in two)


def test_sources_claims_preferences_and_indicators_count_too(two: Two, writer: Person, publisher: Person) -> None:
    assert [codes(client, code="undated_source") for client in two] == [["undated_source"]] * 2
    source = writer.get("/v1/sources/sindonews-2021")
    dated = {"published_on": "2021-03-04", "published_not_before": None, "published_not_after": None}
    assert writer.patch("/v1/sources/sindonews-2021", dated, source.headers["etag"]).status_code == 200
    writer.post("/v1/sources/sindonews-2021/submit")
    publisher.post("/v1/sources/sindonews-2021/publish")
    assert [codes(client, code="undated_source") for client in two] == [[]] * 2

    wrong = {"source": "antara-2021-01-11", "locator": "paragraph 1", "kind": "weekday", "stated_date": "2021-01-11"}
    published(writer, publisher, "claims", **wrong, stated_weekday="sunday")
    assert [len(codes(client, code="weekday_mismatch")) for client in two] == [2] * 2

    preferred = "01a1fb67-1800-7000-8000-000000000203"
    chosen = publisher.put(f"/v1/realizations/{preferred}/preference", {"reason": "Angka yang lebih baru."})
    assert chosen.status_code in (200, 201), chosen.text
    for client in two:
        assert findings(client, code="conflicting_realizations")[0]["computed"] == 3_800_000

    indicator = writer.get("/v1/indicators/umkm-onboarded")
    writer.patch("/v1/indicators/umkm-onboarded", {"expected_every": "P3M"}, indicator.headers["etag"])
    writer.post("/v1/indicators/umkm-onboarded/submit")
    publisher.post("/v1/indicators/umkm-onboarded/publish")
    assert [len(codes(client, code="stale")) for client in two] == [2] * 2  # its stocks and its flows


def test_a_page_goes_on_where_it_ended_though_findings_came_and_went(
    two: Two, writer: Person, publisher: Person
) -> None:
    client = two[1]
    first = client.get("/v1/findings?limit=3").json()
    rest = [each["id"] for each in findings(client)[3:]]
    published(writer, publisher, "realizations", **REPORT)  # the finding on the first page is gone
    cursor = first["meta"]["next_cursor"]
    assert first["data"][0]["program"] == "e-katalog"
    assert [each["id"] for each in findings(client, cursor=cursor)] == rest
