"""Combination of the region columns of a row: region, BPS code and province; the period decides between namesakes."""

from datetime import date
from functools import lru_cache
from typing import Any

from api.errors import ErrorDetail, Text
from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.region_match import RegionMatch, decide_by_period, list_codes, narrow
from api.resources.figures.period import Period

WHOLE_COUNTRY = "ID"
REGION_COLUMNS = ("region", "region_bps_code", "province")
_COLUMNS = frozenset(REGION_COLUMNS)
REGION_CONFLICT = Text(
    "adalah kode wilayah {0}, sedangkan kolom region berisi {1}. Samakan keduanya",
    "is the code of region {0}, but the column region is {1}; both must agree",
)
OUTSIDE_PROVINCE = Text(
    "adalah wilayah {0}, sedangkan kolom province berisi {1}. Perbaiki salah satunya",
    "is the region {0}, but the column province is {1}; correct one of them",
)
EMPTY_REGION = Text(
    "kosong. Tulis kode atau nama wilayahnya; ID untuk seluruh negara. Lewati baris jumlah atau catatan dengan skip "
    "dalam pemetaan",
    "is empty; write the code or name of the region, ID for the whole country; skip totals and notes with skip in the "
    "mapping",
)


def combine_region(content: dict[str, Any], invalid: frozenset[str], errors: list[ErrorDetail]) -> None:
    """Set the region from its columns. All of them must agree, and one of them must have content."""
    by_bps_code, province = content.pop("region_bps_code", None), content.pop("province", None)
    region = content.get("region")
    if by_bps_code is None and province is None and region.__class__ is str:
        return
    has_region_column = "region" in content
    content["region"] = WHOLE_COUNTRY  # remains only in a row that is rejected
    if invalid and not invalid.isdisjoint(_COLUMNS):
        return
    column = "region" if region is not None or (by_bps_code is None and has_region_column) else "region_bps_code"
    try:
        found = _join_columns(region, by_bps_code)
        if province is not None:
            found = _narrow_to_province(found, province)
        if isinstance(found, str):
            content["region"] = found
        elif "period" not in invalid or not found.depends_on_period:
            content["region"] = _decide(found, content)
    except CellError as error:
        pointer = "/region_bps_code" if error.code == "regions_disagree" else f"/{column}"
        errors.append(ErrorDetail(error.code, error.detail, pointer=pointer))


def _join_columns(region: str | RegionMatch | None, by_bps_code: str | RegionMatch | None) -> str | RegionMatch:
    """Return the regions that both columns can mean. Raises CellError."""
    if region is None or by_bps_code is None:
        found = region if by_bps_code is None else by_bps_code
        if found is None:
            raise CellError("empty_region", EMPTY_REGION)
        return found
    found = narrow(region, list_codes(by_bps_code))
    if found is None:
        raise CellError("regions_disagree", REGION_CONFLICT.fill(_join(by_bps_code), _join(region)))
    return found


def _narrow_to_province(found: str | RegionMatch, province: str | RegionMatch) -> str | RegionMatch:
    """Return the regions in the province of the row. Raises CellError."""
    provinces = list_codes(province)
    left = narrow(found, [code for code in list_codes(found) if code[:2] in provinces])
    if left is None:
        raise CellError("region_outside_province", OUTSIDE_PROVINCE.fill(_join(found), _join(province)))
    return left


def _decide(found: RegionMatch, content: dict[str, Any]) -> str:
    """Return the region in force in the period of the row; a stock is about its last day. Raises CellError."""
    period = content.get("period")
    if period is None:
        raise found.error
    first, last = _parse_days(period)
    return decide_by_period(found, last if content.get("nature") == "stock" else first, last)


@lru_cache(maxsize=4096)
def _parse_days(period: str) -> tuple[date, date]:
    parsed = Period.parse(period)
    return parsed.first, parsed.last


def _join(found: str | RegionMatch) -> str:
    return " / ".join(list_codes(found))
