"""The words of the schema: what each domain takes and refuses, and that SQL and Python read periods alike."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.figures import breakdown
from api.figures.period import Period
from tests.schema.conftest import Session, refusal

# The database is only read, so one session serves every example.
many = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def why_not(session: Session, domain: str, text: str | None) -> str | None:
    return refusal(session, f"SELECT $1::text::{domain}", text)


TAKEN = {
    "code": ["ab", "a1", "1-", "umkm-digital", "x" * 64],
    "region_code": ["ID", "32", "32.73"],
    "label": ["A", "x" * 500, "Rp", "50% dari UMKM", "UMKM = usaha", "Nahdlatul ‘Ulama’", "日本", "a\u00a0b"],
    "prose": ["a\nb\tc", " dengan spasi", "x" * 4000, "𝟙"],
    "address": ["https://a", "http://example.org/~x?y=%20#z"],
    "day": ["1900-01-01", "2200-12-31"],
    "moment": ["1900-01-01 00:00:00Z", "2200-12-31 23:59:59.999999Z"],
    "amount": ["0", "-1.5", "999999999999999", "0.000000001", "123456.789012345", "999999999999999000", "1.500000000"],
    "breakdown": ["", "a:b", "catalog:local,part:own", "a:x,a-b:x", f"{'k' * 64}:{'v' * 64}"],
    "citations": ["[]"],
}
REFUSED = {
    "code": {
        "code_is_2_to_64_lower_case_letters_digits_and_hyphens": [
            *("", "a", "-a", "Ab", "a b", "a_b", "é1", "ab\n", "\nab", "ab\u200b", "x" * 65)
        ]
    },
    "region_code": {
        "region_code_is_of_kemendagri": ["", "id", "3", "323", "32.7", "3273", "32.73.01", "32.73\n", "٣٢"]
    },
    "label": {
        "label_has_1_to_500_characters": ["", "x" * 501],
        "label_is_trimmed": [" a", "a ", "\u00a0a", "a\u3000", "\u2003"],
        "label_is_plain_text": [
            f"a{character}b"
            for character in "\n\t\r\x01\x1b\x7f\x85\u00ad\u061c\u180e"
            "\u200b\u200d\u200f\u2028\u202e\u2060\u2066\u2069\ufeff"
        ],
        "label_is_safe_in_a_spreadsheet": ["=1+1", "+62", "-1", "@SUM(A1)"],
    },
    "prose": {
        "prose_has_1_to_4000_characters": ["", "x" * 4001],
        "prose_has_no_control_characters": ["a\x00b".replace("\x00", "\x01"), "a\x0bb", "a\x1bb", "a\x9fb"],
        "prose_is_safe_in_a_spreadsheet": ["=1", "\t=1", "+1", "-1", "@a"],
    },
    "address": {
        "address_is_http_and_at_most_2000_characters": [
            *("", "ftp://a", "javascript:alert(1)", "https://", "https://a b", "https://é", "https://a\n", "HTTPS://a"),
            "https://" + "a" * 1993,
        ]
    },
    "day": {
        "day_lies_between_1900_and_2200": [
            *("infinity", "-infinity", "0001-01-01 BC", "0044-03-15 BC", "1899-12-31", "2201-01-01")
        ]
    },
    "moment": {
        "moment_lies_between_1900_and_2200": [
            *("infinity", "-infinity", "1899-12-31 23:59:59Z", "2201-01-01 00:00:00Z", "2201-01-01 01:00:00+00:59")
        ]
    },
    "amount": {
        "amount_is_a_number_below_10_to_the_18": ["NaN", "Infinity", "-Infinity", "1e18", "-1e18"],
        "amount_has_at_most_15_significant_digits": ["1234567890123456", "0.1000000000000001", "-100000.0000000001"],
        "amount_has_at_most_9_decimals": ["0.0000000001", "1.0000000000"],
    },
    "breakdown": {
        "breakdown_is_sorted_pairs_of_codes": [
            *("a", "a:", ":b", "a:b,", ",a:b", "a:b;c:d", "A:b", "a:b:c", "a:b, c:d", "a:b\n", "-a:b"),
            *("b:x,a:x", "a:x,a:y", "a-b:x,a:x", "a:x,c:x,b:x", f"{'k' * 65}:v", f"k:{'v' * 65}"),
            ",".join(f"k{n}:v" for n in range(1, 10)),
        ],
    },
}


@pytest.mark.parametrize("domain", TAKEN)
def test_what_is_well_written_is_taken(reader: Session, domain: str) -> None:
    assert {text: why_not(reader, domain, text) for text in TAKEN[domain]} == dict.fromkeys(TAKEN[domain])


@pytest.mark.parametrize(("domain", "rule"), [(domain, rule) for domain in REFUSED for rule in REFUSED[domain]])
def test_what_is_not_is_refused_by_a_rule_that_says_why(reader: Session, domain: str, rule: str) -> None:
    assert {text: why_not(reader, domain, text) for text in REFUSED[domain][rule]} == dict.fromkeys(
        REFUSED[domain][rule], rule
    )


@pytest.mark.parametrize("domain", [*TAKEN, "period"])
def test_a_domain_leaves_it_to_the_column_whether_there_must_be_a_value(reader: Session, domain: str) -> None:
    assert why_not(reader, domain, None) is None


def test_no_text_holds_a_nul(reader: Session) -> None:
    assert why_not(reader, "label", "a\x00b") == "22021"
    assert why_not(reader, "citations", r'["\u0000"]') == "22P05"


def test_an_amount_is_kept_as_it_was_written(reader: Session) -> None:
    assert reader.value("SELECT '1.500'::amount::text") == "1.500"


def cited(**members: object) -> str:
    return json.dumps([{"source": "antara", "locator": "halaman 3", "quote": None, "note": None, **members}])


def without(member: str) -> str:
    return json.dumps([{k: v for k, v in json.loads(cited(quote="kutipan"))[0].items() if k != member}])


CITED = "citation_names_a_source_and_a_locator_or_quote"


@pytest.mark.parametrize(
    ("citations", "rule"),
    [
        (cited(), None),
        (cited(locator=None, quote="dua juta"), None),
        (cited(quote="dua\njuta", note="catatan"), None),
        (cited(locator=None), CITED),
        *((without(member), CITED) for member in ("source", "locator", "quote", "note")),
        (cited(page=3), CITED),
        *((cited(source=source), CITED) for source in (None, 12, ["antara"], {"code": "antara"}, True)),
        *((cited(**{member: 3}), CITED) for member in ("locator", "quote", "note")),
        *(
            (text, CITED)
            for text in ("{}", "null", '"antara"', "3", "[null]", '["antara"]', "[[]]", "[{}]", f"[{cited()}]")
        ),
        (cited(source="Antara"), "code_is_2_to_64_lower_case_letters_digits_and_hyphens"),
        (cited(locator="=1"), "label_is_safe_in_a_spreadsheet"),
        (cited(locator=""), "label_has_1_to_500_characters"),
        (cited(quote="@a"), "prose_is_safe_in_a_spreadsheet"),
        (cited(note="-a"), "prose_is_safe_in_a_spreadsheet"),
    ],
)
def test_a_citation_is_read_back_as_it_was_written(reader: Session, citations: str, rule: str | None) -> None:
    assert refusal(reader, "SELECT $1::text::jsonb::citations", citations) == rule


days = st.dates(date(1895, 1, 1), date(2205, 12, 31))
stretches = st.one_of(
    st.builds(lambda first, length: (first, first + timedelta(length)), days, st.integers(-2, 800)),
    # The ends of months, where calendar periods hide.
    st.builds(
        lambda year, month, months: (date(year, month, 1), date(year, month, 1) + timedelta(months * 30.4375)),
        st.integers(1899, 2200),
        st.integers(1, 12),
        st.integers(0, 25),
    ).map(lambda stretch: (stretch[0], stretch[1].replace(day=1) - timedelta(1))),
)
intervals = stretches.map(lambda stretch: f"{stretch[0]}/{stretch[1]}")
years = st.integers(1895, 2205).map(str)
texts = st.one_of(
    intervals,
    st.builds("{}{}".format, years, st.from_regex(r"(-[SQ][0-9]|-[0-9]{2}|-[0-9]{2}-[0-9]{2})?", fullmatch=True)),
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
    st.text("0123456789-/SQ", max_size=21),
    st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=21),
)


def read_by_python(text: str) -> tuple[date, date] | None:
    try:
        return tuple(Period.parse(text))  # type: ignore[return-value]  # two days
    except ValueError:
        return None


@many
@given(st.lists(texts, min_size=50, max_size=100))
@example(["", "2020-02-29", "2021-02-29", "2100-02-29", "2200", "2201", "1899", "2020-13", "2020-00", "0000", "2022\n"])
@example(
    ["2020-01-01/2020-12-31", "2020-01-01/2020-01-01", "2020-02-01/2020-04-30", "2020-01-01/2021-12-31", "2020-05"]
)
def test_sql_and_python_read_the_same_periods(reader: Session, texts: list[str]) -> None:
    read = reader.rows(
        "SELECT t, first_day_of(t), last_day_of(t), is_canonical_period(t) FROM unnest($1::text[]) AS t", texts
    )
    for text, first, last, canonical in read:
        expected = read_by_python(text)
        assert canonical is (expected is not None and Period(*expected).text == text), text
        if expected is not None:
            assert (first, last) == expected, text


@many
@given(
    st.lists(stretches.filter(lambda stretch: date(1900, 1, 1) <= stretch[0] <= stretch[1]), min_size=50, max_size=100)
)
def test_every_stretch_of_days_has_exactly_one_text(reader: Session, stretches: list[tuple[date, date]]) -> None:
    periods = [Period(*stretch) for stretch in stretches if stretch[1] <= date(2200, 12, 31)]
    known = reader.rows(
        "SELECT is_canonical_period(t), is_canonical_period(i) AND i <> t "
        "FROM unnest($1::text[], $2::text[]) AS written (t, i)",
        [period.text for period in periods],
        [f"{period.first}/{period.last}" for period in periods],
    )
    assert set(known) <= {(True, False)}


words = st.one_of(
    st.sampled_from(["a", "b", "a-b", "a1", "catalog", "part", "k" * 64, "k" * 65]), st.text("ab-", max_size=4)
)
pairs = st.builds("{}:{}".format, words, words)


@many
@given(
    st.lists(st.lists(pairs, max_size=10).map(",".join) | st.text("ab:,-;\n", max_size=8), min_size=50, max_size=100)
)
@example(["none", "a:b", "a:x,a-b:x", "a-b:x,a:x", "a:b;c:d"])
def test_sql_and_python_write_the_same_breakdowns(reader: Session, texts: list[str]) -> None:
    def is_canonical(text: str) -> bool:
        if not text:
            return True
        try:
            return breakdown.parse(text.replace(",", ";")) == text and text.count(",") < 8
        except ValueError:
            return False

    read = reader.rows("SELECT t, is_canonical_breakdown(t) FROM unnest($1::text[]) AS t", texts)
    assert dict(read) == {text: is_canonical(text) for text in texts}
