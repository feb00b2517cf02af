"""The stored form of a row's error: code, values and the key of its text. The sentences are built when it is read."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from api.database.constraint_messages import CONSTRAINT_MESSAGES
from api.errors import NO_PREFIX, FilledText, Text
from api.exchange.imports.cells import (
    blanks,
    dates,
    field_parsers,
    name_lookup,
    number_notation,
    number_words,
    numbers,
    period_end,
    periods,
    ranges,
    region_lookup,
)
from api.exchange.imports.files import cell_texts
from api.exchange.imports.rows import (
    column,
    combine_amounts,
    combine_cells,
    combine_regions,
    figure_columns,
    json_row_reader,
    row_reader,
    scale,
    source_columns,
)
from api.exchange.imports.rows.parsed_row import RowErrorDetail
from api.http.request import allowed_values, json_body, msgspec_errors
from api.http.request.parameter_types import one_of
from api.http.writes.writable import DATE_OUT_OF_RANGE
from api.resources.figures import validation
from api.resources.figures.parameters import BREAKDOWN_PARAMETER
from api.text_rules import BLANK, FORMULA, HIDDEN_CHARACTER

MAX_ERRORS_PER_ROW = 20
MAX_STORED_BYTES_PER_ROW = 2000  # the first error is always stored
MAX_VALUE_LENGTH = 200
MODULES = (
    *(blanks, dates, field_parsers, name_lookup, number_notation, number_words, numbers, period_end, periods),
    *(ranges, region_lookup, cell_texts),
    *(
        column,
        combine_amounts,
        combine_cells,
        combine_regions,
        figure_columns,
        json_row_reader,
        row_reader,
        scale,
        source_columns,
    ),
    *(allowed_values, json_body, validation),
)


def build_key(text: Text) -> str:
    """Return a short key that is the same in every process."""
    return hashlib.blake2b(text.en.encode(), digest_size=5).hexdigest()


# The texts of all errors that a row can have: the constants of the modules that read rows, and those of shared rules.
_TEXTS: tuple[Text, ...] = (
    *(value for module in MODULES for value in vars(module).values() if isinstance(value, Text)),
    *(message.text for message in CONSTRAINT_MESSAGES.values()),
    *(text for _, _, text in msgspec_errors.MESSAGES),
    *(one_of(tuple(choices)).error_text for choices in field_parsers.CHOICES.values()),
    *(BREAKDOWN_PARAMETER.error_text, DATE_OUT_OF_RANGE, field_parsers.INVALID_FORMAT[1]),
    *(BLANK, FORMULA, HIDDEN_CHARACTER, msgspec_errors.DEFAULT_MESSAGE),
)
TEXTS_BY_KEY: dict[str, Text] = {build_key(text): text for text in _TEXTS}
_KEYS: dict[Text, str] = {text: key for key, text in TEXTS_BY_KEY.items()}


def encode_errors(errors: Sequence[RowErrorDetail]) -> list[dict[str, Any]]:
    """Return the stored form of the first errors of a row."""
    stored: list[dict[str, Any]] = []
    size = 0
    for error in errors[:MAX_ERRORS_PER_ROW]:
        encoded = encode_error(error)
        size += len(msgspec.json.encode(encoded))
        if stored and size > MAX_STORED_BYTES_PER_ROW:
            break
        stored.append(encoded)
    return stored


def encode_error(error: RowErrorDetail) -> dict[str, Any]:
    detail = error.detail
    filled = detail if isinstance(detail, FilledText) else FilledText(detail, ())
    stored: dict[str, Any] = {"column": error.column and shorten(error.column), "code": error.code}
    key = _KEYS.get(filled.template)
    if key is None:  # an error of the syntax of a JSON line
        return stored | {"detail": [shorten(text) for text in detail]}
    stored["text"] = key
    if filled.values:
        stored["values"] = [shorten(value) for value in filled.values]
    if filled.prefix != NO_PREFIX:
        stored["prefix"] = [shorten(text) for text in filled.prefix]
    return stored


def decode_text(stored: Mapping[str, Any]) -> Text:
    """Build the text of a stored error. An error of an earlier version whose text has changed has a general text."""
    if "detail" in stored:
        return Text(*stored["detail"])
    template = TEXTS_BY_KEY.get(stored["text"], msgspec_errors.DEFAULT_MESSAGE)
    return FilledText(template, tuple(stored.get("values", ())), Text(*stored.get("prefix", NO_PREFIX)))


def shorten(text: str) -> str:
    """Return at most MAX_VALUE_LENGTH characters that UTF-8 can encode."""
    shortened = text if len(text) <= MAX_VALUE_LENGTH else f"{text[: MAX_VALUE_LENGTH - 1]}…"
    return shortened.encode("utf-8", "replace").decode()
