"""The reasons of verdicts in both languages."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from api.analysis.rules.claims.judgment import ReasonText, UnverifiableClaimError
from api.analysis.rules.facts import TargetFact
from api.analysis.rules.interval import Interval, to_decimal
from api.errors import Text

MAX_DIGITS = 10  # decimals; an amount has at most nine
UNITS = {
    "percent": Text(" persen", " percent"),
    "percentage_points": Text(" poin persen", " percentage points"),
}
QUALIFIERS = {
    "about": Text("sekitar ", "about "),
    "at_least": Text("paling sedikit ", "at least "),
    "at_most": Text("paling banyak ", "at most "),
    "nearly": Text("hampir ", "nearly "),
}


def figure_not_found() -> UnverifiableClaimError:
    return UnverifiableClaimError(
        "figure_not_found",
        Text(
            "Sebuah angka yang dirujuk klaim ini tidak ada, telah ditarik, atau belum terbit.",
            "A figure of the claim does not exist, was withdrawn or is not published.",
        ),
    )


def figure_not_known() -> UnverifiableClaimError:
    return UnverifiableClaimError(
        "figure_not_known",
        Text(
            "Sebuah angka yang dirujuk klaim ini belum dinyatakan pada hari itu, atau sudah dicabut.",
            "A figure of the claim had not been stated by that day, or was retracted.",
        ),
    )


def no_stated_value() -> UnverifiableClaimError:
    return UnverifiableClaimError(
        "no_stated_value",
        Text("Klaim ini tidak menyebut nilai yang dapat diperiksa.", "The claim states no value that can be checked."),
    )


def different_units() -> UnverifiableClaimError:
    return UnverifiableClaimError(
        "different_units",
        Text(
            "Angka-angka klaim ini berbeda satuan, sehingga tidak dapat dibandingkan.",
            "The figures of the claim have different units and cannot be compared.",
        ),
    )


def base_may_be_zero() -> UnverifiableClaimError:
    return UnverifiableClaimError(
        "base_may_be_zero",
        Text(
            "Pembandingnya nol, atau mungkin nol menurut pembulatannya.",
            "The base is zero, or may be zero because of its rounding.",
        ),
    )


def base_not_named() -> UnverifiableClaimError:
    return UnverifiableClaimError(
        "base_not_named",
        Text(
            "Klaim ini tidak menyebut pembandingnya, dan pembanding itu tidak dapat ditentukan. Isi base_figure.",
            "The claim does not state its base, and it cannot be determined; set base_figure.",
        ),
    )


BASE_NOT_FOUND: dict[str, Text] = {
    "target": Text(
        "Tidak ada target yang berlaku untuk periode itu ketika sumbernya terbit.",
        "No target was in force for the period when the source was published.",
    ),
    "year_before": Text(
        "Tidak ada realisasi untuk hari-hari yang sama setahun sebelumnya.",
        "The series has no realization of the same days one year earlier.",
    ),
    "baseline": Text("Target itu tidak memiliki angka awal.", "There is no target that has a figure as its baseline."),
    "population": Text(
        "Tidak ada jumlah populasi pada atau sebelum hari angka itu.",
        "No population is known on or before the day of the figure.",
    ),
    "previous": Text(
        "Tidak ada realisasi sebelumnya dalam deret yang sama dengan panjang periode yang sama.",
        "The series has no earlier realization with a period of the same length.",
    ),
}


def base_not_found(base: str) -> UnverifiableClaimError:
    return UnverifiableClaimError(f"no_{base}", BASE_NOT_FOUND[base])


def figure_not_stated() -> ReasonText:
    return ReasonText(
        "figure_not_stated",
        Text(
            "Angka yang dibicarakan klaim ini belum dinyatakan; klaim ini dinilai begitu angka itu ada.",
            "The figure of the claim is not stated; the claim is judged as soon as it is.",
        ),
    )


def base_ambiguous(targets: Sequence[TargetFact]) -> UnverifiableClaimError:
    """Name the periods, plans and values of the targets that a claim can mean."""
    listed = [
        _format_target(target) for target in sorted(targets, key=lambda target: (target.period, target.plan or ""))
    ]
    return UnverifiableClaimError(
        "base_ambiguous",
        Text(
            f"Beberapa target dapat dimaksud: {'; '.join(each.id for each in listed)}. Isi base_period atau "
            "base_figure.",
            f"Several targets can be meant: {'; '.join(each.en for each in listed)}. Set base_period or base_figure.",
        ),
    )


def _format_target(target: TargetFact) -> Text:
    plan = Text("", "") if target.plan is None else Text(f" menurut {target.plan}", f" of {target.plan}")
    return Text(
        f"{_format_indonesian(target.value)} untuk {target.period}{plan.id}",
        f"{_format_english(target.value)} for {target.period}{plan.en}",
    )


def value_differs(computed: Decimal | None, allowed: Interval, stated: Text, unit: str) -> ReasonText:
    """State what the figures make: a number, or the interval that they allow if one of them is a range."""
    made = format_exact_interval(allowed) if computed is None else format_exact(computed)
    name = UNITS.get(unit, Text("", ""))
    return ReasonText(
        "computed_differs",
        Text(
            f"Dari angka-angkanya terhitung {made.id}{name.id}, bukan {stated.id}{name.id}.",
            f"Its figures make {made.en}{name.en}, not {stated.en}{name.en}.",
        ),
    )


def opposite_sign() -> ReasonText:
    return ReasonText(
        "opposite_sign",
        Text(
            "Sesuai bila tandanya dibalik: selisih yang turun bernilai negatif.",
            "It agrees with the opposite sign: the difference of a decrease is negative.",
        ),
    )


def qualifier_matters() -> ReasonText:
    return ReasonText(
        "qualifier_matters",
        Text(
            "Sebuah angkanya hanya batas terendah atau tertinggi, sehingga hampir semua pernyataan akan sesuai.",
            "One of its figures is only a minimum or a maximum, so almost any statement would agree.",
        ),
    )


def digits_truncated() -> ReasonText:
    return ReasonText(
        "digits_truncated",
        Text(
            "Sesuai bila angka di belakangnya dipotong, bukan dibulatkan.",
            "It agrees if the digits were truncated instead of rounded.",
        ),
    )


def weekday_differs(day: str, name: Text, stated: Text) -> ReasonText:
    return ReasonText(
        "weekday_differs",
        Text(f"{day} adalah hari {name.id}, bukan {stated.id}.", f"{day} is a {name.en}, not a {stated.en}."),
    )


def format_stated(qualifier: str, value: Decimal, value_to: Decimal | None) -> Text:
    """Format a stated number with its qualifier: "at least 45", "about 1.7 to 2"."""
    return format_qualified(qualifier, format_exact(value), None if value_to is None else format_exact(value_to))


def format_qualified(qualifier: str, number: Text, upper: Text | None = None) -> Text:
    if upper is not None:
        number = Text(f"{number.id} sampai {upper.id}", f"{number.en} to {upper.en}")
    prefix = QUALIFIERS.get(qualifier, Text("", ""))
    return Text(prefix.id + number.id, prefix.en + number.en)


def format_exact(amount: Decimal) -> Text:
    return Text(_format_indonesian(amount), _format_english(amount))


def format_exact_interval(interval: Interval) -> Text:
    low, high = (
        None if not isinstance(end, Fraction) else format_exact(to_decimal(end, MAX_DIGITS))
        for end in (interval.low, interval.high)
    )
    if low is not None:
        return format_qualified("exact" if high is not None else "at_least", low, high)
    return Text("bilangan apa pun", "any number") if high is None else format_qualified("at_most", high)


def _format_english(amount: Decimal) -> str:
    return f"{amount:,f}"


def _format_indonesian(amount: Decimal) -> str:
    return _format_english(amount).translate(str.maketrans(",.", ".,"))
