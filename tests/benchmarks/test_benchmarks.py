"""The benchmarks: compared programs return the same, ratios are correct, the page shows the stored results."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from api.database.revision_reads import Selection, build_list_sql
from api.resources.realizations.queries import REALIZATION_TABLE
from benchmarks import dataset, report, wrk
from benchmarks.commands import FIXED_BYTES, ON_UVICORN
from benchmarks.context import COUNTS, LIST, BenchmarkContext, Effort, read
from benchmarks.embedded import install_commit
from benchmarks.floors import fetch
from benchmarks.floors.copy import measure_copy_in
from benchmarks.floors.insert import measure_insert
from benchmarks.measurement import Measurement, Result, Sample, Side, Table, build_cpu_ratio, build_ratio, run_in_turn
from benchmarks.measures.files import import_file, measure_export
from benchmarks.measures.registry import MEASURES
from benchmarks.peer_check import check_same_figures
from benchmarks.statements import DRAFT, encode_file, encode_table, generate_statements
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls, execute

SIZE = 10_000


@pytest.fixture(scope="module")
def context(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BenchmarkContext]:
    database = dataset.create_database(postgres, SIZE)
    try:
        effort = Effort(rounds=1, seconds=1, connections=2)
        with BenchmarkContext(database, effort, tmp_path_factory.mktemp("bench")) as context:
            yield context
    finally:
        execute(postgres.owner, f"DROP DATABASE {dataset.NAME} WITH (FORCE)")


def count_drafts(context: BenchmarkContext) -> int:
    (count,) = execute(context.database.owner, "SELECT count(*) FROM realization WHERE status = 'draft'")
    assert isinstance(count, int)
    return count


def test_the_database_has_the_given_size_and_all_realizations_are_published(context: BenchmarkContext) -> None:
    size, keys, unpublished = execute(
        context.database.owner,
        "SELECT count(*) FROM realization WHERE program LIKE 'program-%'",
        "SELECT count(DISTINCT (indicator, nature, region, breakdown, period)) FROM realization WHERE "
        "indicator = 'indicator-0'",
        "SELECT count(*) FROM realization WHERE program LIKE 'program-%' AND status <> 'published'",
    )
    assert size == SIZE and unpublished == 0
    assert isinstance(keys, int) and 2_000 < keys < dataset.REALIZATIONS_PER_INDICATOR


@pytest.mark.parametrize("name", [ON_UVICORN, FIXED_BYTES])
def test_the_lower_bounds_of_hits_return_the_headers_and_bodies_of_capaian(
    context: BenchmarkContext, name: str
) -> None:
    floor = context.floor(name)
    varying = {"x-request-id", "date", "age", "cache-status", "traceparent"}
    for path in (LIST, context.single_path, COUNTS):
        expected, fixed = read(context.capaian, path), read(floor, path)
        assert (fixed.status, fixed.body) == (200, expected.body)
        assert {field for field, _ in expected.headers.items() ^ fixed.headers.items()} <= varying
        assert read(floor, f"/304{path}").status == 304


def test_the_fetch_without_http_reads_the_rows_of_the_list(context: BenchmarkContext) -> None:
    sql, values = build_list_sql(REALIZATION_TABLE, Selection(None, ("published",), {}), 100)
    names = (*REALIZATION_TABLE.columns, *REALIZATION_TABLE.cursor_columns(None))
    encoded: list[bytes] = []

    def encode(records: list[asyncpg.Record]) -> bytes:
        encoded.append(fetch.build_encoder(names)(records))
        return encoded[-1]

    sample = fetch.measure_fetch(context.database.service, sql, values, tasks=1, seconds=0.05, encode=encode)
    assert sample.value > 1
    listed = json.loads(context.read(LIST).body)["data"]
    fields = ("id", "value", "period", "citations", "institution", "stated_on")
    assert [[row[name] for name in fields] for row in json.loads(encoded[0])] == [
        [row[name] for name in fields] for row in listed
    ]


def test_an_export_has_the_rows_of_the_copy_that_it_is_compared_with(context: BenchmarkContext) -> None:
    measurement = measure_export(context)
    assert measurement.results[0].value > 0
    assert measurement.tables[0].title.startswith("Export of 10,0")


def test_insert_import_and_copy_create_one_draft_per_statement(context: BenchmarkContext) -> None:
    statements = generate_statements()
    before = count_drafts(context)
    rate = measure_insert(context.database.owner, statements, writers=2, seconds=0.2)
    inserted = count_drafts(context) - before
    assert inserted >= rate * 0.2 >= 1
    key = key_for(context.database, "bench", "write")
    content = encode_file(itertools.islice(statements, 30))
    assert import_file(context.capaian.url, key, content).rows == 30
    assert measure_copy_in(context.database.owner, encode_table(itertools.islice(statements, 20))).rows == 20
    assert count_drafts(context) == before + inserted + 50
    with pytest.raises(RuntimeError, match="import-rejected"):
        import_file(context.capaian.url, key, content.replace(b"kemenko-marves", b"unknown"))


@pytest.mark.skipif(not wrk.is_installed(), reason="requires wrk")
def test_the_load_generator_creates_drafts_and_sends_requests_at_a_rate(context: BenchmarkContext) -> None:
    before = count_drafts(context)
    variables = {"BENCH_DRAFT": DRAFT, "BENCH_FIRST": "0", "BENCH_KEY": key_for(context.database, "writer", "write")}
    created = wrk.run_wrk(f"{context.capaian.url}/", connections=2, seconds=1, variables=variables)
    assert count_drafts(context) >= before + created.requests > before
    url = context.floor(FIXED_BYTES).url
    paced = wrk.run_wrk(url + LIST, connections=2, seconds=1, variables={"BENCH_DELAY": "20"})
    assert 30 < paced.rate < 150 and 0 < paced.median <= paced.p99


def test_a_commit_that_the_repository_lacks_is_reported(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"git .* failed"):
        install_commit("0000000", tmp_path)


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

    one, other = run_in_turn({"A": lambda: run("A"), "B": lambda: run("B")}, 2).values()
    assert order == ["A", "B", "A", "B", "A", "B"]
    assert [sample.value for sample in one.samples] == [3, 5] and (other.low, other.median, other.high) == (4, 5, 6)


def test_a_ratio_compares_medians_and_has_a_goal() -> None:
    one = Side("A", [Sample(2, cpu=10), Sample(3, cpu=20), Sample(4, cpu=10)])
    other = Side("B", [Sample(4, cpu=20), Sample(4, cpu=20), Sample(2, cpu=30)])
    compared = build_ratio("A to B", one, other, at_least=0.8)
    assert (compared.value, compared.low, compared.high) == (0.75, 0.5, 2)
    assert compared.is_reached is False and compared.goal == "≥ 0.8"
    by_processor = build_cpu_ratio("A to B", one, other, at_least=2)
    assert (by_processor.value, by_processor.low, by_processor.high, by_processor.is_reached) == (2, 1, 3, True)
    assert Result("A", 1, 1, 1, at_most=1).is_reached is True
    assert build_ratio("A to B", one, other).is_reached is None


def test_the_page_shows_the_last_run_of_each_measure_and_the_hand_written_part(tmp_path: Path) -> None:
    side = Side("Capaian", [Sample(1234.5, cpu=12.34)])
    results = [Result("Hit: to B", 0.5, 0.4, 0.6, at_least=0.8)]
    measurement = Measurement([Table("Hit", "responses per second", [side])], results)
    file = tmp_path / "results.json"
    report.store_run("hits", report.Run({"measured": "2026-11-24"}, Measurement([], [])), file)
    report.store_run("hits", report.Run({"measured": "2026-11-25"}, measurement), file)
    runs = report.load_runs(file)
    page = report.update_page(f"By hand.\n{report.BEGIN}\nold\n{report.END}\nAlso.", runs)
    assert page.startswith("By hand.\n") and page.endswith("\nAlso.") and "old" not in page
    assert "| Hit: to B | 0.50 | 0.40–0.60 | ≥ 0.8 | **no** |" in page
    assert "| Capaian | 1,234 | 1,234–1,234 | 12.3 |" in page and "2026-11-24" not in page


def test_the_page_of_the_repository_shows_the_results_of_the_repository() -> None:
    page, runs = report.PAGE.read_text(), report.load_runs()
    assert report.update_page(page, runs) == page and runs.keys() <= MEASURES.keys()
