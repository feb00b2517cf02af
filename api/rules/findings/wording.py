"""Numbers and days as people read them, in Indonesian and in English."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from api.faults import Text
from api.rules.facts import Facts, Figure

_SCALES = (
    (Decimal(10) ** 12, Text("triliun", "trillion")),
    (Decimal(10) ** 9, Text("miliar", "billion")),
    (Decimal(10) ** 6, Text("juta", "million")),
)
_MONTHS = Text(
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "January February March April May June July August September October November December",
)
_SWAPPED = str.maketrans(",.", ".,")  # 1,234.5 is 1.234,5 in Indonesian
_MOST_DECIMALS = 3  # 18.625 million is read at a glance; what needs more is written out in full


def number(value: Decimal) -> Text:
    """13.7 million, 7.6 trillion, 12,345,678, 45.7."""
    for scale, name in _SCALES:
        if abs(value) >= scale and value % (scale / 10**_MOST_DECIMALS) == 0:
            plain = _plain(value / scale)
            return Text(f"{plain.id} {name.id}", f"{plain.en} {name.en}")
    return _plain(value)


def amount(value: Decimal, unit: str) -> Text:
    """A number of what is counted, by the unit's code."""
    plain = number(value)
    return Text(f"{plain.id} persen", f"{plain.en} percent") if unit == "percent" else both(plain, f" {unit}")


def day(moment: date) -> Text:
    return Text(
        *(f"{moment.day} {months.split()[moment.month - 1]} {moment.year}" for months in (_MONTHS.id, _MONTHS.en))
    )


def place(figure: Figure) -> str:
    """What a figure is about, in codes, which are the same in both languages: umkm-onboarded (stock, ID, 2022)."""
    series = figure.series
    told = (series.nature, series.region, figure.period, *([series.breakdown] if series.breakdown else []))
    return f"{series.indicator} ({', '.join(told)})"


def unit_of(facts: Facts, indicator: str) -> str:
    held = facts.indicators.get(indicator)
    return "" if held is None else held.unit


def both(text: Text, more: str) -> Text:
    """The same behind both."""
    return Text((text.id + more).rstrip(), (text.en + more).rstrip())


def listed(texts: Iterable[Text]) -> Text:
    several = list(texts)
    return Text(", ".join(text.id for text in several), ", ".join(text.en for text in several))


def _plain(value: Decimal) -> Text:
    whole, _, decimals = f"{value:,f}".partition(".")
    english = f"{whole}.{decimals.rstrip('0')}".rstrip(".")
    return Text(english.translate(_SWAPPED), english)
