"""A figure that is written in one of the supported forms is read as the same figure, or it is an error."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.number_notation import NumberFormat
from api.exchange.imports.cells.period_end import PeriodEnd
from api.exchange.imports.cells.periods import parse_period
from api.exchange.imports.cells.ranges import parse_stated_amount
from api.resources.figures.period import Period
from tests.exchange.imports.cells.reference import REGIONS, UNITS, load_regions

MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
FORMATS: dict[NumberFormat, tuple[NumberFormat | None, ...]] = {"id": (None, "id"), "en": (None, "en")}
ROMAN = ("I", "II", "III", "IV")
QUALIFIERS = {None: "", "nearly": "hampir ", "about": "sekitar ", "at_least": "lebih dari ", "at_most": "< "}
WORDS = {0: "", 3: " ribu", 6: " juta", 9: " miliar", 12: " triliun"}
UNIT_WORDS = {None: "", "debitur": " debitur", "idr": " rupiah", "percent": "%"}
# Thousands separator, decimal mark and the number format that may be declared.
NOTATIONS: list[tuple[str, str, NumberFormat | None]] = [
    *((".", ",", declared) for declared in FORMATS["id"]),
    *((",", ".", declared) for declared in FORMATS["en"]),
    *(("\u00a0", ",", declared) for declared in FORMATS["id"]),
    *(("", ".", declared) for declared in FORMATS["en"]),
]


NUMBERS = st.decimals(-(10**6), 10**6, places=3) | st.integers(-(10**9), 10**9).map(Decimal)
FORMS = st.tuples(st.sampled_from(NOTATIONS), st.sampled_from([*WORDS]))


@given(NUMBERS, FORMS, st.sampled_from([*QUALIFIERS]), st.sampled_from([*UNIT_WORDS]))
def test_a_written_amount_is_read_as_the_same_amount_or_an_error(
    number: Decimal,
    form: tuple[tuple[str, str, NumberFormat | None], int],
    qualifier: str | None,
    unit: str | None,
) -> None:
    (thousands, decimal_mark, declared), power = form
    written = f"{number:,f}".replace(",", "\0").replace(".", decimal_mark).replace("\0", thousands)
    try:
        read = parse_stated_amount(f"{QUALIFIERS[qualifier]}{written}{WORDS[power]}{UNIT_WORDS[unit]}", declared, UNITS)
    except CellError as error:
        assert error.code == "not_an_amount" or (error.code == "ambiguous_number" and declared is None)  # noqa: PT017
    else:
        resolution = Decimal(1).scaleb(power + int(number.as_tuple().exponent))
        assert (read.value, read.resolution) == (number.scaleb(power), resolution)
        assert (read.qualifier, read.unit) == (qualifier, unit)


@given(
    st.integers(0, 10**5),
    st.integers(1, 10**5),
    st.sampled_from(["-", " - ", " s.d. ", "\u2013", " hingga "]),
    st.sampled_from(["", " ", "\u00a0", "."]),
    st.sampled_from([*WORDS]),
)
def test_a_written_range_is_read_as_the_same_range(
    low: int, width: int, separator: str, thousands: str, power: int
) -> None:
    first, last = (f"{number:,}".replace(",", thousands) for number in (low, low + width))
    read = parse_stated_amount(f"{first}{separator}{last}{WORDS[power]}", "id", UNITS)
    assert (read.value, read.range_end) == (low * 10**power, (low + width) * 10**power)


def write_periods(first: date, months: int) -> list[tuple[str, str]]:
    """Return the forms of a period that begins with a month, with its canonical text."""
    index = first.month - 1 + months - 1
    year, last = first.year + index // 12, index % 12 + 1
    text = f"{first.year}-{first.month:02}"
    forms = []
    if months == 1:
        named = f"{MONTHS[first.month - 1]} {first.year}"
        forms += [
            (form, text) for form in (named, f"bulan {named}", named.replace(" ", "-"), f"{text[5:]}/{first.year}")
        ]
    if months == 3 and first.month % 3 == 1:
        number = first.month // 3
        names = (f"TW {ROMAN[number]} {first.year}", f"Q{number + 1}-{first.year}", f"{first.year}Q{number + 1}")
        forms += [(form, f"{first.year}-Q{number + 1}") for form in (*names, f"Triwulan ke-{number + 1} {first.year}")]
    if months == 12 and first.month == 1:
        forms += [(form, f"{first.year}") for form in (f"TA {first.year}", f"Tahun Anggaran {first.year}")]
    if year == first.year and months > 1:
        period = parse_period(f"{text} s.d. {year}-{last:02}")
        assert isinstance(period, Period)
        names = tuple(f"{MONTHS[first.month - 1]}{mark}{MONTHS[last - 1]} {year}" for mark in ("-", " - ", " s.d. "))
        forms += [(form, period.text) for form in names]
        if first.month == 1:
            forms.append((f"s.d. {MONTHS[last - 1]} {year}", period.text))
    return forms


@given(st.dates(date(1900, 1, 1), date(2100, 12, 1)), st.integers(1, 14))
def test_a_written_period_is_read_as_the_same_period(day: date, months: int) -> None:
    for text, canonical in write_periods(day.replace(day=1), months):
        period = parse_period(text)
        assert (period.decide("flow") if isinstance(period, PeriodEnd) else period).text == canonical, text


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_written_days_are_read_as_the_same_days_or_an_error(one: date, other: date) -> None:
    first, last = sorted((one, other))
    month = MONTHS[last.month - 1]
    days = {
        f"{last.day} {month} {last.year}": (last, last),
        f"{last.day}-{month[:3]}-{last.year % 100:02}": (last, last),
        f"{last.day}/{last.month}/{last.year}": (last, last),
        f"{first.day} {MONTHS[first.month - 1]} {first.year} - {last.day} {month} {last.year}": (first, last),
        f"{first.day} {MONTHS[first.month - 1]} s.d. {last.day} {month} {last.year}": (
            first.replace(year=last.year) if (first.month, first.day) != (2, 29) else None,
            last,
        ),
    }
    for text, (start, end) in days.items():
        try:
            period = parse_period(text)
        except CellError as error:
            assert error.code in ("two_digit_year", "reversed_range", "not_a_period")  # noqa: PT017
        else:
            assert period == Period(start or end, end), text


def test_every_name_of_a_region_is_the_region_or_ambiguous() -> None:
    regions = load_regions()
    for region in regions:
        namesakes = {other.code for other in regions if other.name == region.name}
        for name in region.other_names:
            for text in (name, name.upper(), name.replace(" ", "-")):
                try:
                    assert REGIONS.find_by_text(text) in namesakes, text
                except CellError as error:
                    assert error.code == "ambiguous_region", text  # noqa: PT017
