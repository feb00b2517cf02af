"""Parameters that are not what they should be: refused by name, all at once, in both languages, never a failure."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.support.services import Service
from tests.wire import asking
from tests.wire.filters import KEYS

SOME_ID = "01a1fb67-1800-7000-8000-000000000101"
NUMBERS = [
    "0",
    "1001",
    "-1",
    "%2B5",
    "1e3",
    "1_0",
    "%D9%A1%D9%A0",
    "1.0",
    "0x10",
    "abc",
    "%201",
    "9" * 30,
    "NaN",
    "null",
]
DAYS = [
    "2021-02-30", "2021-13-01", "0000-01-01", "10000-01-01", "9999999-01-01", "9999-12-31", "1899-12-31", "2201-01-01",
    "2021-1-1", "20210101", "infinity", "now", "2021-01-01T00:00:00Z", "%D9%A2021-01-01", "2021-01-01%20", "0", "null",
    "2021-W01-1", "-2021-01-01",
]  # fmt: skip
MOMENTS = [
    "2021-01-01", "2021-01-01T00:00:00", "2021-01-01T00:00:60Z", "2016-12-31T23:59:60Z", "2021-01-01T00:00:00%2B99:00",
    "2021-01-01T25:00:00Z", "2021-02-30T00:00:00Z", "2021-01-01T00:00:00.1234567Z", "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00%2B14:00", "1e9", "infinity", "2021-01-01t00:00:00z",
]  # fmt: skip
PERIODS = [
    "2021-13", "2021-00", "2021-S3", "2021-Q0", "2021-Q5", "21", "2021-02-30", "2021-12-31/2021-01-01", "2021/2022",
    "0000", "9999", "2021-01-01/9999-12-31", "2021-01-01/", "2021-01-01/2021-02-30", "all", "%D9%A2021",
]  # fmt: skip
CODES = [
    "A",
    "a",
    "UMKM",
    "a" * 65,
    "-a",
    "a%20b",
    "%E2%80%AEumkm",
    "umkm%27--",
    "umkm,",
    ",umkm",
    "a_b",
    "..%2f..%2fetc",
]
IDENTIFIERS = ["1", SOME_ID.upper(), SOME_ID[:-1], f"{{{SOME_ID}}}", SOME_ID.replace("-", ""), str(2**63), str(10**30)]
BREAKDOWNS = ["catalog", "catalog:", ":local", "catalog:local:x", "a:b;a:c", "A:b", "{}", "none;a:b"]
MALFORMED = ["%zz", "%", "%f", "%ff", "%ed%a0%80", "%c0%80", "%fe%ff", "a%2"]

ONE_FAULT: list[tuple[str, str, str]] = [
    *((f"/v1/units?limit={value}", "limit", "not-a-whole-number") for value in NUMBERS),
    *((f"/v1/targets?as_of={value}", "as_of", "not-a-date") for value in DAYS),
    *((f"/v1/regions?valid_on={value}", "valid_on", "not-a-date") for value in DAYS[:3]),
    *((f"/v1/units?known_at={value}", "known_at", "not-a-timestamp") for value in MOMENTS),
    *((f"/v1/units/umkm?known_at={value}", "known_at", "not-a-timestamp") for value in MOMENTS[:3]),
    *((f"/v1/realizations?period={value}", "period", "not-a-period") for value in PERIODS),
    *((f"/v1/targets?indicator={value}", "indicator", "not-a-code") for value in CODES),
    *((f"/v1/targets?id={value}", "id", "not-a-uuid") for value in IDENTIFIERS),
    *((f"/v1/targets?breakdown={value}", "breakdown", "not-a-breakdown") for value in BREAKDOWNS),
    *((f"/v1/regions?q={value}", "q", "malformed-encoding") for value in MALFORMED),
    *((f"/v1/regions.csv?columns={value}", "columns", "malformed-encoding") for value in MALFORMED[:3]),
    *((f"/v1/regions?q={value}", "q", "nul-not-allowed") for value in ("%00", "a%00b")),
    *((f"/v1/regions?q={value}", "q", "not-words") for value in ("%0d%0a", "%1b[31m", "%7f", "a" * 101)),
    *((f"/v1/regions?{name}=", name, "empty-parameter") for name in ("q", "limit", "level", "cursor", "sort")),
    *((f"/v1/regions?{name}", name, "empty-parameter") for name in ("q", "valid_on")),
    *((f"/v1/regions?{name}=1", name, "unknown-parameter") for name in ("order", "LIMIT", "q[]", "__proto__")),
    *((f"/v1/units/umkm?{name}=1", name, "unknown-parameter") for name in ("limit", "as_of", "as-of")),
    ("/v1/units/umkm/revisions?known_at=2021-01-01T00:00:00Z", "known_at", "unknown-parameter"),
    ("/v1/units?columns=code", "columns", "unknown-parameter"),
    ("/health/live?probe=1", "probe", "unknown-parameter"),
    ("/v1/regions?limit=1&limit=1", "limit", "repeated-parameter"),
    ("/v1/regions?limit=1&%6cimit=2", "limit", "repeated-parameter"),
    ("/v1/regions?level=country&q=a&level=city", "level", "repeated-parameter"),
    *((f"/v1/regions?level={value}", "level", "not-one-of") for value in ("village", "City", "country,,city", "city;")),
    ("/v1/regions?limit%20=1", "limit ", "unknown-parameter"),
    ("/v1/targets?preferred=true", "preferred", "unknown-parameter"),
    *((f"/v1/realizations?preferred={value}", "preferred", "not-one-of") for value in ("false", "1", "True")),
    *((f"/v1/units?sort={value}", "sort", "not-one-of") for value in ("code", "period", "--recorded_at")),
    *((f"/v1/units?count={value}", "count", "not-one-of") for value in ("true", "estimated")),
    *((f"/v1/units?status={value}", "status", "not-one-of") for value in ("deleted", "PUBLISHED")),
    *((f"/v1/regions?within={value}", "within", "not-a-region-code") for value in ("3", "id", "32.7", "3273")),
    *((f"/v1/regions?bps_code={value}", "bps_code", "not-a-bps-code") for value in ("3", "32.73", "327")),
    *((f"/v1/targets?sort={sign}value", "sort", "sort-needs-indicator") for sign in ("", "-")),
    ("/v1/targets?sort=value&indicator=umkm-onboarded,koperasi-modern", "sort", "sort-needs-indicator"),
    ("/v1/targets?period_from=2022-01-02&period_to=2022-01-01", "period_to", "reversed-range"),
    ("/v1/sources?published_from=2022-01-02&published_to=2022-01-01", "published_to", "reversed-range"),
    ("/v1/targets?indicator=" + ",".join(f"a{number}" for number in range(201)), "indicator", "not-a-code"),
    *((f"/v1/units?cursor={value}", "cursor", "invalid-cursor") for value in ("1", "A" * 40, "a+b/c==", "A" * 2001)),
]  # fmt: skip


@pytest.mark.parametrize(("target", "parameter", "code"), ONE_FAULT)
def test_a_bad_parameter_is_refused_by_name_in_both_languages(
    unfailing: Service, target: str, parameter: str, code: str
) -> None:
    told = []
    for language in ("id", "en"):
        answer = asking.get(unfailing.url, target, f"Accept-Language: {language}".encode())
        document = asking.problem(answer, 400, "invalid-parameters", language)
        assert asking.faults(document) == [(parameter, code)]
        told.append(document)
    for name in ("title", "detail"):
        assert told[0][name] != told[1][name]
    assert told[0]["errors"][0]["detail"] != told[1]["errors"][0]["detail"]


def test_a_parameter_in_good_order_is_not_refused(unfailing: Service) -> None:
    """The negative control of the table above."""
    for target in (
        "/v1/units?limit=1000", "/v1/targets?as_of=1900-01-01", "/v1/units?known_at=2200-12-31T23:59:59.123456-12:00",
        "/v1/realizations?period=2021-02-28/2021-03-01", "/v1/targets?breakdown=a:b;b:c", "/v1/regions?q=%F0%9F%87%AE",
        f"/v1/targets?id={SOME_ID}", "/v1/targets?sort=-value&indicator=umkm-onboarded", f"/v1/regions?q={'a' * 100}",
        "/v1/units?known_at=2021-01-01T00:00:00+07:00", "/v1/sources?published_from=2022-01-01&published_to=2022-01-01",
        "/v1/units?", "/v1/targets?indicator=" + ",".join(f"a{number}" for number in range(200)),
    ):  # fmt: skip
        assert asking.get(unfailing.url, target).status == 200, target


def test_all_faults_come_in_one_answer(unfailing: Service) -> None:
    target = (
        "/v1/targets?limit=0&nature=both&as_of=x&color=red&region=%ff&limit=1&q=a&source=%00&institution="
        "&period_from=2022-01-02&period_to=2022-01-01&sort=value"
    )
    document = asking.problem(asking.get(unfailing.url, target), 400, "invalid-parameters")
    assert asking.faults(document) == [
        ("limit", "not-a-whole-number"),
        ("nature", "not-one-of"),
        ("as_of", "not-a-date"),
        ("color", "unknown-parameter"),
        ("region", "malformed-encoding"),
        ("limit", "repeated-parameter"),
        ("q", "unknown-parameter"),
        ("source", "nul-not-allowed"),
        ("institution", "empty-parameter"),
        ("period_to", "reversed-range"),
        ("sort", "sort-needs-indicator"),
    ]


def test_a_thousand_faults_are_told_in_a_short_answer(unfailing: Service) -> None:
    answer = asking.get(unfailing.url, "/v1/units?" + "&".join(f"a{number}=1" for number in range(1000)))
    assert len(asking.problem(answer, 400, "invalid-parameters")["errors"]) == 50
    assert len(answer.body) < 20_000


def test_a_known_parameter_is_offered_for_an_unknown_one(unfailing: Service) -> None:
    document = asking.problem(asking.get(unfailing.url, "/v1/units?sortby=code"), 400)
    assert "recorded_since" not in document["errors"][0]["detail"]
    assert "known_at" in document["errors"][0]["detail"]


@pytest.mark.parametrize("collection", KEYS)
@pytest.mark.parametrize(
    "key", ["none-such", "01a1fb67-1800-7000-8000-ffffffffffff", "99", "%D9%A3%D9%A2", "NULL", "%27", "%0a"]
)
def test_what_does_not_exist_is_not_found(unfailing: Service, collection: str, key: str) -> None:
    for path in (f"/v1/{collection}/{key}", f"/v1/{collection}/{key}/revisions"):
        answer = asking.get(unfailing.url, path)
        asking.problem(answer, 400 if key == "%0a" else 404)


@pytest.mark.parametrize(
    "target",
    [
        "/v1/targets?indicator=none-such", "/v1/targets?region=99", "/v1/targets?program=none-such&limit=1",
        "/v1/sources?publisher=none-such", "/v1/claims?source=none-such", "/v1/regions?within=99",
        "/v1/targets?within=99", "/v1/indicators?unit=none-such", "/v1/targets?id=01a1fb67-1800-7000-8000-ffffffffffff",
        "/v1/institutions?kode_klpd=none", "/v1/regions?bps_code=00",
    ],
)  # fmt: skip
def test_an_unknown_code_in_a_filter_selects_nothing(client: httpx.Client, target: str) -> None:
    answer = client.get(target)
    assert answer.status_code == 200
    assert answer.json()["data"] == []


WILD = ["%", "%%", "_", "\\", "K%a", "K_ta", "\\%", "*", "?", ".*", "[a]"]
SQLISH = [
    "' OR 1=1 --",
    "'; DROP TABLE unit; --",
    '" OR ""="',
    "$1",
    "$$",
    "/*",
    "1; SELECT pg_sleep(9)",
    "{}",
    "\\x00",
]


@pytest.mark.parametrize("words", [*WILD, *SQLISH, "<script>", "\u202eatok", "\ufeffkota", "kota\u200b"])
def test_words_stand_for_themselves(client: httpx.Client, words: str) -> None:
    rows: list[dict[str, Any]] = client.get("/v1/regions", params={"q": words}).json()["data"]
    assert rows == []
    assert client.get("/v1/regions", params={"q": "kota", "limit": "1"}).json()["data"]


@pytest.mark.parametrize("value", SQLISH)
@pytest.mark.parametrize("parameter", ["indicator", "id", "period", "sort", "cursor", "as_of", "breakdown", "limit"])
def test_sql_in_a_parameter_is_a_bad_parameter(unfailing: Service, parameter: str, value: str) -> None:
    answer = asking.get(unfailing.url, f"/v1/targets?{parameter}={quote(value)}")
    document = asking.problem(answer, 400, "invalid-parameters")
    assert {name for name, _ in asking.faults(document)} == {parameter}
