"""What holds for a figure before it reaches the database, said with the place where it does not."""

from decimal import Decimal
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from api import words
from api.faults import Fault, Text
from api.figures.breakdown import text_of
from api.figures.period import Period
from api.http.entry import entry_of

_CODE = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$")]


class NewCitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a source states the figure: a locator, a quote, or both."""

    source: Annotated[words.Code, Meta(description="Code of the source.", examples=["tribunnews-2022-03-28"])]
    locator: Annotated[words.Label, Meta(description="Paragraph, page or table.", examples=["paragraph 8"])] | None = (
        None
    )
    quote: (
        Annotated[
            words.Prose,
            Meta(
                description="The words of the source.",
                examples=["3,8 Juta Pelaku UMKM"],
            ),
        ]
        | None
    ) = None
    note: (
        Annotated[
            words.Prose,
            Meta(description="What the citing person has to say about it.", examples=["Names the end of 2022."]),
        ]
        | None
    ) = None


TYPES: dict[str, Any] = {
    "breakdown": Annotated[
        dict[_CODE, _CODE], Meta(max_length=8, description="Which part of the whole; `{}` is all.", examples=[{}])
    ],
    "citations": Annotated[list[NewCitation], Meta(max_length=100, description="Where sources state the figure.")],
}
DEFAULTS: dict[str, Any] = {
    "region": "ID",
    "breakdown": {},
    "qualifier": "exact",
    "resolution": Decimal(1),
    "citations": [],
}


def figure_entry(model: type[msgspec.Struct], **defaults: object) -> type[msgspec.Struct]:
    """A figure as it is entered: its program is its indicator's, its id is given by the service."""
    return entry_of(model, without=("id", "program"), defaults=DEFAULTS | defaults, types=TYPES)


def columns_of(said: dict[str, Any]) -> dict[str, Any]:
    return said | {"breakdown": text_of(said["breakdown"])}


def faults_of(figure: Any) -> list[Fault]:
    found: list[Fault] = []
    try:
        Period.parse(figure.period)
    except ValueError:
        found.append(Fault("not-a-period", NOT_A_PERIOD, pointer="/period"))
    for name in ("value", "resolution"):
        amount: Decimal = getattr(figure, name)
        if not is_amount(amount):
            found.append(Fault("not-an-amount", NOT_AN_AMOUNT, pointer=f"/{name}"))
        elif name == "resolution" and amount <= 0:
            found.append(Fault("too-small", NOT_POSITIVE, pointer="/resolution"))
    bounds = (figure.stated_not_before, figure.stated_not_after)
    if (figure.stated_on is None) == (bounds == (None, None)) or bounds.count(None) == 1:
        found.append(Fault("stated-when", STATED_WHEN, pointer="/stated_on"))
    elif figure.stated_on is None and bounds[0] > bounds[1]:
        found.append(Fault("reversed-range", REVERSED, pointer="/stated_not_after"))
    stated = figure.stated_on or figure.stated_not_before
    if figure.retracted_on and stated and figure.retracted_on < stated:
        found.append(Fault("retracted-early", RETRACTED_EARLY, pointer="/retracted_on"))
    found += [
        Fault("citation-without-place", CITATION_WITHOUT_PLACE, pointer=f"/citations/{place}")
        for place, citation in enumerate(figure.citations)
        if citation.locator is None and citation.quote is None
    ]
    return found


def is_amount(value: Decimal) -> bool:
    """Finite, below 10^18, at most 15 significant digits and 9 decimals: what survives every JSON reader."""
    if not value.is_finite() or abs(value) >= 10**18:
        return False
    _, digits, exponent = value.normalize().as_tuple()
    return len(digits) <= 15 and (not isinstance(exponent, int) or exponent >= -9)


NOT_A_PERIOD = Text(
    "harus periode seperti 2022, 2022-S1, 2022-Q3, 2022-05, 2022-05-31, atau 2020-05-14/2020-12-31",
    "must be a period such as 2022, 2022-S1, 2022-Q3, 2022-05, 2022-05-31 or 2020-05-14/2020-12-31",
)
NOT_AN_AMOUNT = Text(
    "harus di bawah 10^18, paling banyak 15 angka penting dan 9 desimal",
    "must be below 10^18, with at most 15 significant digits and 9 decimals",
)
NOT_POSITIVE = Text("harus lebih dari nol", "must be above zero")
STATED_WHEN = Text(
    "diberikan sendiri, atau sebagai gantinya stated_not_before bersama stated_not_after",
    "is given alone, or else stated_not_before together with stated_not_after",
)
REVERSED = Text("mendahului stated_not_before", "is before stated_not_before")
RETRACTED_EARLY = Text("mendahului hari angka ini dinyatakan", "is before the day the figure was stated")
CITATION_WITHOUT_PLACE = Text("memerlukan locator atau quote", "needs a locator or a quote")
