"""The domains of the database accept the content of every row without errors, also for unusual cells."""

import asyncio
import random
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.cells.cell import CellValue
from api.exchange.imports.rows.collection_columns import COLUMN_NAMES, COLUMNS
from api.exchange.imports.rows.figure_columns import CITATION_COLUMNS
from api.exchange.imports.rows.json_row_reader import JsonRowReader
from api.exchange.imports.rows.layout import ColumnLayout
from api.exchange.imports.rows.row_reader import RowReader
from tests.exchange.imports.cells.reference import NAMES
from tests.exchange.imports.rows.read_row import REALIZATION, SOURCE
from tests.support import databases
from tests.support.databases import DatabaseUrls

ROWS = 4_000
WHOLE: dict[str, CellValue] = {"breakdown": "none"}  # an empty cell is an error
ENCODER = msgspec.json.Encoder(decimal_format="number")
ID = "01a1fb67-1800-7000-8000-000000000108"
VALID: dict[str, dict[str, CellValue]] = {"targets": REALIZATION, "realizations": REALIZATION, "sources": SOURCE}
TABLES = {"targets": "target", "realizations": "realization", "sources": "source"}
UNUSUAL_CELLS: list[CellValue] = [
    *("", " ", "x", "ab", "UMKM", "umkm-onboarded", "ab\n", "a b", "=1+1", "-x", "+x", "@x", "\tx", "'=1"),
    *("\0", "\ud800", "a\x1fb", "a\x85b", "a\u202eb", "\u200b", "\ufeffab", "\u00adx", "\u3000x", "é", "😀" * 250),
    *("x" * 64, "x" * 65, "x" * 500, "x" * 501, "x" * 4000, "x" * 4001, "😀" * 501, "\u2028", "a\nb", "a\r\nb\n"),
    *("0", "-0", "5", "13.700", "13,7 juta", "1,50", "0,000000001", "0.0000000001", "9" * 15, "9" * 16, "1" + "0" * 17),
    *("1" + "0" * 18, "Rp5", "5%", "1E+07", "NaN", "Infinity", "0,00", "-0,0", "7 triliun", "1.000.000.000,5"),
    *("2022", "2022-S1", "2022-13", "2022-02-30", "1900", "1899", "2200", "2201", "2200-12-31", "1900-01-01"),
    *("2022-01-01/2022-12-31", "2022-01-01/2022-01-01", "2200-12-31/2201-01-01", "28 Maret 2022", "31/12/2200"),
    *(
        "none",
        "a:b",
        "b:a;a:b",
        "a:b;a:c",
        "A:b",
        "a:b;",
        ";".join(f"k{n}:v" for n in range(8)),
        "a:" + "b" * 65,
        "-:b",
    ),
    *(ID, ID.upper(), "{" + ID + "}", ID.replace("-", ""), "6d0f6f0a-0f3c-4b4a-8c9c-0e5d0f7a1b2c"),
    *("ID", "32", "32.73", "3273", "Kota Metro", "Bandung", "stock", "Kumulatif", "exact", "final", "news", "stated"),
    *("[]", "[1]", "{}", '["a","b"]', '["a\\n"]', '["=a"]', '[""]', "a;b", ";", "[null]", '["\\ud83d"]', "[" * 50),
    *('[{"source":"ab","locator":"x"}]', '[{"source":"ab","quote":"x\\n"}]', '[{"source":"ab","locator":" x"}]'),
    *('[{"source":"ab"}]', '[{"source":"ab","locator":"x","note":""}]', '[{"source":"ab","locator":"x\\u0000"}]'),
    *("id", "en-GB", "en_GB", "i", "a" * 64, "f" * 64, "http://x", "https://x y", "HTTP://x", "https://" + "x" * 1992),
    *("2022-03-28T10:00:00Z", "2200-12-31T23:59:59-10:00", "1900-01-01T00:00:00+10:00", "2022-03-28T10:00:00+23:59"),
    *(
        None,
        True,
        Decimal("1E+30"),
        Decimal("13.7"),
        Decimal("32.73"),
        Decimal(2022),
        date(2022, 5, 1),
        date(1899, 1, 1),
    ),
]


UNUSUAL_VALUES: list[Any] = [
    *(cell for cell in UNUSUAL_CELLS if isinstance(cell, str | Decimal | None)),
    *(Decimal("1E+2"), Decimal("-0"), Decimal("1.0000000000"), Decimal("1E-9"), Decimal("0.5"), 5, True, [], {}, [[]]),
    *({"a": "b"}, {"b": "a", "a\n": "b"}, {"a": "b\n"}, {"a": 1}, {f"k{n}": "v" for n in range(9)}, {"": "b"}),
    *([{"source": "ab", "locator": "x"}], [{"source": "ab\n", "locator": "x"}], [{"source": "ab", "quote": "\0"}]),
    *(["a"], ["a\n"], [" a"], ["a"] * 51, "2022-03-28", "2022-03-28T10:00:00+07:00", "2022-01-01T00:00:00-15:59"),
]


def list_cell_contents(collection: str, rng: random.Random) -> Iterator[dict[str, Any]]:
    every = [name for name in COLUMNS[collection].by_name if name != "id"]
    for omitted in (("citations",), CITATION_COLUMNS):
        header = [name for name in every if name not in (*omitted, "province")]
        reader = RowReader(ColumnLayout.build(collection, header), NAMES, rng.choice([None, "id", "en"]))
        for number in range(ROWS):
            row = {name: (WHOLE | VALID[collection]).get(name, "") for name in header}
            row |= {name: rng.choice(UNUSUAL_CELLS) for name in rng.sample(header, 1)}
            parsed = reader.read(number, number, list(row.values()))
            if not parsed.errors:
                yield parsed.content


def list_object_contents(collection: str, rng: random.Random) -> Iterator[dict[str, Any]]:
    reader = JsonRowReader(collection)
    valid = {name: cell for name, cell in VALID[collection].items() if name in COLUMN_NAMES[collection]}
    for number in range(ROWS):
        fields = valid | ({"value": Decimal(5)} if "value" in valid else {})
        fields |= {name: rng.choice(UNUSUAL_VALUES) for name in rng.sample(COLUMN_NAMES[collection], 1)}
        parsed = reader.read(number, number, fields)
        if not parsed.errors:
            yield parsed.content


@pytest.mark.parametrize("list_contents", [list_cell_contents, list_object_contents])
def test_the_domains_accept_every_content(
    domains: DatabaseUrls, list_contents: Callable[[str, random.Random], Iterator[dict[str, Any]]]
) -> None:
    rng = random.Random(20220328)  # the same rows on every run
    for collection, table in TABLES.items():
        contents = list(list_contents(collection, rng))
        assert len(contents) > ROWS / 40
        sql = f"SELECT count(*) FROM jsonb_populate_recordset(NULL::{table}, $1::jsonb)"
        assert asyncio.run(fetch(domains.owner, sql, ENCODER.encode(contents).decode())) == len(contents)


def test_the_domains_reject_invalid_values(domains: DatabaseUrls) -> None:
    for content in ({"institution": "ab\n"}, {"period": "2022-01-01/2022-12-31"}, {"citations": [{"source": "ab"}]}):
        sql = "SELECT count(*) FROM jsonb_populate_recordset(NULL::target, $1::jsonb)"
        with pytest.raises(asyncpg.CheckViolationError):
            asyncio.run(fetch(domains.owner, sql, ENCODER.encode([content]).decode()))


@pytest.fixture(scope="module")
def domains(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as database:
        yield database


async def fetch(url: str, sql: str, contents: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql, contents)
    finally:
        await connection.close()


CELLS = st.one_of(
    st.text(),
    st.text(st.characters(), max_size=5),
    st.sampled_from(["\ud800", "\0", "ab\ud800"]),
    st.sampled_from(UNUSUAL_CELLS),
    st.decimals(),
    st.dates(),
    st.booleans(),
    st.none(),
)


@pytest.mark.parametrize("collection", COLUMNS)
@given(data=st.data())
def test_any_cells_become_content_or_errors(collection: str, data: st.DataObject) -> None:
    header = [name for name in COLUMNS[collection].by_name if name not in CITATION_COLUMNS]
    cells = [data.draw(CELLS) for _ in header]
    parsed = RowReader(ColumnLayout.build(collection, header), NAMES).read(1, 2, cells)
    ENCODER.encode([parsed.raw, [error.detail for error in parsed.errors], parsed.content])
    assert len({error.column for error in parsed.errors}) == len(parsed.errors)


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.decimals(allow_nan=False, allow_infinity=False),
        st.text(),
        st.sampled_from(UNUSUAL_VALUES),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)


@pytest.mark.parametrize("collection", COLUMNS)
@given(data=st.data())
def test_any_object_becomes_content_or_errors(collection: str, data: st.DataObject) -> None:
    names = st.one_of(st.sampled_from(COLUMN_NAMES[collection]), st.text(max_size=5))
    parsed = JsonRowReader(collection).read(1, 2, data.draw(st.dictionaries(names, JSON, max_size=8)))
    ENCODER.encode([parsed.raw, [error.detail for error in parsed.errors], parsed.content])
