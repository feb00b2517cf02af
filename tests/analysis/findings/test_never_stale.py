"""After a successful write, the findings of every worker include it."""

from typing import Any

import httpx

from tests.analysis.findings.list_findings import list_codes, list_findings, subject_keys
from tests.support.callers import Person

TwoClients = tuple[httpx.Client, httpx.Client]
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


def publish(writer: Person, publisher: Person, collection: str, **content: Any) -> str:
    response = writer.post(f"/v1/{collection}", content)
    assert response.status_code == 201, response.text
    url = response.headers["location"]
    assert writer.post(f"{url}/submit").status_code == 200
    assert publisher.transition(f"{url}/publish").status_code == 200
    return url


def test_the_next_page_is_correct_after_findings_have_disappeared(
    two_clients: TwoClients, writer: Person, publisher: Person
) -> None:
    client = two_clients[1]
    first = client.get("/v1/findings?limit=3").json()
    rest = [each["id"] for each in list_findings(client)[3:]]
    url = publish(writer, publisher, "realizations", **REPORT)  # a finding of the first page no longer exists
    cursor = first["meta"]["next_cursor"]
    assert first["data"][0]["program"] == "e-katalog"
    assert [each["id"] for each in list_findings(client, cursor=cursor)] == rest
    assert publisher.transition(f"{url}/withdraw", {"reason": "Salah ketik."}).status_code == 200  # for the other tests


def test_a_publication_changes_the_next_response_of_every_worker(
    two_clients: TwoClients, writer: Person, publisher: Person
) -> None:
    query = {"program": "e-katalog"}
    assert [list_codes(client, **query) for client in two_clients] == [["no_realization"]] * 2
    draft = writer.post("/v1/realizations", REPORT).headers["location"]
    assert [list_codes(client, **query) for client in two_clients] == [["no_realization"]] * 2
    writer.post(f"{draft}/submit")
    publisher.transition(f"{draft}/publish")
    assert [list_codes(client, **query) for client in two_clients] == [[]] * 2
    for step in range(3):
        value = {"value": 800_000 - step, "stated_on": f"2023-02-0{step + 1}"}
        url = publish(writer, publisher, "realizations", **{**REPORT, **value})
        for client in two_clients:
            (conflict,) = list_findings(client, **query)
            assert url.rpartition("/")[2] in subject_keys(conflict)
            assert len(subject_keys(conflict)) == step + 2
    publisher.transition(f"{draft}/withdraw", {"reason": "Salah ketik."})
    assert [len(subject_keys(*list_findings(client, **query))) for client in two_clients] == [3] * 2


def test_a_change_of_a_referenced_series_changes_the_findings(
    two_clients: TwoClients, writer: Person, publisher: Person
) -> None:
    query = {"code": "ratio_mismatch", "program": "umkm-digital"}
    assert all("64 million" in list_findings(client, **query)[0]["text_en"] for client in two_clients)
    population = {"indicator": "umkm-population", "period": "2020", "value": 65_000_000, "resolution": 1_000_000}
    known_to_the_article = {"stated_on": "2021-06-10"}
    publish(writer, publisher, "realizations", **{**REPORT, **population, **known_to_the_article})
    assert all("65 million" in list_findings(client, **query)[0]["text_en"] for client in two_clients)


def test_a_claim_about_a_number_that_is_not_stated_becomes_a_finding_with_the_number(
    two_clients: TwoClients, writer: Person, publisher: Person
) -> None:
    query = {"code": "ratio_mismatch", "program": "e-katalog"}
    reported = {**REPORT, "region": "32", "stated_on": "2023-03-31"}
    base = publish(writer, publisher, "realizations", **reported).rpartition("/")[2]
    key = {"indicator": "umkm-e-katalog", "nature": "stock", "region": "32", "period": "2023"}
    claim = {"source": "tribunnews-2022-03-28", "locator": "paragraph 1", "kind": "ratio", "figure_key": key}
    number = {"base_figure": base, "stated_value": 200, "stated_resolution": 1}
    url = publish(writer, publisher, "claims", **claim, **number)
    assert [list_codes(client, **query) for client in two_clients] == [[]] * 2
    stated = {**REPORT, "region": "32", "period": "2023", "value": 450_000, "stated_on": "2024-01-31"}
    figure = publish(writer, publisher, "realizations", **stated)
    for client in two_clients:
        (finding,) = list_findings(client, **query)
        assert subject_keys(finding) == [each.rpartition("/")[2] for each in (url, figure, base)]
    publisher.transition(f"{url}/withdraw", {"reason": "Salah ketik."})
    assert [list_codes(client, **query) for client in two_clients] == [[]] * 2


def test_changes_of_sources_claims_preferences_and_indicators_change_the_findings(
    two_clients: TwoClients, writer: Person, publisher: Person
) -> None:
    assert [list_codes(client, code="undated_source") for client in two_clients] == [["undated_source"]] * 2
    source = writer.get("/v1/sources/sindonews-2021")
    dated = {"published_on": "2021-03-04", "published_not_before": None, "published_not_after": None}
    assert writer.patch("/v1/sources/sindonews-2021", dated, source.headers["etag"]).status_code == 200
    writer.post("/v1/sources/sindonews-2021/submit")
    publisher.transition("/v1/sources/sindonews-2021/publish")
    assert [list_codes(client, code="undated_source") for client in two_clients] == [[]] * 2

    wrong = {"source": "antara-2021-01-11", "locator": "paragraph 1", "kind": "weekday", "stated_date": "2021-01-11"}
    publish(writer, publisher, "claims", **wrong, stated_weekday="sunday")
    assert [len(list_codes(client, code="weekday_mismatch")) for client in two_clients] == [2] * 2

    preferred = "01a1fb67-1800-7000-8000-000000000203"
    chosen = publisher.put(f"/v1/realizations/{preferred}/preference", {"reason": "Angka yang lebih baru."})
    assert chosen.status_code in (200, 201), chosen.text
    for client in two_clients:
        assert (
            list_findings(client, code="conflicting_realizations", program="umkm-digital")[0]["computed"] == 3_800_000
        )

    indicator = writer.get("/v1/indicators/umkm-onboarded")
    writer.patch("/v1/indicators/umkm-onboarded", {"expected_every": "P3M"}, indicator.headers["etag"])
    writer.post("/v1/indicators/umkm-onboarded/submit")
    publisher.transition("/v1/indicators/umkm-onboarded/publish")
    assert [len(list_codes(client, code="stale")) for client in two_clients] == [2] * 2  # its stocks and its flows
