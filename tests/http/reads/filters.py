"""Every filter and every sort order in plain Python, to compare with the service."""

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

Row = dict[str, Any]
Wanted = Callable[[Row], bool]
Filter = tuple[str, str, str, Wanted]

FIGURES = ("targets", "realizations")
KEYS = {"targets": "id", "realizations": "id", "claims": "id"} | dict.fromkeys(
    ("programs", "indicators", "sources", "institutions", "regions", "units"), "code"
)


def days(period: str) -> tuple[str, str]:
    """Return the first and the last day of a period."""
    if "/" in period:
        first, last = period.split("/")
        return first, last
    if len(period) == 10:
        return period, period
    year, _, part = period.partition("-")
    if part.startswith("W"):
        monday, sunday = (date.fromisocalendar(int(year), int(part[1:]), day) for day in (1, 7))
        return monday.isoformat(), sunday.isoformat()
    first_month, months = 1, 12
    if part.startswith("S"):
        first_month, months = 6 * int(part[1]) - 5, 6
    elif part.startswith("Q"):
        first_month, months = 3 * int(part[1]) - 2, 3
    elif part:
        first_month, months = int(part), 1
    last_month = first_month + months - 1
    end = calendar.monthrange(int(year), last_month)[1]
    return f"{year}-{first_month:02}-01", f"{year}-{last_month:02}-{end}"


def latest(row: Row) -> str:
    """Return the last day on which a figure can have been stated."""
    return str(row["stated_on"] or row["stated_not_after"])


def recorded(row: Row) -> datetime:
    return datetime.fromisoformat(row["recorded_at"])


def figure_order(row: Row) -> tuple[Any, ...]:
    first, last = days(row["period"])
    return (row["program"], row["indicator"], row["nature"], row["region"], last, first, latest(row), row["id"])


def coded_order(row: Row) -> tuple[Any, ...]:
    return (row["code"],)


READING_ORDERS: dict[str, Callable[[Row], tuple[Any, ...]]] = dict.fromkeys(KEYS, coded_order) | {
    "targets": figure_order,
    "realizations": figure_order,
    "claims": lambda row: (row["source"], row["id"]),
}
SORTS: list[tuple[str, str, dict[str, str], Callable[[Row], Any]]] = [
    *(
        (collection, "recorded_at", {}, lambda row, key=key: (recorded(row), row[key]))
        for collection, key in KEYS.items()
    ),
    *((collection, "period", {}, lambda row: (*days(row["period"])[::-1], row["id"])) for collection in FIGURES),
    *((collection, "stated_on", {}, lambda row: (latest(row), row["id"])) for collection in FIGURES),
    *(
        (collection, "value", {"indicator": "umkm-onboarded"}, lambda row: (row["value"], row["id"]))
        for collection in FIGURES
    ),
]


def is_one(name: str, *values: str) -> Wanted:
    return lambda row: row[name] in values


def has_period(*periods: str) -> Wanted:
    """A flow matches by both days; a stock by the last day, except for an interval."""

    def wanted(row: Row) -> bool:
        return any(
            days(row["period"]) == days(period)
            or (row["nature"] == "stock" and "/" not in period and days(row["period"])[1] == days(period)[1])
            for period in periods
        )

    return wanted


def is_stated_by(day: str) -> Wanted:
    return lambda row: latest(row) <= day and (row["retracted_on"] is None or row["retracted_on"] > day)


def is_within(*regions: str) -> Wanted:
    def wanted(row: Row) -> bool:
        code = row.get("region", row.get("code", ""))
        return any(region in ("ID", code) or code.startswith(f"{region}.") for region in regions)

    return wanted


def has_level(*levels: str) -> Wanted:
    """The codes of cities start at 71 within their province."""

    def level(code: str) -> str:
        if code == "ID":
            return "country"
        return "province" if len(code) == 2 else "city" if int(code[3:]) > 70 else "regency"

    return lambda row: level(row["region"]) in levels


def cites(*sources: str) -> Wanted:
    return lambda row: any(citation["source"] in sources for citation in row["citations"])


def has_words(text: str, *names: str) -> Wanted:
    """Return whether every word of the text begins a word of one of these fields."""

    def wanted(row: Row) -> bool:
        texts = " ".join(" ".join(row[name]) if isinstance(row[name], list) else row[name] or "" for name in names)
        words = re.findall("[a-z0-9]+", texts.lower())
        return all(any(word.startswith(one) for word in words) for one in re.findall("[a-z0-9]+", text.lower()))

    return wanted


def build_figure_filters(collection: str, some_id: str, source: str) -> list[Filter]:
    filters: list[tuple[str, str, Wanted]] = [
        ("id", some_id, is_one("id", some_id)),
        ("id", f"{some_id},01b00000-0000-7000-8000-00000000ffff", is_one("id", some_id)),
        ("program", "umkm-digital,konteks", is_one("program", "umkm-digital", "konteks")),
        ("program", "no-such-program", is_one("program")),
        ("indicator", "umkm-onboarded", is_one("indicator", "umkm-onboarded")),
        ("indicator", "umkm-onboarded,koperasi-modern", is_one("indicator", "umkm-onboarded", "koperasi-modern")),
        ("nature", "flow", is_one("nature", "flow")),
        ("region", "ID,91", is_one("region", "ID", "91")),
        ("region", "32", is_one("region", "32")),
        ("within", "32", is_within("32")),
        ("within", "91,32.73", is_within("91", "32.73")),
        ("within", "ID", is_within("ID")),
        ("level", "province,city", has_level("province", "city")),
        ("level", "regency", has_level("regency")),
        ("period", "2022", has_period("2022")),
        ("period", "2022-12-31", has_period("2022-12-31")),
        ("period", "2020-05-14/2020-12-31,2022-07,2022-05", has_period("2020-05-14/2020-12-31", "2022-07", "2022-05")),
        ("period", "2020-S2", has_period("2020-S2")),
        ("period", "2020-W53", has_period("2020-W53")),
        ("period_from", "2021-01-01", lambda row: days(row["period"])[0] >= "2021-01-01"),
        ("period_to", "2021-12-31", lambda row: days(row["period"])[1] <= "2021-12-31"),
        ("institution", "presiden,idea", is_one("institution", "presiden", "idea")),
        ("kode_klpd", "L99", is_one("institution", "lembaga-baru")),
        ("kode_klpd", "L99,L98", is_one("institution", "lembaga-baru")),
        ("kode_klpd", "L98", is_one("institution")),
        ("source", source, cites(source)),
        ("source", f"{source},topcareer-2020-12-21", cites(source, "topcareer-2020-12-21")),
        ("breakdown", "none", lambda row: row["breakdown"] == {}),
        ("breakdown", "catalog:local", lambda row: row["breakdown"] == {"catalog": "local"}),
        (
            "breakdown",
            "part:own;catalog:local,none",
            lambda row: row["breakdown"] in ({"part": "own", "catalog": "local"}, {}),
        ),
        *(("as_of", day, is_stated_by(day)) for day in ("2021-01-11", "2021-07-31", "2021-08-01", "2022-06-01")),
        ("recorded_from", "2001-01-01T00:00:00Z", lambda row: True),  # every record is later
        ("recorded_from", "2199-01-01T07:00:00+07:00", lambda row: False),
    ]
    return [(collection, *filter_) for filter_ in filters]


FILTERS: list[Filter] = [
    *build_figure_filters("targets", "01a1fb67-1800-7000-8000-000000000107", "borneo24-2021-06-11"),
    *build_figure_filters("realizations", "01a1fb67-1800-7000-8000-000000000203", "sindonews-2021"),
    ("targets", "plan", "none", is_one("plan", None)),
    ("targets", "plan", "rencana-2022", is_one("plan", "rencana-2022")),
    ("targets", "plan", "none,rencana-2022", lambda row: True),
    ("realizations", "quality", "final", is_one("quality", "final")),
    ("realizations", "quality", "provisional,estimate", is_one("quality", "provisional", "estimate")),
    ("programs", "lead_institution", "kemenkop-ukm", is_one("lead_institution", "kemenkop-ukm")),
    ("programs", "code", "qris,konteks", is_one("code", "qris", "konteks")),
    ("programs", "unit", "idr,koperasi", is_one("code", "gernas-bbi", "koperasi-digital")),
    ("programs", "q", "UMKM", has_words("umkm", "code", "name", "name_en", "description", "description_en")),
    ("indicators", "program", "konteks", is_one("program", "konteks")),
    ("indicators", "lead_institution", "lkpp,kemendag", is_one("program", "e-katalog")),
    ("indicators", "unit", "umkm,idr", is_one("unit", "umkm", "idr")),
    ("indicators", "q", "bus small", has_words("bus small", "code", "name", "name_en", "definition", "definition_en")),
    ("units", "kind", "amount,rank", is_one("kind", "amount", "rank")),
    ("units", "q", "RUPIAH", has_words("rupiah", "code", "name", "name_en", "symbol")),
    ("institutions", "kind", "ministry,media", is_one("kind", "ministry", "media")),
    ("institutions", "kode_klpd", "L99", is_one("kode_klpd", "L99")),
    ("institutions", "valid_on", "2024-10-20", lambda row: row["code"] not in ("kemenkop", "kemenumkm")),
    ("institutions", "valid_on", "2024-10-21", lambda row: row["code"] != "kemenkop-ukm"),
    ("institutions", "q", "koperasi", has_words("koperasi", "code", "name", "name_en")),
    ("sources", "kind", "news", is_one("kind", "news")),
    ("sources", "publisher", "antara,lkpp", is_one("publisher", "antara", "lkpp")),
    ("sources", "q", "100%", has_words("100", "code", "title", "note")),
    ("sources", "q", "_lengkap_", has_words("lengkap", "code", "title", "note")),
    ("sources", "q", "no_day", has_words("no day", "code", "title", "note")),
    *(
        ("sources", "published_from", day,
         lambda row, day=day: (row["published_on"] or row["published_not_before"]) >= day)
        for day in ("2021-01-01", "2021-01-02", "2022-02-01")
    ),
    *(
        ("sources", "published_to", day,
         lambda row, day=day: (row["published_on"] or row["published_not_after"]) <= day)
        for day in ("2021-12-31", "2021-12-30", "2022-03-01")
    ),
    ("claims", "source", "borneo24-2021-06-11", is_one("source", "borneo24-2021-06-11")),
    ("claims", "verdict", "consistent", lambda row: row["judgment"]["verdict"] == "consistent"),
    ("claims", "kind", "ratio,sum", is_one("kind", "ratio", "sum")),
    ("regions", "level", "city,country", is_one("level", "city", "country")),
    ("regions", "within", "32,91.71", is_within("32", "91.71")),
    ("regions", "replaces", "91.01,92.71", is_one("code", "93.01", "96.71")),
    ("regions", "bps_code", "9471,32", is_one("bps_code", "9471", "32")),
    *(
        ("regions", "valid_on", day,
         lambda row, day=day: (row["valid_from"] or day) <= day <= (row["valid_to"] or day))
        for day in ("2022-07-24", "2022-07-25", "2022-12-08")
    ),
    ("regions", "q", "kota ja", has_words("kota ja", "code", "name", "other_names")),
    ("regions", "q", "ja west", has_words("ja west", "code", "name", "other_names")),
    ("regions", "q", "JÁBAR", lambda row: row["code"] == "32"),
    ("regions", "q", "abar", lambda row: False),
    ("regions", "q", "32.73", has_words("32 73", "code", "name", "other_names")),
]  # fmt: skip


def preferred(rows: list[Row], ranks: dict[str, int]) -> list[Row]:
    """Return the preferred rows of rows that are all stated and not retracted, in the order of the rows."""

    def key(row: Row) -> tuple[Any, ...]:
        first, last = days(row["period"])
        days_of_key = last if row["nature"] == "stock" else (first, last)
        return (row["indicator"], row["nature"], row["region"], tuple(sorted(row["breakdown"].items())), days_of_key)

    def precedence(row: Row) -> tuple[Any, ...]:
        return (
            ("final", "provisional", "estimate").index(row["quality"]),
            row["stated_on"] is None,
            -date.fromisoformat(latest(row)).toordinal(),
            ranks[row["institution"]],
            -recorded(row).timestamp(),
        )

    best: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        if key(row) not in best or precedence(row) < precedence(best[key(row)]):
            best[key(row)] = row
    return [row for row in rows if best[key(row)] is row]
