"""How counts may be asked for: what is refused, what is empty and says why, and what may be kept."""

import httpx
import pytest

from api.contract.examples.onboarding_counts import OF_COUNTS

PATH = "/v1/onboarding-counts"


@pytest.mark.parametrize("path", [PATH, f"{PATH}.csv"])
@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("nature=both", "not-one-of"),
        ("level=kecamatan", "not-one-of"),
        ("region=Jawa", "not-a-region-code"),
        ("region=99", "unknown-region"),
        ("within=32.99", "unknown-region"),
        ("period=2021-13", "not-a-period"),
        ("breakdown=local", "not-a-breakdown"),
        ("limit=201", "not-a-whole-number"),
        ("sort=value", "unknown-parameter"),
        ("cursor=AAAAAAAAAAAAAAA", "invalid-cursor"),
    ],
)
def test_what_is_not_in_order_is_refused_in_both_languages(
    client: httpx.Client, path: str, asked: str, code: str
) -> None:
    told = {}
    for language in ("id", "en"):
        answer = client.get(f"{path}?{asked}", headers={"accept-language": language})
        assert answer.status_code == 400
        (fault,) = answer.json()["errors"]
        assert (fault["code"], fault["parameter"]) == (code, asked.partition("=")[0])
        told[language] = fault["detail"]
    assert told["id"] != told["en"]


def test_every_unknown_region_is_named(client: httpx.Client) -> None:
    errors = client.get(f"{PATH}?region=98,32,99&within=97").json()["errors"]
    assert [error["parameter"] for error in errors] == ["region", "region", "within"]


def test_a_cursor_is_good_for_its_own_filters_only(client: httpx.Client) -> None:
    cursor = client.get(f"{PATH}?limit=1").json()["meta"]["next_cursor"]
    assert client.get(f"{PATH}?limit=2&cursor={cursor}").status_code == 200
    assert client.get(f"{PATH}?limit=1&nature=stock&cursor={cursor}").status_code == 400


@pytest.mark.parametrize(
    "asked",
    ["as_of=1950-01-01", "known_at=2000-01-01T00:00:00Z", "region=32&known_at=2000-01-01T00:00:00Z",
     "program=e-katalog", "indicator=no-such-indicator", "region=32.73", "breakdown=catalog:local"],
)  # fmt: skip
def test_what_nobody_knew_is_empty_and_says_why(client: httpx.Client, asked: str) -> None:
    answer = client.get(f"{PATH}?{asked}")
    assert answer.status_code == 200
    assert answer.json()["data"] == []
    assert answer.json()["meta"]["note"].count(" / ") == 1
    assert answer.json()["meta"]["has_more"] is False
    assert len(client.get(f"{PATH}.csv?{asked}").text.splitlines()) == 1


def test_the_example_of_the_contract_is_the_answer(client: httpx.Client) -> None:
    asked = "program=umkm-digital&nature=stock&period=2021-05"
    assert client.get(f"{PATH}?{asked}").json() == OF_COUNTS["list_onboarding_counts"]
    assert client.get(f"{PATH}.csv?{asked}").text == OF_COUNTS["list_onboarding_counts_csv"]


def test_an_unchanged_answer_is_not_sent_again_and_has_no_last_modified(client: httpx.Client) -> None:
    answer = client.get(PATH)
    assert "last-modified" not in answer.headers
    assert answer.headers["capaian-rules"]
    assert client.get(PATH, headers={"if-none-match": answer.headers["etag"]}).status_code == 304


def test_a_page_may_end_elsewhere_later_and_is_never_immutable(client: httpx.Client) -> None:
    answer = client.get(f"{PATH}?as_of=2022-03-28&known_at=2026-01-01T00:00:00Z")
    assert "immutable" not in answer.headers["cache-control"]
    assert "cite-as" not in answer.links
