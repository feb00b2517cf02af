"""The figures that may have findings are enough: random figures have the findings of the complete computation."""

import json
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from api.analysis.findings import load_parts
from api.analysis.findings.cache import FindingsCache
from api.analysis.findings.findings_key import FindingsKey
from api.analysis.findings.pages import FindingsPageRequest, load_findings_page
from api.analysis.rules.checks.finding import FindingResult
from api.analysis.rules.checks.registry import CODES, sort_key
from tests.analysis.findings.run_cache import CALLER, run_with_cache
from tests.http.recording import figure_id, recorded
from tests.support import databases
from tests.support.databases import DatabaseUrls

SEED = 20261129
DAYS = (date(2021, 9, 1), date(2024, 7, 1))
PROGRAMS = ("acak-1", "acak-2", "acak-3")
FIGURES_PER_PROGRAM = 300  # of each type
# A province with five regions, two of them renumbered regions of another province.
REGIONS = ("34", "34", "34", "34.01", "34.02", "34.03", "34.04", "34.71", "91", "93", "91.01", "93.01", "ID")
BREAKDOWNS = ("", "", "", "", "catalog:local", "catalog:other", "part:own", "catalog:local,part:own")
PERIODS = ("2019", "2020", "2021", "2020-Q4", "2021-Q1", "2021-03", "2020-12", "2022")
INDICATORS: dict[str, dict[str, Any]] = {
    "semua": {},
    "ikut": {"population_indicator": "acak-1-semua"},
    "bagian": {"partitions": ["catalog"]},
    "rutin": {"expected_every": "P1Y", "direction": "maintain"},
    "produk": {"unit": "produk", "additive": False, "direction": "decrease"},
    "janji": {"direction": "maintain"},
}
SOURCES = ("tribunnews-2022-03-28", "sindonews-2021")  # the second one has no certain day
CLAIM = {
    "source": SOURCES[0],
    "locator": "p",
    "kind": "ratio",
    "base": "target",
    "stated_value": 21,
    "stated_resolution": 1,
}


def draw_figures(random: Random, program: str, record_type: str) -> list[dict[str, Any]]:
    """Draw figures of which most series have one or two, so that a series seldom has two reasons for a finding."""
    figures: list[dict[str, Any]] = []
    for _ in range(FIGURES_PER_PROGRAM):
        name, nature = random.choice(list(INDICATORS)), random.choice(("stock", "flow", "rate"))
        qualifier = random.choice(("exact",) * 12 + ("about", "at_least", "at_most", "nearly"))
        value = random.choice((20, 30, 30, 30, 31)) * (5 if random.random() < 0.2 else 1)
        figure = {
            "program": program,
            "indicator": f"{program}-{name}",
            "nature": nature,
            "region": random.choice(REGIONS),
            "breakdown": random.choice(BREAKDOWNS),
            "period": random.choice(PERIODS),
            "value": value,
            "value_to": value + 5 if qualifier in ("exact", "about") and random.random() < 0.05 else None,
            "qualifier": qualifier,
            "resolution": random.choice((1, 1, 10)),
            "stated_on": str(date(2023, 1, 1) + timedelta(days=random.randrange(300))),
            "retracted_on": "2023-12-31" if random.random() < 0.05 else None,
            "institution": random.choice(("kemenkop-ukm", "bps")),
            "citations": [
                {
                    "source": random.choice(SOURCES),
                    "locator": "p",
                    "quote": None,
                    "note": None,
                }
            ],
        }
        if record_type == "realization":
            figure["quality"] = random.choice(("final", "provisional"))
            figure["day_known"] = not (nature == "stock" and random.random() < 0.1)
        else:
            figure["stated_on"] = str(date(2018, 1, 1) + timedelta(days=random.randrange(1200)))
            figure["plan"] = random.choice((None, None, SOURCES[0]))
            figure["due_on"] = "2023-06-30" if random.random() < 0.1 else None
            figure["supersedes"] = None
        figures.append(figure)
    return figures


def list_statements(random: Random) -> list[str]:
    """Return statements that insert the records; the triggers do not run, so that the owner inserts them quickly."""
    statements = ["SET session_replication_role = replica"]
    number = 900_000
    for program in PROGRAMS:
        statements.append(recorded("program", code=program, name=program))
        for name, fields in INDICATORS.items():
            row = {"unit": "umkm", "direction": "increase", "additive": True, "partitions": [], **fields}
            statements.append(recorded("indicator", code=f"{program}-{name}", program=program, name=name, **row))
        for record_type in ("target", "realization"):
            figures = draw_figures(random, program, record_type)
            for figure in figures:
                figure["id"], number = figure_id(number), number + 1
            if record_type == "target":
                move_deadlines(random, figures)
            statements.append(insert(record_type, figures))
        for claimed in figures[:20]:
            statements.append(recorded("claim", id=figure_id(number), figures=[claimed["id"]], **CLAIM))
            number += 1
    variant = "UPDATE indicator SET variant_of = '{}' WHERE code = '{}'"
    statements.append(variant.format("acak-2-semua", "acak-2-produk"))
    statements.append(variant.format("acak-3-janji", "acak-1-produk"))
    # An indicator without a report, whose variants have some
    statements.append("DELETE FROM realization WHERE indicator IN ('acak-2-semua', 'acak-3-janji')")
    return statements


def move_deadlines(random: Random, targets: list[dict[str, Any]]) -> None:
    """Let some targets supersede an earlier one of their series."""
    series = ("indicator", "nature", "region", "breakdown")
    for earlier, later in pairwise(targets):
        if random.random() < 0.05:
            later.update({name: earlier[name] for name in series})
            later["supersedes"], later["stated_on"] = earlier["id"], "2022-12-31"


def insert(table: str, rows: list[dict[str, Any]]) -> str:
    published = {"revision": 1, "status": "published", "public": True, "recorded_by": "system",
                 "recorded_at": "2023-12-01T00:00:00Z"}  # fmt: skip
    content = json.dumps([{**row, **published, "distinct_from": []} for row in rows])
    columns = ", ".join((*rows[0], *published, "distinct_from"))
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, '{content}')"


async def load_page(cache: FindingsCache, day: date, limit: int = 10_000) -> list[FindingResult]:
    request = FindingsPageRequest(
        as_of=day, known_at=None, matches=lambda _: True, programs=PROGRAMS, after=None, limit=limit
    )
    await cache.check_for_changes()
    return (await load_findings_page(cache, cache._database, request, CALLER)).findings


@pytest.fixture(scope="module")
def random_figures(shared_database: DatabaseUrls) -> DatabaseUrls:
    databases.execute(shared_database.owner, *list_statements(Random(SEED)))  # figures of a test
    return shared_database


def test_random_figures_have_the_findings_of_the_complete_computation(
    random_figures: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def compare(cache: FindingsCache) -> None:
        codes = set()
        for day in DAYS:
            whole: list[FindingResult] = []
            for program in PROGRAMS:
                whole += await cache.get(FindingsKey((program,), day, None), CALLER)
            codes |= {finding.code for finding in whole}
            for min_figures in (0, 5_000):  # by indicator, and by group of programs
                monkeypatch.setattr(load_parts, "MIN_FIGURES", min_figures)
                assert await load_page(cache, day) == sorted(whole, key=sort_key)
        assert codes == set(CODES) - {"weekday_mismatch"}

    run_with_cache(random_figures, compare, max_cached=1_000_000)
