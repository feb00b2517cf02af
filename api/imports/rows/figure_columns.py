"""The columns of targets and realizations."""

import re
from collections.abc import Iterator
from typing import get_type_hints

from api import words
from api.faults import Text
from api.figures import breakdown
from api.figures.entry import NOT_POSITIVE, NewCitation
from api.figures.figure_query import BREAKDOWN
from api.imports.cells.numbers import Stated, read_amount, read_exact
from api.imports.cells.periods import read_period
from api.imports.cells.texts import LONG, as_member, read_citations
from api.imports.cells.unreadable import Unreadable
from api.imports.importable import Importable
from api.imports.rows.column import Column, Members, Setting, chosen, day, said_as

CITATION = ("source", "locator", "quote")  # one citation, spelled out
DAYS = ("stated_on", "stated_not_before", "stated_not_after", "retracted_on")
MOST_PAIRS = 8


def figure_columns(importable: Importable) -> Iterator[Column]:
    own = Members(importable)
    yield Column("id", read_identity)
    yield Column("program", said_as(words.Code))
    yield own.column("indicator")
    yield own.column("nature", chosen("nature"))
    yield Column("region", lambda text, setting: setting.regions.read(text))
    yield Column("region_bps_code", lambda text, setting: setting.regions.read_bps(text))
    yield own.column("breakdown", _breakdown)
    yield own.column("period", lambda text, _: read_period(text).text, "period")
    yield own.column("value", _amount, exact=read_exact)
    yield own.column("qualifier", chosen("qualifier"))
    yield Column("resolution", _resolution, exact=lambda number: require_positive(read_exact(number)))
    yield from (own.column(name, day, "day") for name in DAYS)
    yield from (own.column(name) for name in ("institution", "on_behalf_of", "speaker"))
    yield (
        own.column("supersedes", lambda text, _: str(_identifier(text)))
        if "supersedes" in own.hints
        else own.column("quality", chosen("quality"))
    )
    yield own.column("citations", lambda text, _: read_citations(text))
    yield own.column("note")
    cited = get_type_hints(NewCitation, include_extras=True)
    yield from (Column(name, said_as(cited[name]), holds="prose" if name in LONG else "text") for name in CITATION)
    yield Column("unit", _unit)


def _amount(text: str, setting: Setting) -> Stated:
    return read_amount(text, setting.number_format)


def _resolution(text: str, setting: Setting) -> Stated:
    return require_positive(_amount(text, setting))


def require_positive(stated: Stated) -> Stated:
    if stated.value <= 0:
        raise Unreadable("too-small", NOT_POSITIVE)
    return stated


def read_identity(text: str, _: Setting | None = None) -> str:
    if not _IDENTITY.fullmatch(text):
        raise Unreadable("not-a-uuid", NOT_AN_IDENTITY)
    return text


def _breakdown(text: str, _: Setting) -> str:
    if text.count(";") >= MOST_PAIRS:
        raise Unreadable("too-long", TOO_MANY_PAIRS)
    try:
        return breakdown.parse(text)
    except ValueError as error:
        raise Unreadable(BREAKDOWN.code, BREAKDOWN.refusal) from error


def _unit(text: str, _: Setting) -> str:
    said = text.lower()
    return UNITS[said] if said in UNITS else str(_code(said))


_code = as_member(words.Code)
_identifier = as_member(words.Identifier)
_IDENTITY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
UNITS = {"rp": "idr", "rupiah": "idr", "%": "percent", "persen": "percent"}
NOT_AN_IDENTITY = Text("harus UUID versi 7 dengan huruf kecil", "must be a UUID of version 7 in lower case")
TOO_MANY_PAIRS = Text(f"paling panjang {MOST_PAIRS}", f"is at most {MOST_PAIRS} long")
