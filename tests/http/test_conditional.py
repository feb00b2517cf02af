"""Entity tags and HTTP dates, held against slow and obvious readings of RFC 9110."""

from datetime import UTC, datetime
from email.utils import format_datetime
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.conditional import (
    coded_tag,
    entity_tag,
    matched,
    matches,
    parse_date,
    uncoded_tag,
    unmodified_since,
)

MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT"
any_field = st.binary(max_size=60).map(lambda raw: raw.decode("latin-1"))
tag_like = st.text(alphabet='ab,-zstdgip"W/ *\t', max_size=40)


def opaque(tag: str) -> str:
    """The tag without weakness, quotes and coding."""
    tag = tag.removeprefix("W/")[1:-1]
    return tag[:-5] if tag.endswith(("-zstd", "-gzip")) else tag


def slowly_read(field: str) -> list[str]:
    """The tags of a list, letter by letter, up to the first mistake."""
    tags: list[str] = []
    rest = field
    while True:
        rest = rest.lstrip(" \t,")
        weak = rest.startswith("W/")
        body = rest[2:] if weak else rest
        if not body.startswith('"') or '"' not in body[1:]:
            return tags
        end = body.index('"', 1)
        if any(not (letter == "!" or "#" <= letter <= "~" or "\x80" <= letter <= "\xff") for letter in body[1:end]):
            return tags
        rest = body[end + 1 :].lstrip(" \t")
        if rest and not rest.startswith(","):
            return tags
        tags.append(body[: end + 1])


@given(st.binary(), st.binary())
def test_two_bodies_share_a_tag_only_if_they_are_the_same(one: bytes, other: bytes) -> None:
    assert (entity_tag(one) == entity_tag(other)) == (one == other)


def test_a_tag_is_strong_quoted_and_different_in_every_coding() -> None:
    assert entity_tag(b"").startswith('"')
    assert coded_tag('"abc"', "zstd") == '"abc-zstd"'
    assert coded_tag('W/"abc"', "gzip") == 'W/"abc-gzip"'
    assert coded_tag('"abc"', "identity") == '"abc"'
    assert uncoded_tag('"7-abc-gzip"') == uncoded_tag('"7-abc"') == '"7-abc"'


@pytest.mark.parametrize(
    ("field", "tag", "held"),
    [
        ('"abc"', '"abc"', True),
        ("*", '"abc"', True),
        (" * ", '"abc"', True),
        ('W/"abc"', '"abc"', True),
        ('"abc"', 'W/"abc"', True),
        ('"x", ,"abc"', '"abc"', True),
        ('"abc-gzip"', '"abc"', True),
        ('"abc"', '"abc-zstd"', True),
        ('W/"abc-gzip"', '"abc-zstd"', True),
        ('"x,y"', '"x,y"', True),
        ('"abcd"', '"abc"', False),
        ('"abc-br"', '"abc"', False),
        ("abc", '"abc"', False),
        ('w/"abc"', '"abc"', False),
        ('"x" "abc"', '"abc"', False),
        ('"x, "abc"', '"abc"', False),
        ('*, "x"', '"abc"', False),
        ("", '"abc"', False),
    ],
)
def test_a_list_of_tags_names_a_body_or_does_not(field: str, tag: str, held: bool) -> None:
    assert matches(field, tag) is held


@given(tag_like | any_field, st.sampled_from(['"a"', '"a-zstd"', 'W/"b-gzip"', '"a,b"', '""']))
def test_lists_of_tags_are_read_as_the_slow_reader_reads_them(field: str, tag: str) -> None:
    known = [opaque(listed) for listed in slowly_read(field)]
    assert matches(field, tag) == (field.strip(" \t") == "*" or opaque(tag) in known)


def test_the_copy_that_the_client_holds_is_the_one_that_is_named() -> None:
    assert matched('"abc-gzip"', '"abc-zstd"') == '"abc-gzip"'
    assert matched('"abc-gzip", "abc-zstd"', '"abc-zstd"') == '"abc-zstd"'
    assert matched('W/"abc"', '"abc-zstd"') == '"abc"'
    assert matched('"abc"', 'W/"abc-zstd"') == 'W/"abc"'
    assert matched("*", '"abc-zstd"') == '"abc-zstd"'


@pytest.mark.parametrize("tail", ['"t"', "", '"', " " * 50_000, "," * 50_000])
def test_ten_thousand_tags_are_read_in_no_time(tail: str) -> None:
    field = ", ".join(f'"{number:024x}"' for number in range(10_000)) + ", " + tail
    began = perf_counter()
    assert matches(field, '"t"') == (tail == '"t"')
    assert matches(field, f'"{9_999:024x}"')
    assert perf_counter() - began < 0.5


@pytest.mark.parametrize(
    "date", [MODIFIED, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT"]
)
def test_all_three_forms_of_a_date_name_the_same_moment(date: str) -> None:
    assert parse_date(date) == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # hypothesis adds UTC
def test_every_date_the_standard_library_writes_is_read(moment: datetime) -> None:
    assert parse_date(format_datetime(moment, usegmt=True)) == moment.replace(microsecond=0)


def test_a_year_of_two_digits_is_never_far_in_the_future() -> None:
    for year in range(100):
        date = parse_date(f"Sunday, 06-Nov-{year:02} 08:49:37 GMT")
        assert date is not None
        assert -50 <= date.year - datetime.now(UTC).year <= 50


def test_a_leap_second_counts_as_the_second_before() -> None:
    assert parse_date("Sat, 31 Dec 2016 23:59:60 GMT") == parse_date("Sat, 31 Dec 2016 23:59:59 GMT")


@pytest.mark.parametrize(
    "date",
    ["", "yesterday", "0", "2024-01-01", f"{MODIFIED}, {MODIFIED}", f"{MODIFIED} ", "Sun, 31 Feb 2024 00:00:00 GMT",
     "Sun, 06 Nov 1994 08:49:37 +0700", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, ٠٦ Nov 1994 08:49:37 GMT"],
)  # fmt: skip
def test_what_is_no_http_date_is_ignored(date: str) -> None:
    assert parse_date(date) is None
    assert not unmodified_since(date, MODIFIED, None)


@given(any_field)
def test_no_field_makes_a_date_raise(field: str) -> None:
    assert parse_date(field) is None


def test_a_body_is_unmodified_since_its_own_date_and_later_but_not_earlier() -> None:
    assert unmodified_since(MODIFIED, MODIFIED, None)
    assert unmodified_since("Sun, 06 Nov 1994 08:49:38 GMT", MODIFIED, None)
    assert not unmodified_since("Sun, 06 Nov 1994 08:49:36 GMT", MODIFIED, None)


def test_a_date_counts_only_without_a_tag_and_with_a_date_to_compare() -> None:
    assert not unmodified_since(MODIFIED, MODIFIED, '"abc"')
    assert not unmodified_since(MODIFIED, None, None)
    assert not unmodified_since(None, MODIFIED, None)
