"""The rules of texts in api/text_rules.py and in SQL give the same result for every character."""

import json
import re
import sys
import unicodedata

import pytest

from api.text_rules import find_text_error, is_formula, is_label
from tests.schema.conftest import TABLES, Session, try_run
from tests.support.newer_schema import needs_own_schema

CHARACTERS = [chr(code) for code in range(1, sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]


def select_characters(session: Session, condition: str) -> set[str]:
    codes = "generate_series(1, 1114111) AS code WHERE code NOT BETWEEN 55296 AND 57343"
    return {chr(code) for (code,) in session.rows(f"SELECT code FROM {codes} AND {condition}")}


def test_the_same_characters_begin_a_formula(reader: Session) -> None:
    expected = {each for each in CHARACTERS if is_formula(f"{each}1")}
    assert select_characters(reader, "NOT is_safe_in_a_spreadsheet(chr(code) || '1')") == expected
    assert expected == {each for each in CHARACTERS if unicodedata.normalize("NFKC", each)[:1] in set("=+-@")}


def test_the_same_blanks_precede_a_formula(reader: Session) -> None:
    expected = {each for each in CHARACTERS if is_formula(f"{each}=1")}
    assert select_characters(reader, "NOT is_safe_in_a_spreadsheet(chr(code) || '=1')") == expected
    assert expected > {each for each in CHARACTERS if each.isspace()}


def test_the_same_characters_are_hidden(reader: Session) -> None:
    expected = {each for each in CHARACTERS if find_text_error(f"a{each}", "long_text")}
    assert select_characters(reader, "has_hidden_characters('a' || chr(code))") == expected
    # Of the other format characters, Arabic and other number signs are visible.
    invisible = {each for each in CHARACTERS if unicodedata.category(each) in ("Cc", "Zl", "Zp")} - {"\n", "\t"}
    assert invisible <= expected
    assert {each for each in CHARACTERS if unicodedata.bidirectional(each) in BIDIRECTIONAL_CONTROLS} <= expected


def test_the_same_characters_surround_a_label(reader: Session) -> None:
    casts = "NOT pg_input_is_valid(chr(code) || 'a', 'label')"
    if reader.value("SELECT current_setting('server_version_num')::integer") < 160000:
        pytest.skip("pg_input_is_valid requires PostgreSQL 16")
    assert select_characters(reader, casts) == {each for each in CHARACTERS if not is_label(f"{each}a")}


BIDIRECTIONAL_CONTROLS = {"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
NASTY = [
    " =1", "\u00a0=1", "\u3000=1", "\u2003+1", "\uff1d1", "\uff0b62", "\uff0d1", "\uff20SUM(A1)", " \uff1d1", "\ufe66a",
    "\u202e=1", "\u200b=1", "\ufeff=1", "\t=1", "\n=1", "\r=1", "\x0b=1", "\x85=1", "\u2028=1", "=\u0338 1", "\u207a1",
    "\u00ad=1", "\u2066=1", "\U000e0020=1", "\u3164=1", "-1", "+1", "@a", "=1", "a\u202eb", "a\u200db", "a\x00b",
    "a\x1bb",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_a_nasty_text_is_rejected_by_every_rule(reader: Session, text: str) -> None:
    assert find_text_error(text, "long_text") is not None
    assert find_text_error(text, "line") is not None
    if "\0" not in text:  # the database cannot store it
        safe = "SELECT is_safe_in_a_spreadsheet($1) AND NOT has_hidden_characters($1)"
        assert reader.value(safe, text) is False
    citations = json.dumps([{"source": "ab", "locator": None, "quote": text, "note": None}])
    with pytest.raises(Exception, match=r"prose_|unsupported Unicode"):
        reader.value("SELECT $1::text::citations", citations)


@pytest.mark.parametrize(
    "text",
    [
        "UMKM = usaha",
        "50%",
        "(=1)",
        "\u2212 5",
        "é",
        "日本",
        "👩",
        "Rp\u00a05",
        "a\nb\tc",
        "\u2260",
        "١",
        "ℹ️",
        "\u0600",
    ],
    ids=ascii,
)
def test_an_ordinary_text_is_accepted(reader: Session, text: str) -> None:
    assert find_text_error(text, "long_text") is None
    assert reader.value("SELECT ($1::text::long_text)::text", text) == text


@needs_own_schema
def test_every_text_of_a_record_has_a_rule_that_excludes_formulas(reader: Session) -> None:
    """Exports write these columns without changing them. Lists are exported as JSON, which begins with a bracket."""
    columns = reader.rows(
        """SELECT attrelid::regclass::text, attname, coalesce(nullif(typtype, 'b')::text, ''), typname,
            ARRAY(SELECT pg_get_constraintdef(c.oid) FROM pg_constraint AS c
                WHERE c.conrelid = attrelid AND attnum = ANY (c.conkey) AND c.contype = 'c')
        FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
        WHERE attrelid = ANY ($1::text[]::regclass[]) AND attnum > 0 AND typcategory = 'S' AND NOT attisdropped""",
        [*TABLES, "preference"],
    )
    assert len(columns) > 60
    unsafe_domains = [
        domain
        for domain in sorted({typname for *_, kind, typname, _ in columns if kind == "d"})
        if any(try_run(reader, f"SELECT $1::text::{domain}", f"{sign}1") is None for sign in "=+-@＝＋－＠")
    ]
    assert unsafe_domains == []
    listed_or_matched = re.compile(r"ANY \(ARRAY\[|~ '\^[([]*[a-z0-9A-Z]")
    unchecked = [
        f"{table}.{column}"
        for table, column, kind, _, checks in columns
        if kind != "d" and not any(listed_or_matched.search(check) for check in checks)
    ]
    assert unchecked == ["target.level", "realization.level", "preference.nature"]  # computed, or those of a figure
