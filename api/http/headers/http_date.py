"""HTTP dates and their comparison in If-Modified-Since (RFC 9110, 5.6.7 and 13.1.3)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate

# All three date formats are required (RFC 9110, 5.6.7); email.utils parses many more.
_WEEKDAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_CLOCK = "[0-9]{2}:[0-9]{2}:[0-9]{2}"
_SHORT_DATE = f"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [0-9]{{2}}-{_MONTH}-[0-9]{{2}} {_CLOCK} GMT"
_HTTP_DATE = re.compile(
    f"{_WEEKDAY}, [0-9]{{2}} {_MONTH} [0-9]{{4}} {_CLOCK} GMT"
    f"|(?P<short>{_SHORT_DATE})"
    f"|{_WEEKDAY} {_MONTH} [ 0-9][0-9] {_CLOCK} [0-9]{{4}}"
)


def parse_http_date(value: str) -> datetime | None:
    """Parse an HTTP date. Return None if it is invalid."""
    found = _HTTP_DATE.fullmatch(value)
    fields = parsedate(value) if found else None
    if found is None or fields is None:
        return None
    year, month, day, hour, minute, second = fields[:6]
    if found["short"]:
        # A year of two digits is at most 50 years ahead.
        earliest = datetime.now(UTC).year - 49
        year = earliest + (year - earliest) % 100
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)  # datetime has no leap seconds
    except ValueError:
        return None


def is_unmodified_since(if_modified_since: str | None, last_modified: str | None, if_none_match: str | None) -> bool:
    """Return whether If-Modified-Since allows a 304. If-None-Match takes precedence because it is exact."""
    if if_modified_since is None or last_modified is None or if_none_match is not None:
        return False
    since, modified = parse_http_date(if_modified_since), parse_http_date(last_modified)
    return since is not None and modified is not None and modified <= since


def is_modified_since(if_unmodified_since: str, last_modified: str | None) -> bool:
    """Return whether If-Unmodified-Since is false. An invalid date is ignored (RFC 9110, 13.1.4)."""
    since, modified = parse_http_date(if_unmodified_since), parse_http_date(last_modified or "")
    return since is not None and modified is not None and modified > since
