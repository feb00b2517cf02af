"""Domains: the values that each one accepts and rejects; SQL and Python parse periods in the same way."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.resources.figures import breakdown
from api.resources.figures.period import Period
from tests.schema.conftest import Session, try_run

# The database is only read, so one session serves every example.
many = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def try_cast(session: Session, domain: str, text: str | None) -> str | None:
    return try_run(session, f"SELECT $1::text::{domain}", text)


ACCEPTED = {
    "code": ["ab", "a1", "1-", "umkm-digital", "x" * 64],
    "region_code": ["ID", "32", "32.73"],
    "label": ["A", "x" * 500, "Rp", "50% dari UMKM", "UMKM = usaha", "Nahdlatul ‘Ulama’", "日本", "a\u00a0b"],
    "long_text": ["a\nb\tc", " dengan spasi", "x" * 4000, "𝟙"],
    "http_url": ["https://a", "http://example.org/~x?y=%20#z"],
    "day": ["1900-01-01", "2200-12-31"],
    "timestamp_value": ["1900-01-01 00:00:00Z", "2200-12-31 23:59:59.999999Z"],
    "amount": ["0", "-1.5", "999999999999999", "0.000000001", "123456.789012345", "999999999999999000", "1.500000000"],
    "breakdown": ["", "a:b", "catalog:local,part:own", "a:x,a-b:x", f"{'k' * 64}:{'v' * 64}"],
    "citations": ["[]"],
}
REJECTED = {
    "code": {
        "code_is_2_to_64_lower_case_letters_digits_and_hyphens": [
            *("", "a", "-a", "Ab", "a b", "a_b", "é1", "ab\n", "\nab", "ab\u200b", "x" * 65)
        ],
        "code_is_not_the_name_of_a_url": ["values"],
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
    "long_text": {
        "prose_has_1_to_4000_characters": ["", "x" * 4001],
        "prose_has_no_control_characters": ["a\x00b".replace("\x00", "\x01"), "a\x0bb", "a\x1bb", "a\x9fb"],
        "prose_is_safe_in_a_spreadsheet": ["=1", "\t=1", "+1", "-1", "@a"],
    },
    "http_url": {
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
    "timestamp_value": {
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


@pytest.mark.parametrize("domain", ACCEPTED)
def test_valid_values_are_accepted(reader: Session, domain: str) -> None:
    assert {text: try_cast(reader, domain, text) for text in ACCEPTED[domain]} == dict.fromkeys(ACCEPTED[domain])


@pytest.mark.parametrize(("domain", "rule"), [(domain, rule) for domain in REJECTED for rule in REJECTED[domain]])
def test_invalid_values_violate_the_constraint_that_names_the_rule(reader: Session, domain: str, rule: str) -> None:
    assert {text: try_cast(reader, domain, text) for text in REJECTED[domain][rule]} == dict.fromkeys(
        REJECTED[domain][rule], rule
    )


@pytest.mark.parametrize("domain", [*ACCEPTED, "period"])
def test_a_domain_accepts_null(reader: Session, domain: str) -> None:
    assert try_cast(reader, domain, None) is None


def test_a_nul_character_is_rejected(reader: Session) -> None:
    assert try_cast(reader, "label", "a\x00b") == "22021"
    assert try_cast(reader, "citations", r'["\u0000"]') == "22P05"


def test_an_amount_has_its_trailing_zeros(reader: Session) -> None:
    assert reader.value("SELECT '1.500'::amount::text") == "1.500"


def build_citation(**fields: object) -> str:
    return json.dumps([{"source": "antara", "locator": "halaman 3", "quote": None, "note": None, **fields}])


def build_citation_without(field: str) -> str:
    return json.dumps([{k: v for k, v in json.loads(build_citation(quote="kutipan"))[0].items() if k != field}])


CITED = "citation_names_a_source_and_a_locator_or_quote"


@pytest.mark.parametrize(
    ("citations", "rule"),
    [
        (build_citation(), None),
        (build_citation(locator=None, quote="dua juta"), None),
        (build_citation(quote="dua\njuta", note="catatan"), None),
        (build_citation(locator=None), CITED),
        *((build_citation_without(field), CITED) for field in ("source", "locator", "quote", "note")),
        (build_citation(page=3), CITED),
        *((build_citation(source=source), CITED) for source in (None, 12, ["antara"], {"code": "antara"}, True)),
        *((build_citation(**{field: 3}), CITED) for field in ("locator", "quote", "note")),
        *(
            (text, CITED)
            for text in ("{}", "null", '"antara"', "3", "[null]", '["antara"]', "[[]]", "[{}]", f"[{build_citation()}]")
        ),
        (build_citation(source="Antara"), "code_is_2_to_64_lower_case_letters_digits_and_hyphens"),
        (build_citation(locator="=1"), "label_is_safe_in_a_spreadsheet"),
        (build_citation(locator=""), "label_has_1_to_500_characters"),
        (build_citation(quote="@a"), "prose_is_safe_in_a_spreadsheet"),
        (build_citation(note="-a"), "prose_is_safe_in_a_spreadsheet"),
    ],
)
def test_a_citation_has_a_source_and_a_locator_or_quote(reader: Session, citations: str, rule: str | None) -> None:
    assert try_run(reader, "SELECT $1::text::jsonb::citations", citations) == rule


days = st.dates(date(1895, 1, 1), date(2205, 12, 31))
day_ranges = st.one_of(
    st.builds(lambda first, length: (first, first + timedelta(length)), days, st.integers(-2, 800)),
    # Ranges of whole months, which can be calendar periods.
    st.builds(
        lambda year, month, months: (date(year, month, 1), date(year, month, 1) + timedelta(months * 30.4375)),
        st.integers(1899, 2200),
        st.integers(1, 12),
        st.integers(0, 25),
    ).map(lambda day_range: (day_range[0], day_range[1].replace(day=1) - timedelta(1))),
    # Ranges of seven days, of which one in seven is a week.
    days.map(lambda first: (first, first + timedelta(6))),
    days.map(lambda day: (day - timedelta(day.weekday()), day + timedelta(6 - day.weekday()))),
)
intervals = day_ranges.map(lambda day_range: f"{day_range[0]}/{day_range[1]}")
years = st.integers(1895, 2205).map(str)
texts = st.one_of(
    intervals,
    st.builds(
        "{}{}".format, years, st.from_regex(r"(-[SQ][0-9]|-W[0-5][0-9]|-[0-9]{2}|-[0-9]{2}-[0-9]{2})?", fullmatch=True)
    ),
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
    st.text("0123456789-/SQW", max_size=21),
    st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=21),
)


def parse_in_python(text: str) -> tuple[date, date] | None:
    try:
        return tuple(Period.parse(text))  # type: ignore[return-value]  # a first and a last day
    except ValueError:
        return None


@many
@given(st.lists(texts, min_size=50, max_size=100))
@example(["", "2020-02-29", "2021-02-29", "2100-02-29", "2200", "2201", "1899", "2020-13", "2020-00", "0000", "2022\n"])
@example(
    ["2020-01-01/2020-12-31", "2020-01-01/2020-01-01", "2020-02-01/2020-04-30", "2020-01-01/2021-12-31", "2020-05"]
)
@example(["2020-W53", "2021-W53", "2021-W00", "2021-W1", "2021-W54", "1900-W01", "2200-W52", "2200-W53", "9999-W52"])
@example(["2020-12-28/2021-01-03", "2021-05-17/2021-05-23", "2021-05-18/2021-05-24", "2018-12-31/2019-01-06"])
def test_sql_and_python_parse_the_same_periods(reader: Session, texts: list[str]) -> None:
    read = reader.rows(
        "SELECT t, first_day_of(t), last_day_of(t), is_canonical_period(t) FROM unnest($1::text[]) AS t", texts
    )
    for text, first, last, canonical in read:
        expected = parse_in_python(text)
        assert canonical is (expected is not None and Period(*expected).text == text), text
        if expected is not None:
            assert (first, last) == expected, text


@many
@given(st.lists(day_ranges.filter(lambda days: date(1900, 1, 1) <= days[0] <= days[1]), min_size=50, max_size=100))
def test_every_range_of_days_has_exactly_one_text(reader: Session, day_ranges: list[tuple[date, date]]) -> None:
    periods = [Period(*day_range) for day_range in day_ranges if day_range[1] <= date(2200, 12, 31)]
    known = reader.rows(
        "SELECT is_canonical_period(t), is_canonical_period(i) AND i <> t "
        "FROM unnest($1::text[], $2::text[]) AS written (t, i)",
        [period.text for period in periods],
        [f"{period.first}/{period.last}" for period in periods],
    )
    assert set(known) <= {(True, False)}


@pytest.mark.parametrize(
    ("week", "first", "last"),
    [
        ("2021-W20", date(2021, 5, 17), date(2021, 5, 23)),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),  # 3 January 2021 belongs to the ISO year 2020
        ("2021-W01", date(2021, 1, 4), date(2021, 1, 10)),
        ("2019-W01", date(2018, 12, 31), date(2019, 1, 6)),
        ("1900-W01", date(1900, 1, 1), date(1900, 1, 7)),
        ("2200-W52", date(2200, 12, 22), date(2200, 12, 28)),
    ],
)
def test_a_week_runs_from_monday_to_sunday(reader: Session, week: str, first: date, last: date) -> None:
    assert Period.parse(week) == (first, last)
    assert Period(first, last).text == week
    assert reader.rows("SELECT first_day_of($1), last_day_of($1), $1::period", week) == [(first, last, week)]
    assert try_cast(reader, "period", f"{first}/{last}") == "period_is_canonical"


@pytest.mark.parametrize("week", ["2021-W53", "2021-W00", "2021-W54", "2021-W1", "1899-W52", "2200-W53", "2201-W01"])
def test_a_week_that_its_year_does_not_have_is_rejected(reader: Session, week: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the message depends on the part
        Period.parse(week)
    assert try_cast(reader, "period", week) == "period_is_canonical"


codes = st.one_of(
    st.sampled_from(["a", "b", "a-b", "a1", "catalog", "part", "k" * 64, "k" * 65]), st.text("ab-", max_size=4)
)
pairs = st.builds("{}:{}".format, codes, codes)


@many
@given(
    st.lists(st.lists(pairs, max_size=10).map(",".join) | st.text("ab:,-;\n", max_size=8), min_size=50, max_size=100)
)
@example(["none", "a:b", "a:x,a-b:x", "a-b:x,a:x", "a:b;c:d"])
def test_sql_and_python_accept_the_same_breakdowns(reader: Session, texts: list[str]) -> None:
    def is_canonical(text: str) -> bool:
        if not text:
            return True
        try:
            return breakdown.parse_breakdown(text.replace(",", ";")) == text and text.count(",") < 8
        except ValueError:
            return False

    read = reader.rows("SELECT t, is_canonical_breakdown(t) FROM unnest($1::text[]) AS t", texts)
    assert dict(read) == {text: is_canonical(text) for text in texts}
