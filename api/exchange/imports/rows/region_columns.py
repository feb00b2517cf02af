"""The scope of the columns of regions: their level, which their name may state, their province and their codes."""

import re
from collections.abc import Sequence

from api.errors import ErrorDetail, Text
from api.exchange.imports.cells.cell import quote_cell
from api.exchange.imports.cells.region_match import RegionScope
from api.exchange.imports.rows.mapping_options import RegionOptions

_LETTERS = re.compile(r"[a-z]+")
_REGENCIES = ("regency", "city")
_LEVELS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("provinsi", "propinsi", "prov", "province", "provinces"), ("province",)),
    **dict.fromkeys(
        ("kabupaten", "kab", "kota", "kabkota", "kabko", "regency", "regencies", "city", "cities", "municipality"),
        _REGENCIES,
    ),
}
_SMALLER = frozenset(
    {
        *("kecamatan", "kec", "distrik", "district", "districts", "subdistrict", "subdistricts"),
        *("kelurahan", "kel", "desa", "village", "villages", "rw", "rt", "dusun", "nagari", "kampung"),
    }
)


def build_region_scope(
    header: Sequence[str], names: Sequence[str | None], options: RegionOptions
) -> tuple[RegionScope, list[ErrorDetail]]:
    """Return the scope of the columns `region` and `region_bps_code`, and an error for a column of smaller regions."""
    codes = options.codes
    if codes is None and any(
        name == "region" and _states_kemendagri(header[position], names) for position, name in enumerate(names)
    ):
        codes = "kemendagri"
    errors = []
    levels: frozenset[str] = frozenset(options.levels)
    if not levels:
        for position, name in enumerate(names):
            if name in ("region", "region_bps_code"):
                stated, is_smaller = _read_levels(header[position])
                levels |= stated
                if is_smaller:
                    detail = SMALLER_REGIONS.fill(quote_cell(header[position]))
                    errors.append(ErrorDetail("unsupported_region_level", detail, pointer=f"/header/{position}"))
        levels = levels | {"country"} if levels else levels  # the total of the country is no other region by mistake
    return RegionScope(levels, None if options.within == "ID" else options.within, codes), errors


def _read_levels(name: str) -> tuple[frozenset[str], bool]:
    """Return the levels that the name of a column states, and whether it states only smaller ones."""
    words = _LETTERS.findall(name.lower())
    levels = frozenset(level for word in words for level in _LEVELS.get(word, ()))
    return levels, not levels and not _SMALLER.isdisjoint(words)


def _states_kemendagri(name: str, names: Sequence[str | None]) -> bool:
    """Return whether a column states the scheme of its codes: by its name, or because the file is an export."""
    return "kemendagri" in name.lower() or (name == "region" and "id" in names)


SMALLER_REGIONS = Text(
    "kolom {0} memuat kecamatan, kelurahan, atau desa, sedangkan angka dicatat untuk negara, provinsi, kabupaten, dan "
    "kota. Petakan kolom lain ke region, atau nyatakan regions.levels dalam pemetaan jika kolom ini memuat wilayah "
    "tersebut",
    "column {0} contains districts or villages, but figures are about the country, provinces, regencies and cities; "
    "map another column to region, or state regions.levels in the mapping if the column contains such regions",
)
