"""The codelists: those stored in the database, and constant ones."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from api.database.pool import Connection
from api.errors import Text

NamedValue: TypeAlias = "tuple[str, str | None]"
NO_CHANGE = datetime(1970, 1, 1, tzinfo=UTC)


class CodelistCode(NamedTuple):
    """One code; `parent` is the code that it is a part of. `annotations` are codes of other lists, by their name."""

    id: str
    name: Text
    parent: str | None = None
    annotations: Mapping[str, str] = MappingProxyType({})


class Codelist(NamedTuple):
    """A codelist: constant `codes`, or `sql` that selects code, name, English name and parent.

    Further columns of `sql` are annotations.
    """

    id: str
    name: Text
    codes: tuple[CodelistCode, ...] = ()
    sql: str | None = None


_IS_CURRENT = "status = 'published' AND replaced_at IS NULL"
_SELECT_CODES = (
    "SELECT code::text, name::text, name_en::text, NULL::text FROM {} WHERE " + _IS_CURRENT + " ORDER BY code"
)
CODELISTS = (
    Codelist("CL_INDICATOR", Text("Indikator", "Indicators"), sql=_SELECT_CODES.format("indicator")),
    Codelist(
        "CL_AREA",
        Text("Wilayah", "Regions"),
        # A parent comes before its parts.
        sql="SELECT replace(code, '.', '_'), name::text, NULL::text, parent::text, "
        'bps_code::text AS "BPS_CODE", iso_3166_2::text AS "ISO_3166_2" FROM region '
        f"WHERE {_IS_CURRENT} ORDER BY length(code), code <> 'ID', code",
    ),
    Codelist("CL_UNIT", Text("Satuan", "Units"), sql=_SELECT_CODES.format("unit")),
    Codelist("CL_INSTITUTION", Text("Instansi", "Institutions"), sql=_SELECT_CODES.format("institution")),
    Codelist(
        "CL_PLAN",
        Text("Rencana", "Plans"),
        sql="SELECT '_Z', 'Tanpa rencana', 'No plan', NULL::text UNION ALL "
        "(SELECT code::text, title::text, NULL::text, NULL::text "
        f"FROM source WHERE {_IS_CURRENT} AND is_plan(kind) ORDER BY code)",
    ),
    Codelist(
        "CL_NATURE",
        Text("Sifat angka", "Natures of figures"),
        (
            CodelistCode("stock", Text("Kumulatif", "Stock")),
            CodelistCode("flow", Text("Tambahan", "Flow")),
            CodelistCode("rate", Text("Tingkat", "Rate")),
        ),
    ),
    Codelist(
        "CL_FIGURE_TYPE",
        Text("Jenis angka", "Figure types"),
        (
            CodelistCode("target", Text("Target", "Target")),
            CodelistCode("realization", Text("Realisasi", "Realization")),
        ),
    ),
    Codelist(
        "CL_OBS_STATUS",
        Text("Mutu pengamatan", "Observation statuses"),
        (
            CodelistCode("A", Text("Final", "Normal value")),
            CodelistCode("P", Text("Sementara", "Provisional value")),
            CodelistCode("E", Text("Perkiraan", "Estimated value")),
        ),
    ),
    Codelist(
        "CL_QUALIFIER",
        Text("Pembatas angka", "Qualifiers"),
        (
            CodelistCode("exact", Text("Tepat", "Exact")),
            CodelistCode("about", Text("Sekitar", "About")),
            CodelistCode("at_least", Text("Sekurangnya", "At least")),
            CodelistCode("at_most", Text("Paling banyak", "At most")),
            CodelistCode("nearly", Text("Hampir", "Nearly")),
        ),
    ),
)
CODELISTS_BY_ID = {codelist.id: codelist for codelist in CODELISTS}
_LAST_RECORDED = "SELECT greatest({})".format(
    ", ".join(
        f"(SELECT max(recorded_at) FROM {table} WHERE status = 'published')"
        for table in ("indicator", "region", "unit", "institution", "source")
    )
)


async def load_codelist_codes(connection: Connection, codelist: Codelist) -> tuple[CodelistCode, ...]:
    if codelist.sql is None:
        return codelist.codes
    return tuple(_build_code(*row.items()) for row in await connection.fetch(codelist.sql))


def _build_code(
    code: NamedValue, name: NamedValue, name_en: NamedValue, parent: NamedValue, *annotations: NamedValue
) -> CodelistCode:
    """Build a code from the columns of its row, each with its name."""
    given = {name: value for name, value in annotations if value is not None}
    return CodelistCode(str(code[1]), Text(str(name[1]), name_en[1] or str(name[1])), parent[1], given)


async def load_codes(connection: Connection, codelist_ids: frozenset[str]) -> Mapping[str, tuple[CodelistCode, ...]]:
    """Load the codes of these codelists by the id of the codelist."""
    return {
        codelist.id: await load_codelist_codes(connection, codelist)
        for codelist in CODELISTS
        if codelist.id in codelist_ids
    }


async def load_names(connection: Connection, codelist_ids: frozenset[str]) -> Mapping[str, Mapping[str, Text]]:
    """Load the names of the codes by the id of the codelist, then by code."""
    codes = await load_codes(connection, codelist_ids)
    return {name: {code.id: code.name for code in found} for name, found in codes.items()}


async def load_last_change(connection: Connection) -> datetime:
    """Return the time of the last published change of any stored codelist."""
    recorded_at: datetime | None = await connection.fetchval(_LAST_RECORDED)
    return (recorded_at or NO_CHANGE).astimezone(UTC)
