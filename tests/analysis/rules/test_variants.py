"""Rule 8: indicators that lead to one indicator over `variant_of` are variants of each other, in Python and in SQL."""

import asyncio
import random
from collections.abc import Iterator

import asyncpg
import pytest

from api.analysis.fact_queries.variants import variants_sql
from api.analysis.rules.facts import IndicatorFact
from api.analysis.rules.variants import group_variants
from api.database.revision_reads import ParameterBinder
from tests.support import databases
from tests.support.databases import DatabaseUrls

CODES = [f"code-{number}" for number in range(12)]


def build_indicators(**variants: str | None) -> dict[str, IndicatorFact]:
    return {
        code: IndicatorFact(code, "program", f"unit-{code}", "increase", True, None, None, variant)
        for code, variant in variants.items()
    }


def list_groups(indicators: dict[str, IndicatorFact]) -> set[frozenset[str]]:
    return {frozenset(each.code for each in group) for group in group_variants(indicators)}


def test_an_indicator_alone_is_in_no_group() -> None:
    assert list_groups(build_indicators(a=None, b=None)) == set()


def test_chains_and_variants_of_one_indicator_are_one_group() -> None:
    assert list_groups(build_indicators(a=None, b="a", c="b", d="a", e=None, f="e")) == {
        frozenset("abcd"),
        frozenset("ef"),
    }


def test_an_indicator_that_is_not_loaded_connects_its_variants() -> None:
    assert list_groups(build_indicators(a="missing", b="missing", c=None)) == {frozenset("ab")}


def test_a_cycle_ends() -> None:
    list_groups(build_indicators(a="b", b="a", c="c"))


@pytest.fixture(scope="module")
def indicator_database(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as copied:
        yield copied


def test_sql_and_python_find_the_same_variants(indicator_database: DatabaseUrls) -> None:
    """Random forests: each indicator is a variant of an earlier one or of none; some revisions are drafts."""

    async def compare() -> None:
        connection = await asyncpg.connect(indicator_database.owner)
        await connection.execute("SET session_replication_role = replica")
        choose = random.Random(20)
        for _ in range(40):
            codes = choose.sample(CODES, len(CODES))
            variants = {
                code: choose.choice(codes[:index]) if index and choose.random() < 0.6 else None
                for index, code in enumerate(codes)
            }
            statuses = {code: choose.choice(["published", "published", "published", "draft"]) for code in codes}
            await connection.execute("DELETE FROM indicator")
            await connection.executemany(
                "INSERT INTO indicator (code, program, name, unit, direction, additive, variant_of, revision, status, "
                "public, recorded_by) VALUES ($1, 'program', 'A', 'umkm', 'increase', true, $2, 1, $3, "
                "$3 = 'published', 'system')",
                [(code, variants[code], statuses[code]) for code in codes],
            )
            published = [code for code in codes if statuses[code] == "published"]
            bind = ParameterBinder()
            sql = variants_sql("SELECT code FROM indicator WHERE status = 'published'", None, bind)
            found = {(row["indicator"], row["variant"]) for row in await connection.fetch(sql, *bind.values)}
            groups = list_groups(build_indicators(**{code: variants[code] for code in published}))
            expected = {(one, other) for group in groups for one in group for other in group}
            expected |= {(code, code) for code in published}
            assert {(one, other) for one, other in found if other in published} == expected
        await connection.close()

    asyncio.run(compare())
