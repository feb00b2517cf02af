"""Spellings of the names of regions: the word of the level, abbreviations and punctuation."""

import re
from collections.abc import Iterator

from api.exchange.imports.cells.region_match import RegionNames


def list_spellings(region: RegionNames) -> Iterator[str]:
    """Yield the normalized names of a region. Its own name may lack the word of its level, another name may not."""
    yield from (spelling for _, spelling in split_level(region.name))
    yield from (list(split_level(name))[-1][1] for name in region.other_names)
    if region.level == "country":
        yield normalize_region_name(region.code)
    if found := _SPECIAL.fullmatch(region.name):  # also without the letters, and with their full form
        rest = normalize_region_name(found["name"])
        yield from (rest, *(kind + rest for kind in _SPECIAL_KINDS[found["kind"].lower()]))


def split_level(text: str) -> Iterator[tuple[frozenset[str], str]]:
    """Yield the levels that a text states, none for any level, with the normalized name; the likeliest first.

    The last one is the whole text: `Kota Baru` is Kotabaru, and `Kabupaten Pontianak` a former name of a regency only.
    """
    cleaned = " ".join(text.replace("\u00a0", " ").split())
    found = _LEVEL_BEFORE.fullmatch(cleaned) or _LEVEL_AFTER.fullmatch(cleaned)
    if found is None:
        yield ANY_LEVEL, normalize_region_name(cleaned)
        return
    levels, word = _LEVELS.get(found["level"].lower().rstrip("."), (_REGENCY | _CITY, ""))
    name = normalize_region_name(found["name"])
    yield levels, name
    yield ANY_LEVEL, word + name
    yield ANY_LEVEL, normalize_region_name(cleaned)


def normalize_region_name(text: str) -> str:
    """Return the name in lower case without spaces, points, hyphens and slashes, whose use varies."""
    words = re.sub(r"\bkep\b", "kepulauan", text.lower().replace("&", " dan "))
    return re.sub(r"[\s.\-/,'\u2019]+", "", words.replace("sumatra", "sumatera"))


ANY_LEVEL: frozenset[str] = frozenset()
_PROVINCE, _REGENCY, _CITY = frozenset({"province"}), frozenset({"regency"}), frozenset({"city"})
_LEVELS: dict[str, tuple[frozenset[str], str]] = {
    **dict.fromkeys(("provinsi", "propinsi", "prov", "prop", "province"), (_PROVINCE, "provinsi")),
    **dict.fromkeys(("kabupaten", "kab", "regency"), (_REGENCY, "kabupaten")),
    **dict.fromkeys(("kota", "kotamadya", "kodya", "city"), (_CITY, "kota")),
}
_WORD = (
    r"(?P<level>kab(?:upaten)?\.? ?/ ?kota|provinsi|propinsi|prov\.?|prop\.?|province|kabupaten|kab\.?|regency|"
    r"kotamadya|kodya|kota|city)"
)
_ADMINISTERED = r"(?:[ .]*\badm(?:inistrasi|in)?\b\.?)?"
_LEVEL_BEFORE = re.compile(rf"{_WORD}{_ADMINISTERED}(?:(?<=\.) ?| (?:of )?)(?P<name>.+)", re.IGNORECASE)
_LEVEL_AFTER = re.compile(rf"(?P<name>.+?)[, (]+{_WORD}{_ADMINISTERED}\)?", re.IGNORECASE)
_SPECIAL = re.compile(r"(?P<kind>DI|DKI|DK) (?P<name>.+)", re.IGNORECASE)
_SPECIAL_KINDS = {
    "di": ("daerahistimewa",),
    "dki": ("daerahkhususibukota", "daerahkhusus", "dk"),
    "dk": ("daerahkhususibukota", "daerahkhusus", "dki"),
}
