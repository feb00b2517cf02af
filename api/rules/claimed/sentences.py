"""Why a claim is judged as it is, in both languages."""

from decimal import Decimal

from api.faults import Text
from api.rules.claimed.judgement import Reason, Undecidable


def missing() -> Undecidable:
    return Undecidable(
        "figure-missing",
        Text(
            "Sebuah angka yang disebut klaim ini tidak ada, telah ditarik, atau belum terbit.",
            "A figure that the claim names does not exist, was withdrawn or is not published.",
        ),
    )


def not_known() -> Undecidable:
    return Undecidable(
        "figure-not-known",
        Text(
            "Sebuah angka yang disebut klaim ini belum dinyatakan pada hari itu, atau sudah dicabut.",
            "A figure that the claim names had not been stated by that day, or was retracted.",
        ),
    )


def nothing_stated() -> Undecidable:
    return Undecidable(
        "nothing-stated",
        Text("Klaim ini tidak menyebut apa yang dihitung.", "The claim does not state what would be computed."),
    )


def different_units() -> Undecidable:
    return Undecidable(
        "different-units",
        Text(
            "Angka-angka klaim ini berbeda satuan, sehingga tidak dapat diperbandingkan.",
            "The figures of the claim are of different units and cannot be compared.",
        ),
    )


def may_be_zero() -> Undecidable:
    return Undecidable(
        "base-may-be-zero",
        Text(
            "Pembandingnya nol, atau dapat nol menurut pembulatannya.",
            "The base is zero, or may be zero by its rounding.",
        ),
    )


def base_not_named() -> Undecidable:
    return Undecidable(
        "base-not-named",
        Text(
            "Tidak disebut angka mana pembandingnya, dan tidak dapat dicari: sebutkan base_figure.",
            "Which figure is the base is not said and cannot be looked up: name a base_figure.",
        ),
    )


NO_SUCH_BASE: dict[str, Text] = {
    "target": Text(
        "Tidak ada target yang berlaku untuk periode yang sama.", "No target is in force for the same period."
    ),
    "population": Text(
        "Tidak ada jumlah populasi pada atau sebelum hari angka itu.",
        "No population is known on or before the day of the figure.",
    ),
    "previous": Text(
        "Tidak ada realisasi sebelumnya dalam deret yang sama, sama panjang periodenya.",
        "No realization comes before it in its series, over as long a period.",
    ),
}


def no_such_base(base: str) -> Undecidable:
    return Undecidable(f"no-{base}", NO_SUCH_BASE[base])


def differs(computed: Decimal, stated: Decimal, *, percent: bool) -> Reason:
    unit = Text(" persen", " percent") if percent else Text("", "")
    return Reason(
        "computed-differs",
        Text(
            f"Dari angka-angkanya terhitung {_indonesian(computed)}{unit.id}, bukan {_indonesian(stated)}{unit.id}.",
            f"Its figures make {_english(computed)}{unit.en}, not {_english(stated)}{unit.en}.",
        ),
    )


def cut_off() -> Reason:
    return Reason(
        "digits-cut-off",
        Text(
            "Sesuai bila angka di belakangnya dipotong, bukan dibulatkan.",
            "It agrees when its digits were cut off rather than rounded.",
        ),
    )


def another_day(day: str, name: Text, stated: Text) -> Reason:
    return Reason(
        "weekday-differs",
        Text(f"{day} adalah hari {name.id}, bukan {stated.id}.", f"{day} is a {name.en}, not a {stated.en}."),
    )


def _english(amount: Decimal) -> str:
    return f"{amount:,f}"


def _indonesian(amount: Decimal) -> str:
    return _english(amount).translate(str.maketrans(",.", ".,"))
