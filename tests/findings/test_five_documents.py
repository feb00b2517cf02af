"""What the five documents come to: exactly these findings, and nothing else."""

from collections import Counter

import httpx
import pytest

from tests.findings.asking import codes, findings, keys

ALL = {
    "ratio_mismatch": 1,
    "conflicting_realizations": 1,
    "weekday_mismatch": 1,
    "undated_source": 1,
    "target_revised": 2,
    "deadline_moved": 1,
    "no_realization": 6,
}


def test_the_five_documents_have_exactly_these_findings(client: httpx.Client) -> None:
    assert Counter(codes(client)) == ALL


def test_the_21_percent_are_45_7_of_the_target_and_fit_the_population(client: httpx.Client) -> None:
    (finding,) = findings(client, code="ratio_mismatch")
    assert keys(finding) == ["301", "205", "107", "206"]  # the claim, its figure, its base, what fits
    assert (finding["stated"], round(finding["computed"], 1)) == (21, 45.7)
    assert finding["allowed"]["low"] < 45.67 < finding["allowed"]["high"] < 46
    assert "21.41 percent of 64 million" in finding["text"]["en"]
    assert "21,41 persen dari 64 juta" in finding["text"]["id"]


def test_two_numbers_were_reported_for_the_same_months(client: httpx.Client) -> None:
    (finding,) = findings(client, code="conflicting_realizations")
    assert keys(finding) == ["202", "203"]
    assert (finding["computed"], finding["stated"]) == (3_700_000, 3_800_000)
    assert finding["allowed"] == {"low": 3_650_000, "high": 3_750_000}
    assert finding["subjects"][0]["address"] == "/v1/realizations/01a1fb67-1800-7000-8000-000000000202"


def test_targets_were_revised_for_2022_and_2023_alone(client: httpx.Client) -> None:
    found = {tuple(keys(finding)): finding for finding in findings(client, code="target_revised")}
    assert found.keys() == {("108", "102"), ("109", "106")}
    assert (found["108", "102"]["stated"], found["108", "102"]["computed"]) == (20_000_000, 18_600_000)
    assert (found["109", "106"]["stated"], found["109", "106"]["computed"]) == (24_000_000, 30_000_000)


def test_the_deadline_moved_from_2023_to_2024(client: httpx.Client) -> None:
    (finding,) = findings(client, code="deadline_moved")
    assert (keys(finding), finding["computed"], finding["stated"]) == (["107", "106"], "2023", "2024")


def test_nothing_was_ever_reported_of_six_promises(client: httpx.Client) -> None:
    found = findings(client, code="no_realization")
    assert sorted(key for finding in found for key in keys(finding)) == ["111", "112", "113", "114", "115", "116"]
    assert Counter(finding["indicator"] for finding in found) == {
        "umkm-e-katalog": 1, "umkm-qris": 1, "koperasi-modern": 3, "bbi-stimulus": 1
    }  # fmt: skip


def test_one_article_is_undated_and_another_names_the_wrong_day(client: httpx.Client) -> None:
    (undated,) = findings(client, code="undated_source")
    (weekday,) = findings(client, code="weekday_mismatch")
    assert keys(undated) == ["sindonews-2021"]
    assert keys(weekday) == ["303", "borneo24-2021-06-11"]
    assert (weekday["stated"], weekday["computed"]) == ("thursday", "friday")
    assert {undated["program"], weekday["program"]} == {"umkm-digital"}


UNDATED = {"undated_source": 1}  # a target of May 2020 cites it already
OF_JUNE_2021 = UNDATED | {"ratio_mismatch": 1, "weekday_mismatch": 1, "deadline_moved": 1}
OF_2021 = OF_JUNE_2021 | {"conflicting_realizations": 1}
OVER_IN_2022 = OF_2021 | {"no_realization": 2}


@pytest.mark.parametrize(
    ("as_of", "found"),
    [
        ("2020-05-13", {}),
        ("2021-06-10", UNDATED),
        ("2021-06-11", OF_JUNE_2021),
        ("2021-12-31", OF_2021),
        ("2022-01-01", OVER_IN_2022),
        ("2022-03-28", OVER_IN_2022 | {"target_revised": 2}),
        ("2025-01-01", ALL),
    ],
)
def test_each_is_found_from_the_day_on_which_it_could_be(
    client: httpx.Client, as_of: str, found: dict[str, int]
) -> None:
    assert Counter(codes(client, as_of=as_of)) == found


def test_before_the_service_knew_anything_it_had_found_nothing(client: httpx.Client) -> None:
    assert findings(client, known_at="2020-01-01T00:00:00Z") == []
