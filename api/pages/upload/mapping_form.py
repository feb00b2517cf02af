"""The form of the mapping page, and the mapping that it describes. These are pure functions.

The page has an input for what most files need. All other options of a mapping are JSON in one text field.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

import msgspec

from api.errors import ErrorDetail, Text
from api.exchange.imports.rows.collection_columns import COLUMNS, CollectionColumns
from api.exchange.imports.rows.layout import resolve_name
from api.exchange.imports.rows.mapping import ALL_OTHER_COLUMNS, ImportMapping
from api.exchange.imports.rows.value_columns import names_value_column
from api.exchange.imports.template.columns import TEMPLATE_COLUMNS
from api.http.request.json_body import decode_body, parse_fields
from api.http.request.parameter_types import CODE, ParameterType, integer, one_of, text_matching
from api.pages.signed_in.forms import ANY_TEXT, MISSING_ACTION, FormFields

MAX_COLUMNS: Final = 60  # with a select each; a form has at most 100 fields
IGNORED: Final = "-"
DELIMITERS: Final = ("comma", "semicolon", "tab")
NUMBER_FORMATS: Final = ("id", "en")
CONSTANTS: Final = tuple(dict.fromkeys(name for names in TEMPLATE_COLUMNS.values() for name in names))
_ROWS: Final = text_matching(
    "not_rows",
    "[1-9][0-9]?(?:-[1-9][0-9]?)?",
    Text("harus baris seperti 5 atau 5-6", "must be a row such as 5, or rows such as 5-6"),
)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class MappingOptions(FormFields, frozen=True, kw_only=True):
    """The fields of the form that each file has. `others` is a JSON object."""

    action: Annotated[str | None, one_of(("read", "check", "use", "delete")), "The button."] = None
    saved: Annotated[str | None, CODE, "Name of a saved mapping."] = None
    header_rows: Annotated[str | None, _ROWS, "Rows of the header."] = None
    sheet: Annotated[str | None, ANY_TEXT, "Sheet of a spreadsheet."] = None
    delimiter: Annotated[str | None, one_of(DELIMITERS), "Delimiter of a CSV file."] = None
    number_format: Annotated[str | None, one_of(NUMBER_FORMATS), "Number format."] = None
    multiplier: Annotated[int | None, integer(1, 10**9), "Factor of the values."] = None
    blank: Annotated[str | None, ANY_TEXT, "Cells that mean an empty cell, one per line."] = None
    skip: Annotated[str | None, ANY_TEXT, "Rows to skip, one pattern per line."] = None
    others: Annotated[str | None, ANY_TEXT, "All other options of the mapping."] = None

    def validate(self) -> list[ErrorDetail]:
        return [] if self.action is not None else [MISSING_ACTION]


def _add_fields(prefix: str, names: Sequence[object], parameter_type: ParameterType) -> list[tuple[str, Any, Any]]:
    return [(f"{prefix}_{name}", Annotated[str | None, parameter_type, "A text."], None) for name in names]


# With `column_0` and so on, the field of each column, and the constants such as `constant_indicator`.
MappingForm: Any = msgspec.defstruct(
    "MappingForm",
    _add_fields("column", range(MAX_COLUMNS), ANY_TEXT) + _add_fields("constant", CONSTANTS, ANY_TEXT),
    bases=(MappingOptions,),
    module=__name__,
    frozen=True,
    kw_only=True,
)


class MappingInputs(msgspec.Struct, frozen=True, kw_only=True):
    """The values of the inputs. `columns` has the field of each column: empty if its name decides, or `-`."""

    columns: list[str]
    constants: dict[str, str]
    header_rows: str
    sheet: str
    delimiter: str
    number_format: str
    multiplier: str
    blank: str
    skip: str
    others: str


def split_mapping(mapping: Mapping[str, Any], collection: str, header: Sequence[str]) -> MappingInputs:
    """Return the inputs that describe a mapping of a file with this header."""
    known, typed = COLUMNS[collection], msgspec.convert(mapping, ImportMapping)
    columns = [_choose_field(name, known, typed) for name in header[:MAX_COLUMNS]]
    value_column = next((name for name, field in zip(header, columns, strict=False) if field == "value"), None)
    multipliers = dict(mapping.get("multiplier", {}))
    multiplier = multipliers.pop(value_column, "")
    own = {*MappingInputs.__struct_fields__, "multiplier"}
    others = {name: value for name, value in mapping.items() if name not in own}
    others |= {"multiplier": multipliers} if multipliers else {}
    rows = mapping.get("header_rows") or []
    constants = dict(mapping.get("constants", {}))
    shown = {name: constants.pop(name, "") for name in TEMPLATE_COLUMNS[collection]}
    others |= {"constants": constants} if constants else {}
    return MappingInputs(
        columns=columns,
        constants=shown,
        header_rows=f"{rows[0]}-{rows[-1]}" if rows[1:] else "".join(map(str, rows)),
        sheet=mapping.get("sheet") or "",
        delimiter=mapping.get("delimiter") or "",
        number_format=mapping.get("number_format") or "",
        multiplier=str(multiplier),
        blank="\n".join(mapping.get("blank", ())),
        skip="\n".join(mapping.get("skip", ())),
        others=format_mapping(others) if others else "",
    )


def repeat_inputs(form: Any, collection: str, header: Sequence[str]) -> MappingInputs:
    """Return the inputs as the user sent them, for a form that describes no valid mapping."""
    options = ("header_rows", "sheet", "delimiter", "number_format", "multiplier", "blank", "skip", "others")
    return MappingInputs(
        columns=[getattr(form, f"column_{position}") or "" for position in range(len(header[:MAX_COLUMNS]))],
        constants={name: getattr(form, f"constant_{name}") or "" for name in TEMPLATE_COLUMNS[collection]},
        **{name: str(getattr(form, name) or "") for name in options},
    )


def build_mapping(form: Any, before: Mapping[str, Any], collection: str, header: Sequence[str]) -> dict[str, Any]:
    """Return the mapping that the form describes. Raise InvalidRequestError.

    Columns without a select are mapped as `before`.
    """
    mapping = check_mapping(parse_fields(form.others.encode())) if form.others else {}
    selected = {name: getattr(form, f"column_{position}") for position, name in enumerate(header[:MAX_COLUMNS])}
    columns = {name: field for name, field in before.get("columns", {}).items() if name not in selected}
    known = COLUMNS[collection]
    for name, field in selected.items():
        if field == IGNORED:
            columns[name if known.find_name(name) else ALL_OTHER_COLUMNS] = None
        elif field is not None and known.find_name(name) != field:
            columns[name] = field
    given = {name: getattr(form, f"constant_{name}") for name in TEMPLATE_COLUMNS[collection]}
    constants = {name: cell for name, cell in given.items() if cell is not None}
    value_column = next((name for name, field in selected.items() if field == "value"), None)
    multipliers = {value_column: form.multiplier} if form.multiplier and value_column else {}
    mapping |= {
        "columns": columns,
        "constants": mapping.get("constants", {}) | constants,
        "multiplier": mapping.get("multiplier", {}) | multipliers,
        "header_rows": _parse_rows(form.header_rows),
        "skip": _split_lines(form.skip),
        "blank": _split_lines(form.blank),
        "sheet": form.sheet,
        "delimiter": form.delimiter,
        "number_format": form.number_format,
    }
    return check_mapping(mapping)


def check_mapping(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping without its empty options. Raise InvalidRequestError, as the API does, if it is invalid."""
    compact = {name: value for name, value in mapping.items() if value not in (None, [], {})}
    decode_body(_ENCODER.encode(compact), ImportMapping)
    return compact


def format_mapping(mapping: Mapping[str, Any]) -> str:
    """Write a mapping as JSON for people."""
    return msgspec.json.format(_ENCODER.encode(mapping), indent=1).decode()


def encode_mapping(mapping: Mapping[str, Any]) -> str:
    """Write a mapping as JSON in one line, for the parameter `mapping`."""
    return _ENCODER.encode(mapping).decode()


def _choose_field(name: str, known: CollectionColumns, mapping: ImportMapping) -> str:
    field = resolve_name(name, known, mapping)
    if field is None and ALL_OTHER_COLUMNS in mapping.columns and not names_value_column(name, mapping):
        return IGNORED
    return IGNORED if field == "" else field if field is not None and field in known.by_name else ""


def _parse_rows(text: str | None) -> list[int]:
    first, _, last = (text or "").partition("-")
    return list(range(int(first), int(last or first) + 1)) if first else []


def _split_lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
