"""A row of an import and the figure that states the same: it revises it, adds its citation, or contradicts it."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import httpx

from api.http.reads.immutable import today_in_jakarta
from tests.exchange.imports.conftest import (
    Callers,
    build_csv,
    list_error_codes,
    publish_import,
    read_counts,
    read_finished,
    send_file,
)

OTHER = {"source": "sindonews-2021", "locator": "paragraph 2"}
_months: Iterator[int] = count(1)


def new_period() -> str:
    """Return a month that no other test uses."""
    number = next(_months)
    return f"{1960 + number // 12}-{number % 12 + 1:02}"


def list_records(callers: Callers, response: httpx.Response) -> list[dict[str, Any]]:
    rows = callers.writer.get(f"/v1/imports/{response.json()['id']}/rows").json()["data"]
    return [callers.writer.get(row["record"]["url"]).json() for row in rows]


def create(callers: Callers, **cells: str) -> dict[str, Any]:
    """Import one row, publish it and return its figure."""
    response = send_file(callers.writer, build_csv(cells))
    publish_import(callers, response)
    (record,) = list_records(callers, response)
    return record


def send_rejected(callers: Callers, *rows: dict[str, str]) -> list[dict[str, Any]]:
    """Send rows of which all are rejected; return their errors."""
    response = send_file(callers.writer, build_csv(*rows), mode="partial", dry_run="true")
    assert read_counts(response) == (0, 0, 0, len(rows))
    return [error for row in response.json()["rejected_rows"] for error in row["errors"]]


def test_the_same_source_revises_the_figure(callers: Callers) -> None:
    period = new_period()
    before = create(callers, period=period)
    again = send_file(callers.writer, build_csv({"period": period, "value": "1260000", "locator": "table 3"}))
    assert read_counts(again) == (0, 1, 0, 0)
    (revised,) = list_records(callers, again)
    assert (revised["id"], revised["value"]) == (before["id"], 1260000)
    assert [citation["locator"] for citation in revised["citations"]] == ["table 3"]  # of the new number alone


def test_the_citation_of_another_source_joins_the_same_number(callers: Callers) -> None:
    period = new_period()
    before = create(callers, period=period, note="Angka awal.")
    file = build_csv({"period": period, **OTHER})
    again = send_file(callers.writer, file)
    assert read_counts(again) == (0, 1, 0, 0)
    (joined,) = list_records(callers, again)
    assert (joined["id"], joined["value"], joined["note"]) == (before["id"], 1250000, "Angka awal.")
    assert [citation["source"] for citation in joined["citations"]] == ["antara-2021-01-11", "sindonews-2021"]
    assert read_counts(send_file(callers.writer, file)) == (0, 0, 1, 0)


def test_another_source_with_another_number_is_an_error(callers: Callers) -> None:
    period = new_period()
    before = create(callers, period=period)
    (error,) = send_rejected(callers, {"period": period, "value": "5", **OTHER})
    assert (error["code"], error["column"]) == ("figure_exists", "value")
    for named in (before["id"], "1250000", "antara-2021-01-11"):
        assert named in error["detail"] and named in error["detail_en"]
    for change in ({"resolution": "10000"}, {"qualifier": "about"}):
        (error,) = send_rejected(callers, {"period": period, **change, **OTHER})
        assert error["code"] == "figure_exists"
    corrected = send_file(callers.writer, build_csv({"period": period, "value": "5", "id": before["id"], **OTHER}))
    assert read_counts(corrected) == (0, 1, 0, 0)
    (figure,) = list_records(callers, corrected)
    assert (figure["value"], [citation["source"] for citation in figure["citations"]]) == (5, ["sindonews-2021"])


def test_a_second_statement_names_the_first_one_and_is_not_entered_twice(callers: Callers) -> None:
    period = new_period()
    first = create(callers, period=period)
    file = build_csv({"period": period, "value": "5", "distinct_from": first["id"], **OTHER})
    response = send_file(callers.writer, file)
    assert read_counts(response) == (1, 0, 0, 0)
    (second,) = list_records(callers, response)
    assert (second["id"] != first["id"], second["distinct_from"]) == (True, [first["id"]])
    assert read_counts(send_file(callers.writer, file)) == (0, 0, 1, 0)
    as_exported = {"period": period, "value": "5", "distinct_from": f'["{first["id"]}"]', **OTHER}
    assert read_counts(send_file(callers.writer, build_csv(as_exported))) == (0, 0, 1, 0)
    publish_import(callers, response)
    assert read_counts(send_file(callers.writer, file)) == (0, 0, 1, 0)
    assert read_counts(send_file(callers.writer, build_csv({"period": period}))) == (0, 0, 1, 0)  # the first one
    third = {"period": period, "value": "5", "source": "tribunnews-2022-03-28", "locator": "paragraph 8"}
    (error,) = send_rejected(callers, third)
    assert error["code"] == "ambiguous_figure"


def test_of_several_figures_the_one_with_the_citation_of_the_row_is_meant(callers: Callers) -> None:
    period = new_period()
    first = create(callers, period=period)
    second = create(callers, period=period, value="5", distinct_from=first["id"], locator="table 9")
    third = create(callers, period=period, value="6", distinct_from=f"{first['id']} {second['id']}", locator="table 11")
    for figure, locator in ((first, "table 2"), (second, "table 9"), (third, "table 11")):
        response = send_file(
            callers.writer, build_csv({"period": period, "value": "7", "locator": locator}), dry_run="true"
        )
        assert read_counts(response) == (0, 1, 0, 0)
        rows = callers.writer.get(f"/v1/imports/{response.json()['id']}/rows").json()["data"]
        assert [row["record"]["id"] for row in rows] == [figure["id"]]
    for other in ({"locator": "table 99"}, OTHER):
        (error,) = send_rejected(callers, {"period": period, "value": "7", **other})
        assert error["code"] == "ambiguous_figure"


def test_a_row_names_figures_of_its_identity_and_cites_something_else(callers: Callers) -> None:
    period = new_period()
    first = create(callers, period=period)
    elsewhere = create(callers, period=new_period())
    (error,) = send_rejected(callers, {"period": period, "value": "5", "distinct_from": elsewhere["id"]})
    assert (error["code"], error["column"]) == ("other_identity", "distinct_from")
    (error,) = send_rejected(callers, {"period": period, "value": "5", "distinct_from": first["id"]})
    assert (error["code"], error["column"]) == ("same_citation", "source")


def test_a_stock_of_an_unknown_day_is_another_figure_than_that_of_the_last_day(callers: Callers) -> None:
    year = "1955"
    known = {"period": f"{year}-12-31"}
    unknown = {"period": year, "day_known": "tidak"}
    response = send_file(callers.writer, build_csv(known, {**known, **unknown}))
    assert read_counts(response) == (2, 0, 0, 0)
    assert [record["day_known"] for record in list_records(callers, response)] == [True, False]
    assert read_counts(send_file(callers.writer, build_csv(unknown))) == (0, 0, 1, 0)
    errors = send_rejected(
        callers,
        {"period": f"{year}-12-31", "day_known": "false", "region": "31"},
        {"period": year, "day_known": "false", "nature": "flow", "region": "31"},
    )
    assert {error["code"] for error in errors} == {"only_the_day_of_a_stock_is_unknown"}
    (error,) = send_rejected(callers, {"period": year, "day_known": "kadang"})
    assert (error["code"], error["column"]) == ("not_one_of", "day_known")


def test_rows_about_the_future_are_rejected(callers: Callers) -> None:
    tomorrow = (today_in_jakarta() + timedelta(days=1)).isoformat()
    (error,) = send_rejected(callers, {"stated_on": tomorrow, "period": new_period()})
    assert (error["code"], error["column"]) == ("stated_in_future", "stated_on")
    (error,) = send_rejected(callers, {"stated_on": "2024-05-13", "period": "2024"})
    assert (error["code"], error["column"]) == ("period_after_stated", "period")
    assert "2024-01-01/2024-05-13" in error["detail"] and "2024-01-01/2024-05-13" in error["detail_en"]
    today = build_csv({"stated_on": today_in_jakarta().isoformat(), "period": new_period(), "retracted_on": tomorrow})
    assert read_counts(send_file(callers.writer, today, dry_run="true")) == (1, 0, 0, 0)
    targets = {"period": "2060", "quality": None, "value": "9"}
    response = send_file(callers.writer, build_csv(targets), collection="targets", dry_run="true")
    assert read_counts(response) == (1, 0, 0, 0)
    response = send_file(
        callers.writer,
        build_csv({**targets, "stated_on": tomorrow}),
        collection="targets",
        dry_run="true",
        mode="partial",
    )
    assert list_error_codes(response) == ["stated_in_future"]


def test_a_row_moves_an_existing_figure_neither_into_the_future_nor_to_another_identity(callers: Callers) -> None:
    figure = create(callers, period=new_period())
    other = create(callers, period=new_period())
    partial = dict.fromkeys(("indicator", "nature", "region", "value", "quality", "stated_on", "institution"))
    row = {**partial, "id": figure["id"], "source": None, "locator": None}
    (error,) = send_rejected(callers, {**row, "period": "2031"})  # type: ignore[dict-item]
    assert error["code"] == "period_after_stated"
    response = send_file(callers.writer, build_csv({**row, "period": other["period"]}), mode="partial")  # type: ignore[dict-item]
    assert list_error_codes(response) == ["figure_exists"]


def test_a_new_value_keeps_a_resolution_only_if_it_is_a_multiple_of_it(callers: Callers) -> None:
    period = new_period()
    figure = create(callers, period=period, resolution="10000")
    revised = send_file(callers.writer, build_csv({"period": period, "value": "1260000"}))
    assert read_counts(revised) == (0, 1, 0, 0)
    assert [(row["value"], row["resolution"]) for row in list_records(callers, revised)] == [(1260000, 10000)]
    (error,) = send_rejected(callers, {"period": period, "value": "1265000"})
    assert (error["code"], error["column"]) == ("resolution_required", "resolution")
    stated = send_file(callers.writer, build_csv({"period": period, "value": "1265000", "resolution": "1"}))
    assert read_counts(stated) == (0, 1, 0, 0)
    assert read_finished(stated)["status"] == "done"
    assert figure["resolution"] == 10000
