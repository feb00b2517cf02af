"""Tells whether a client already holds what it asks for: the entity tags and dates of RFC 9110, section 13."""

import re
from datetime import UTC, datetime
from hashlib import blake2b

from api.http.coding import CODED, Coding

# One member of a list of tags, up to and with the comma behind it; a comma may stand inside the quotes too.
_LISTED = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?:,[ \t,]*|\Z)')
_SUFFIXES = tuple(f'-{coding}"' for coding in CODED)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})"
_CLOCK = "(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"
_DAY = "(?P<day>[0-9]{2})"
_YEAR = "(?P<year>[0-9]{4})"
# All three forms of a date have to be understood (RFC 9110, 5.6.7); strptime would depend on the locale.
_SHORT_DATE = re.compile(
    f"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, {_DAY}-{_MONTH}-(?P<year>[0-9]{{2}}) {_CLOCK} GMT"
)
_DATES = (
    re.compile(f"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), {_DAY} {_MONTH} {_YEAR} {_CLOCK} GMT"),
    _SHORT_DATE,
    re.compile(f"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) {_MONTH} (?P<day>[ 0-9][0-9]) {_CLOCK} {_YEAR}"),
)


def entity_tag(body: bytes) -> str:
    """Return the strong tag of a body: 96 bits of its hash, too many for two bodies to meet by chance."""
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def coded_tag(tag: str, coding: Coding) -> str:
    """Return the tag of a body in a coding: other bytes need another strong tag (RFC 9110, 8.8.3.3)."""
    return tag if coding == "identity" else f'{tag[:-1]}-{coding}"'


def uncoded_tag(tag: str) -> str:
    """Return the tag under all its codings, which is what If-Match has to be compared with.

    A tag made by the application must therefore not end in the name of a coding.
    """
    return f'{tag[:-6]}"' if tag.endswith(_SUFFIXES) else tag


def matched(if_none_match: str, tag: str) -> str | None:
    """Return the tag that the client holds of the body that `tag` names, in whatever coding, or None.

    A cache that holds another coding than the one it would get now can use a 304 only when it carries the tag
    of the copy held (RFC 9111, 4.3.4), so the tag comes back as listed. Tags behind the first mistake in the
    list are not read: at worst the client gets a body that it had.
    """
    if if_none_match == tag or if_none_match.strip(" \t") == "*":
        return tag
    weak = "W/" if tag.startswith("W/") else ""
    wanted = uncoded_tag(tag).removeprefix("W/")
    # One search at the speed of C answers for most lists, also for those made to be slow to read.
    if wanted[:-1] not in if_none_match:
        return None
    held = None
    listed, position = if_none_match.lstrip(" \t,"), 0
    while member := _LISTED.match(listed, position):
        if uncoded_tag(member[1]) == wanted:
            if weak + member[1] == tag:
                return tag
            held = held or weak + member[1]
        position = member.end()
    return held


def matches(if_none_match: str, tag: str) -> bool:
    """Tell whether If-None-Match names the body of `tag`, by the weak comparison and across codings."""
    return matched(if_none_match, tag) is not None


def parse_date(value: str) -> datetime | None:
    """Return the moment an HTTP date names, or None when it is not one."""
    for form in _DATES:
        if date := form.fullmatch(value):
            break
    else:
        return None
    year = int(date["year"])
    if form is _SHORT_DATE:
        # More than 50 years ahead means the century before.
        this_year = datetime.now(UTC).year
        year += this_year // 100 * 100
        year -= 100 if year > this_year + 50 else 0
    second = min(int(date["second"]), 59)  # a leap second is legal here and unknown to datetime
    month = _MONTHS.index(date["month"]) + 1
    try:
        return datetime(year, month, int(date["day"]), int(date["hour"]), int(date["minute"]), second, tzinfo=UTC)
    except ValueError:
        return None


def unmodified_since(if_modified_since: str | None, last_modified: str | None, if_none_match: str | None) -> bool:
    """Tell whether If-Modified-Since is a reason for a 304; a tag, being exact, always outranks a date."""
    if if_modified_since is None or last_modified is None or if_none_match is not None:
        return False
    since, modified = parse_date(if_modified_since), parse_date(last_modified)
    return since is not None and modified is not None and modified <= since
