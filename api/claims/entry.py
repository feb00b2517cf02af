"""What holds for a claim before it reaches the database, or is judged without being stored."""

from collections.abc import Iterator
from typing import Any

import msgspec

from api.claims import model
from api.faults import Fault, Text
from api.figures.entry import NOT_AN_AMOUNT, is_amount
from api.postgres.rules import RULES
from api.rules.claims import QUOTIENTS, Bases

MOST_SUBJECTS = 100


class ClaimToCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A claim to judge and not to store: it needs no source. Members that may be null may be left out."""

    kind: model.Kind
    subjects: model.Subjects = []
    base: model.Base | None = None
    base_figure: model.BaseFigure | None = None
    stated_value: model.StatedValue | None = None
    stated_resolution: model.StatedResolution | None = None
    stated_date: model.StatedDate | None = None
    stated_weekday: model.StatedWeekday | None = None
    source: model.Source | None = None
    locator: model.Locator | None = None
    note: model.Note | None = None


def faults_of(claim: Any) -> list[Fault]:
    return [
        Fault("not-an-amount", NOT_AN_AMOUNT, pointer=f"/{name}")
        for name in ("stated_value", "stated_resolution")
        if (value := getattr(claim, name)) is not None and not is_amount(value)
    ]


def faults_of_unstored(claim: ClaimToCheck) -> list[Fault]:
    """What the database would refuse of one that is stored, too."""
    found = faults_of(claim)
    if not _states_what_it_claims(claim):
        found.append(_rule("claim_states_a_day_or_a_number"))
    if claim.stated_resolution is not None and claim.stated_resolution <= 0:
        found.append(_rule("claim_resolution_is_positive"))
    if len(claim.subjects) > MOST_SUBJECTS:
        found.append(Fault("too-long", TOO_MANY_SUBJECTS, pointer="/subjects"))
    return found


def faults_of_named(claim: Any, named: Bases) -> Iterator[Fault]:
    """What a claim names and cannot name: what is not published."""
    for pointer, identity in _named_by(claim):
        if identity not in named.figures:
            yield _rule("claim_is_about_existing_figures", pointer)


def faults_of_units(claim: Any, named: Bases) -> Iterator[Fault]:
    """Numbers of different units make no ratio and no sum; what is not at hand is left to others."""
    units = [
        (pointer, unit)
        for pointer, identity in _named_by(claim)
        if (figure := named.figures.get(identity)) is not None and (unit := named.unit_of(figure)) is not None
    ]
    for pointer, unit in units[1:]:
        if unit != units[0][1]:
            first = units[0][1]
            told = Text(
                f"bersatuan {unit}, sedangkan angka pertama bersatuan {first}",
                f"is counted in {unit}, but the first figure in {first}",
            )
            yield Fault("different-units", told, pointer=pointer)


def faults_of_base(claim: Any, named: Bases) -> Iterator[Fault]:
    base = None if claim.base_figure is None else named.figures.get(claim.base_figure)
    if base is not None and claim.kind in QUOTIENTS and base.value == 0:
        yield Fault("base-is-zero", BASE_IS_ZERO, pointer="/base_figure")


def _named_by(claim: Any) -> Iterator[tuple[str, Any]]:
    yield from ((f"/subjects/{place}", subject) for place, subject in enumerate(claim.subjects))
    if claim.base_figure is not None:
        yield "/base_figure", claim.base_figure


def _states_what_it_claims(claim: ClaimToCheck) -> bool:
    days = (claim.stated_date, claim.stated_weekday)
    numbers = (claim.stated_value, claim.stated_resolution)
    if claim.kind == "weekday":
        return None not in days and {*numbers, claim.base, claim.base_figure} == {None} and not claim.subjects
    return None not in numbers and set(days) == {None} and bool(claim.subjects)


def _rule(name: str, pointer: str | None = None) -> Fault:
    return Fault(name.replace("_", "-"), RULES[name].sentence, pointer=pointer or RULES[name].pointer)


TOO_MANY_SUBJECTS = Text(f"paling banyak {MOST_SUBJECTS} angka", f"has at most {MOST_SUBJECTS} figures")
BASE_IS_ZERO = Text("bernilai nol, dan tidak ada yang dapat dibagi nol", "is zero, and nothing is divided by zero")
