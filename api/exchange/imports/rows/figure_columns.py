"""The columns of targets and realizations, and their names in Indonesian."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import get_type_hints

from api import types
from api.errors import Text
from api.exchange.imports.cells.cell import CellError, quote_cell
from api.exchange.imports.cells.field_parsers import MULTILINE_FIELDS, build_field_parser, parse_citations
from api.exchange.imports.cells.numbers import ParsedAmount, parse_amount, parse_exact_number
from api.exchange.imports.cells.ranges import parse_stated_amount
from api.exchange.imports.rows.column import (
    ColumnFactory,
    ImportColumn,
    ReadContext,
    match_bps_code,
    match_province,
    match_region,
    parse_date_cell,
    parse_period_cell,
    parser_for_choices,
    parser_for_type,
)
from api.exchange.imports.rows.importable import ImportableCollection
from api.resources.figures import breakdown
from api.resources.figures.parameters import BREAKDOWN_PARAMETER
from api.resources.figures.validation import NOT_POSITIVE, CitationInput

CITATION_COLUMNS = ("source", "locator", "quote")  # one citation in three columns
FIGURE_DATE_COLUMNS = ("stated_on", "stated_not_before", "stated_not_after", "retracted_on")
MAX_PAIRS = 8
MAX_DISTINCT_FIGURES = 100
# A file may use these names or those of the API.
FIGURE_COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "indicator": ("indikator",),
    "nature": ("sifat",),
    "region": ("wilayah", "kode_kemendagri"),
    "region_bps_code": ("kode_bps",),
    "province": ("provinsi", "propinsi"),
    "breakdown": ("rincian",),
    "period": ("periode",),
    "value": ("nilai", "angka", "jumlah"),
    "value_to": ("nilai_sampai", "angka_sampai", "jumlah_sampai"),
    "qualifier": ("kualifikasi",),
    "resolution": ("pembulatan",),
    "stated_on": ("tanggal", "dinyatakan_pada"),
    "stated_not_before": ("dinyatakan_paling_awal",),
    "stated_not_after": ("dinyatakan_paling_akhir",),
    "retracted_on": ("dicabut_pada",),
    "institution": ("instansi",),
    "on_behalf_of": ("atas_nama",),
    "speaker": ("penutur", "pembicara"),
    "plan": ("rencana",),
    "due_on": ("tenggat",),
    "supersedes": ("menggantikan",),
    "day_known": ("hari_diketahui",),
    "distinct_from": ("berbeda_dari",),
    "quality": ("mutu", "kualitas"),
    "citations": ("daftar_kutipan",),
    "note": ("catatan",),
    "source": ("sumber",),
    "locator": ("letak",),
    "quote": ("kutipan",),
    "unit": ("satuan",),
}


def build_figure_columns(importable: ImportableCollection) -> Iterator[ImportColumn]:
    factory = ColumnFactory(importable)
    yield ImportColumn("id", parse_figure_id)
    yield ImportColumn("program", parser_for_type(types.Code))
    yield factory.build_column("indicator")
    yield factory.build_column("nature", parser_for_choices("nature"))
    yield ImportColumn("region", match_region)
    yield ImportColumn("region_bps_code", match_bps_code)
    yield ImportColumn("province", match_province, empty_error=("empty_region", EMPTY_PROVINCE))
    yield replace(factory.build_column("breakdown", _parse_breakdown), empty_error=("empty_breakdown", EMPTY_BREAKDOWN))
    yield factory.build_column("period", parse_period_cell, "period")
    yield factory.build_column("value", _parse_value, parse_exact=parse_exact_number)
    yield factory.build_column("value_to", _parse_amount, parse_exact=parse_exact_number)
    # An empty cell leaves the qualifier to the cell of the value.
    yield replace(factory.build_column("qualifier", parser_for_choices("qualifier")), empty_value=None)
    yield ImportColumn(
        "resolution", _parse_resolution, parse_exact=lambda number: require_positive(parse_exact_number(number))
    )
    yield from (factory.build_column(name, parse_date_cell, "day") for name in FIGURE_DATE_COLUMNS)
    yield from (factory.build_column(name, _parse_institution) for name in ("institution", "on_behalf_of"))
    yield factory.build_column("speaker")
    if "plan" in factory.hints:
        yield factory.build_column("plan")
        yield factory.build_column("due_on", parse_date_cell, "day")
    yield (
        factory.build_column("supersedes", lambda text, _: str(_parse_record_id(text)))
        if "supersedes" in factory.hints
        else factory.build_column("quality", parser_for_choices("quality"))
    )
    if "day_known" in factory.hints:
        yield factory.build_column("day_known", _parse_boolean)
    yield factory.build_column("distinct_from", _parse_ids)
    yield factory.build_column("citations", lambda text, _: parse_citations(text))
    yield factory.build_column("note")
    citation_hints = get_type_hints(CitationInput, include_extras=True)
    yield from (
        ImportColumn(
            name, parser_for_type(citation_hints[name]), content="prose" if name in MULTILINE_FIELDS else "text"
        )
        for name in CITATION_COLUMNS
    )
    yield ImportColumn("unit", _parse_unit)


def _parse_value(text: str, context: ReadContext) -> ParsedAmount:
    return parse_stated_amount(text, context.number_format, context.names.units)


def _parse_amount(text: str, context: ReadContext) -> ParsedAmount:
    return parse_amount(text, context.number_format, context.names.units)


def _parse_resolution(text: str, context: ReadContext) -> ParsedAmount:
    return require_positive(_parse_amount(text, context))


def require_positive(amount: ParsedAmount) -> ParsedAmount:
    if amount.value <= 0:
        raise CellError("too_small", NOT_POSITIVE)
    return amount


def parse_figure_id(text: str, _: ReadContext | None = None) -> str:
    if not _FIGURE_ID.fullmatch(text):
        raise CellError("not_a_uuid", INVALID_FIGURE_ID)
    return text


def _parse_boolean(text: str, _: ReadContext) -> bool:
    if text.lower() not in BOOLEANS:
        raise CellError("not_one_of", NOT_A_BOOLEAN)
    return BOOLEANS[text.lower()]


def _parse_ids(text: str, _: ReadContext) -> list[str]:
    """Parse ids separated by blanks, commas or semicolons, or the JSON list that a CSV export writes."""
    ids = [parse_figure_id(part) for part in _ID_SEPARATORS.split(text) if part]
    if len(ids) > MAX_DISTINCT_FIGURES:
        raise CellError("too_long", TOO_MANY_FIGURES)
    return ids


def _parse_breakdown(text: str, _: ReadContext) -> str:
    if text.count(";") >= MAX_PAIRS:
        raise CellError("too_long", TOO_MANY_PAIRS)
    try:
        return breakdown.parse_breakdown(text)
    except ValueError as error:
        raise CellError(BREAKDOWN_PARAMETER.code, BREAKDOWN_PARAMETER.error_text) from error


def _parse_unit(text: str, context: ReadContext) -> str:
    return context.names.units.find(text) or str(_parse_code(text.lower()))


def _parse_institution(text: str, context: ReadContext) -> str:
    """Return the code of an institution. A text in the form of a code is one: it may be of a draft."""
    if CODE_PATTERN.fullmatch(text):
        return text
    if (code := context.names.institutions.find(text)) is None:
        raise CellError("unknown_institution", UNKNOWN_INSTITUTION.fill(quote_cell(text)))
    return code


_parse_code = build_field_parser(types.Code)
_parse_record_id = build_field_parser(types.RecordId)
_ID_SEPARATORS = re.compile(r'[\s,;"\[\]]+')
CODE_PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")
_FIGURE_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
BOOLEANS = {"true": True, "false": False, "ya": True, "tidak": False, "yes": True, "no": False}
NOT_A_BOOLEAN = Text("harus true atau false (ya atau tidak)", "must be true or false")
INVALID_FIGURE_ID = Text("harus UUID versi 7 dengan huruf kecil", "must be a UUID of version 7 in lower case")
UNKNOWN_INSTITUTION = Text(
    "berisi instansi {0}, yang tidak ada. Tulis kode atau namanya, lihat GET /v1/institutions",
    "contains the institution {0}, which does not exist; write its code or name, see GET /v1/institutions",
)
EMPTY_PROVINCE = Text(
    "kosong. Tulis kode atau nama provinsinya, atau abaikan kolom ini dengan null dalam pemetaan",
    "is empty; write the code or name of the province, or ignore this column with null in the mapping",
)
EMPTY_BREAKDOWN = Text(
    "kosong. Tulis rinciannya, seperti catalog:local, atau none untuk keseluruhan",
    "is empty; write the parts, such as catalog:local, or none for the whole",
)
TOO_MANY_FIGURES = Text(
    f"paling banyak memuat {MAX_DISTINCT_FIGURES} id", f"must have at most {MAX_DISTINCT_FIGURES} ids"
)
TOO_MANY_PAIRS = Text(f"paling banyak memuat {MAX_PAIRS} pasangan", f"must have at most {MAX_PAIRS} pairs")
