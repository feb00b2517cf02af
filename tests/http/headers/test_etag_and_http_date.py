"""ETags and HTTP dates, compared with slow and simple implementations of RFC 9110."""

from datetime import UTC, datetime
from email.utils import format_datetime
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.headers.etag import add_encoding_suffix, compute_etag, find_matching_etag, remove_encoding_suffix
from api.http.headers.http_date import is_unmodified_since, parse_http_date

MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT"
any_field = st.binary(max_size=60).map(lambda raw: raw.decode("latin-1"))
etag_like = st.text(alphabet='ab,-zstdgip"W/ *\t', max_size=40)


def matches_etag(field: str, tag: str) -> bool:
    return find_matching_etag(field, tag) is not None


def opaque(tag: str) -> str:
    """Return the ETag without its weak prefix, quotes and encoding."""
    tag = tag.removeprefix("W/")[1:-1]
    return tag[:-5] if tag.endswith(("-zstd", "-gzip")) else tag


def parse_slowly(field: str) -> list[str]:
    """Parse a list of ETags character by character, up to the first syntax error."""
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
def test_two_bodies_have_one_etag_only_if_they_are_equal(one: bytes, other: bytes) -> None:
    assert (compute_etag(one) == compute_etag(other)) == (one == other)


def test_an_etag_is_strong_quoted_and_different_in_every_encoding() -> None:
    assert compute_etag(b"").startswith('"')
    assert add_encoding_suffix('"abc"', "zstd") == '"abc-zstd"'
    assert add_encoding_suffix('W/"abc"', "gzip") == 'W/"abc-gzip"'
    assert add_encoding_suffix('"abc"', "identity") == '"abc"'
    assert remove_encoding_suffix('"7-abc-gzip"') == remove_encoding_suffix('"7-abc"') == '"7-abc"'


@pytest.mark.parametrize(
    ("field", "tag", "matches"),
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
def test_a_list_of_etags_matches_a_body_or_not(field: str, tag: str, matches: bool) -> None:
    assert matches_etag(field, tag) is matches


@given(etag_like | any_field, st.sampled_from(['"a"', '"a-zstd"', 'W/"b-gzip"', '"a,b"', '""']))
def test_lists_of_etags_are_parsed_like_the_slow_parser(field: str, tag: str) -> None:
    listed_tags = [opaque(listed) for listed in parse_slowly(field)]
    assert matches_etag(field, tag) == (field.strip(" \t") == "*" or opaque(tag) in listed_tags)


def test_the_matching_etag_is_the_one_of_the_client() -> None:
    assert find_matching_etag('"abc-gzip"', '"abc-zstd"') == '"abc-gzip"'
    assert find_matching_etag('"abc-gzip", "abc-zstd"', '"abc-zstd"') == '"abc-zstd"'
    assert find_matching_etag('W/"abc"', '"abc-zstd"') == '"abc"'
    assert find_matching_etag('"abc"', 'W/"abc-zstd"') == 'W/"abc"'
    assert find_matching_etag("*", '"abc-zstd"') == '"abc-zstd"'


@pytest.mark.parametrize("tail", ['"t"', "", '"', " " * 50_000, "," * 50_000])
def test_ten_thousand_etags_are_parsed_within_half_a_second(tail: str) -> None:
    field = ", ".join(f'"{number:024x}"' for number in range(10_000)) + ", " + tail
    started_at = perf_counter()
    assert matches_etag(field, '"t"') == (tail == '"t"')
    assert matches_etag(field, f'"{9_999:024x}"')
    assert perf_counter() - started_at < 0.5


@pytest.mark.parametrize(
    "date", [MODIFIED, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT"]
)
def test_all_three_date_formats_are_parsed(date: str) -> None:
    assert parse_http_date(date) == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # hypothesis adds UTC
def test_every_date_of_the_standard_library_is_parsed(date: datetime) -> None:
    assert parse_http_date(format_datetime(date, usegmt=True)) == date.replace(microsecond=0)


def test_a_year_of_two_digits_is_never_far_in_the_future() -> None:
    for year in range(100):
        date = parse_http_date(f"Sunday, 06-Nov-{year:02} 08:49:37 GMT")
        assert date is not None
        assert -50 <= date.year - datetime.now(UTC).year <= 50


def test_a_leap_second_counts_as_the_second_before() -> None:
    assert parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT") == parse_http_date("Sat, 31 Dec 2016 23:59:59 GMT")


@pytest.mark.parametrize(
    "date",
    ["", "yesterday", "0", "2024-01-01", f"{MODIFIED}, {MODIFIED}", f"{MODIFIED} ", "Sun, 31 Feb 2024 00:00:00 GMT",
     "Sun, 06 Nov 1994 08:49:37 +0700", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, ٠٦ Nov 1994 08:49:37 GMT"],
)  # fmt: skip
def test_an_invalid_http_date_is_ignored(date: str) -> None:
    assert parse_http_date(date) is None
    assert not is_unmodified_since(date, MODIFIED, None)


@given(any_field)
def test_no_header_value_raises_an_error(field: str) -> None:
    assert parse_http_date(field) is None


def test_a_body_is_unmodified_since_its_own_date_and_later_ones() -> None:
    assert is_unmodified_since(MODIFIED, MODIFIED, None)
    assert is_unmodified_since("Sun, 06 Nov 1994 08:49:38 GMT", MODIFIED, None)
    assert not is_unmodified_since("Sun, 06 Nov 1994 08:49:36 GMT", MODIFIED, None)


def test_a_date_counts_only_without_an_etag_and_with_last_modified() -> None:
    assert not is_unmodified_since(MODIFIED, MODIFIED, '"abc"')
    assert not is_unmodified_since(MODIFIED, None, None)
    assert not is_unmodified_since(None, MODIFIED, None)
