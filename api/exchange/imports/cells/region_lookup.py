"""RegionLookup: find the region of a code or name, or the regions that it can mean.

Rules across columns decide between them (api/exchange/imports/rows/combine_regions.py).
"""

import re
from collections.abc import Iterable

from api.errors import Text
from api.exchange.imports.cells.cell import CellError, quote_cell
from api.exchange.imports.cells.region_match import ANY_REGION, CodeScheme, RegionMatch, RegionNames, RegionScope
from api.exchange.imports.cells.region_spelling import list_spellings, split_level

MAX_NAME_LENGTH = 200  # characters of a cell with a name


class RegionLookup:
    """All current and former regions, by code and by every spelling of their names."""

    def __init__(self, rows: Iterable[RegionNames]) -> None:
        self._regions: dict[str, RegionNames] = {}
        self._codes_by_spelling: dict[str, set[str]] = {}
        self._codes_by_bps_code: dict[str, set[str]] = {}
        regions = list(rows)
        for region in regions:
            self._regions[region.code] = region
            for spelling in list_spellings(region):
                self._codes_by_spelling.setdefault(spelling, set()).add(region.code)
        without_bps_code = {region.name: region.code for region in regions if not region.bps_code}
        for region in regions:
            if region.bps_code:
                # A region with a new Kemendagri code and no BPS code may still use the BPS code of the old one.
                successor = {without_bps_code[region.name]} if region.name in without_bps_code else set()
                self._codes_by_bps_code.setdefault(region.bps_code, set()).update({region.code}, successor)

    def match(self, text: str, scope: RegionScope = ANY_REGION) -> str | RegionMatch:
        """Return the Kemendagri code for a code or a name, or all regions that it can mean. Raises CellError."""
        if re.fullmatch("[0-9]{2}(?:[0-9]{2})?", text):
            return self._select(text, self._find_digits(text, scope.codes), scope)
        found = {text} if text in self._regions else self._find_name(text)
        return self._select(text, found, scope)

    def match_bps_code(self, text: str, scope: RegionScope = ANY_REGION) -> str | RegionMatch:
        """Return the Kemendagri code of the region with a BPS code, or of all such regions. Raises CellError."""
        return self._select(text, self._codes_by_bps_code.get(text, set()), scope)

    def find_by_text(self, text: str, scope: RegionScope = ANY_REGION) -> str:
        """Return the Kemendagri code for a code or a name. Raises CellError."""
        return _require_single(self.match(text, scope))

    def find_by_bps_code(self, text: str) -> str:
        """Return the Kemendagri code of the region with a BPS code. Raises CellError."""
        return _require_single(self.match_bps_code(text))

    def _find_name(self, text: str) -> set[str]:
        """Return the regions with this name. A word such as `Kab.` before or after it states their level."""
        if len(text) > MAX_NAME_LENGTH:
            return set()
        for levels, name in split_level(text):
            codes = self._codes_by_spelling.get(name, set())
            if found := {code for code in codes if not levels or self._regions[code].level in levels}:
                return found
        return set()

    def _find_digits(self, digits: str, scheme: CodeScheme | None) -> set[str]:
        """Return the regions of two or four digits, which both schemes use."""
        code = digits if len(digits) == 2 else f"{digits[:2]}.{digits[2:]}"
        by_kemendagri = {code} if code in self._regions else set()
        by_bps = self._codes_by_bps_code.get(digits, set())
        if scheme is not None:
            return by_kemendagri if scheme == "kemendagri" else by_bps
        found = by_kemendagri | by_bps
        if len(digits) == 4 and len(found) == 1 and by_kemendagri != by_bps:  # the register lacks some BPS codes
            raise CellError("ambiguous_region", AMBIGUOUS_CODE_SCHEME)
        return found

    def _select(self, text: str, found: set[str], scope: RegionScope) -> str | RegionMatch:
        """Return the region, or the regions, in the scope of the column. Raises CellError."""
        if not found:
            lost_zero = re.fullmatch(r"[0-9]{2}\.[0-9]", text)
            raise CellError(
                "unknown_region", (CODE_WITHOUT_ZERO if lost_zero else UNKNOWN_REGION).fill(quote_cell(text))
            )
        regions = [self._regions[code] for code in sorted(found)]
        included = [region for region in regions if scope.includes(region)]
        if len(included) == 1:
            return included[0].code
        if included:
            is_digits = text.isdigit()
            template = AMBIGUOUS_CODE if is_digits else AMBIGUOUS_REGION
            return RegionMatch(tuple(included), template.fill(_list_regions(included)))
        if any(scope.includes_level(region) for region in regions):
            raise CellError("region_outside_province", OUTSIDE_SCOPE.fill(_list_regions(regions), str(scope.within)))
        levels = ", ".join(sorted(scope.levels))
        raise CellError("region_of_other_level", OTHER_LEVEL.fill(_list_regions(regions), levels))


def _require_single(found: str | RegionMatch) -> str:
    if isinstance(found, RegionMatch):
        raise found.error
    return found


def _list_regions(regions: Iterable[RegionNames]) -> str:
    return ", ".join(f"{region.name} ({region.code})" for region in regions)


AMBIGUOUS_REGION = Text("dapat berarti {0}. Tulis kode Kemendagri-nya", "can mean {0}; write its Kemendagri code")
AMBIGUOUS_CODE = Text(
    "dapat berarti {0}, sebab Kemendagri dan BPS memakai angka yang sama. Tulis kode Kemendagri dengan titik, atau "
    "nyatakan regions.codes dalam pemetaan: kemendagri atau bps",
    "can mean {0}, because Kemendagri and BPS use the same digits; write the Kemendagri code with a point, or state "
    "regions.codes in the mapping: kemendagri or bps",
)
UNKNOWN_REGION = Text(
    "berisi wilayah {0}, yang tidak ada. Gunakan kode seperti 32 atau 32.01, lihat GET /v1/regions",
    "contains the region {0}, which does not exist; use a code such as 32 or 32.01, see GET /v1/regions",
)
AMBIGUOUS_CODE_SCHEME = Text(
    "dapat berarti kode Kemendagri atau BPS. Tulis kode Kemendagri dengan titik, gunakan kolom region_bps_code, atau "
    "nyatakan regions.codes dalam pemetaan",
    "can be a Kemendagri code or a BPS code; write the Kemendagri code with a point, use the column region_bps_code, "
    "or state regions.codes in the mapping",
)
CODE_WITHOUT_ZERO = Text(
    "berisi bilangan {0}. Kode wilayah memuat dua angka di belakang titik, yang nolnya dibuang aplikasi lembar kerja. "
    "Format kolom ini sebagai teks, lalu tulis kodenya lengkap, seperti 32.10",
    "contains the number {0}. A region code has two digits after the point, and a spreadsheet removes their zero; "
    "format the column as text, then write the full code, such as 32.10",
)
OUTSIDE_SCOPE = Text(
    "berarti {0}, di luar wilayah {1} yang dinyatakan regions.within dalam pemetaan. Perbaiki wilayahnya atau pemetaan",
    "means {0}, outside the region {1} that regions.within of the mapping states; correct the region or the mapping",
)
OTHER_LEVEL = Text(
    "berarti {0}, sedangkan kolom ini memuat wilayah tingkat {1}. Perbaiki wilayahnya, lewati baris ini dengan skip, "
    "atau nyatakan regions.level dalam pemetaan",
    "means {0}, but the column is about regions of the level {1}; correct the region, skip the row with skip, or state "
    "regions.level in the mapping",
)
