"""What is compared answers the same, and what is measured is told as it was."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from api.postgres.chain import Selection, list_sql
from api.realizations.queries import REALIZATIONS
from benchmarks import pages, results
from benchmarks.agreement import agreed
from benchmarks.dataset import OF_AN_INDICATOR, filled, name_of
from benchmarks.floors import fetching
from benchmarks.floors.inserting import bare_table, inserted
from benchmarks.line import Answer, Line
from benchmarks.measured import Measured, Ratio, Sample, Side, in_turn, ratio
from benchmarks.measures import orders
from benchmarks.pacing import paced
from benchmarks.plot import drawn
from benchmarks.stage import Effort, Stage
from tests.schema.test_plans import FILTERS, OF_REALIZATIONS, SORTS
from tests.support.databases import Addresses, execute

SIZE = 10_000


@pytest.fixture(scope="module")
def stage(postgres: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    effort = Effort(rounds=1, seconds=1, connections=2, minutes=0)
    addresses = filled(postgres, SIZE)
    try:
        with Stage(SIZE, addresses, None, effort, tmp_path_factory.mktemp("bench")) as stage:
            yield stage
    finally:
        execute(postgres.owner, f"DROP DATABASE {name_of(SIZE)} WITH (FORCE)")


def read(url: str, path: str, **headers: str) -> Answer:
    line = Line(url)
    try:
        return line.get(path, headers)
    finally:
        line.close()


def test_the_data_are_as_many_as_they_say_and_all_that_is_listed_is_published(stage: Stage) -> None:
    found = execute(
        stage.filled.owner,
        "SELECT count(*) FROM realization WHERE program LIKE 'program-%'",
        "SELECT count(DISTINCT (indicator, nature, region, breakdown, period)) FROM realization WHERE "
        "indicator = 'indicator-0'",
        "SELECT count(*) FROM realization WHERE status <> 'published'",
    )
    keys = found[1]
    assert found[0] == SIZE and isinstance(keys, int) and 2_000 < keys < OF_AN_INDICATOR and found[2] == 0


def test_the_bare_application_answers_the_bytes_and_the_headers_of_capaian(stage: Stage) -> None:
    for path in (stage.list_path, stage.single_path, stage.counts_path):
        ours, bare = read(stage.capaian.url, path), read(stage.floor.url, path)
        assert (bare.status, bare.body) == (200, ours.body)
        of_one_answer = {"x-request-id", "traceparent", "date", "age", "cache-status"}
        assert bare.headers.items() - ours.headers.items() <= {(name, bare.headers.get(name)) for name in of_one_answer}
        tag = ours.headers["etag"]
        assert read(stage.floor.url, f"/304{path}").status == 304
        assert read(stage.capaian.url, path, **{"if-none-match": tag}).status == 304


def test_the_rows_alone_are_those_of_the_list(stage: Stage) -> None:
    sql, values = list_sql(REALIZATIONS, Selection(None, ("published",), {}), 100)
    names = (*REALIZATIONS.columns, *REALIZATIONS.beside(None))
    told: list[bytes] = []

    def keep(records: list[asyncpg.Record]) -> bytes:
        told.append(fetching.encoding(names)(records))
        return told[-1]

    sample = fetching.fetched(stage.filled.service, sql, values, tasks=1, seconds=0.05, encode=keep)
    assert sample.value > 1
    listed = json.loads(stage.asked(stage.list_path).body)["data"]
    members = ("id", "value", "period", "citations", "institution", "stated_on")
    assert [[row[name] for name in members] for row in json.loads(told[0])] == [
        [row[name] for name in members] for row in listed
    ]


def test_a_paced_run_asks_as_often_as_it_was_told(stage: Stage) -> None:
    pace = paced(stage.floor.url, stage.single_path, rate=200, connections=2, seconds=0.5)
    assert pace.rate == 200 and 0 < pace.median <= pace.p99


def test_a_bare_insert_enters_what_the_rules_take(stage: Stage) -> None:
    count = "SELECT count(*) FROM realization WHERE recorded_by = 'bench' AND status = 'draft'"
    sample = inserted(stage.filled.owner, "realization", 0.2)
    (entered,) = execute(stage.filled.owner, count)
    assert isinstance(entered, int) and entered >= sample.value * 0.2 >= 1
    with bare_table(stage.filled.owner) as bare:
        assert inserted(stage.filled.owner, bare, 0.05).value > 0
    assert execute(stage.filled.owner, count) == [entered]


def test_each_filter_and_order_of_the_plans_is_asked_for_and_finds_something(stage: Stage) -> None:
    assert orders.FILTERS.keys() == FILTERS.keys() | OF_REALIZATIONS.keys()
    assert set(orders.ANY) == {sort or "" for sort in SORTS}
    for name, value in orders.FILTERS.items():
        answer = read(stage.capaian.url, f"{stage.list_path}?{name}={value}")
        assert answer.status == 200
        assert bool(json.loads(answer.body)["data"]) is (name != "id")


def test_another_answer_of_a_peer_is_noticed() -> None:
    figure = {"id": str(UUID(int=7)), "value": 1, "recorded_at": "2025-01-01T00:00:00.123456Z"}
    ours = json.dumps({"data": [figure]}).encode()
    agreed(
        "peer",
        ours,
        json.dumps({"data": [figure | {"value": 1.0, "recorded_at": "2025-01-01T00:00:00.123Z"}]}).encode(),
    )
    for wrong in ([], [figure, figure], [figure | {"value": 2}], [figure | {"more": 1}], [{"id": figure["id"]}]):
        with pytest.raises(RuntimeError, match="peer"):
            agreed("peer", ours, json.dumps({"data": wrong}).encode())


def test_sides_run_in_turn_after_each_has_run_once_unseen() -> None:
    told: list[str] = []

    def side(name: str) -> Sample:
        told.append(name)
        return Sample(len(told))

    one, other = in_turn({"A": lambda: side("A"), "B": lambda: side("B")}, 2)
    assert told == ["A", "B", "A", "B", "A", "B"]
    assert [sample.value for sample in one.samples] == [3, 5] and (other.low, other.median, other.high) == (4, 5, 6)


def test_a_ratio_is_of_medians_and_says_what_is_reached() -> None:
    one, other = (
        Side(name, [Sample(value) for value in values]) for name, values in (("A", (2, 3, 4)), ("B", (4, 4, 2)))
    )
    compared = ratio("A to B", one, other, at_least=0.8)
    assert (compared.value, compared.low, compared.high) == (0.75, 0.5, 2)
    assert compared.is_reached is False and compared.must == "≥ 0.8"
    assert ratio("A to B", one, other, at_most=1).is_reached is True
    assert ratio("A to B", one, other).is_reached is None


def test_the_page_shows_what_is_held_and_keeps_what_was_written_by_hand(tmp_path: Path) -> None:
    side = Side("Capaian", [Sample(1234.5, cpu=12.3)])
    measured = Measured(
        "hot_list", "Hot list", "answers a second", [side], [Ratio("to B", 0.5, 0.4, 0.6, at_least=0.8)]
    )
    held = [results.Kept(SIZE, {"hot_list": results.Run({"measured": "2026-11-24"}, measured)})]
    page = pages.rewritten(f"By hand.\n{pages.BEGIN}\nold\n{pages.END}\nAlso.", held, tmp_path)
    assert page.startswith("By hand.\n") and page.endswith("\nAlso.") and "old" not in page
    assert "| Hot list: to B | 0.50 | 0.40–0.60 | ≥ 0.8 | **no** |" in page
    assert "1,234" in (tmp_path / f"{SIZE}.svg").read_text() == drawn([measured])


def test_the_page_of_the_repository_shows_the_results_of_the_repository(tmp_path: Path) -> None:
    page = pages.PAGE.read_text()
    assert pages.rewritten(page, results.held(), tmp_path) == page
    for picture in tmp_path.glob("*.svg"):
        assert picture.read_text() == (pages.PICTURES / picture.name).read_text()
