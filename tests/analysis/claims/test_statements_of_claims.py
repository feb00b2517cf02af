"""Claims of the press over HTTP: what is stored, rejected and judged."""

import csv
import io
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from tests.http.conftest import serving
from tests.http.recording import figure_id, realization, source, target
from tests.support import databases
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls

ARTICLE, UNDATED, RETRIEVED = "zz-artikel", "zz-tanpa-tanggal", "zz-diunduh"
REACHED, PLANNED, RAISED, CITED, BEFORE = (figure_id(number) for number in (931, 932, 933, 934, 935))
REGION = "33"
UNKNOWN_DATE = {"published_on": None, "date_basis": "unknown"}


def cite(code: str) -> list[dict[str, Any]]:
    return [{"source": code, "locator": "page 1", "quote": None, "note": None}]


STORED = (
    source(ARTICLE, published_on="2024-01-20"),
    source(UNDATED, **UNKNOWN_DATE),
    source(RETRIEVED, **UNKNOWN_DATE, retrieved_at="2024-01-20T18:00:00Z"),
    realization(931, region=REGION, period="2023-12-31", value=50, stated_on="2024-01-15", citations=cite(ARTICLE)),
    target(932, region=REGION, period="2023", value=100, stated_on="2023-01-02"),
    target(933, region=REGION, period="2023", value=200, stated_on="2024-01-21"),
    realization(934, region="33.74", period="2023-12-31", value=40, stated_on="2024-01-15", citations=cite(ARTICLE)),
    realization(935, region=REGION, period="2022-12-31", value=40, stated_on="2023-01-15"),
)  # fmt: skip
HALF = {"kind": "ratio", "figures": [REACHED], "base": "target", "stated_value": 50, "stated_resolution": 1}
STORED_CLAIM = {**HALF, "source": ARTICLE, "locator": "paragraph 1"}
KEY = {"indicator": "umkm-onboarded", "nature": "stock", "region": REGION, "period": "2024"}


class Service(NamedTuple):
    public: httpx.Client
    writer: Person
    publisher: Person


@pytest.fixture(scope="module")
def service(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with databases.copy(postgres) as copied:
        databases.execute(copied.service, *STORED, role="capaian_service")
        with serving(copied, tmp_path_factory.mktemp("statements")) as client:
            yield Service(
                client,
                Person(client, key_for(copied, "penulis", "write")),
                Person(client, key_for(copied, "penerbit", "publish")),
            )


def check(service: Service, query: str = "", **changed: Any) -> httpx.Response:
    body = {name: value for name, value in {**HALF, **changed}.items() if value is not ...}
    return service.public.post(f"/v1/claims/check{query}", json=body, headers={"Accept-Language": "en"})


def publish(service: Service, collection: str, **content: Any) -> str:
    created = service.writer.post(f"/v1/{collection}", content)
    assert created.status_code == 201, created.text
    url = created.headers["location"]
    assert service.writer.post(f"{url}/submit").status_code == 200
    published = service.publisher.transition(f"{url}/publish")
    assert published.status_code == 200, published.text
    return url


def codes(judgment: Any) -> list[str]:
    return [reason["code"] for reason in judgment["reasons"]]


@pytest.mark.parametrize("query", ["", "?as_of=2024-01-20", "?as_of=2024-01-21", "?as_of=2025-01-01"])
def test_a_target_that_was_raised_after_the_article_changes_no_verdict(service: Service, query: str) -> None:
    judgment = check(service, query, source=ARTICLE).json()
    assert (judgment["verdict"], judgment["compared_with"]["id"]) == ("consistent", PLANNED)


@pytest.mark.parametrize(
    ("code", "verdict", "base"),
    [
        (RETRIEVED, "inconsistent", RAISED),  # 2024-01-21 in Jakarta
        (UNDATED, "inconsistent", RAISED),  # recorded today
        (None, "inconsistent", RAISED),
    ],
)
def test_a_source_without_a_date_was_written_when_it_was_retrieved_or_recorded(
    service: Service, code: str | None, verdict: str, base: str
) -> None:
    judgment = check(service, source=code).json()
    assert (judgment["verdict"], judgment["compared_with"]["id"]) == (verdict, base)
    before = check(service, "?as_of=2024-01-20", source=code).json()
    assert (before["verdict"], before["compared_with"]["id"]) == ("consistent", PLANNED)


def test_a_stored_claim_is_judged_as_its_check(service: Service) -> None:
    url = publish(service, "claims", **STORED_CLAIM, qualifier="about")
    stored = service.public.get(url).json()
    assert stored["qualifier"] == "about"
    assert stored["judgment"] == check(service, source=ARTICLE, qualifier="about").json()


def test_another_figure_of_the_source_is_a_match(service: Service) -> None:
    judgment = check(service, source=ARTICLE, stated_value=40).json()
    assert judgment["verdict"] == "inconsistent"
    assert judgment["matches"] == [
        {"type": "realization", "id": CITED, "url": f"/v1/realizations/{CITED}", "exchanged": "figure", "base": None,
         "computed": 40},
    ]  # fmt: skip
    assert check(service, stated_value=40).json()["matches"] == []  # without a source


def test_a_difference_and_growth_are_judged(service: Service) -> None:
    more = check(service, kind="difference", base="year_before", stated_value=10).json()
    assert (more["verdict"], more["computed"], more["compared_with"]["id"]) == ("consistent", 10, BEFORE)
    less = check(service, kind="difference", base="previous", stated_value=-10).json()
    assert (less["verdict"], codes(less)) == ("inconsistent", ["computed_differs", "opposite_sign"])
    grown = check(service, kind="growth", base="year_before", stated_value=20, stated_value_to=30).json()
    assert (grown["verdict"], grown["computed"]) == ("consistent", 25)
    at_least = check(service, stated_value=40, qualifier="at_least", source=ARTICLE).json()
    assert at_least["verdict"] == "consistent"


def test_a_claim_about_a_key_is_stored_with_defaults_and_judged_once_the_figure_is_published(
    service: Service,
) -> None:
    about_key = {"kind": "growth", "base": "year_before", "stated_value": 20, "stated_resolution": 1}
    url = publish(
        service, "claims", **about_key, figure_key={**KEY, "period": "2024-01-01/2024-12-31"}, source=ARTICLE,
        locator="paragraph 2",
    )  # fmt: skip
    stored = service.public.get(url).json()
    assert stored["figure_key"] == {**KEY, "breakdown": {}, "day_known": True}
    assert (stored["figures"], stored["qualifier"], stored["base_period"]) == ([], "exact", None)
    judgment = stored["judgment"]
    assert (judgment["verdict"], codes(judgment), judgment["figure"]) == ("unverifiable", ["figure_not_stated"], None)
    assert judgment["implied"] == {"min": 59.1525, "max": 60.8525, "max_excluded": True}
    assert judgment == check(service, **about_key, figures=..., figure_key=KEY, source=ARTICLE).json()

    (row,) = csv.DictReader(io.StringIO(service.public.get(f"/v1/claims.csv?source={ARTICLE}&kind=growth").text))
    key_cells = {name: row[f"figure_key_{name}"] for name in stored["figure_key"]}
    assert key_cells == {**KEY, "breakdown": "none", "day_known": "true"}
    figure = {
        "indicator": "umkm-onboarded", "nature": "stock", "region": REGION, "period": "2024", "value": 60,
        "quality": "final", "institution": "kemenkop-ukm", "stated_on": "2025-01-31",
        "citations": [{"source": ARTICLE, "locator": "page 3"}],
    }  # fmt: skip
    reported = publish(service, "realizations", **figure)
    judged = service.public.get(url).json()["judgment"]
    assert (judged["verdict"], judged["computed"], judged["implied"]) == ("consistent", 20, None)
    assert judged["figure"]["url"] == reported
    early = service.public.get(f"{url}?as_of=2025-01-30").json()["judgment"]
    assert codes(early) == ["figure_not_stated"]
    assert service.publisher.transition(f"{reported}/withdraw", {"reason": "Salah ketik."}).status_code == 200


def test_the_key_of_a_claim_can_be_changed(service: Service) -> None:
    body = {**STORED_CLAIM, "figures": [], "figure_key": KEY, "base": "previous"}
    created = service.writer.post("/v1/claims", body)
    url, etag = created.headers["location"], created.headers["etag"]
    changed = service.writer.patch(url, {"figure_key": {"breakdown": {"b": "2", "a": "1"}}, "stated_value": 7}, etag)
    assert changed.status_code == 200, changed.text
    assert changed.json()["figure_key"] == {**KEY, "breakdown": {"a": "1", "b": "2"}, "day_known": True}
    named = service.writer.patch(url, {"figure_key": None, "figures": [REACHED]}, changed.headers["etag"])
    assert (named.json()["figure_key"], named.json()["figures"]) == (None, [REACHED])


ERRORS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"figure_key": KEY}, [("/figure_key", "claim_has_figures_or_a_key")]),
    ({"kind": "sum", "figures": [], "figure_key": KEY}, [("/figure_key", "claim_has_figures_or_a_key")]),
    ({"figures": [REACHED, BEFORE]}, [("/base_figure", "base_figure_needed")]),
    ({"figures": [REACHED, BEFORE], "base": None}, [("/base_figure", "base_figure_needed")]),
    ({"base_period": "2023", "base": "previous"}, [("/base_period", "claim_base_period_selects_a_target")]),
    ({"base_period": "2023", "base_figure": PLANNED}, [("/base_period", "claim_base_period_selects_a_target")]),
    ({"base_period": "2023-13"}, [("/base_period", "not_a_period")]),
    ({"stated_value_to": 50}, [("/stated_value_to", "reversed_range")]),
    ({"stated_value_to": 60, "qualifier": "at_most"}, [("/qualifier", "range_with_qualifier")]),
    ({"qualifier": "maybe"}, [("/qualifier", "not_one_of")]),
    ({"figures": [], "figure_key": {**KEY, "period": "2023-13"}}, [("/figure_key/period", "not_a_period")]),
    ({"figures": [], "figure_key": {**KEY, "nature": "level"}}, [("/figure_key/nature", "not_one_of")]),
    (
        {"figures": [], "figure_key": {**KEY, "nature": "flow", "day_known": False}},
        [("/figure_key/day_known", "day_is_known")],
    ),
    (
        {"figures": [], "figure_key": {**KEY, "period": "2024-01-31", "day_known": False}},
        [("/figure_key/day_known", "day_is_known")],
    ),
    ({"figures": [], "figure_key": {**KEY, "value": 1}}, [("/figure_key/value", "unknown_field")]),
]


@pytest.mark.parametrize(("changed", "errors"), ERRORS)
def test_an_invalid_claim_is_rejected_alike_by_the_check_and_by_the_write(
    service: Service, changed: dict[str, Any], errors: list[tuple[str, str]]
) -> None:
    stored = service.writer.post("/v1/claims", {**STORED_CLAIM, **changed})
    for rejected in (check(service, **changed), stored):
        assert rejected.status_code == 422, rejected.text
        assert [(error["pointer"], error["code"]) for error in rejected.json()["errors"]] == errors


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [({"indicator": "tidak-ada"}, "/figure_key/indicator"), ({"region": "00"}, "/figure_key/region")],
)
def test_the_key_of_a_stored_claim_refers_to_existing_records(
    service: Service, changed: dict[str, Any], pointer: str
) -> None:
    rejected = service.writer.post("/v1/claims", {**STORED_CLAIM, "figures": [], "figure_key": {**KEY, **changed}})
    assert (rejected.status_code, rejected.json()["errors"][0]["pointer"]) == (422, pointer)


def test_the_check_of_an_unknown_indicator_is_rejected(service: Service) -> None:
    rejected = check(service, figures=[], figure_key={**KEY, "indicator": "tidak-ada"})
    assert [error["pointer"] for error in rejected.json()["errors"]] == ["/figure_key/indicator"]


def test_a_claim_is_published_after_the_indicator_of_its_key_which_then_stays(service: Service) -> None:
    created = service.writer.post(
        "/v1/indicators",
        {"code": "zz-kunci", "program": "umkm-digital", "name": "Kunci", "unit": "umkm", "direction": "increase",
         "additive": False},
    )  # fmt: skip
    indicator = created.headers["location"]
    body = {**STORED_CLAIM, "figures": [], "figure_key": {**KEY, "indicator": "zz-kunci"}, "base": "previous"}
    claim = service.writer.post("/v1/claims", body).headers["location"]
    service.writer.post(f"{claim}/submit")
    early = service.publisher.transition(f"{claim}/publish")
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (409, "/figure_key/indicator")
    service.writer.post(f"{indicator}/submit")
    assert service.publisher.transition(f"{indicator}/publish").status_code == 200
    assert service.publisher.transition(f"{claim}/publish").status_code == 200
    reason = {"reason": "Salah ketik."}
    assert service.publisher.transition(f"{indicator}/withdraw", reason).status_code == 409
    assert service.publisher.transition(f"{claim}/withdraw", reason).status_code == 200
    assert service.publisher.transition(f"{indicator}/withdraw", reason).status_code == 200


def test_only_the_named_base_of_a_ratio_may_have_another_unit(service: Service) -> None:
    indicator = {
        "code": "zz-produk", "program": "umkm-digital", "name": "Produk", "unit": "produk", "direction": "increase",
        "additive": False,
    }  # fmt: skip
    publish(service, "indicators", **indicator)
    base = publish(
        service, "realizations", indicator="zz-produk", nature="stock", region=REGION, period="2023-12-31", value=200,
        quality="final", institution="kemenkop-ukm", stated_on="2024-01-15",
        citations=[{"source": ARTICLE, "locator": "page 4"}],
    ).rpartition("/")[2]  # fmt: skip
    assert check(service, base_figure=base, stated_value=25).json()["verdict"] == "consistent"
    for changed in ({"kind": "growth"}, {"kind": "difference"}, {"kind": "excess", "figures": [], "figure_key": KEY}):
        rejected = check(service, base_figure=base, **changed)
        assert [(each["pointer"], each["code"]) for each in rejected.json()["errors"]] == [
            ("/base_figure", "different_units")
        ]
