"""The lists of codes: those that the service keeps, and those that never change."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from api.faults import Text
from api.postgres.pool import Connection
from api.sdmx.observations import NEVER


class Code(NamedTuple):
    """One code; `parent` is the code of which it is a part."""

    id: str
    name: Text
    parent: str | None = None


class Codelist(NamedTuple):
    """A list of codes; `sql` selects code, name, English name and parent, where the service keeps them."""

    id: str
    name: Text
    codes: tuple[Code, ...] = ()
    sql: str | None = None


_HELD = "status = 'published' AND replaced_at IS NULL"
_KEPT = "SELECT code::text, name::text, name_en::text, NULL::text FROM {} WHERE " + _HELD + " ORDER BY code"
CODELISTS = (
    Codelist("CL_INDICATOR", Text("Indikator", "Indicators"), sql=_KEPT.format("indicator")),
    Codelist(
        "CL_AREA",
        Text("Wilayah", "Regions"),
        # A part comes after its whole.
        sql="SELECT replace(code, '.', '_'), name::text, NULL::text, parent::text FROM region "
        f"WHERE {_HELD} ORDER BY length(code), code <> 'ID', code",
    ),
    Codelist("CL_UNIT", Text("Satuan", "Units"), sql=_KEPT.format("unit")),
    Codelist("CL_INSTITUTION", Text("Instansi", "Institutions"), sql=_KEPT.format("institution")),
    Codelist(
        "CL_NATURE",
        Text("Sifat angka", "Natures of figures"),
        (Code("stock", Text("Kumulatif", "Stock")), Code("flow", Text("Tambahan", "Flow"))),
    ),
    Codelist(
        "CL_KIND",
        Text("Jenis angka", "Kinds of figures"),
        (Code("target", Text("Target", "Target")), Code("realization", Text("Realisasi", "Realization"))),
    ),
    Codelist(
        "CL_OBS_STATUS",
        Text("Mutu pengamatan", "Statuses of observations"),
        (
            Code("A", Text("Final", "Normal value")),
            Code("P", Text("Sementara", "Provisional value")),
            Code("E", Text("Perkiraan", "Estimated value")),
        ),
    ),
    Codelist(
        "CL_QUALIFIER",
        Text("Pembatas angka", "Qualifiers of figures"),
        (
            Code("exact", Text("Tepat", "Exact")),
            Code("about", Text("Sekitar", "About")),
            Code("at_least", Text("Sekurangnya", "At least")),
            Code("at_most", Text("Paling banyak", "At most")),
        ),
    ),
)
_LAST_RECORDED = "SELECT greatest({})".format(
    ", ".join(
        f"(SELECT max(recorded_at) FROM {table} WHERE status = 'published')"
        for table in ("indicator", "region", "unit", "institution")
    )
)


async def codes_of(connection: Connection, codelist: Codelist) -> tuple[Code, ...]:
    if codelist.sql is None:
        return codelist.codes
    rows = await connection.fetch(codelist.sql)
    return tuple(Code(code, Text(name, name_en or name), parent) for code, name, name_en, parent in rows)


async def read_codes(connection: Connection, wanted: frozenset[str]) -> Mapping[str, tuple[Code, ...]]:
    """By list."""
    return {one.id: await codes_of(connection, one) for one in CODELISTS if one.id in wanted}


async def last_changed(connection: Connection) -> datetime:
    found: datetime | None = await connection.fetchval(_LAST_RECORDED)
    return (found or NEVER).astimezone(UTC)
