"""Checks of a claim before it is stored or judged."""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from api import types
from api.analysis.claims import model
from api.analysis.rules.claims.judge import QUOTIENT_KINDS, CandidateBases
from api.database.constraint_messages import CONSTRAINT_MESSAGES
from api.errors import ErrorDetail, Text
from api.http.request.partial_input import Rule
from api.resources.figures import fields
from api.resources.figures.period import Period
from api.resources.figures.validation import INVALID_AMOUNT, INVALID_PERIOD, BreakdownInput, is_amount

MAX_FIGURES = 100


class ClaimFigureKeyInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The realization that a claim is about, although no source states its number."""

    indicator: fields.IndicatorCode
    nature: fields.Nature
    region: types.RegionCode = "ID"
    breakdown: BreakdownInput = {}
    period: fields.PeriodText
    day_known: model.KeyDayKnown = True


ClaimFigureKeyField = Annotated[
    ClaimFigureKeyInput | None,
    Meta(
        description=model.FIGURE_KEY_DESCRIPTION,
        examples=[{"indicator": "umkm-onboarded", "nature": "stock", "period": "2023"}],
    ),
]


class ClaimCheckInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A claim to judge without storing it; `source` and `locator` are optional, as are all nullable fields."""

    kind: model.ClaimKind
    figures: model.ClaimFigures = []
    figure_key: ClaimFigureKeyField = None
    base: model.ClaimBase | None = None
    base_period: model.BasePeriod | None = None
    base_figure: model.BaseFigureId | None = None
    stated_value: model.StatedValue | None = None
    stated_value_to: model.StatedValueTo | None = None
    stated_resolution: model.StatedResolution | None = None
    qualifier: model.ClaimQualifier = "exact"
    stated_date: model.StatedDate | None = None
    stated_weekday: model.StatedWeekday | None = None
    source: model.ClaimSource | None = None
    locator: model.ClaimLocator | None = None
    note: model.ClaimNote | None = None


def _build_amount_rule(name: str) -> Rule:
    def validate_amount(claim: Any) -> list[ErrorDetail]:
        value = getattr(claim, name)
        if value is None or is_amount(value):
            return []
        return [ErrorDetail("not_an_amount", INVALID_AMOUNT, pointer=f"/{name}")]

    return validate_amount


def _validate_base_period(claim: Any) -> list[ErrorDetail]:
    return _validate_period(claim.base_period, "/base_period")


def _validate_base_figure(claim: Any) -> list[ErrorDetail]:
    if claim.kind in ("sum", "weekday") or len(claim.figures) < 2 or claim.base_figure is not None:
        return []
    return [_constraint_error("claim_of_several_figures_names_its_base", code="base_figure_needed")]


def _validate_base(claim: Any) -> list[ErrorDetail]:
    if claim.base_period is None or not (claim.base_figure or claim.base not in ("target", "baseline")):
        return []
    return [_constraint_error("claim_base_period_selects_a_target")]


def _validate_period(period: str | None, pointer: str) -> list[ErrorDetail]:
    try:
        if period is not None:
            Period.parse(period)
    except ValueError:
        return [ErrorDetail("not_a_period", INVALID_PERIOD, pointer=pointer)]
    return []


def _validate_key(claim: Any) -> list[ErrorDetail]:
    key = claim.figure_key
    if key is None:
        return []
    if claim.figures or claim.kind in ("sum", "weekday"):
        return [_constraint_error("claim_has_figures_or_a_key")]
    if errors := _validate_period(key.period, "/figure_key/period"):
        return errors
    first, last = Period.parse(key.period)
    if not key.day_known and (key.nature != "stock" or first == last):
        return [ErrorDetail("day_is_known", DAY_IS_KNOWN, pointer="/figure_key/day_known")]
    return []


def _validate_range(claim: Any) -> list[ErrorDetail]:
    if claim.stated_value_to is None:
        return []
    amounts = (claim.stated_value, claim.stated_value_to)
    if all(amount is not None and is_amount(amount) for amount in amounts) and amounts[1] <= amounts[0]:
        return [_constraint_error("claim_range_is_in_order", code="reversed_range")]
    if claim.qualifier not in ("exact", "about"):
        return [_constraint_error("claim_range_has_no_open_side", code="range_with_qualifier")]
    return []


CLAIM_RULES: tuple[Rule, ...] = (
    *map(_build_amount_rule, ("stated_value", "stated_value_to", "stated_resolution")),
    _validate_base_period,
    _validate_key,
    _validate_base_figure,
    _validate_base,
    _validate_range,
)


def _validate_stated_fields(claim: Any) -> list[ErrorDetail]:
    return [] if _has_stated_fields(claim) else [_constraint_error("claim_states_a_day_or_a_number")]


def _validate_resolution(claim: Any) -> list[ErrorDetail]:
    if claim.stated_resolution is None or claim.stated_resolution > 0:
        return []
    return [_constraint_error("claim_resolution_is_positive")]


def _validate_number_of_figures(claim: Any) -> list[ErrorDetail]:
    if len(claim.figures) <= MAX_FIGURES:
        return []
    return [ErrorDetail("too_long", TOO_MANY_FIGURES, pointer="/figures")]


# Also what the database checks for a stored claim.
CLAIM_CHECK_RULES = (*CLAIM_RULES, _validate_stated_fields, _validate_resolution, _validate_number_of_figures)


def validate_references(claim: Any, referenced: CandidateBases) -> Iterator[ErrorDetail]:
    """Yield an error for each referenced figure, and for the indicator of a key, that is not published."""
    if claim.figure_key is not None and claim.figure_key.indicator not in referenced.indicators:
        yield _constraint_error("claim_key_counts_an_indicator")
    for pointer, identity in _list_references(claim):
        if identity not in referenced.figures:
            yield _constraint_error("claim_is_about_existing_figures", pointer)


def validate_units(claim: Any, referenced: CandidateBases) -> Iterator[ErrorDetail]:
    """Yield an error for each figure whose unit differs from that of the first; skip figures that are not loaded.

    Only the base of a ratio may have another unit: villages with a cooperative, of all villages.
    """
    units = [
        (pointer, unit)
        for pointer, identity in _list_references(claim)
        if (figure := referenced.figures.get(identity)) is not None
        and (unit := referenced.find_unit(figure)) is not None
        and not (claim.kind == "ratio" and pointer == "/base_figure")
    ]
    if claim.figure_key is not None and (indicator := referenced.indicators.get(claim.figure_key.indicator)):
        units.insert(0, ("/figure_key", indicator.unit))
    for pointer, unit in units[1:]:
        if unit != units[0][1]:
            first = units[0][1]
            detail = Text(
                f"satuan angka ini {unit}, sedangkan satuan angka pertama {first}",
                f"has the unit {unit}, but the first figure has {first}",
            )
            yield ErrorDetail("different_units", detail, pointer=pointer)


def validate_base(claim: Any, referenced: CandidateBases) -> Iterator[ErrorDetail]:
    base = None if claim.base_figure is None else referenced.figures.get(claim.base_figure)
    if base is not None and claim.kind in QUOTIENT_KINDS and base.value == 0:
        yield ErrorDetail("base_is_zero", BASE_IS_ZERO, pointer="/base_figure")


def _list_references(claim: Any) -> Iterator[tuple[str, Any]]:
    yield from ((f"/figures/{index}", figure) for index, figure in enumerate(claim.figures))
    if claim.base_figure is not None:
        yield "/base_figure", claim.base_figure


def _has_stated_fields(claim: ClaimCheckInput) -> bool:
    days = (claim.stated_date, claim.stated_weekday)
    numbers = (claim.stated_value, claim.stated_resolution)
    has_figures = bool(claim.figures) or claim.figure_key is not None
    if claim.kind == "weekday":
        others = {*numbers, claim.stated_value_to, claim.base, claim.base_period, claim.base_figure}
        return None not in days and others == {None} and claim.qualifier == "exact" and not has_figures
    return None not in numbers and set(days) == {None} and has_figures


def _constraint_error(name: str, pointer: str | None = None, code: str | None = None) -> ErrorDetail:
    message = CONSTRAINT_MESSAGES[name]
    return ErrorDetail(code or name, message.text, pointer=pointer or message.pointer)


TOO_MANY_FIGURES = Text(f"paling banyak {MAX_FIGURES} angka", f"must have at most {MAX_FIGURES} figures")
DAY_IS_KNOWN = Text(
    "hanya boleh false untuk stock yang periodenya lebih dari satu hari",
    "may be false only for a stock whose period has more than one day",
)
BASE_IS_ZERO = Text("bernilai nol sehingga tidak dapat menjadi pembagi", "is zero, which cannot be a divisor")
