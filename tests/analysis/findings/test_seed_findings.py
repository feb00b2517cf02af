"""The findings in the seed data, which contains five documents."""

from collections import Counter

import httpx
import pytest

from tests.analysis.findings.list_findings import list_codes, list_findings, subject_keys

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
    assert Counter(list_codes(client)) == ALL


def test_the_claim_of_21_percent_does_not_agree_with_the_target_but_with_the_population(client: httpx.Client) -> None:
    (finding,) = list_findings(client, code="ratio_mismatch")
    assert subject_keys(finding) == ["301", "205", "107", "206"]  # the claim, its figure, its base, a matching base
    assert (finding["stated"], round(finding["computed"], 1)) == (21, 45.7)
    assert finding["allowed"]["min"] < 45.67 < finding["allowed"]["max"] < 46
    assert "21.41 percent of 64 million" in finding["text_en"]
    assert "21,41 persen dari 64 juta" in finding["text"]


def test_two_numbers_were_reported_for_the_same_months(client: httpx.Client) -> None:
    (finding,) = list_findings(client, code="conflicting_realizations")
    assert subject_keys(finding) == ["202", "203"]
    assert (finding["computed"], finding["stated"]) == (3_700_000, 3_800_000)
    assert finding["allowed"] == {"min": 3_650_000, "max": 3_750_000, "max_excluded": True}
    assert finding["subjects"][0]["url"] == "/v1/realizations/01a1fb67-1800-7000-8000-000000000202"


def test_the_targets_of_2022_and_2023_were_revised(client: httpx.Client) -> None:
    found = {tuple(subject_keys(finding)): finding for finding in list_findings(client, code="target_revised")}
    assert found.keys() == {("108", "102"), ("109", "106")}
    assert (found["108", "102"]["stated"], found["108", "102"]["computed"]) == (20_000_000, 18_600_000)
    assert (found["109", "106"]["stated"], found["109", "106"]["computed"]) == (24_000_000, 30_000_000)


def test_the_deadline_moved_from_2023_to_2024(client: httpx.Client) -> None:
    (finding,) = list_findings(client, code="deadline_moved")
    assert (subject_keys(finding), finding["computed"], finding["stated"]) == (["107", "106"], "2023", "2024")


def test_six_targets_have_no_realization(client: httpx.Client) -> None:
    found = list_findings(client, code="no_realization")
    assert sorted(key for finding in found for key in subject_keys(finding)) == [
        "111",
        "112",
        "113",
        "114",
        "115",
        "116",
    ]
    assert Counter(finding["indicator"] for finding in found) == {
        "umkm-e-katalog": 1, "umkm-qris": 1, "koperasi-modern": 3, "bbi-stimulus": 1
    }  # fmt: skip


def test_one_article_is_undated_and_another_states_a_wrong_weekday(client: httpx.Client) -> None:
    (undated,) = list_findings(client, code="undated_source")
    (weekday,) = list_findings(client, code="weekday_mismatch")
    assert subject_keys(undated) == ["sindonews-2021"]
    assert subject_keys(weekday) == ["303", "borneo24-2021-06-11"]
    assert (weekday["stated"], weekday["computed"]) == ("thursday", "friday")
    assert {undated["program"], weekday["program"]} == {"umkm-digital"}


UNDATED = {"undated_source": 1}  # a target of May 2020 cites it
BY_JUNE_2021 = UNDATED | {"ratio_mismatch": 1, "weekday_mismatch": 1, "deadline_moved": 1}
BY_END_OF_2021 = BY_JUNE_2021 | {"conflicting_realizations": 1}
BY_START_OF_2022 = BY_END_OF_2021 | {"no_realization": 2}


@pytest.mark.parametrize(
    ("as_of", "found"),
    [
        ("2020-05-13", {}),
        ("2021-06-10", UNDATED),
        ("2021-06-11", BY_JUNE_2021),
        ("2021-12-31", BY_END_OF_2021),
        ("2022-01-01", BY_START_OF_2022),
        ("2022-03-28", BY_START_OF_2022 | {"target_revised": 2}),
        ("2025-01-01", ALL),
    ],
)
def test_each_finding_exists_from_the_day_on_which_its_facts_are_known(
    client: httpx.Client, as_of: str, found: dict[str, int]
) -> None:
    assert Counter(list_codes(client, as_of=as_of)) == found


def test_before_the_first_recording_there_are_no_findings(client: httpx.Client) -> None:
    assert list_findings(client, known_at="2020-01-01T00:00:00Z") == []
