"""Progress of the seed data, compared with numbers computed by hand from the five documents."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from api.types import JAKARTA
from tests.analysis.progress.conftest import Key, Row, codes, get_rows, index_by_key

LoadProgress = Callable[..., dict[Key, Row]]
FLOW_OF_2020 = ("umkm-onboarded", "flow", "2020-05-14/2020-12-31")


def stock(period: str) -> Key:
    return ("umkm-onboarded", "stock", period)


@pytest.mark.parametrize(
    ("period", "as_of", "value", "qualifier"),
    [
        ("2022", "2020-12-31", 18_600_000, "exact"),
        ("2022", "2022-03-27", 18_600_000, "exact"),
        ("2022", "2022-03-28", 20_000_000, "at_least"),
        ("2023", "2021-01-11", 30_000_000, "exact"),
        ("2023", "2022-03-28", 24_000_000, "exact"),
        ("2024", "2021-06-11", 30_000_000, "exact"),
    ],
)
def test_the_target_in_force_is_the_newest_one_stated_by_that_day(
    progress: LoadProgress, period: str, as_of: str, value: int, qualifier: str
) -> None:
    target = progress(as_of=as_of)[stock(period)]["target"]
    assert (target["value"], target["qualifier"]) == (value, qualifier)


@pytest.mark.parametrize(("period", "as_of"), [("2022", "2020-12-20"), ("2023", "2021-01-10"), ("2024", "2021-06-10")])
def test_a_target_is_not_in_force_before_its_stated_date(progress: LoadProgress, period: str, as_of: str) -> None:
    assert stock(period) not in progress(as_of=as_of)


def test_a_moved_deadline_ends_the_target_of_the_previous_year(progress: LoadProgress) -> None:
    rows = progress(as_of="2021-06-11")
    assert stock("2023") not in rows
    assert rows[stock("2024")]["target"]["value"] == 30_000_000


def test_the_target_of_2024_has_no_new_report_on_its_stated_date(progress: LoadProgress) -> None:
    row = progress(as_of="2021-06-11")[stock("2024")]
    assert (row["ratio"], row["gap"], row["verdict"]) == (0.4567, 16_300_000, "no_new_report")
    assert (row["realization"]["value"], row["realization"]["reference_date"]) == (13_700_000, "2021-05-31")
    assert (row["baseline"]["value"], row["baseline"]["stated_after"]) == (13_700_000, False)
    assert row["required_per_month"] == pytest.approx(16_300_000 * 30.4375 / 1310, abs=0.0001)


def test_the_target_of_2024_is_not_reported_today_and_the_age_of_the_last_report_is_returned(
    progress: LoadProgress,
) -> None:
    row = progress()[stock("2024")]
    today = datetime.now(UTC).astimezone(JAKARTA).date()
    age = (today - date(2021, 5, 31)).days
    assert (row["ratio"], row["verdict"], row["required_per_month"]) == (0.4567, "not_reported", None)
    assert row["realization"]["age_days"] in (age, age + 1)  # midnight may pass in between
    (text,) = [reason["text_en"] for reason in row["reasons"] if reason["code"] == "report_age"]
    assert f"{row['realization']['age_days']} days" in text
    assert codes(row) == ["not_reported", "report_age"]


@pytest.mark.parametrize("as_of", ["2021-01-11", "2021-12-30", "2021-12-31", "2022-03-28", None])
def test_the_flow_of_2020_is_achieved_by_both_of_its_reports(progress: LoadProgress, as_of: str | None) -> None:
    row = progress(**({"as_of": as_of} if as_of else {}))[FLOW_OF_2020]
    assert (row["verdict"], row["ratio"], row["realization"]["value"]) == ("achieved", 1.85, 3_700_000)
    alternatives = [other["value"] for other in row["realization"]["alternatives"]]
    if as_of is not None and as_of < "2021-12-31":  # the undated report counts on its latest day
        assert alternatives == []
        return
    assert alternatives == [3_800_000]
    assert row["realization"]["value_range"] == {"min": 3_700_000, "max": 3_800_000, "max_excluded": False}
    assert "conflict" in codes(row)
    assert "verdict_depends_on_report" not in codes(row)


def test_the_flow_of_2020_was_achieved_by_november(progress: LoadProgress) -> None:
    row = progress(as_of="2020-12-31")[FLOW_OF_2020]
    assert (row["verdict"], row["ratio"]) == ("achieved", 1.7)
    assert (row["realization"]["value"], row["realization"]["reference_date"]) == (3_400_000, "2020-11-30")
    assert row["baseline"] == {
        "type": "realization", "id": None, "url": None, "value": 0, "reference_date": "2020-05-14",
        "stated_after": False,
    }  # fmt: skip
    assert row["expected"] == pytest.approx(2_000_000 * 200 / 231, abs=0.0001)


def test_the_baseline_of_2022_was_stated_after_its_target(progress: LoadProgress) -> None:
    row = progress(as_of="2022-01-01")[stock("2022")]
    assert row["target"]["value"] == 18_600_000
    assert (row["baseline"]["value"], row["baseline"]["reference_date"]) == (11_700_000, "2020-12-31")
    assert row["baseline"]["stated_after"]
    assert "baseline_stated_after" in codes(row)
    expected = 11_700_000 + 6_900_000 * 151 / 730
    assert row["expected"] == pytest.approx(expected, abs=0.0001)
    assert row["verdict"] == "on_track"


def test_a_program_without_realizations_has_a_reason_and_no_ratio(client: httpx.Client) -> None:
    (row,) = get_rows(client.get("/v1/programs/e-katalog/progress"))
    assert (row["verdict"], row["realization"], row["ratio"]) == ("no_realization", None, None)
    assert codes(row) == ["no_realization"]


def test_the_flow_of_2021_has_only_stocks_as_realizations(progress: LoadProgress) -> None:
    row = progress()["umkm-onboarded", "flow", "2021"]
    assert (row["verdict"], row["ratio"]) == ("no_realization", None)
    assert codes(row) == ["no_realization", "only_other_nature"]


@pytest.mark.parametrize(
    "url",
    ["/v1/programs/konteks/progress", "/v1/progress?as_of=2020-05-13", "/v1/progress?program=none-such"],
)
def test_a_response_without_targets_in_force_has_a_note(client: httpx.Client, url: str) -> None:
    body = client.get(url).json()
    assert body["data"] == []
    assert "target" in body["meta"]["note"]
    assert not body["meta"]["has_more"]


@pytest.mark.parametrize(
    "query",
    [
        "verdict=good", "nature=gauge", "level=village", "region=Jawa", "period=2022-13", "indicator=A", "as_of=today",
        "breakdown=catalog", "limit=0", "cursor=AAAAAAAAAAAAAAAA", "sort=period", "count=exact", "status=published",
        "period_from=2022-01-02&period_to=2022-01-01",
    ],
)  # fmt: skip
def test_an_unknown_filter_or_value_is_rejected(client: httpx.Client, query: str) -> None:
    assert client.get(f"/v1/progress?{query}").status_code == 400
    assert client.get(f"/v1/programs/umkm-digital/progress?{query}").status_code == 400


@pytest.mark.parametrize("code", ["none-such", "Not_A_Code"])
def test_an_unknown_program_has_status_404(client: httpx.Client, code: str) -> None:
    assert client.get(f"/v1/programs/{code}/progress").status_code == 404


def test_the_list_of_all_programs_has_the_rows_of_each_program(client: httpx.Client) -> None:
    everything = get_rows(client.get("/v1/progress"))
    programs = [row["code"] for row in get_rows(client.get("/v1/programs"))]
    assert everything == [row for code in programs for row in get_rows(client.get(f"/v1/programs/{code}/progress"))]
    index_by_key(everything)


def find_figures(value: Any) -> list[tuple[str, str, float]]:
    """Return URL, id and value of each object with an id and a value."""
    if isinstance(value, list):
        return [found for item in value for found in find_figures(item)]
    if not isinstance(value, dict):
        return []
    own = [(value["url"], value["id"], value["value"])] if value.get("id") and "value" in value else []
    return own + [found for item in value.values() for found in find_figures(item)]


def test_each_value_has_the_url_of_its_figure(client: httpx.Client) -> None:
    found = set(find_figures(get_rows(client.get("/v1/progress"))))
    assert len(found) > 15
    for url, record_id, value in found:
        read = client.get(url).json()
        assert (read["id"], read["value"]) == (record_id, value)


def test_the_csv_has_a_line_for_each_row(client: httpx.Client) -> None:
    header, *lines = client.get("/v1/progress.csv?as_of=2021-06-11&period=2024").text.splitlines()
    (line,) = [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]
    assert (line["ratio"], line["verdict"], line["reasons"]) == ("0.4567", "no_new_report", "no_new_report report_age")
    assert len(client.get("/v1/progress.csv").text.splitlines()) == 1 + len(get_rows(client.get("/v1/progress")))
