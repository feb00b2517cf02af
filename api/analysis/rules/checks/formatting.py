"""Formatting of numbers, dates and figures in Indonesian and English."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from api.analysis.rules.facts import Facts, FigureFact
from api.errors import Text

_SCALES = (
    (Decimal(10) ** 12, Text("triliun", "trillion")),
    (Decimal(10) ** 9, Text("miliar", "billion")),
    (Decimal(10) ** 6, Text("juta", "million")),
)
_MONTHS = Text(
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "January February March April May June July August September October November December",
)
_QUALIFIERS = {
    "about": Text("sekitar", "about"),
    "at_least": Text("paling sedikit", "at least"),
    "at_most": Text("paling banyak", "at most"),
    "nearly": Text("hampir", "nearly"),
}
_SWAPPED_SEPARATORS = str.maketrans(",.", ".,")  # 1,234.5 is 1.234,5 in Indonesian
_MAX_DECIMALS = 3  # a number that needs more is written in full


def format_number(value: Decimal) -> Text:
    """Format an exact number: 13.7 million, 7.6 trillion, 12,345,678 or 45.7."""
    for scale, name in _SCALES:
        if abs(value) >= scale and value % (scale / 10**_MAX_DECIMALS) == 0:
            plain = format_plain(value / scale)
            return Text(f"{plain.id} {name.id}", f"{plain.en} {name.en}")
    return format_plain(value)


def format_amount(value: Decimal, unit: str) -> Text:
    """Format a number with the code of its unit, or the name of percent."""
    return append_unit(format_number(value), unit)


def append_unit(number: Text, unit: str) -> Text:
    is_percent = unit == "percent"
    return Text(f"{number.id} persen", f"{number.en} percent") if is_percent else append_to_both(number, f" {unit}")


def format_range(value: Decimal, value_to: Decimal | None, unit: str) -> Text:
    """Format a number, or the range up to `value_to`, with its unit."""
    if value_to is None:
        return format_amount(value, unit)
    low, high = format_number(value), format_amount(value_to, unit)
    return Text(f"{low.id} sampai {high.id}", f"{low.en} to {high.en}")


def format_stated(figure: FigureFact, unit: str) -> Text:
    """Format the number of a figure with its unit, and with its qualifier or the end of its range."""
    amount = format_range(figure.value, figure.value_to, unit)
    qualifier = _QUALIFIERS.get(figure.qualifier)
    return amount if qualifier is None else Text(f"{qualifier.id} {amount.id}", f"{qualifier.en} {amount.en}")


def format_date(day: date) -> Text:
    return Text(*(f"{day.day} {months.split()[day.month - 1]} {day.year}" for months in (_MONTHS.id, _MONTHS.en)))


def format_figure_key(figure: FigureFact) -> str:
    """Return a label of codes, equal in both languages: umkm-onboarded (stock, ID, 2022)."""
    series = figure.series
    parts = (series.nature, figure.region, figure.period, *([series.breakdown] if series.breakdown else []))
    return f"{series.indicator} ({', '.join(parts)})"


def find_unit(facts: Facts, indicator: str) -> str:
    fact = facts.indicators.get(indicator)
    return "" if fact is None else fact.unit


def find_direction(facts: Facts, indicator: str) -> str:
    fact = facts.indicators.get(indicator)
    return "increase" if fact is None else fact.direction


def append_to_both(text: Text, suffix: str) -> Text:
    return Text((text.id + suffix).rstrip(), (text.en + suffix).rstrip())


def join_texts(texts: Iterable[Text]) -> Text:
    parts = list(texts)
    return Text(", ".join(text.id for text in parts), ", ".join(text.en for text in parts))


def format_plain(value: Decimal) -> Text:
    """Write all digits of a number, in groups of three: 13,700,000.5."""
    whole, _, decimals = f"{value:,f}".partition(".")
    english = f"{whole}.{decimals.rstrip('0')}".rstrip(".")
    return Text(english.translate(_SWAPPED_SEPARATORS), english)
