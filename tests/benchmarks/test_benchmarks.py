"""The benchmarks: compared responses are equal, ratios are correct, the page shows the stored results."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from api.database.revision_reads import Selection, build_list_sql
from api.resources.figures.indexed_sorts import ANY_SORT
from api.resources.realizations.queries import REALIZATION_TABLE
from benchmarks import pages, stored_results
from benchmarks.context import BenchmarkContext, Effort
from benchmarks.dataset import REALIZATIONS_PER_INDICATOR, database_name, prepare_database
from benchmarks.floors import fetch
from benchmarks.floors.copy_out import measure_copy_out
from benchmarks.floors.insert import create_plain_table, measure_insert
from benchmarks.http_connection import HttpConnection, Response
from benchmarks.measurement import Measurement, Ratio, Sample, Side, ratio, run_in_turn
from benchmarks.measures import cache_hit, filters_and_sorts
from benchmarks.measures.registry import MEASURES
from benchmarks.peer_check import check_same_figures
from benchmarks.plot import draw_plot
from benchmarks.steady_load import measure_at_rate
from tests.schema.test_plans import FILTERS, OF_REALIZATIONS, SORTS
from tests.support.databases import DatabaseUrls, execute

SIZE = 10_000


@pytest.fixture(scope="module")
def context(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BenchmarkContext]:
    effort = Effort(rounds=1, seconds=1, connections=2, minutes=0)
    database = prepare_database(postgres, SIZE)
    try:
        with BenchmarkContext(SIZE, database, None, effort, tmp_path_factory.mktemp("bench")) as context:
            yield context
    finally:
        execute(postgres.owner, f"DROP DATABASE {database_name(SIZE)} WITH (FORCE)")


def read(url: str, path: str, **headers: str) -> Response:
    connection = HttpConnection(url)
    try:
        return connection.get(path, headers)
    finally:
        connection.close()


def test_the_database_has_the_given_size_and_all_realizations_are_published(context: BenchmarkContext) -> None:
    found = execute(
        context.database.owner,
        "SELECT count(*) FROM realization WHERE program LIKE 'program-%'",
        "SELECT count(DISTINCT (indicator, nature, region, breakdown, period)) FROM realization WHERE "
        "indicator = 'indicator-0'",
        "SELECT count(*) FROM realization WHERE status <> 'published'",
    )
    keys = found[1]
    assert found[0] == SIZE and isinstance(keys, int) and 2_000 < keys < REALIZATIONS_PER_INDICATOR and found[2] == 0


def test_the_minimal_application_returns_the_headers_and_bodies_of_capaian(context: BenchmarkContext) -> None:
    for path in (context.list_path, context.single_path, context.counts_path):
        expected, fixed = read(context.capaian.url, path), read(context.minimal_app.url, path)
        assert (fixed.status, fixed.body) == (200, expected.body)
        varying = {"x-request-id", "date", "age", "cache-status"}
        assert fixed.headers.items() - expected.headers.items() <= {(name, fixed.headers.get(name)) for name in varying}
        etag = expected.headers["etag"]
        assert read(context.minimal_app.url, f"/304{path}").status == 304
        assert read(context.capaian.url, path, **{"if-none-match": etag}).status == 304


def test_the_fetch_without_http_reads_the_rows_of_the_list(context: BenchmarkContext) -> None:
    sql, values = build_list_sql(REALIZATION_TABLE, Selection(None, ("published",), {}), 100)
    names = (*REALIZATION_TABLE.columns, *REALIZATION_TABLE.cursor_columns(None))
    encoded: list[bytes] = []

    def encode(records: list[asyncpg.Record]) -> bytes:
        encoded.append(fetch.build_encoder(names)(records))
        return encoded[-1]

    sample = fetch.measure_fetch(context.database.service, sql, values, tasks=1, seconds=0.05, encode=encode)
    assert sample.value > 1
    listed = json.loads(context.read(context.list_path).body)["data"]
    fields = ("id", "value", "period", "citations", "institution", "stated_on")
    assert [[row[name] for name in fields] for row in json.loads(encoded[0])] == [
        [row[name] for name in fields] for row in listed
    ]


def test_copy_reads_all_columns_of_the_export(context: BenchmarkContext) -> None:
    assert measure_copy_out(context.database.service, REALIZATION_TABLE.select_list).value > 0


def test_each_part_of_a_cache_hit_is_measured(context: BenchmarkContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_hit, "TIMES", 50)
    total, *parts = cache_hit.measure_cache_hit(context).sides
    assert total.median == pytest.approx(sum(part.median for part in parts))


def test_a_run_at_a_constant_rate_sends_requests_at_that_rate(context: BenchmarkContext) -> None:
    latency = measure_at_rate(context.minimal_app.url, context.single_path, rate=200, connections=2, seconds=0.5)
    assert latency.rate == 200 and 0 < latency.median <= latency.p99


def test_only_the_insert_into_the_real_table_adds_drafts(context: BenchmarkContext) -> None:
    count = "SELECT count(*) FROM realization WHERE recorded_by = 'bench' AND status = 'draft'"
    sample = measure_insert(context.database.owner, "realization", 0.2)
    (drafts,) = execute(context.database.owner, count)
    assert isinstance(drafts, int) and drafts >= sample.value * 0.2 >= 1
    with create_plain_table(context.database.owner) as plain_table:
        assert measure_insert(context.database.owner, plain_table, 0.05).value > 0
    assert execute(context.database.owner, count) == [drafts]


def test_each_filter_and_sort_of_the_plans_is_measured_and_matches_figures(context: BenchmarkContext) -> None:
    assert filters_and_sorts.FILTERS.keys() == FILTERS.keys() | OF_REALIZATIONS.keys()
    assert set(ANY_SORT) == {sort or "" for sort in SORTS}
    for name, value in filters_and_sorts.FILTERS.items():
        response = read(context.capaian.url, f"{context.list_path}?{name}={value}")
        assert response.status == 200
        assert bool(json.loads(response.body)["data"]) is (name != "id")


def test_a_peer_with_other_figures_is_rejected() -> None:
    figure = {"id": str(UUID(int=7)), "value": 1, "recorded_at": "2025-01-01T00:00:00.123456Z"}
    expected = json.dumps({"data": [figure]}).encode()
    check_same_figures(
        "peer",
        expected,
        json.dumps({"data": [figure | {"value": 1.0, "recorded_at": "2025-01-01T00:00:00.123Z"}]}).encode(),
    )
    for wrong in ([], [figure, figure], [figure | {"value": 2}], [figure | {"more": 1}], [{"id": figure["id"]}]):
        with pytest.raises(RuntimeError, match="peer"):
            check_same_figures("peer", expected, json.dumps({"data": wrong}).encode())


def test_sides_run_in_turn_after_one_run_that_is_not_counted() -> None:
    order: list[str] = []

    def run(name: str) -> Sample:
        order.append(name)
        return Sample(len(order))

    one, other = run_in_turn({"A": lambda: run("A"), "B": lambda: run("B")}, 2)
    assert order == ["A", "B", "A", "B", "A", "B"]
    assert [sample.value for sample in one.samples] == [3, 5] and (other.low, other.median, other.high) == (4, 5, 6)


def test_a_ratio_compares_medians_and_has_a_goal() -> None:
    one, other = (
        Side(name, [Sample(value) for value in values]) for name, values in (("A", (2, 3, 4)), ("B", (4, 4, 2)))
    )
    compared = ratio("A to B", one, other, at_least=0.8)
    assert (compared.value, compared.low, compared.high) == (0.75, 0.5, 2)
    assert compared.is_reached is False and compared.goal == "≥ 0.8"
    assert ratio("A to B", one, other, at_most=1).is_reached is True
    assert ratio("A to B", one, other).is_reached is None


def test_a_stored_result_has_the_name_of_a_measure() -> None:
    for result in stored_results.load_results():
        assert result.runs.keys() <= MEASURES.keys()
        assert all(run.measurement.name == name for name, run in result.runs.items())


def test_the_page_shows_the_results_and_retains_the_hand_written_part(tmp_path: Path) -> None:
    side = Side("Capaian", [Sample(1234.5, cpu=12.3)])
    measurement = Measurement(
        "hot_list", "Hot list", "responses per second", [side], [Ratio("to B", 0.5, 0.4, 0.6, at_least=0.8)]
    )
    run = stored_results.Run({"measured": "2026-11-24"}, measurement)
    results = [stored_results.StoredResult(SIZE, {"hot_list": run})]
    page = pages.update_page(f"By hand.\n{pages.BEGIN}\nold\n{pages.END}\nAlso.", results, tmp_path)
    assert page.startswith("By hand.\n") and page.endswith("\nAlso.") and "old" not in page
    assert "| Hot list: to B | 0.50 | 0.40–0.60 | ≥ 0.8 | **no** |" in page
    assert "1,234" in (tmp_path / f"{SIZE}.svg").read_text() == draw_plot([measurement])


def test_the_page_of_the_repository_shows_the_results_of_the_repository(tmp_path: Path) -> None:
    page = pages.PAGE.read_text()
    assert pages.update_page(page, stored_results.load_results(), tmp_path) == page
    for picture in tmp_path.glob("*.svg"):
        assert picture.read_text() == (pages.PICTURES / picture.name).read_text()
