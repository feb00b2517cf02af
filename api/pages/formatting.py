"""Numbers, days and periods as people read them, in one language."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from api.analysis.claims.judgment_model import JudgmentReason
from api.analysis.progress.model import ProgressReason
from api.analysis.rules.checks.formatting import format_date, format_number
from api.errors import Text
from api.pages.language import Language, choose_text
from api.resources.figures.period import Period

_QUALIFIERS: Final = {
    "at_least": Text("≥ ", "≥ "),
    "at_most": Text("≤ ", "≤ "),
    "about": Text("sekitar ", "about "),
    "nearly": Text("hampir ", "almost "),
}
NATURES: Final = {
    "stock": Text("jumlah pada akhir periode", "total at the end of the period"),
    "flow": Text("tambahan selama periode", "added during the period"),
    "rate": Text("nilai untuk periode", "value for the period"),
}
CURRENCY_SYMBOLS: Final = frozenset({"Rp", "US$", "$", "€"})  # written before the number
_ISO_DAY: Final = re.compile(r"(?<![\w-])\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w-])")
_SHORT_MONTHS: Final = Text(
    "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
)
_DURATIONS: Final = {
    "Y": Text("tahun", "year"),
    "M": Text("bulan", "month"),
    "W": Text("minggu", "week"),
    "D": Text("hari", "day"),
}
_SCALES: Final = (
    (Decimal(10) ** 12, Text("triliun", "trillion")),
    (Decimal(10) ** 9, Text("miliar", "billion")),
    (Decimal(10) ** 6, Text("juta", "million")),
    (Decimal(10) ** 3, Text("ribu", "thousand")),
)


class Scale:
    """The power of ten in which all numbers of one picture are written, such as million."""

    def __init__(self, largest: Decimal, language: Language) -> None:
        """Choose the scale for numbers up to `largest`; numbers below 10,000 are written in full."""
        found = next(((size, name) for size, name in _SCALES if largest >= size * 10 or largest >= size >= 10**6), None)
        self.size = Decimal(1) if found is None else found[0]
        self.name = "" if found is None else choose_text(found[1], language)
        self._language = language

    def format(self, value: Decimal) -> str:
        """Write a number in this scale with two decimals, or two significant digits, so that none becomes zero."""
        scaled = value / self.size
        scaled = scaled.quantize(Decimal(1).scaleb(min(-2, scaled.adjusted() - 1)) if scaled else Decimal(1))
        return choose_text(format_number(scaled.normalize() if scaled else Decimal(0)), self._language)


def format_value(value: Decimal, value_to: Decimal | None, qualifier: str, language: Language) -> str:
    """Write a stated number or range with its qualifier."""
    return write_range(value, value_to, qualifier, lambda one: choose_text(format_number(one), language), language)


def split_amount(
    value: Decimal, value_to: Decimal | None, qualifier: str, unit: str, language: Language
) -> tuple[str, str]:
    """Write a stated number or range; return what follows it separately: its unit, unless that is before the number."""
    symbol, after = (unit, "") if unit in CURRENCY_SYMBOLS else ("", unit)
    end = "" if value_to is None else f"\N{EN DASH}{choose_text(format_number(value_to), language)}"
    return f"{format_qualifier(qualifier, language)}{symbol}{choose_text(format_number(value), language)}{end}", after


def format_amount(value: Decimal, value_to: Decimal | None, qualifier: str, unit: str, language: Language) -> str:
    """Write a stated number or range with its unit: `13.7 million UMKM`, `Rp7.6 trillion`."""
    return " ".join(split_amount(value, value_to, qualifier, unit, language)).rstrip()


def write_reason(reason: ProgressReason | JudgmentReason, language: Language) -> str:
    """Write the reason of a verdict, with days such as `28 March 2022` instead of `2022-03-28`."""
    text = choose_text(Text(reason.text, reason.text_en), language)
    return _ISO_DAY.sub(lambda found: format_long_day(date.fromisoformat(found[0]), language), text)


def write_range(
    value: Decimal, value_to: Decimal | None, qualifier: str, write: Callable[[Decimal], str], language: Language
) -> str:
    """Write a number, or both ends of a range, with `write`, after its qualifier."""
    end = "" if value_to is None else f"\N{EN DASH}{write(value_to)}"
    return format_qualifier(qualifier, language) + write(value) + end


def format_qualifier(qualifier: str, language: Language) -> str:
    """Return what precedes a number, such as `≥ `; nothing for an exact one."""
    return choose_text(_QUALIFIERS[qualifier], language) if qualifier in _QUALIFIERS else ""


def format_day(day: date, language: Language) -> str:
    """Write a day in short, such as `11 Jun 2021`."""
    return f"{day.day} {_short_month(day, language)} {day.year}"


def format_long_day(day: date, language: Language) -> str:
    return choose_text(format_date(day), language)


def format_period(text: str, language: Language) -> str:
    """Write a period: a year, month or day by name, other ones as their code."""
    period = Period.parse(text)
    match len(text):
        case 7 if text[5].isdigit():
            return f"{_short_month(period.first, language)} {period.first.year}"
        case 10:
            return format_day(period.first, language)
        case length if length > 10:
            return f"{format_day(period.first, language)}\N{EN DASH}{format_day(period.last, language)}"
    return text


def format_duration(duration: str, language: Language) -> str:
    """Write an ISO 8601 duration of one unit, such as `6 months` for P6M."""
    count, name = int(duration[1:-1]), choose_text(_DURATIONS[duration[-1]], language)
    return f"{count} {name}{'s' if language == 'en' and count > 1 else ''}"


def _short_month(day: date, language: Language) -> str:
    return choose_text(_SHORT_MONTHS, language).split()[day.month - 1]
