"""Input models of figures, and the checks before a figure is stored."""

from collections.abc import Container
from datetime import date
from decimal import Context, Decimal
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from api import types
from api.errors import ErrorDetail, Text
from api.http.reads.immutable import today_in_jakarta
from api.http.request.partial_input import Rule
from api.http.writes.input_models import build_input_model
from api.http.writes.references import KeyPointers, Reference, refer
from api.resources.figures.breakdown import format_breakdown
from api.resources.figures.period import Period

MAX_WRITTEN_DIGITS = 100  # also of zeros, which normalization removes
_EXACT = Context(prec=MAX_WRITTEN_DIGITS)
_CODE = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$")]


class CitationInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a source states the figure: a locator, a quote, or both."""

    source: Annotated[types.Code, Meta(description="Code of the source.", examples=["tribunnews-2022-03-28"])]
    locator: Annotated[types.Label, Meta(description="Paragraph, page or table.", examples=["paragraph 8"])] | None = (
        None
    )
    quote: (
        Annotated[
            types.LongText,
            Meta(
                description="The text of the source.",
                examples=["3,8 Juta Pelaku UMKM"],
            ),
        ]
        | None
    ) = None
    note: (
        Annotated[
            types.LongText,
            Meta(description="Remark of the person who enters the citation.", examples=["Names the end of 2022."]),
        ]
        | None
    ) = None


BreakdownInput = Annotated[
    dict[_CODE, _CODE], Meta(max_length=8, description="Part of the whole; `{}` is the whole.", examples=[{}])
]
FIELD_TYPES: dict[str, Any] = {
    "breakdown": BreakdownInput,
    "citations": Annotated[
        list[CitationInput], Meta(max_length=100, description="Citations of the sources that state the figure.")
    ],
}
FIELD_DEFAULTS: dict[str, Any] = {
    "region": "ID",
    "breakdown": {},
    "qualifier": "exact",
    "resolution": Decimal(1),
    "citations": [],
    "distinct_from": [],
    "day_known": True,
}


def build_figure_input_model(model: type[msgspec.Struct], computed: tuple[str, ...]) -> type[msgspec.Struct]:
    """Return the input model, without the id (assigned by the service) and the program (that of the indicator)."""
    return build_input_model(model, without=("id", "program", *computed), defaults=FIELD_DEFAULTS, types=FIELD_TYPES)


def validate_new_value(current: dict[str, Any], changed: Any, names: Container[str]) -> list[ErrorDetail]:
    """Require a resolution for a new value that is no multiple of the present one."""
    value, resolution = Decimal(str(current["value"])), Decimal(str(current["resolution"]))
    if not is_amount(changed.value):
        return []  # another rule reports it
    if "resolution" in names or changed.value == value or changed.value % resolution == 0:
        return []
    return [ErrorDetail("resolution_required", RESOLUTION_REQUIRED, pointer="/resolution")]


def to_figure_columns(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a valid figure: the breakdown as text, and the period in its canonical form."""
    period = {"period": Period.parse(fields["period"]).text} if "period" in fields else {}
    return fields | {"breakdown": format_breakdown(fields["breakdown"]), **period}


def _validate_period(figure: Any) -> list[ErrorDetail]:
    try:
        Period.parse(figure.period)
    except ValueError:
        return [ErrorDetail("not_a_period", INVALID_PERIOD, pointer="/period")]
    return []


def _build_amount_rule(name: str) -> Rule:
    def validate_amount(figure: Any) -> list[ErrorDetail]:
        amount: Decimal | None = getattr(figure, name)
        if amount is None or is_amount(amount):
            return []
        return [ErrorDetail("not_an_amount", INVALID_AMOUNT, pointer=f"/{name}")]

    return validate_amount


def _validate_resolution(figure: Any) -> list[ErrorDetail]:
    if figure.resolution > 0 or not is_amount(figure.resolution):
        return []
    return [ErrorDetail("too_small", NOT_POSITIVE, pointer="/resolution")]


def _validate_value_to(figure: Any) -> list[ErrorDetail]:
    if figure.value_to is None or not (is_amount(figure.value_to) and is_amount(figure.value)):
        return []
    return validate_range(figure.value_to, figure.value, figure.qualifier)


def _validate_not_in_future(figure: Any) -> list[ErrorDetail]:
    latest = find_latest_stated_day(figure)
    if latest is None or latest <= today_in_jakarta():
        return []
    pointer = "/stated_not_after" if figure.stated_on is None else "/stated_on"
    return [ErrorDetail("stated_in_future", STATED_IN_FUTURE, pointer=pointer)]


def _validate_citations(figure: Any) -> list[ErrorDetail]:
    return [
        ErrorDetail("citation_needs_locator", CITATION_NEEDS_LOCATOR, pointer=f"/citations/{index}")
        for index, citation in enumerate(figure.citations)
        if citation.locator is None and citation.quote is None
    ]


def find_latest_stated_day(figure: Any) -> date | None:
    """Return the last day on which the figure can have been stated."""
    latest: date | None = figure.stated_on or figure.stated_not_after
    return latest


def validate_stated_days(figure: Any) -> list[ErrorDetail]:
    """Check the dates of a figure among themselves. They may be dates, or text in the format of ISO 8601."""
    return [*_validate_statement(figure), *_validate_retraction(figure)]


def _validate_statement(figure: Any) -> list[ErrorDetail]:
    bounds = (figure.stated_not_before, figure.stated_not_after)
    if (figure.stated_on is None) == (bounds == (None, None)) or bounds.count(None) == 1:
        return [ErrorDetail("stated_date_required", STATED_DATE_REQUIRED, pointer="/stated_on")]
    if figure.stated_on is None and bounds[0] > bounds[1]:
        return [ErrorDetail("reversed_range", BOUNDS_REVERSED, pointer="/stated_not_after")]
    return []


def _validate_retraction(figure: Any) -> list[ErrorDetail]:
    stated = figure.stated_on or figure.stated_not_before
    if figure.retracted_on and stated and figure.retracted_on < stated:
        return [ErrorDetail("retracted_before_stated", RETRACTED_BEFORE_STATED, pointer="/retracted_on")]
    return []


def validate_range(value_to: Decimal, value: Decimal, qualifier: str) -> list[ErrorDetail]:
    if value_to <= value:
        return [ErrorDetail("reversed_range", RANGE_REVERSED, pointer="/value_to")]
    if qualifier not in ("exact", "about"):
        return [ErrorDetail("range_with_qualifier", RANGE_WITH_QUALIFIER, pointer="/qualifier")]
    return []


def is_amount(value: Decimal) -> bool:
    """Return whether it is below 10^18 with at most 15 digits and 9 decimals, so that every JSON parser reads it."""
    # The default context of `decimal` raises Overflow beyond 1e999999 and rounds after 28 digits.
    if not value.is_finite() or abs(value.adjusted()) >= MAX_WRITTEN_DIGITS or len(str(value)) > MAX_WRITTEN_DIGITS:
        return False
    _, digits, exponent = value.normalize(_EXACT).as_tuple()
    return len(digits) <= 15 and isinstance(exponent, int) and exponent >= -9 and len(digits) + exponent <= 18


def _list_cited_sources(figure: Any) -> KeyPointers:
    return [(f"/citations/{index}/source", citation.source) for index, citation in enumerate(figure.citations)]


FIGURE_RULES: tuple[Rule, ...] = (
    _validate_period,
    *map(_build_amount_rule, ("value", "value_to", "resolution")),
    _validate_resolution,
    _validate_value_to,
    _validate_statement,
    _validate_retraction,
    _validate_not_in_future,
    _validate_citations,
)
STORED_REFERENCES = (
    refer("indicator", "indicator", "figure_counts_an_indicator"),
    refer("region", "region", "figure_is_about_a_region"),
    refer("institution", "institution", "figure_is_stated_by_an_institution"),
    refer("institution", "on_behalf_of", "figure_is_stated_by_an_institution"),
    Reference("source", "figure_cites_sources", _list_cited_sources),
)
INVALID_PERIOD = Text(
    "harus periode seperti 2022, 2022-S1, 2022-Q3, 2021-W20, 2022-05, 2022-05-31, atau 2020-05-14/2020-12-31",
    "must be a period such as 2022, 2022-S1, 2022-Q3, 2021-W20, 2022-05, 2022-05-31 or 2020-05-14/2020-12-31",
)
INVALID_AMOUNT = Text(
    "harus di bawah 10^18, paling banyak 15 angka penting dan 9 desimal",
    "must be below 10^18, with at most 15 significant digits and 9 decimals",
)
RESOLUTION_REQUIRED = Text(
    "wajib diisi: nilai baru bukan kelipatan dari resolution yang lama",
    "is required: the new value is no multiple of the present resolution",
)
STATED_IN_FUTURE = Text(
    "tidak boleh sesudah hari ini di Jakarta", "must not be after today in Jakarta: a statement cannot be of the future"
)
RANGE_REVERSED = Text("harus lebih besar daripada value", "must be greater than value")
RANGE_WITH_QUALIFIER = Text(
    "harus exact atau about, karena value_to menyatakan sebuah rentang",
    "must be exact or about, because value_to states a range",
)
NOT_POSITIVE = Text("harus lebih dari nol", "must be greater than zero")
STATED_DATE_REQUIRED = Text(
    "isi stated_on saja, atau stated_not_before bersama stated_not_after",
    "requires stated_on alone, or stated_not_before together with stated_not_after",
)
BOUNDS_REVERSED = Text("lebih awal daripada stated_not_before", "is before stated_not_before")
RETRACTED_BEFORE_STATED = Text(
    "lebih awal daripada hari angka ini dinyatakan", "is before the day on which the figure was stated"
)
CITATION_NEEDS_LOCATOR = Text("memerlukan locator atau quote", "needs a locator or a quote")
