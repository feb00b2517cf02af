"""The filters of an operation as the fields of a form."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from api.http.request.query_string import QueryParameter, QueryParameters, list_parameters
from api.pages.language import Language, choose_text
from api.pages.texts.fields import FIELDS

# They select the form of a response, or a page of it.
OMITTED: Final = frozenset({"cursor", "include", "wait"})
MAX_SHOWN_OPTIONS: Final = 4


class FormField(msgspec.Struct, frozen=True, kw_only=True):
    """One field: its current values, also invalid ones, and the errors of the request about it."""

    name: str
    label: str
    hint: str
    kind: Literal["select", "checkbox", "date", "number", "text"]
    values: list[str]
    errors: list[str]
    options: list[str]
    is_list: bool
    size: int
    low: int | None
    high: int | None


def build_form(
    query: type[QueryParameters],
    pairs: Sequence[tuple[str, str]],
    errors: Mapping[str, Sequence[str]],
    language: Language,
) -> list[FormField]:
    """Build the fields of all parameters that make sense on a page. `errors` are messages by parameter."""
    given: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        given[name].append(value)
    return [
        _build_field(parameter, given.get(parameter.name, []), errors.get(parameter.name, ()), language)
        for parameter in list_parameters(query).values()
        if parameter.name not in OMITTED
    ]


def _build_field(parameter: QueryParameter, values: list[str], errors: Sequence[str], language: Language) -> FormField:
    schema: Mapping[str, Any] = parameter.type.schema
    is_list = parameter.type.is_list
    options: list[str] = list((schema["items"] if is_list else schema).get("enum", ()))
    if is_list:
        values = [part for value in values for part in value.split(",")]
    label = FIELDS.get(parameter.name)
    return FormField(
        name=parameter.name,
        label=parameter.name if label is None else choose_text(label, language),
        hint=_write_hint(parameter.description) if language == "en" else "",
        kind=_choose_kind(schema, options, is_list=is_list),
        values=values if options else [",".join(values)] if values else [],
        errors=list(errors),
        options=options,
        is_list=is_list,
        size=min(len(options), MAX_SHOWN_OPTIONS),
        low=schema.get("minimum"),
        high=schema.get("maximum"),
    )


def _write_hint(description: str) -> str:
    """Return the first sentence of a description of the OpenAPI document, which is in English only."""
    return description.partition(". ")[0].replace("`", "").removesuffix(".") + "."


def _choose_kind(
    schema: Mapping[str, Any], options: Sequence[str], *, is_list: bool
) -> Literal["select", "checkbox", "date", "number", "text"]:
    if options:
        return "select" if is_list or len(options) > 1 else "checkbox"
    if schema["type"] == "integer":
        return "number"
    return "date" if schema.get("format") == "date" else "text"
