"""Invalid parameters: one response lists all of them by name, in both languages."""

import re
from urllib.parse import quote

import httpx
import pytest

from tests.http import raw_requests
from tests.http.reads.filters import KEYS
from tests.support.services import Service

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
TIMESTAMPS = [
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

ONE_ERROR: list[tuple[str, str, str]] = [
    *((f"/v1/units?limit={value}", "limit", "not_a_whole_number") for value in NUMBERS),
    *((f"/v1/targets?as_of={value}", "as_of", "not_a_date") for value in DAYS),
    *((f"/v1/regions?valid_on={value}", "valid_on", "not_a_date") for value in DAYS[:3]),
    *((f"/v1/units?known_at={value}", "known_at", "not_a_timestamp") for value in TIMESTAMPS),
    *((f"/v1/units/umkm?known_at={value}", "known_at", "not_a_timestamp") for value in TIMESTAMPS[:3]),
    *((f"/v1/realizations?period={value}", "period", "not_a_period") for value in PERIODS),
    *((f"/v1/targets?indicator={value}", "indicator", "not_a_code") for value in CODES),
    *((f"/v1/targets?id={value}", "id", "not_a_uuid") for value in IDENTIFIERS),
    *((f"/v1/targets?breakdown={value}", "breakdown", "not_a_breakdown") for value in BREAKDOWNS),
    *((f"/v1/regions?q={value}", "q", "malformed_encoding") for value in MALFORMED),
    *((f"/v1/regions.csv?columns={value}", "columns", "malformed_encoding") for value in MALFORMED[:3]),
    *((f"/v1/regions?q={value}", "q", "nul_character") for value in ("%00", "a%00b")),
    *((f"/v1/regions?q={value}", "q", "invalid_search_text") for value in ("%0d%0a", "%1b[31m", "%7f", "a" * 101)),
    *((f"/v1/regions?{name}=", name, "empty_parameter") for name in ("q", "limit", "level", "cursor", "sort")),
    *((f"/v1/regions?{name}", name, "empty_parameter") for name in ("q", "valid_on")),
    *((f"/v1/regions?{name}=1", name, "unknown_parameter") for name in ("order", "LIMIT", "q[]", "__proto__")),
    *((f"/v1/units/umkm?{name}=1", name, "unknown_parameter") for name in ("limit", "as_of", "as-of")),
    ("/v1/units/umkm/revisions?known_at=2021-01-01T00:00:00Z", "known_at", "unknown_parameter"),
    ("/v1/units?columns=code", "columns", "unknown_parameter"),
    ("/health/live?probe=1", "probe", "unknown_parameter"),
    ("/v1/regions?limit=1&limit=1", "limit", "repeated_parameter"),
    ("/v1/regions?limit=1&%6cimit=2", "limit", "repeated_parameter"),
    ("/v1/regions?q=country&level=city&q=city", "q", "repeated_parameter"),
    ("/v1/regions?level=country&q=a&level=village", "level", "not_one_of"),
    ("/v1/regions?level=country&level=", "level", "empty_parameter"),
    ("/v1/targets?" + "&".join(f"indicator=a{number}" for number in range(201)), "indicator", "not_a_code"),
    *((f"/v1/regions?level={value}", "level", "not_one_of") for value in ("village", "City", "country,,city", "city;")),
    ("/v1/regions?limit%20=1", "limit ", "unknown_parameter"),
    ("/v1/targets?preferred=true", "preferred", "unknown_parameter"),
    *((f"/v1/realizations?preferred={value}", "preferred", "not_one_of") for value in ("false", "1", "True")),
    *((f"/v1/units?sort={value}", "sort", "not_one_of") for value in ("code", "period", "--recorded_at")),
    *((f"/v1/units?count={value}", "count", "not_one_of") for value in ("true", "estimated")),
    *((f"/v1/units?status={value}", "status", "not_one_of") for value in ("deleted", "PUBLISHED")),
    *((f"/v1/regions?within={value}", "within", "not_a_region_code") for value in ("3", "id", "32.7", "3273")),
    *((f"/v1/regions?bps_code={value}", "bps_code", "not_a_bps_code") for value in ("3", "32.73", "327")),
    *((f"/v1/targets?sort={sign}value", "sort", "sort_by_value_needs_indicator") for sign in ("", "-")),
    ("/v1/targets?sort=value&indicator=umkm-onboarded,koperasi-modern", "sort", "sort_by_value_needs_indicator"),
    ("/v1/targets?period_from=2022-01-02&period_to=2022-01-01", "period_to", "reversed_range"),
    ("/v1/sources?published_from=2022-01-02&published_to=2022-01-01", "published_to", "reversed_range"),
    ("/v1/targets?indicator=" + ",".join(f"a{number}" for number in range(201)), "indicator", "not_a_code"),
    *((f"/v1/units?cursor={value}", "cursor", "invalid_cursor") for value in ("1", "A" * 40, "a+b/c==", "A" * 2001)),
]  # fmt: skip


@pytest.mark.parametrize(("target", "parameter", "code"), ONE_ERROR)
def test_an_invalid_parameter_is_rejected_by_name_in_both_languages(
    unfailing: Service, target: str, parameter: str, code: str
) -> None:
    documents = []
    for language in ("id", "en"):
        response = raw_requests.get(unfailing.url, target, f"Accept-Language: {language}".encode())
        document = raw_requests.check_problem(response, 400, "invalid-parameters", language)
        assert raw_requests.list_errors(document) == [(parameter, code)]
        documents.append(document)
    for name in ("title", "detail"):
        assert documents[0][name] != documents[1][name]
    assert documents[0]["errors"][0]["detail"] != documents[1]["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("limit=a%20b", "limit must be a whole number from 1 to 1000. Received: `a b`."),
        ("as_of=2022-02-30", "as_of must be a date YYYY-MM-DD between 1900 and 2200. Received: `2022-02-30`."),
        ("known_at=0001-01-01T00:00:00Z", "known_at must be an RFC 3339 time with a "),
        ("indicator=" + "A" * 4000, "indicator must be a code"),
        ("sort=value", "sort by value requires exactly one indicator"),
        ("cursor=x", "cursor is invalid. Use `meta.next_cursor` of the previous page unchanged."),
    ],
)
def test_an_error_states_what_was_received_and_what_is_allowed(client: httpx.Client, query: str, detail: str) -> None:
    response = client.get(f"/v1/targets?{query}", headers={"accept-language": "en"})
    assert response.json()["errors"][0]["detail"].startswith(detail)


def test_an_empty_pair_is_no_parameter(client: httpx.Client) -> None:
    expected = client.get("/v1/units?limit=1&sort=-recorded_at")
    for query in ("limit=1&sort=-recorded_at&", "&limit=1&&sort=-recorded_at"):
        assert client.get(f"/v1/units?{query}").json() == expected.json()
    assert client.get("/v1/units?=1").status_code == 400


def test_a_valid_parameter_is_accepted(unfailing: Service) -> None:
    """Show that the errors above do not have another cause."""
    for target in (
        "/v1/units?limit=1000", "/v1/targets?as_of=1900-01-01", "/v1/units?known_at=2200-12-31T23:59:59.123456-12:00",
        "/v1/realizations?period=2021-02-28/2021-03-01", "/v1/targets?breakdown=a:b;b:c", "/v1/regions?q=%F0%9F%87%AE",
        f"/v1/targets?id={SOME_ID}", "/v1/targets?sort=-value&indicator=umkm-onboarded", f"/v1/regions?q={'a' * 100}",
        "/v1/units?known_at=2021-01-01T00:00:00+07:00", "/v1/sources?published_from=2022-01-01&published_to=2022-01-01",
        "/v1/units?", "/v1/targets?indicator=" + ",".join(f"a{number}" for number in range(200)),
    ):  # fmt: skip
        assert raw_requests.get(unfailing.url, target).status == 200, target


@pytest.mark.parametrize(
    ("repeated", "listed"),
    [
        ("/v1/regions?level=country&level=province", "/v1/regions?level=country,province"),
        ("/v1/regions?level=country&limit=50&level=province,country", "/v1/regions?limit=50&level=country,province"),
        ("/v1/targets?indicator=umkm-onboarded&indicator=nothing", "/v1/targets?indicator=nothing,umkm-onboarded"),
        ("/v1/targets.csv?columns=unit&columns=id", "/v1/targets.csv?columns=unit,id"),
        ("/v1/targets.csv?columns=id&columns=unit", "/v1/targets.csv?columns=id,unit"),
    ],
)
def test_a_repeated_list_is_the_union_of_its_values(unfailing: Service, repeated: str, listed: str) -> None:
    response = raw_requests.get(unfailing.url, repeated)
    assert response.status == 200
    assert len(response.body) > 100
    assert response.body == raw_requests.get(unfailing.url, listed).body


def test_the_link_to_the_next_page_keeps_a_repeated_list(unfailing: Service) -> None:
    first = raw_requests.get(unfailing.url, "/v1/regions?level=country&level=province&limit=1")
    link = first.headers["link"].removeprefix("<").partition(">")[0]
    assert link.startswith("/v1/regions?level=country&level=province&limit=1&cursor=")
    assert [record["level"] for record in raw_requests.get(unfailing.url, link).json()["data"]] == ["province"]


def test_one_response_lists_all_errors(unfailing: Service) -> None:
    target = (
        "/v1/targets?limit=0&nature=both&as_of=x&color=red&region=%ff&limit=1&q=-&source=%00&institution="
        "&period_from=2022-01-02&period_to=2022-01-01&sort=value"
    )
    document = raw_requests.check_problem(raw_requests.get(unfailing.url, target), 400, "invalid-parameters")
    assert raw_requests.list_errors(document) == [
        ("limit", "not_a_whole_number"),
        ("nature", "not_one_of"),
        ("as_of", "not_a_date"),
        ("color", "unknown_parameter"),
        ("region", "malformed_encoding"),
        ("limit", "repeated_parameter"),
        ("q", "invalid_search_text"),
        ("source", "nul_character"),
        ("institution", "empty_parameter"),
        ("period_to", "reversed_range"),
        ("sort", "sort_by_value_needs_indicator"),
    ]


def test_an_error_states_the_received_value_and_follows_from_no_other_error(unfailing: Service) -> None:
    target = "/v1/targets?sort=value&indicator=A&level=province,kecamatan&period_from=x&period_to=2022-01-01&limit=9999"
    response = raw_requests.get(unfailing.url, target, b"Accept-Language: en")
    errors = raw_requests.check_problem(response, 400, "invalid-parameters")["errors"]
    received = {error["parameter"]: error["detail"].rpartition("Received: ")[2] for error in errors}
    assert received == {"indicator": "`A`.", "level": "`kecamatan`.", "period_from": "`x`.", "limit": "`9999`."}


def test_an_error_lists_at_most_eight_choices(unfailing: Service) -> None:
    response = raw_requests.get(unfailing.url, "/v1/targets.csv?columns=x")
    (error,) = raw_requests.check_problem(response, 400, "invalid-parameters")["errors"]
    assert error["detail"].count(", ") == 8 and "…" in error["detail"]


def test_a_response_lists_at_most_20_errors_and_counts_all(unfailing: Service) -> None:
    response = raw_requests.get(unfailing.url, "/v1/units?" + "&".join(f"a{number}=1" for number in range(1000)))
    problem = raw_requests.check_problem(response, 400, "invalid-parameters")
    assert [error["parameter"] for error in problem["errors"]] == [f"a{number}" for number in range(20)]
    assert problem["error_count"] == 1000
    assert len(response.body) < 20_000


def test_the_error_for_an_unknown_parameter_lists_the_allowed_ones(unfailing: Service) -> None:
    document = raw_requests.check_problem(raw_requests.get(unfailing.url, "/v1/units?sortby=code"), 400)
    assert "recorded_from" not in document["errors"][0]["detail"]
    assert "known_at" in document["errors"][0]["detail"]


@pytest.mark.parametrize("collection", KEYS)
@pytest.mark.parametrize(
    "key", ["none-such", "01a1fb67-1800-7000-8000-ffffffffffff", "99", "%D9%A3%D9%A2", "NULL", "%27", "%0a"]
)
def test_a_record_that_does_not_exist_returns_404(unfailing: Service, collection: str, key: str) -> None:
    for path in (f"/v1/{collection}/{key}", f"/v1/{collection}/{key}/revisions"):
        response = raw_requests.get(unfailing.url, path)
        raw_requests.check_problem(response, 400 if key == "%0a" else 404)


@pytest.mark.parametrize(
    "target",
    [
        "/v1/targets?indicator=none-such", "/v1/targets?region=99", "/v1/targets?program=none-such&limit=1",
        "/v1/sources?publisher=none-such", "/v1/claims?source=none-such", "/v1/regions?within=99",
        "/v1/targets?within=99", "/v1/indicators?unit=none-such", "/v1/targets?id=01a1fb67-1800-7000-8000-ffffffffffff",
        "/v1/institutions?kode_klpd=none", "/v1/targets?kode_klpd=none", "/v1/regions?bps_code=00",
    ],
)  # fmt: skip
def test_an_unknown_code_in_a_filter_selects_nothing(client: httpx.Client, target: str) -> None:
    response = client.get(target)
    assert response.status_code == 200
    assert response.json()["data"] == []


WILDCARDS = ["%", "%%", "_", "\\", "K%a", "K_ta", "\\%", "*", "?", ".*", "[a]"]
SQL_TEXTS = [
    "' OR 1=1 --",
    "'; DROP TABLE unit; --",
    '" OR ""="',
    "$1",
    "$$",
    "/*",
    "1; Select pg_sleep(9)",  # not in capitals: an error repeats the value, and may contain no SQL
    "{}",
    "\\x00",
]


@pytest.mark.parametrize("text", [*WILDCARDS, *SQL_TEXTS, "<script>", "\u202eatok", "\ufeffkota", "kota:* & !ja"])
def test_a_search_text_has_no_operators(client: httpx.Client, text: str) -> None:
    response = client.get("/v1/regions", params={"q": text})
    if words := re.sub("[^a-zA-Z0-9\ufeff]+", " ", text).strip():
        assert response.json() == client.get("/v1/regions", params={"q": words}).json()
    else:
        assert [error["code"] for error in response.json()["errors"]] == ["invalid_search_text"]
    assert client.get("/v1/regions", params={"q": "kota", "limit": "1"}).json()["data"]


@pytest.mark.parametrize("value", SQL_TEXTS)
@pytest.mark.parametrize("parameter", ["indicator", "id", "period", "sort", "cursor", "as_of", "breakdown", "limit"])
def test_sql_in_a_parameter_is_an_invalid_value(unfailing: Service, parameter: str, value: str) -> None:
    response = raw_requests.get(unfailing.url, f"/v1/targets?{parameter}={quote(value)}")
    document = raw_requests.check_problem(response, 400, "invalid-parameters")
    assert {name for name, _ in raw_requests.list_errors(document)} == {parameter}
