"""Regions as people name them: by code, or by a name that fits one region; what fits several is told, never guessed."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from api.faults import Text
from api.imports.cells.unreadable import Unreadable, shown


class RegionName(NamedTuple):
    """A region by its codes: the Ministry of Home Affairs' (Kemendagri), and the statistics office's (BPS)."""

    code: str
    name: str
    level: str
    bps_code: str | None


class Regions:
    """All regions there ever were, by what they may be called."""

    def __init__(self, rows: Iterable[RegionName]) -> None:
        self._named: dict[str, str] = {}
        self._spelt: dict[str, set[str]] = {}
        self._counted: dict[str, set[str]] = {}
        known = list(rows)
        for row in known:
            self._named[row.code] = row.name
            for spelling in _spellings(row):
                self._spelt.setdefault(spelling, set()).add(row.code)
        uncounted = {row.name: row.code for row in known if not row.bps_code}
        for row in known:
            if row.bps_code:
                # A region that got a new code, whose BPS code nobody knows, may bear the one that the old code had.
                successor = {uncounted[row.name]} if row.name in uncounted else set()
                self._counted.setdefault(row.bps_code, set()).update({row.code}, successor)

    def read(self, text: str) -> str:
        """The Kemendagri code. Raises Unreadable."""
        if text in self._named:
            return text
        if re.fullmatch("[0-9]{4}", text):
            return self._only(text, self._either_scheme(text))
        return self._only(text, self._spelt.get(_squeezed(text), set()))

    def read_bps(self, text: str) -> str:
        """The Kemendagri code of the region with a BPS code. Raises Unreadable."""
        return self._only(text, self._counted.get(text, set()))

    def _either_scheme(self, digits: str) -> set[str]:
        """Both schemes write four digits; a code without its point is taken where they mean the same region by it."""
        dotted = f"{digits[:2]}.{digits[2:]}"
        of_kemendagri = {dotted} if dotted in self._named else set()
        of_bps = self._counted.get(digits, set())
        if of_kemendagri == of_bps:
            return of_bps
        found = of_kemendagri | of_bps
        raise Unreadable("ambiguous-region", self._ambiguous(found) if len(found) > 1 else WHOSE_CODE)

    def _only(self, text: str, found: set[str]) -> str:
        if not found:
            raise Unreadable("unknown-region", _unknown(text))
        if len(found) > 1:
            raise Unreadable("ambiguous-region", self._ambiguous(found))
        return next(iter(found))

    def _ambiguous(self, found: set[str]) -> Text:
        listed = ", ".join(f"{self._named[code]} ({code})" for code in sorted(found))
        return Text(
            f"dapat berarti {listed}; sebutkan kode Kemendagri-nya", f"can mean {listed}; give its Kemendagri code"
        )


def _spellings(row: RegionName) -> Iterator[str]:
    """Every way to write the name, squeezed: with and without what sort of region it is, in full and abridged."""
    if row.level == "country":
        yield from (_squeezed(row.code), _squeezed(row.name), "nasional")
        return
    if found := _LOCAL.fullmatch(row.name):
        name = _squeezed(found["name"])
        abridged = {"kabupaten": ("kabupaten", "kab"), "kota": ("kota",)}[found["kind"].lower()]
        administered = ("", "administrasi", "adm") if found["administered"] else ("",)
        yield name
        yield from (f"{kind}{further}{name}" for kind in abridged for further in administered)
        return
    names = [_squeezed(row.name)]
    if found := _SPECIAL.fullmatch(row.name):  # also called by the bare name, and by what the letters stand for
        rest = _squeezed(found["name"])
        names += [rest, *(kind + rest for kind in _SPECIAL_KINDS[found["kind"].lower()])]
    yield from (kind + name for name in names for kind in ("", "provinsi", "propinsi", "prov"))


def _squeezed(text: str) -> str:
    """Without case, spaces, points and hyphens, which nobody writes the same way."""
    return re.sub(r"[\s.\-]+", "", re.sub(r"\bkep\b", "kepulauan", text.lower()))


def _unknown(text: str) -> Text:
    said = shown(text)
    return Text(f"{said} bukan wilayah yang dikenal", f"{said} is no known region")


_LOCAL = re.compile(r"(?P<kind>Kabupaten|Kota)(?P<administered> Administrasi)? (?P<name>.+)", re.IGNORECASE)
_SPECIAL = re.compile(r"(?P<kind>DI|DKI|DK) (?P<name>.+)", re.IGNORECASE)
_SPECIAL_KINDS = {
    "di": ("daerahistimewa",),
    "dki": ("daerahkhususibukota", "daerahkhusus", "dk"),
    "dk": ("daerahkhususibukota", "daerahkhusus", "dki"),
}
WHOSE_CODE = Text(
    "dapat berarti kode Kemendagri atau kode BPS; tulis kode Kemendagri dengan titik, atau pakai kolom region_bps_code",
    "can be a code of Kemendagri or of BPS; write Kemendagri's with its point, or use the column region_bps_code",
)
