"""Progress of what the five documents say, number by number."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from api.http.immutable import JAKARTA
from tests.progress.conftest import Key, Row, by_key, codes, rows_of

Ask = Callable[..., dict[Key, Row]]
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
def test_the_target_in_force_is_the_newest_promised_by_that_day(
    progress: Ask, period: str, as_of: str, value: int, qualifier: str
) -> None:
    target = progress(as_of=as_of)[stock(period)]["target"]
    assert (target["value"], target["qualifier"]) == (value, qualifier)


@pytest.mark.parametrize(("period", "as_of"), [("2022", "2020-12-20"), ("2023", "2021-01-10"), ("2024", "2021-06-10")])
def test_before_a_promise_is_made_there_is_none(progress: Ask, period: str, as_of: str) -> None:
    assert stock(period) not in progress(as_of=as_of)


def test_a_moved_deadline_leaves_no_target_for_the_year_that_it_was_moved_from(progress: Ask) -> None:
    rows = progress(as_of="2021-06-11")
    assert stock("2023") not in rows
    assert rows[stock("2024")]["target"]["value"] == 30_000_000


def test_half_of_2024_on_the_day_it_was_promised_is_no_news(progress: Ask) -> None:
    row = progress(as_of="2021-06-11")[stock("2024")]
    assert (row["ratio"], row["gap"], row["verdict"]) == (0.4567, 16_300_000, "no_news")
    assert (row["realization"]["value"], row["realization"]["reference_date"]) == (13_700_000, "2021-05-31")
    assert (row["baseline"]["value"], row["baseline"]["stated_after"]) == (13_700_000, False)
    assert row["required_per_month"] == pytest.approx(16_300_000 * 30.4375 / 1310, abs=0.0001)


def test_today_2024_was_not_reported_and_the_last_number_has_its_age(progress: Ask) -> None:
    row = progress()[stock("2024")]
    today = datetime.now(UTC).astimezone(JAKARTA).date()
    age = (today - date(2021, 5, 31)).days
    assert (row["ratio"], row["verdict"], row["required_per_month"]) == (0.4567, "not_reported", None)
    assert row["realization"]["age_days"] in (age, age + 1)  # midnight may pass in between
    (told,) = [reason["text"]["en"] for reason in row["reasons"] if reason["code"] == "age"]
    assert f"{row['realization']['age_days']} days" in told
    assert codes(row) == ["not_reported", "age"]


@pytest.mark.parametrize("as_of", ["2021-01-11", "2021-12-30", "2021-12-31", "2022-03-28", None])
def test_the_flow_of_2020_is_achieved_whichever_report_is_taken(progress: Ask, as_of: str | None) -> None:
    row = progress(**({"as_of": as_of} if as_of else {}))[FLOW_OF_2020]
    assert (row["verdict"], row["ratio"], row["realization"]["value"]) == ("achieved", 1.85, 3_700_000)
    rivals = [other["value"] for other in row["realization"]["alternatives"]]
    if as_of is not None and as_of < "2021-12-31":  # the undated report counts on its latest day
        assert rivals == []
        return
    assert rivals == [3_800_000]
    assert row["realization"]["spread"] == {"lowest": 3_700_000, "highest": 3_800_000}
    assert "conflict" in codes(row)
    assert "conflict_decides" not in codes(row)


def test_the_flow_of_2020_was_achieved_by_november(progress: Ask) -> None:
    row = progress(as_of="2020-12-31")[FLOW_OF_2020]
    assert (row["verdict"], row["ratio"]) == ("achieved", 1.7)
    assert (row["realization"]["value"], row["realization"]["reference_date"]) == (3_400_000, "2020-11-30")
    assert row["baseline"] == {
        "value": 0, "reference_date": "2020-05-14", "stated_after": False, "id": None, "address": None,
    }  # fmt: skip
    assert row["expected"] == pytest.approx(2_000_000 * 200 / 231, abs=0.0001)


def test_the_baseline_of_2022_was_stated_after_its_target(progress: Ask) -> None:
    row = progress(as_of="2022-01-01")[stock("2022")]
    assert row["target"]["value"] == 18_600_000
    assert (row["baseline"]["value"], row["baseline"]["reference_date"]) == (11_700_000, "2020-12-31")
    assert row["baseline"]["stated_after"]
    assert "baseline_stated_after" in codes(row)
    expected = 11_700_000 + 6_900_000 * 151 / 730
    assert row["expected"] == pytest.approx(expected, abs=0.0001)
    assert row["verdict"] == "on_track"


def test_the_catalog_has_no_realization_and_says_so_instead_of_a_ratio(client: httpx.Client) -> None:
    (row,) = rows_of(client.get("/v1/programs/e-katalog/progress"))
    assert (row["verdict"], row["realization"], row["ratio"]) == ("no_realization", None, None)
    assert codes(row) == ["no_realization"]


def test_the_flow_of_2021_has_only_stocks_beside_it(progress: Ask) -> None:
    row = progress()["umkm-onboarded", "flow", "2021"]
    assert (row["verdict"], row["ratio"]) == ("no_realization", None)
    assert codes(row) == ["no_realization", "only_other_nature"]


@pytest.mark.parametrize(
    "address",
    ["/v1/programs/konteks/progress", "/v1/progress?as_of=2020-05-13", "/v1/progress?program=none-such"],
)
def test_where_no_target_is_in_force_the_answer_is_empty_and_says_why(client: httpx.Client, address: str) -> None:
    answer = client.get(address).json()
    assert answer["data"] == []
    assert "target" in answer["meta"]["note"]
    assert not answer["meta"]["has_more"]


@pytest.mark.parametrize(
    "fault",
    [
        "verdict=good", "nature=gauge", "level=village", "region=Jawa", "period=2022-13", "indicator=A", "as_of=today",
        "breakdown=catalog", "limit=0", "cursor=AAAAAAAAAAAAAAAA", "sort=period", "count=exact", "status=published",
        "period_from=2022-01-02&period_to=2022-01-01",
    ],
)  # fmt: skip
def test_a_filter_of_an_unknown_name_or_value_is_refused(client: httpx.Client, fault: str) -> None:
    assert client.get(f"/v1/progress?{fault}").status_code == 400
    assert client.get(f"/v1/programs/umkm-digital/progress?{fault}").status_code == 400


@pytest.mark.parametrize("code", ["none-such", "Not_A_Code"])
def test_a_program_that_there_is_not_is_not_found(client: httpx.Client, code: str) -> None:
    assert client.get(f"/v1/programs/{code}/progress").status_code == 404


def test_all_programs_have_the_rows_of_each(client: httpx.Client) -> None:
    everything = rows_of(client.get("/v1/progress"))
    programs = [row["code"] for row in rows_of(client.get("/v1/programs"))]
    assert everything == [row for code in programs for row in rows_of(client.get(f"/v1/programs/{code}/progress"))]
    by_key(everything)


def figures_in(told: Any) -> list[tuple[str, str, float]]:
    """Whatever has an id has an address beside it, and a number."""
    if isinstance(told, list):
        return [found for item in told for found in figures_in(item)]
    if not isinstance(told, dict):
        return []
    own = [(told["address"], told["id"], told["value"])] if told.get("id") and "value" in told else []
    return own + [found for item in told.values() for found in figures_in(item)]


def test_each_number_leads_to_its_figure(client: httpx.Client) -> None:
    found = set(figures_in(rows_of(client.get("/v1/progress"))))
    assert len(found) > 15
    for address, figure, value in found:
        read = client.get(address).json()
        assert (read["id"], read["value"]) == (figure, value)


def test_the_table_has_a_line_for_each_row(client: httpx.Client) -> None:
    header, *lines = client.get("/v1/progress.csv?as_of=2021-06-11&period=2024").text.splitlines()
    (line,) = [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]
    assert (line["ratio"], line["verdict"], line["reasons"]) == ("0.4567", "no_news", "no_news age")
    assert len(client.get("/v1/progress.csv").text.splitlines()) == 1 + len(rows_of(client.get("/v1/progress")))
